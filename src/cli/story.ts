/**
 * The story of a run: the lines of a journal for it, and their outcomes.
 *
 * A run is found by its id, in any form of a UUID, or by a prefix of the id.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { JournalFormat } from '../journal/JournalEntry.js';
import type { JournalStep } from '../journal/replay.js';
import { makeReplayer } from '../journal/replay.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunId } from '../values/RunId.js';
import { parseUuid } from '../values/Uuid.js';
import { makeForeignWatch } from './foreign.js';
import type { InputError, Source } from './input.js';
import { journalLinesOf } from './journalLines.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A search for a run. */
export interface RunQuery {
  /** The beginning of the id, hyphenated and in lower case; the whole id if `whole`. */
  readonly prefix: string;
  readonly whole: boolean;
}

/** A line of the journal for the run. */
export interface Episode {
  readonly before: O.Option<RunInstance>;
  readonly step: JournalStep;
}

/** The result of a search in a journal. */
export interface StoryResult {
  /** The runs whose ids begin with the prefix. */
  readonly candidates: ReadonlyArray<RunId>;
  /** The story, if there is one candidate. */
  readonly episodes: ReadonlyArray<Episode>;
  /** The run after the last line, if it was ever created. */
  readonly run: O.Option<RunInstance>;
  /** If there is no candidate, the most similar ids, in case of a typo. */
  readonly similar: ReadonlyArray<RunId>;
  /** How many runs occur in the journal. */
  readonly runs: number;
  readonly malformed: number;
  /** What the file looks like, if it is no journal. */
  readonly foreign: O.Option<string>;
  /** Why the journal could not be read to its end. */
  readonly failure: O.Option<InputError>;
}

// ------------------------------------------------------------------------------------------------------- constructors

const MIN_PREFIX = 4;

/** Where the groups of a UUID begin and end, in digits. */
const GROUPS = [
  [0, 8],
  [8, 12],
  [12, 16],
  [16, 20],
  [20, 32],
] as const;

/** Inserts the hyphens of a UUID into its first digits. */
const hyphenated = (digits: string): string =>
  GROUPS.map(([start, end]) => digits.slice(start, end))
    .filter((group) => group !== '')
    .join('-');

/** Parses a search: a whole UUID in any form, or at least its first four digits. */
export const runQuery = (text: string): O.Option<RunQuery> => {
  const id = parseUuid(text);
  if (id !== undefined) return O.some({ prefix: id, whole: true });
  const digits = text.toLowerCase().replaceAll('-', '');
  return /^[0-9a-f]+$/.test(digits) && digits.length >= MIN_PREFIX && digits.length < 32
    ? O.some({ prefix: hyphenated(digits), whole: false })
    : O.none;
};

// -------------------------------------------------------------------------------------------------------- operations

const MAX_SIMILAR = 3;

/** The number of characters in which an id differs from a prefix. */
const distance = (id: RunId, prefix: string): number =>
  Array.from(prefix, (char, i) => Number(char !== id[i])).reduce((sum, n) => sum + n, 0);

const mostSimilar = (ids: ReadonlyArray<RunId>, prefix: string): ReadonlyArray<RunId> =>
  ids
    .map((id) => ({ id, differences: distance(id, prefix) }))
    .filter(({ differences }) => differences <= prefix.length / 8)
    .sort((a, b) => a.differences - b.differences)
    .slice(0, MAX_SIMILAR)
    .map(({ id }) => id);

/** Reads the story of one run from a journal. Of the other runs only the current values are kept. */
export const readStory = async (
  source: Source,
  { prefix }: RunQuery,
  format: JournalFormat,
): Promise<StoryResult> => {
  const replayer = makeReplayer({ history: 0, ...format });
  const foreign = makeForeignWatch(`runchart explain - ${prefix}`);
  let foreignFile: O.Option<string> = O.none;
  const ids = new Set<RunId>();
  const candidates: Array<RunId> = [];
  let episodes: Array<Episode> = [];
  let before: O.Option<RunInstance> = O.none;
  let failure: O.Option<InputError> = O.none;
  let position = 0;
  let malformed = 0;

  const addId = (id: RunId): void => {
    if (ids.has(id)) return;
    ids.add(id);
    if (!id.startsWith(prefix)) return;
    candidates.push(id);
    if (candidates.length > 1) episodes = [];
  };

  for await (const batch of journalLinesOf(source)) {
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
        const { text } = foreign.sawMalformed(source, line.right);
        if (text !== undefined) foreignFile = O.some(text);
        continue;
      }
      foreign.sawOp(source);
      const step = { ...result.value, line: position };
      addId(step.entry.runId);
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
    foreign: foreignFile,
    failure,
  };
};
