/** What one page is sent about searching: the runs of its filter, suggestions, and labels. */
import * as O from 'fp-ts/lib/Option.js';
import type { JournalTimes } from '../../times/JournalTimes.js';
import { asOfInstant } from '../asOf.js';
import type { Board } from '../Board.js';
import { figuresOf } from '../figuresOf.js';
import { readQuery } from '../Query.js';
import { runsOf } from '../runsOf.js';
import type {
  AskFiguresMessage,
  AskRunsMessage,
  SearchPageMessage,
  SearchServerMessage,
} from '../SearchProtocol.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What a page is sent about searching. */
export interface SearchPage {
  /** Sends what changed; a part of it, if it takes too long. */
  readonly sendChanges: () => void;
  /** Answers a message of the page. */
  readonly receive: (message: SearchPageMessage) => void;
}

/** What it needs. */
export interface SearchPageOptions {
  readonly board: Board;
  /** The times of its runs. */
  readonly times: JournalTimes;
  /** Whether more lines may come. */
  readonly isOpen: () => boolean;
  /** What people call ids. */
  readonly labels: ReadonlyMap<string, string>;
  readonly send: (message: SearchServerMessage) => void;
}

/** The largest share of time that is spent on searching again because the board changed. */
const MAX_SHARE = 1 / 20;

/** How many suggestions there are of each kind. */
const SUGGESTIONS = 5;

/** How many labels a message has at most. */
const LABELS = 8192;

// ------------------------------------------------------------------------------------------------------- operations

const secondsNow = (): number => Math.floor(Date.now() / 1000);

/** Answers a question at once, and again when the board changed, in a share of the time. */
const makeWatch = <Question>(board: Board, answer: (question: Question) => void) => {
  let question: Question | undefined;
  let seen = -1;
  let due = 0;
  const send = (): void => {
    if (question === undefined) return;
    const begun = performance.now();
    seen = board.facts.size();
    answer(question);
    const end = performance.now();
    due = end + (end - begun) / MAX_SHARE;
  };
  return {
    ask: (next: Question): void => {
      question = next;
      send();
    },
    sendChanges: (): void => {
      if (seen !== board.facts.size() && performance.now() >= due) send();
    },
  };
};

/** Makes what a new page is sent. */
export const makeSearchPage = ({
  board,
  times,
  labels,
  isOpen,
  send,
}: SearchPageOptions): SearchPage => {
  const labelOf = (id: string): string | undefined => labels.get(id);
  let sentLabels = false;

  const runs = makeWatch<AskRunsMessage>(board, ({ asked, filter }) => {
    if (filter === undefined) return;
    send({
      type: 'runs',
      asked,
      runs: runsOf(board, filter, labelOf),
      unsearched:
        readQuery(filter.query).length === 0
          ? board.droppedChanges()
          : board.facts.dropped() + board.facts.notSearchable(),
    });
  });

  const figures = makeWatch<AskFiguresMessage>(board, ({ asked, filter, stuckFor }) => {
    if (filter === undefined) return;
    const asOf = asOfInstant(O.toUndefined(board.latest()), isOpen(), secondsNow());
    send({
      type: 'figures',
      asked,
      ...figuresOf(board, times, { filter, stuckFor, asOf }, labelOf),
    });
  });

  const sendLabels = (): void => {
    if (sentLabels) return;
    sentLabels = true;
    const ids = [...labels.keys()];
    for (let at = 0; at < ids.length; at += LABELS) {
      const part = ids.slice(at, at + LABELS);
      send({ type: 'labels', ids: part, labels: part.map((id) => labels.get(id) ?? '') });
    }
  };

  return {
    sendChanges: () => {
      sendLabels();
      runs.sendChanges();
      figures.sendChanges();
    },
    receive: (message) => {
      if (message.type === 'askRuns') runs.ask(message);
      else if (message.type === 'askFigures') figures.ask(message);
      else {
        const { asked, field, text } = message;
        const said = board.facts.said({ field, text: text.toLowerCase() }, SUGGESTIONS);
        send({ type: 'suggestions', asked, said });
      }
    },
  };
};
