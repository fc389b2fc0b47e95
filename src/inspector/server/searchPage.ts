/** What one page is sent about searching: the runs of its filter, suggestions, and labels. */
import type { Board } from '../Board.js';
import { readQuery } from '../Query.js';
import { runsOf } from '../runsOf.js';
import type { AskRunsMessage, SearchPageMessage, SearchServerMessage } from '../SearchProtocol.js';

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

/** Makes what a new page is sent. */
export const makeSearchPage = ({ board, labels, send }: SearchPageOptions): SearchPage => {
  const labelOf = (id: string): string | undefined => labels.get(id);
  let asking: AskRunsMessage | undefined;
  let seen = -1;
  let due = 0;
  let sentLabels = false;

  const sendRuns = (): void => {
    if (asking?.filter === undefined) return;
    const begun = performance.now();
    seen = board.facts.size();
    send({
      type: 'runs',
      asked: asking.asked,
      runs: runsOf(board, asking.filter, labelOf),
      unsearched:
        readQuery(asking.filter.query).length === 0
          ? board.droppedChanges()
          : board.facts.dropped() + board.facts.notSearchable(),
    });
    const end = performance.now();
    due = end + (end - begun) / MAX_SHARE;
  };

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
      if (asking?.filter !== undefined && seen !== board.facts.size() && performance.now() >= due)
        sendRuns();
    },
    receive: (message) => {
      if (message.type === 'askRuns') {
        asking = message;
        sendRuns();
        return;
      }
      const { asked, field, text } = message;
      send({
        type: 'suggestions',
        asked,
        said: board.facts.said({ field, text: text.toLowerCase() }, SUGGESTIONS),
      });
    },
  };
};
