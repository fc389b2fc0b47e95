/**
 * The chapters of a story: one for each attempt, with the ops that led to it.
 *
 * Laws: every step is in one chapter, in order; a chapter has at most one attempt.
 */
import * as O from 'fp-ts/lib/Option.js';
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

/** What a chapter holds: `7461213b…3249, 6 ops, 1 refused`. */
export const chapterNote = ({ attempt, steps }: Chapter): string => {
  const refused = steps.filter(({ _tag }) => _tag === 'Refused').length;
  return [
    ...(O.isSome(attempt) ? [shortId(attempt.value.id)] : []),
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
