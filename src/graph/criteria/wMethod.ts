/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- a search over pairs of states, with local maps */
/**
 * `w-method`: every transition, then every sequence of up to `extraStates` inputs, then each sequence of a characterizing set,
 * which distinguishes any two states that are not alike.
 *
 * A subject that passes answers every sequence of the model's inputs as the model does, if it has at most `extraStates` states
 * more than the minimal model, is deterministic, and starts each test in its initial state. In the minimal model, states that are
 * alike are one: two final states often are, and a subject that keeps them apart then has one extra state.
 */
import type { Lts, Path, Transition } from '../Lts.js';
import { leaving, shortestPaths } from '../Lts.js';

/** Looks up the transition on an input in a state. */
type Lookup<Input> = (state: string, label: string) => Transition<Input> | undefined;

const lookupIn = <Input>(lts: Lts<Input>): Lookup<Input> => {
  const rows = new Map(
    [...leaving(lts)].map(([state, row]) => [
      state,
      new Map(row.map((transition) => [transition.label, transition] as const)),
    ]),
  );
  return (state, label) => rows.get(state)?.get(label);
};

/** Follows inputs from a state. */
const follow = <Input>(
  lookup: Lookup<Input>,
  state: string,
  labels: ReadonlyArray<string>,
): Path<Input> => {
  const path: Array<Transition<Input>> = [];
  for (const label of labels) {
    const next = lookup(path.at(-1)?.target ?? state, label);
    if (next === undefined) break;
    path.push(next);
  }
  return path;
};

const answers = (path: Path<unknown>): string =>
  path.map(({ accepted, outcome }) => `${String(accepted)} ${outcome}`).join('\n');

/** Finds a shortest sequence of inputs that two states answer differently; undefined if there is none. */
const separator = <Input>(
  lts: Lts<Input>,
  lookup: Lookup<Input>,
  one: string,
  other: string,
): ReadonlyArray<string> | undefined => {
  const seen = new Set([`${one}\n${other}`]);
  const queue: Array<readonly [string, string, ReadonlyArray<string>]> = [[one, other, []]];
  for (const [a, b, labels] of queue)
    for (const label of lts.inputs) {
      const left = lookup(a, label);
      const right = lookup(b, label);
      const longer = [...labels, label];
      if (left === undefined || right === undefined) continue;
      if (left.accepted !== right.accepted || left.outcome !== right.outcome) return longer;
      const pair = `${left.target}\n${right.target}`;
      if (left.target === right.target || seen.has(pair)) continue;
      seen.add(pair);
      queue.push([left.target, right.target, longer]);
    }
  return undefined;
};

/**
 * The result of {@link characterize}.
 * @category Walks
 */
export interface Characterization {
  /** The characterizing set: sequences of the names of inputs. */
  readonly sequences: ReadonlyArray<ReadonlyArray<string>>;
  /** The pairs of equivalent states, which no sequence distinguishes. */
  readonly alike: ReadonlyArray<readonly [string, string]>;
}

/**
 * Computes a characterizing set: sequences of inputs such that any two states answer at least one of them differently, in
 * which steps are accepted or in their outcomes. Greedy: the sequence that distinguishes the most pairs comes first.
 *
 * @example
 * ```ts
 * import { characterize, explore } from 'runchart/explore'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { createMachine } from 'xstate'
 *
 * const turnstile = createMachine({
 *   initial: 'Locked',
 *   states: { Locked: { on: { coin: 'Open' } }, Open: { on: { push: 'Locked' } } },
 * })
 * const found = pipe(
 *   explore(turnstile, { events: [{ type: 'coin' }, { type: 'push' }] }),
 *   E.map(({ lts }) => characterize(lts)),
 * )
 * assert.deepStrictEqual(found, E.right({ sequences: [['coin']], alike: [] }))
 * ```
 * @category Walks
 */
export const characterize = <Input>(lts: Lts<Input>): Characterization => {
  const lookup = lookupIn(lts);
  const pairs = lts.states.flatMap((one, i) =>
    lts.states.slice(i + 1).map((other) => [one, other] as const),
  );
  const separated = pairs.map((pair) => ({ pair, labels: separator(lts, lookup, ...pair) }));
  const candidates = [
    ...new Map(
      separated.flatMap(({ labels }) =>
        labels === undefined ? [] : [[JSON.stringify(labels), labels] as const],
      ),
    ).values(),
    ...lts.inputs.map((label) => [label]),
  ];
  const distinguishes = (
    labels: ReadonlyArray<string>,
    [one, other]: readonly [string, string],
  ): boolean => answers(follow(lookup, one, labels)) !== answers(follow(lookup, other, labels));
  const sequences: Array<ReadonlyArray<string>> = [];
  let remaining = separated.flatMap(({ pair, labels }) => (labels === undefined ? [] : [pair]));
  while (remaining.length > 0) {
    const [best] = candidates
      .map((labels) => ({
        labels,
        count: remaining.filter((pair) => distinguishes(labels, pair)).length,
      }))
      .toSorted((a, b) => b.count - a.count || a.labels.length - b.labels.length);
    if (best === undefined || best.count === 0) break;
    sequences.push(best.labels);
    remaining = remaining.filter((pair) => !distinguishes(best.labels, pair));
  }
  return {
    sequences,
    alike: separated.flatMap(({ pair, labels }) => (labels === undefined ? [pair] : [])),
  };
};

/** Lists every sequence of inputs up to a length, shortest first. */
const sequencesUpTo = (
  inputs: ReadonlyArray<string>,
  length: number,
): ReadonlyArray<ReadonlyArray<string>> => {
  if (length === 0) return [[]];
  const shorter = sequencesUpTo(inputs, length - 1);
  const longest = shorter.filter((labels) => labels.length === length - 1);
  return [...shorter, ...longest.flatMap((labels) => inputs.map((input) => [...labels, input]))];
};

/**
 * Generates the paths of the W-method. If the subject's state can be observed after each step, no sequence is needed to identify
 * it; if not, each path ends with a sequence of the characterizing set.
 */
export const wMethodPaths = <Input>(
  lts: Lts<Input>,
  { extraStates, observed }: { readonly extraStates: number; readonly observed: boolean },
): ReadonlyArray<Path<Input>> => {
  const lookup = lookupIn(lts);
  const { sequences, alike } = observed ? { sequences: [], alike: [] } : characterize(lts);
  const tails = sequences.length === 0 ? [[]] : sequences;
  const repeated = new Set(alike.map(([, other]) => other));
  // The empty sequence checks each state, one input checks each transition, and longer ones reach the extra states. They need to
  // start in only one of the states that are alike.
  const single = sequencesUpTo(lts.inputs, 1);
  const longer = sequencesUpTo(lts.inputs, 1 + extraStates);
  return [...shortestPaths(lts)].flatMap(([state, path]) =>
    (repeated.has(state) ? single : longer).flatMap((middle) =>
      tails.map((tail) => [...path, ...follow(lookup, state, [...middle, ...tail])]),
    ),
  );
};
