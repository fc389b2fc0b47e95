/** The intake: every source of lines, all of which go to one board. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { makeEntryDecoder } from '../../journal/entryDecoder.js';
import { hintOf } from '../../journal/hints.js';
import type { JournalEntry, JournalFormat } from '../../journal/JournalEntry.js';
import type { Apps } from '../apps/Apps.js';
import type { Board } from '../Board.js';
import type { SourceStatus } from '../Protocol.js';

/** A decoded line: its entry, or the reason why it is malformed. */
export type DecodedLine = E.Either<string, JournalEntry>;

/** One source of lines. */
export interface Source {
  /** Decodes a line without adding it. */
  readonly decode: (text: string) => DecodedLine;
  /** Adds the next line, decoded, with its text if it has one. */
  readonly add: (line: DecodedLine, text?: string) => void;
  /** Adds the next line, if it is of an app; tells whether it was. */
  readonly addAppLine: (text: string) => boolean;
  /** Decodes and adds the next line; a blank one has a number but no effect. */
  readonly addLine: (text: string) => void;
  /** Adds a problem with input that is not a line. */
  readonly addProblem: (message: string) => void;
  /** Every line that exists has been read; the source now waits for more. */
  readonly caughtUp: () => void;
  /** Counts lines from 1 again, because the source is read from its beginning. */
  readonly restart: (message: string) => void;
  /** Shows a message that is not about a line. */
  readonly setMessage: (message: string) => void;
  readonly end: () => void;
  readonly fail: (message: string) => void;
}

/** How the lines of a source are read. */
export interface SourceFormat extends JournalFormat {
  /** Takes each line that is malformed. Returns the problem to show, or undefined if none is shown for this line. */
  readonly problemOf?: (line: string, message: string) => string | undefined;
  /** Takes each line that was decoded: that of a journal, or of an app. */
  readonly record?: (text: string, isOfApp: boolean) => void;
  /** Called for each line that is an op. */
  readonly sawOp?: () => void;
}

/** All sources. */
export interface Intake {
  readonly open: (name: string, phase: SourceStatus['phase'], format?: SourceFormat) => Source;
  /** The status of each source that is open, and of the latest ones that ended. */
  readonly sources: () => ReadonlyArray<SourceStatus>;
}

/** How many ended sources are shown: an app that keeps reconnecting makes many. */
const MAX_ENDED = 20;

interface MutableStatus {
  readonly name: string;
  phase: SourceStatus['phase'];
  lines: number;
  message: string | undefined;
}

const hasEnded = ({ phase }: MutableStatus): boolean =>
  phase === 'ended' || phase === 'failed' || phase === 'disconnected';

/** An intake without sources. `onChange` is called for each change of a board or of a source. */
export const makeIntake = (board: Board, apps: Apps, onChange: () => void): Intake => {
  let statuses: ReadonlyArray<MutableStatus> = [];

  const dropOldestEnded = (): void => {
    const ended = statuses.filter(hasEnded);
    const oldest = ended[0];
    if (ended.length > MAX_ENDED && oldest !== undefined)
      statuses = statuses.filter((status) => status !== oldest);
  };

  return {
    open: (name, phase, sourceFormat = {}) => {
      const { problemOf, sawOp, record, ...format } = sourceFormat;
      const status: MutableStatus = { name, phase, lines: 0, message: undefined };
      statuses = [...statuses, status];
      dropOldestEnded();
      onChange();
      const decode = makeEntryDecoder(undefined, format, hintOf(format));
      const app = apps.open(name);
      const update = (next: SourceStatus['phase'], message?: string): void => {
        status.phase = next;
        if (message !== undefined) status.message = message;
        onChange();
      };
      const add = (line: DecodedLine, text?: string): void => {
        status.lines += 1;
        if (E.isRight(line)) {
          sawOp?.();
          if (text !== undefined) record?.(text, false);
          // No spread: it would take longer than to apply the line.
          board.apply({
            source: name,
            line: status.lines,
            entry: line.right,
            readAs: format.time,
            text,
            decode: text === undefined ? undefined : decode,
          });
        } else {
          const message = problemOf === undefined ? line.left : problemOf(text ?? '', line.left);
          if (message === undefined) board.countMalformed();
          else board.addMalformed({ source: name, line: status.lines, message });
        }
        onChange();
      };
      const addProblem = (message: string): void => {
        board.addProblem({ source: name, line: status.lines, message });
      };
      /** Adds the entry of a run that a line of an app leads to. It has no line of its own. */
      const addEntry = (entry: JournalEntry): void => {
        board.apply({ source: name, line: status.lines, entry });
      };
      const addAppLine = (text: string): boolean => {
        const received = app.receive(text);
        if (received === undefined) return false;
        status.lines += 1;
        sawOp?.();
        if (E.isLeft(received)) addProblem(received.left);
        else {
          record?.(text, true);
          received.right.entries.forEach(addEntry);
          if (O.isSome(received.right.problem)) addProblem(received.right.problem.value);
        }
        onChange();
        return true;
      };
      return {
        decode,
        add,
        addAppLine,
        addLine: (text) => {
          if (addAppLine(text)) return;
          const line = decode(text);
          // Only a line without an entry can be blank.
          if (E.isRight(line) || text.trim() !== '') {
            add(line, text);
            return;
          }
          status.lines += 1;
          onChange();
        },
        addProblem: (message) => {
          status.lines += 1;
          addProblem(message);
          onChange();
        },
        restart: (message) => {
          status.lines = 0;
          app.restart();
          update(status.phase, message);
        },
        setMessage: (message) => {
          update(status.phase, message);
        },
        caughtUp: () => {
          if (status.phase !== 'following') update('following');
        },
        end: () => {
          app.end();
          update(status.phase === 'connected' ? 'disconnected' : 'ended');
        },
        fail: (message) => {
          app.end();
          update('failed', message);
        },
      };
    },
    sources: () =>
      statuses.map(({ name, phase, lines, message }) => ({
        name,
        phase,
        lines,
        ...(message === undefined ? {} : { message }),
      })),
  };
};
