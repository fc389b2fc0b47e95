/**
 * The chapters of a story: one for each attempt, with the ops that led to it.
 *
 * Laws: every step is in one chapter, in order; a chapter has at most one attempt.
 */
import * as O from 'fp-ts/lib/Option.js';
import { printable } from '../../codec/printable.js';
import type { RunState } from '../../run/RunState.js';
import { isTerminal } from '../../run/RunState.js';
import { runTable } from '../../run/runTable.js';
import type { StoryStep } from '../Story.js';
import { counted, day, shortId } from './format.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A part of a story. */
export interface Chapter {
  /** The index of its first step. */
  readonly first: number;
  readonly steps: ReadonlyArray<StoryStep>;
  /** The attempt that began in it. */
  readonly attempt: O.Option<{ readonly number: number; readonly id: string }>;
}

/** The state in which attempts begin. */
export const attemptState: RunState | undefined = runTable.edges.find(
  ({ event }) => event === 'attempt.start',
)?.source;

// ------------------------------------------------------------------------------------------------------- operations

const stateOf = (run: StoryStep['before']): RunState | undefined => O.toUndefined(run)?.state;

const attemptOf = (step: StoryStep): Chapter['attempt'] =>
  step._tag === 'Accepted' && step.entry.op === 'start_attempt' && O.isSome(step.after)
    ? O.some({ number: step.after.value.attemptCount, id: step.entry.attemptId })
    : O.none;

/** Does a step end the chapter? The run leaves the state in which attempts begin, and goes on. */
const endsChapter = ({ before, after }: StoryStep): boolean => {
  const to = stateOf(after);
  return (
    stateOf(before) === attemptState && to !== undefined && to !== attemptState && !isTerminal(to)
  );
};

/** Divides a story into chapters. */
export const chaptersOf = (steps: ReadonlyArray<StoryStep>): ReadonlyArray<Chapter> => {
  const chapters: Array<Chapter> = [];
  let chapter: { first: number; steps: Array<StoryStep>; attempt: Chapter['attempt'] } | undefined;
  for (const [i, step] of steps.entries()) {
    const attempt = attemptOf(step);
    if (chapter === undefined || (O.isSome(attempt) && O.isSome(chapter.attempt))) {
      chapter = { first: i, steps: [], attempt: O.none };
      chapters.push(chapter);
    }
    chapter.steps.push(step);
    if (O.isSome(attempt)) chapter.attempt = attempt;
    if (endsChapter(step)) chapter = undefined;
  }
  return chapters;
};

/** The title of a chapter: `Attempt 3`. */
export const chapterTitle = ({ attempt, steps }: Chapter): string => {
  if (O.isSome(attempt)) return `Attempt ${String(attempt.value.number)}`;
  const run = O.toUndefined(steps.at(-1)?.after ?? O.none);
  if (run === undefined) return 'Never began';
  if (run.attemptCount > 0) return `After attempt ${String(run.attemptCount)}`;
  return isTerminal(run.state) ? 'No attempt' : 'No attempt yet';
};

/** How the attempt of a chapter ended, and who made it, as its lines say. */
const attemptSaid = ({ attempt, steps }: Chapter): ReadonlyArray<string> => {
  if (O.isNone(attempt)) return [];
  const { id } = attempt.value;
  const own = steps.flatMap(({ _tag, entry }) =>
    _tag === 'Accepted' &&
    (entry.op === 'start_attempt' || entry.op === 'finish_attempt') &&
    entry.attemptId === id
      ? [entry]
      : [],
  );
  const worker = own.find((entry) => entry.worker !== undefined)?.worker;
  const outcome = own.find((entry) => entry.outcome !== undefined)?.outcome;
  return [
    ...(outcome === undefined ? [] : [printable(outcome)]),
    ...(worker === undefined ? [] : [`by ${printable(worker)}`]),
  ];
};

/** What a chapter holds: `7461213b…3249, timed_out, by gpu-3, 6 ops, 1 refused`. */
export const chapterNote = (chapter: Chapter, nameOf = shortId): string => {
  const { attempt, steps } = chapter;
  const refused = steps.filter(({ _tag }) => _tag === 'Refused').length;
  return [
    ...(O.isSome(attempt) ? [nameOf(attempt.value.id)] : []),
    ...attemptSaid(chapter),
    counted(steps.length, 'op'),
    ...(refused === 0 ? [] : [`${String(refused)} refused`]),
  ].join(', ');
};

/** The day of each step whose day is not that of the step before; steps without an instant are on the same day. */
export const newDays = (steps: ReadonlyArray<StoryStep>): ReadonlyMap<number, string> => {
  const days = new Map<number, string>();
  let last: string | undefined;
  for (const [i, { entry }] of steps.entries()) {
    const own = entry.at === undefined ? last : day(entry.at);
    if (own !== undefined && own !== last) days.set(i, own);
    last = own;
  }
  return days;
};
