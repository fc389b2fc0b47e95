/**
 * The story of a run: the lines of journals for it, and their outcomes. A malformed line that carries the run's id belongs to it.
 *
 * A run is found by its id, in any form of a UUID, or by a prefix of the id.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { hintOf } from '../journal/hints.js';
import type { JournalFormat } from '../journal/JournalEntry.js';
import type { JournalStep } from '../journal/replay.js';
import { makeHintingReplayer } from '../journal/replay.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunId } from '../values/RunId.js';
import { parseUuid } from '../values/Uuid.js';
import { makeForeignWatch } from './foreign.js';
import { idsInLine } from './idsInLine.js';
import type { InputError, Source } from './input.js';
import { formatWords } from './journalFormat.js';
import type { Piece } from './journals.js';
import { readJournals } from './journals.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A search for a run. */
export interface RunQuery {
  /** The beginning of the id, hyphenated and in lower case; the whole id if `whole`. */
  readonly prefix: string;
  readonly whole: boolean;
}

interface EpisodeBase {
  readonly source: Source;
  /** The line number in its journal. */
  readonly line: number;
  readonly before: O.Option<RunInstance>;
}

/** An op of the run. */
export interface OpEpisode extends EpisodeBase {
  readonly step: JournalStep;
}

/** A line that carries the run's id and is no op. */
export interface MalformedEpisode extends EpisodeBase {
  readonly malformed: string;
}

/** A line of the journals for the run. */
export type Episode = OpEpisode | MalformedEpisode;

/** Whether an episode is an op. */
export const isOp = (episode: Episode): episode is OpEpisode => 'step' in episode;

/** Where a story is read. */
export interface StoryInput {
  readonly sources: ReadonlyArray<Source>;
  /** Whether the journals are merged by the instants of their lines. */
  readonly isMerged: boolean;
  /** The runs that exist before the first line. */
  readonly runs: ReadonlyMap<RunId, RunInstance>;
  /** How the journals write instants and ids. */
  readonly format: JournalFormat;
}

/** The result of a search in a journal. */
export interface StoryResult {
  /** The runs whose ids begin with the prefix. */
  readonly candidates: ReadonlyArray<RunId>;
  /** The story, if there is one candidate. */
  readonly episodes: ReadonlyArray<Episode>;
  /** The run before the first line, if it was given. */
  readonly first: O.Option<RunInstance>;
  /** The run after the last line, if it was ever created. */
  readonly run: O.Option<RunInstance>;
  /** If there is no candidate, the most similar ids, in case of a typo. */
  readonly similar: ReadonlyArray<RunId>;
  /** How many runs occur in the journals. */
  readonly runs: number;
  /** How many malformed lines are in no story. */
  readonly malformed: number;
  /** What journals look like that are none. */
  readonly foreign: ReadonlyArray<string>;
  /** Why journals could not be read to their end. */
  readonly failures: ReadonlyArray<InputError>;
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

/** Reads the story of one run from journals. For the other runs only their current values are kept. */
export const readStory = async (
  { sources, isMerged, runs: given, format }: StoryInput,
  { prefix, whole }: RunQuery,
): Promise<StoryResult> => {
  const replayer = makeHintingReplayer(
    { history: 0, runs: given.values(), ...format },
    hintOf(format),
  );
  const watch = makeForeignWatch(`runchart explain -${formatWords(format)} ${prefix}`);
  const idsOf = idsInLine(format);
  const foreign: Array<string> = [];
  const ids = new Set<RunId>();
  const candidates: Array<RunId> = [];
  /** The ids that a malformed line may be about. */
  const idsOfStray = new Map<Episode, ReadonlyArray<RunId>>();
  const failures: Array<InputError> = [];
  let episodes: Array<Episode> = [];
  let before: O.Option<RunInstance> = O.none;
  let malformed = 0;

  const addId = (id: RunId): void => {
    if (ids.has(id)) return;
    ids.add(id);
    if (!id.startsWith(prefix)) return;
    candidates.push(id);
    before = O.fromNullable(given.get(id));
    if (candidates.length > 1) episodes = [];
  };
  for (const id of given.keys()) addId(id);

  const addStray = (episode: MalformedEpisode, text: string): void => {
    const found = idsOf(text);
    const own = found.ids.filter((id) => id.startsWith(prefix));
    malformed += 1;
    if (own.length === 0 || candidates.length > 1) return;
    if (found.isNamed || whole) own.forEach(addId);
    idsOfStray.set(episode, own);
    episodes.push(episode);
  };

  const take = ({ source, first, lines }: Piece): void => {
    lines.forEach((text, i) => {
      const line = first + i;
      if (E.isLeft(text)) {
        malformed += 1;
        return;
      }
      const result = replayer.line(text.right);
      if (O.isNone(result)) return;
      if (result.value._tag === 'Malformed') {
        const seen = watch.sawMalformed(source, text.right);
        if (seen.text !== undefined) foreign.push(seen.text);
        // The lines of a file that is no journal are no steps of a story.
        if (seen.told) malformed += 1;
        else addStray({ source, line, before, malformed: result.value.message }, text.right);
        return;
      }
      watch.sawOp(source);
      const step = { ...result.value, line };
      addId(step.entry.runId);
      if (candidates.length !== 1 || step.entry.runId !== candidates[0]) return;
      episodes.push({ source, line, before, step });
      if (step._tag === 'Accepted' && !step.redelivered) before = O.some(step.run);
    });
  };

  for await (const piece of readJournals(sources, isMerged)) {
    if (E.isLeft(piece)) failures.push(piece.left.error);
    else take(piece.right);
  }
  const [id] = candidates;
  const isOwn = (episode: Episode): boolean => {
    const its = idsOfStray.get(episode);
    return its === undefined || (id !== undefined && its.includes(id));
  };
  const own = episodes.filter(isOwn);
  return {
    candidates,
    episodes: own,
    first: pipe(
      O.fromNullable(id),
      O.chainNullableK((known) => given.get(known)),
    ),
    run: before,
    similar: candidates.length === 0 ? mostSimilar([...ids], prefix) : [],
    runs: ids.size,
    malformed: malformed - own.filter((episode) => !isOp(episode)).length,
    failures,
    foreign,
  };
};
