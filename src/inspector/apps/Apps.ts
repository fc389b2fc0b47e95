/* eslint-disable functional/immutable-data -- what is known of the programs, in private maps */
/**
 * `Apps`: all programs that are inspected, by connection or recorded: the board of their actors, their charts, and for each source the
 * programs in it.
 *
 * A source is a connection or a file. A recording has the programs of several connections: the field `feed` of its lines tells them
 * apart. A program that reconnects goes on under its number.
 */
import * as E from 'fp-ts/lib/Either.js';
import { summarizeDecodeErrors } from '../../codec/DecodeError.js';
import { parseJson } from '../../codec/JsonText.js';
import { isRecord, readField } from '../../codec/untrusted.js';
import { isInspection } from '../XStateFeed.js';
import type { ActorBoard, ActorLimits } from './ActorBoard.js';
import { makeActorBoard } from './ActorBoard.js';
import { AppLineCodec, startsAsAppLine } from './AppLine.js';
import type { Program } from './AppProtocol.js';
import type { ChartStore } from './ChartStore.js';
import { makeChartStore } from './ChartStore.js';
import type { ProgramFeed } from './ProgramFeed.js';
import { makeProgramFeed } from './ProgramFeed.js';
import type { Received } from './Received.js';
import { NOTHING } from './Received.js';

// ------------------------------------------------------------------------------------------------------------ model

/** All programs. */
export interface Apps {
  readonly board: ActorBoard;
  readonly charts: ChartStore;
  /** Opens a source. */
  readonly open: (source: string) => AppSource;
}

/** One source of lines. */
export interface AppSource {
  /**
   * Takes a text that is the line of an app or a message of `@statelyai/inspect`; undefined if it is neither. The error is one line of
   * text.
   */
  readonly receive: (text: string) => E.Either<string, Received> | undefined;
  /** The source is read again from its beginning. */
  readonly restart: () => void;
  readonly end: () => void;
}

interface OpenProgram {
  readonly feed: ProgramFeed;
  readonly program: number;
}

/** How many programs one source may have. */
const MAX_PROGRAMS = 1000;

/** How many programs are known by their ids. */
const MAX_KNOWN = 1000;

// ------------------------------------------------------------------------------------------------------- operations

/** No programs yet. `onChange` is called for changes that no line leads to. */
export const makeApps = (limits?: ActorLimits, onChange?: () => void): Apps => {
  const board = makeActorBoard(limits);
  const charts = makeChartStore();
  /** The numbers of programs by their own ids. */
  const known = new Map<string, number>();

  const isOpen = (program: number): boolean =>
    board.programs().some((its) => its.program === program && its.isOpen);

  /** The number of a program that was here before and has lost its connection, or a new one. */
  const numberOf = (id: string | undefined, source: string, via: Program['via']): number => {
    const former = id === undefined ? undefined : known.get(id);
    const isKept = board.programs().some(({ program }) => program === former);
    if (former !== undefined && isKept && !isOpen(former)) {
      board.setOpen(former, true);
      return former;
    }
    const program = board.addProgram(source, via);
    if (id !== undefined && (former === undefined || !isKept) && known.size < MAX_KNOWN)
      known.set(id, program);
    return program;
  };

  const open = (source: string): AppSource => {
    /** By the field `feed` of their lines. */
    const programs = new Map<unknown, OpenProgram>();

    const programOf = (
      json: Readonly<Record<string, unknown>>,
      via: Program['via'],
      id: string | undefined,
    ): OpenProgram | undefined => {
      const feed = readField(json, 'feed');
      const key = Number.isSafeInteger(feed) ? feed : undefined;
      const found = programs.get(key);
      // A file to which several programs were written one after another.
      const isNext = found !== undefined && id !== undefined && ids.get(found) !== id;
      if (found !== undefined && !isNext) return found;
      if (found !== undefined) endProgram(found);
      if (programs.size >= MAX_PROGRAMS) return undefined;
      const program = numberOf(id, source, via);
      const opened = {
        program,
        feed: makeProgramFeed({
          ...{ board, charts, program },
          ...(onChange === undefined ? {} : { onChange }),
        }),
      };
      if (id !== undefined) ids.set(opened, id);
      programs.set(key, opened);
      return opened;
    };

    const ids = new Map<OpenProgram, string>();

    const endProgram = (its: OpenProgram): void => {
      its.feed.end();
      ids.delete(its);
      board.setOpen(its.program, false);
    };

    const endAll = (): void => {
      programs.forEach(endProgram);
      programs.clear();
    };

    const tooMany = E.left('too many programs in one source');

    return {
      receive: (text) => {
        const isLine = startsAsAppLine(text);
        if (!isLine && !text.includes('"@xstate.')) return undefined;
        const json = parseJson(text);
        if (E.isLeft(json)) return isLine ? E.left(`no JSON: ${json.left.message}`) : undefined;
        if (!isRecord(json.right)) return undefined;
        if (!isLine) {
          if (!isInspection(json.right)) return undefined;
          const its = programOf(json.right, 'statelyai', undefined);
          return its === undefined ? tooMany : E.right(its.feed.message(json.right, text.length));
        }
        const line = AppLineCodec.decode(json.right);
        if (E.isLeft(line)) return E.left(summarizeDecodeErrors(line.left));
        if (line.right.app === 'recording') {
          endAll();
          return E.right(NOTHING);
        }
        const id = line.right.app === 'program' ? line.right.program : undefined;
        const its = programOf(json.right, 'runchart', id);
        return its === undefined ? tooMany : E.right(its.feed.line(line.right, text.length));
      },
      restart: () => {
        const numbers = [...programs.values()].map(({ program }) => program);
        endAll();
        numbers.forEach(board.removeProgram);
      },
      end: endAll,
    };
  };

  return { board, charts, open };
};
