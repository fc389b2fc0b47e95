/**
 * The intake: every source of lines, and the one board that they all go to.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { RunId } from '../../values/RunId.js';
import type { Board } from '../Board.js';
import type { SourceStatus } from '../Protocol.js';

/** One source, as whoever reads it sees it. */
export interface Intaking {
  /** Takes the next line. */
  readonly take: (text: string) => void;
  /** Notes what could not be read as a line. */
  readonly note: (message: string) => void;
  /** All that there is has been read; more may be added. */
  readonly follow: () => void;
  /** What comes is read from its beginning: lines are counted anew. */
  readonly restart: (message: string) => void;
  /** Something that a reader should know, and that is no fault of a line. */
  readonly tell: (message: string) => void;
  readonly end: () => void;
  readonly fail: (message: string) => void;
}

/** All sources. */
export interface Intake {
  readonly open: (name: string, phase: SourceStatus['phase']) => Intaking;
  /** The sources as they are now; of those that have ended, the latest. */
  readonly sources: () => ReadonlyArray<SourceStatus>;
}

/** Sources that ended are shown up to this number: an app that reconnects all the time makes many. */
const MOST_ENDED = 20;

interface Source {
  readonly name: string;
  phase: SourceStatus['phase'];
  lines: number;
  message: string | undefined;
}

/** No source yet; `changed` is told of each run that a line changes, and of whatever else changes. */
export const makeIntake = (board: Board, changed: (id: O.Option<RunId>) => void): Intake => {
  let sources: ReadonlyArray<Source> = [];

  const over = (source: Source): boolean => source.phase === 'ended' || source.phase === 'failed';

  const drop = (): void => {
    const ended = sources.filter(over);
    const oldest = ended[0];
    if (ended.length > MOST_ENDED && oldest !== undefined)
      sources = sources.filter((source) => source !== oldest);
  };

  return {
    open: (name, phase) => {
      const source: Source = { name, phase, lines: 0, message: undefined };
      sources = [...sources, source];
      drop();
      const enter = (next: SourceStatus['phase'], message?: string): void => {
        source.phase = next;
        if (message !== undefined) source.message = message;
        changed(O.none);
      };
      changed(O.none);
      return {
        take: (text) => {
          source.lines += 1;
          changed(board.take(name, source.lines, text));
        },
        note: (message) => {
          source.lines += 1;
          board.note({ source: name, line: source.lines, message });
          changed(O.none);
        },
        restart: (message) => {
          source.lines = 0;
          enter(source.phase, message);
        },
        tell: (message) => {
          enter(source.phase, message);
        },
        follow: () => {
          if (source.phase !== 'following') enter('following');
        },
        end: () => {
          enter('ended');
        },
        fail: (message) => {
          enter('failed', message);
        },
      };
    },
    sources: () =>
      sources.map(({ name, phase, lines, message }) => ({
        name,
        phase,
        lines,
        ...(message === undefined ? {} : { message }),
      })),
  };
};
