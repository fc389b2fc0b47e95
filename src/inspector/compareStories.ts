/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a table of lengths, filled row by row */
/**
 * `compareStories`: two stories side by side, step by step.
 *
 * Two steps are alike if they are the same op with the same outcome, whoever did it and when. As many steps as possible stand beside
 * one that is alike, in their order.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { StoryStep } from './Story.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A step with its index in its story. */
export interface PlacedStep {
  readonly index: number;
  readonly step: StoryStep;
}

/** Two steps that stand side by side; one of them is absent if the other has no counterpart. */
export interface StepPair {
  readonly left?: PlacedStep;
  readonly right?: PlacedStep;
  readonly isAlike: boolean;
}

/** Two stories side by side. */
export interface Comparison {
  readonly pairs: ReadonlyArray<StepPair>;
  /** The index of the first pair that is not alike; -1 if all are. */
  readonly first: number;
}

/** A field of two runs. */
export interface FieldPair {
  readonly name: string;
  readonly left: string;
  readonly right: string;
  readonly isAlike: boolean;
}

// ------------------------------------------------------------------------------------------------------- operations

/** The same text for steps that are alike: the op, its outcome and where it led. */
const keyOf = (step: StoryStep): string =>
  [
    O.isSome(step.event) ? step.event.value : step.entry.op,
    step._tag === 'Refused' ? step.error._tag : step._tag,
    O.isSome(step.after) ? step.after.value.state : '',
    step.entry.op === 'finish_attempt' ? (step.entry.outcome ?? '') : '',
  ].join(' ');

/** The lengths of the longest common subsequences of all ends of two lists, row by row. */
const commonLengths = (left: ReadonlyArray<string>, right: ReadonlyArray<string>): Uint16Array => {
  const width = right.length + 1;
  const lengths = new Uint16Array((left.length + 1) * width);
  for (let i = left.length - 1; i >= 0; i -= 1)
    for (let j = right.length - 1; j >= 0; j -= 1)
      lengths[i * width + j] =
        left[i] === right[j]
          ? 1 + (lengths[(i + 1) * width + j + 1] ?? 0)
          : Math.max(lengths[(i + 1) * width + j] ?? 0, lengths[i * width + j + 1] ?? 0);
  return lengths;
};

/** Where the steps of two lists stand, without pairing those that differ. */
const align = (
  left: ReadonlyArray<string>,
  right: ReadonlyArray<string>,
): ReadonlyArray<readonly [number | undefined, number | undefined]> => {
  const lengths = commonLengths(left, right);
  const width = right.length + 1;
  const rows: Array<readonly [number | undefined, number | undefined]> = [];
  let [i, j] = [0, 0];
  while (i < left.length || j < right.length) {
    if (i < left.length && j < right.length && left[i] === right[j]) {
      rows.push([i, j]);
      [i, j] = [i + 1, j + 1];
    } else if (
      j >= right.length ||
      (i < left.length && (lengths[(i + 1) * width + j] ?? 0) >= (lengths[i * width + j + 1] ?? 0))
    ) {
      rows.push([i, undefined]);
      i += 1;
    } else {
      rows.push([undefined, j]);
      j += 1;
    }
  }
  return rows;
};

/** Puts steps of one story beside steps of the other, if both stand between the same steps that are alike. */
const pairUp = (
  rows: ReadonlyArray<readonly [number | undefined, number | undefined]>,
): ReadonlyArray<readonly [number | undefined, number | undefined]> => {
  const paired: Array<readonly [number | undefined, number | undefined]> = [];
  let [lefts, rights]: [Array<number>, Array<number>] = [[], []];
  const flush = (): void => {
    for (let k = 0; k < Math.max(lefts.length, rights.length); k += 1)
      paired.push([lefts[k], rights[k]]);
    [lefts, rights] = [[], []];
  };
  for (const [l, r] of rows) {
    if (l !== undefined && r !== undefined) {
      flush();
      paired.push([l, r]);
    } else if (l !== undefined) lefts.push(l);
    else if (r !== undefined) rights.push(r);
  }
  flush();
  return paired;
};

/** Puts two stories side by side. */
export const compareStories = (
  left: ReadonlyArray<StoryStep>,
  right: ReadonlyArray<StoryStep>,
): Comparison => {
  const [leftKeys, rightKeys] = [left.map(keyOf), right.map(keyOf)];
  const placed = (
    steps: ReadonlyArray<StoryStep>,
    index: number | undefined,
  ): PlacedStep | undefined => {
    const step = index === undefined ? undefined : steps[index];
    return index === undefined || step === undefined ? undefined : { index, step };
  };
  const pairs = pairUp(align(leftKeys, rightKeys)).map(([l, r]): StepPair => {
    const [one, other] = [placed(left, l), placed(right, r)];
    return {
      ...(one === undefined ? {} : { left: one }),
      ...(other === undefined ? {} : { right: other }),
      isAlike: l !== undefined && r !== undefined && leftKeys[l] === rightKeys[r],
    };
  });
  return { pairs, first: pairs.findIndex(({ isAlike }) => !isAlike) };
};

/** How long after its creation something happened to a run, in seconds. */
const sinceCreation = (run: RunInstance | undefined, at: number | undefined): number | undefined =>
  run === undefined || at === undefined ? undefined : at - run.createdAt;

/** The runs after two steps, and what the lines said, field by field. `spanOf` writes a length of time. */
export const compareFields = (
  { left, right }: StepPair,
  spanOf: (seconds: number) => string,
): ReadonlyArray<FieldPair> => {
  const textOf = (placed: PlacedStep | undefined): Readonly<Record<string, string>> => {
    if (placed === undefined) return {};
    const { step } = placed;
    const run = O.toUndefined(step.after);
    const age = sinceCreation(run, step.entry.at);
    return {
      op: O.isSome(step.event) ? step.event.value : step.entry.op,
      result: step._tag === 'Refused' ? `refused: ${step.error._tag}` : step._tag.toLowerCase(),
      ...(run === undefined
        ? {}
        : {
            state: run.state,
            attempts: String(run.attemptCount),
            'active attempt': O.isSome(run.currentAttemptId) ? 'yes' : 'no',
            priority: String(run.effectivePriority),
            due: `${spanOf(run.scheduledAt - run.createdAt)} after creation`,
            task: run.taskId,
          }),
      ...(age === undefined ? {} : { when: `${spanOf(age)} after creation` }),
      ...(step.entry.outcome === undefined ? {} : { outcome: step.entry.outcome }),
      ...(step.entry.error === undefined ? {} : { error: step.entry.error }),
      ...(step.entry.worker === undefined ? {} : { worker: step.entry.worker }),
      ...(step.entry.note === undefined ? {} : { note: step.entry.note }),
    };
  };
  const [one, other] = [textOf(left), textOf(right)];
  return [...new Set([...Object.keys(one), ...Object.keys(other)])].map((name) => {
    const [l, r] = [one[name] ?? '—', other[name] ?? '—'];
    return { name, left: l, right: r, isAlike: l === r };
  });
};
