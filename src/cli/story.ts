/**
 * One run's story: what a journal's lines did to it, one after the other, and what it came to.
 *
 * A run is asked for by its id, in any form of a UUID, or by how the id begins.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { JournalStep } from '../journal/replay.js';
import { makeReplayer } from '../journal/replay.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunId } from '../values/RunId.js';
import { parseUuid } from '../values/Uuid.js';
import type { InputError, Source } from './input.js';
import { linesOf } from './lines.js';

// ------------------------------------------------------------------------------------------------------------ model

/** How a run is asked for. */
export interface RunQuery {
  /** What the id begins with, hyphenated and in lower case; all of it if the id is whole. */
  readonly prefix: string;
  readonly whole: boolean;
}

/** A line of the journal that was for the run. */
export interface Episode {
  readonly before: O.Option<RunInstance>;
  readonly step: JournalStep;
}

/** What a journal says of the runs that were asked for. */
export interface Told {
  /** The runs whose ids begin as asked. */
  readonly candidates: ReadonlyArray<RunId>;
  /** The story, if there is one candidate. */
  readonly episodes: ReadonlyArray<Episode>;
  /** The run in the end, if it ever began. */
  readonly run: O.Option<RunInstance>;
  /** If there is no candidate, the few ids that are most like the one asked for: it may have been mistyped. */
  readonly similar: ReadonlyArray<RunId>;
  /** How many runs the journal names. */
  readonly runs: number;
  readonly malformed: number;
  /** Whether the journal was read to its end. */
  readonly failure: O.Option<InputError>;
}

// ------------------------------------------------------------------------------------------------------- constructors

const SHORTEST_PREFIX = 4;

/** Where the groups of a UUID begin and end, in digits. */
const GROUPS = [
  [0, 8],
  [8, 12],
  [12, 16],
  [16, 20],
  [20, 32],
] as const;

/** Digits with the hyphens of a UUID, as far as they go. */
const hyphenated = (digits: string): string =>
  GROUPS.map(([start, end]) => digits.slice(start, end))
    .filter((group) => group !== '')
    .join('-');

/** What a text asks for: a whole UUID in any form, or at least four of its first digits. */
export const runQuery = (text: string): O.Option<RunQuery> => {
  const id = parseUuid(text);
  if (id !== undefined) return O.some({ prefix: id, whole: true });
  const digits = text.toLowerCase().replaceAll('-', '');
  return /^[0-9a-f]+$/.test(digits) && digits.length >= SHORTEST_PREFIX && digits.length < 32
    ? O.some({ prefix: hyphenated(digits), whole: false })
    : O.none;
};

// -------------------------------------------------------------------------------------------------------- operations

const SIMILAR = 3;

/** In how many places an id differs from the beginning that was asked for. */
const distance = (id: RunId, prefix: string): number =>
  Array.from(prefix, (char, i) => Number(char !== id[i])).reduce((sum, n) => sum + n, 0);

const mostSimilar = (ids: ReadonlyArray<RunId>, prefix: string): ReadonlyArray<RunId> =>
  ids
    .map((id) => ({ id, far: distance(id, prefix) }))
    .filter(({ far }) => far <= prefix.length / 8)
    .sort((a, b) => a.far - b.far)
    .slice(0, SIMILAR)
    .map(({ id }) => id);

/** Reads a journal for the story of one run. Of the other runs nothing is kept but where they stand. */
export const tell = async (source: Source, { prefix }: RunQuery): Promise<Told> => {
  const replayer = makeReplayer({ history: 0 });
  const ids = new Set<RunId>();
  const candidates: Array<RunId> = [];
  let episodes: Array<Episode> = [];
  let before: O.Option<RunInstance> = O.none;
  let failure: O.Option<InputError> = O.none;
  let position = 0;
  let malformed = 0;

  const meet = (id: RunId): void => {
    if (ids.has(id)) return;
    ids.add(id);
    if (!id.startsWith(prefix)) return;
    candidates.push(id);
    if (candidates.length > 1) episodes = [];
  };

  for await (const batch of linesOf(source)) {
    if (E.isLeft(batch)) {
      failure = O.some(batch.left);
      break;
    }
    for (const line of batch.right.lines) {
      position += 1;
      if (E.isLeft(line)) {
        malformed += 1;
        continue;
      }
      const result = replayer.line(line.right);
      if (O.isNone(result)) continue;
      if (result.value._tag === 'Malformed') {
        malformed += 1;
        continue;
      }
      const step = { ...result.value, line: position };
      meet(step.entry.runId);
      if (candidates.length !== 1 || step.entry.runId !== candidates[0]) continue;
      episodes.push({ before, step });
      if (step._tag === 'Accepted' && !step.redelivered) before = O.some(step.run);
    }
  }
  return {
    candidates,
    episodes,
    run: before,
    similar: candidates.length === 0 ? mostSimilar([...ids], prefix) : [],
    runs: ids.size,
    malformed,
    failure,
  };
};
