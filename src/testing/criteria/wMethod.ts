/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- a search over pairs of states, with maps of its own */
/**
 * `w-method`: every transition, then everything that a subject with a few states more than the model could still hide, then a
 * set of inputs that tells any two states apart.
 *
 * A subject that passes, and has at most `extraStates` states more than the model, answers every sequence of the model's
 * inputs as the model does, provided that each test starts it afresh and that it is deterministic.
 */
import type { Lts, Path, Transition } from '../Lts.js';
import { leaving, shortestPaths } from '../Lts.js';

/** A system by its tables: where an input leads from a state. */
type Move<Input> = (state: string, label: string) => Transition<Input> | undefined;

const moveOf = <Input>(lts: Lts<Input>): Move<Input> => {
  const rows = new Map(
    [...leaving(lts)].map(([state, row]) => [
      state,
      new Map(row.map((transition) => [transition.label, transition] as const)),
    ]),
  );
  return (state, label) => rows.get(state)?.get(label);
};

/** The transitions that inputs take from a state. */
const follow = <Input>(
  move: Move<Input>,
  state: string,
  labels: ReadonlyArray<string>,
): Path<Input> => {
  const path: Array<Transition<Input>> = [];
  for (const label of labels) {
    const next = move(path.at(-1)?.target ?? state, label);
    if (next === undefined) break;
    path.push(next);
  }
  return path;
};

const answers = (path: Path<unknown>): string =>
  path.map(({ accepted, outcome }) => `${String(accepted)} ${outcome}`).join('\n');

/** A shortest sequence of inputs that two states answer differently, or undefined if there is none. */
const separator = <Input>(
  lts: Lts<Input>,
  move: Move<Input>,
  one: string,
  other: string,
): ReadonlyArray<string> | undefined => {
  const seen = new Set([`${one}\n${other}`]);
  const queue: Array<readonly [string, string, ReadonlyArray<string>]> = [[one, other, []]];
  for (const [a, b, labels] of queue)
    for (const label of lts.inputs) {
      const left = move(a, label);
      const right = move(b, label);
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
 * What tells the states of a system apart.
 * @category Walks
 */
export interface Characterization {
  /** The sequences of inputs, by name. */
  readonly sequences: ReadonlyArray<ReadonlyArray<string>>;
  /** The pairs of states that no sequence tells apart: they are one state twice. */
  readonly alike: ReadonlyArray<readonly [string, string]>;
}

/**
 * A characterizing set: sequences of inputs such that any two states answer one of them differently, accepted and refused
 * steps and their outcomes being all that is seen. Found greedily: the sequence that tells most pairs apart comes first.
 *
 * @example
 * ```ts
 * import { characterize, explore } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { createMachine } from 'xstate'
 *
 * const turnstile = createMachine({
 *   initial: 'Locked',
 *   states: { Locked: { on: { coin: 'Open' } }, Open: { on: { push: 'Locked' } } },
 * })
 * const told = pipe(explore(turnstile, { events: [{ type: 'coin' }, { type: 'push' }] }), E.map(characterize))
 * assert.deepStrictEqual(told, E.right({ sequences: [['coin']], alike: [] }))
 * ```
 * @category Walks
 */
export const characterize = <Input>(lts: Lts<Input>): Characterization => {
  const move = moveOf(lts);
  const pairs = lts.states.flatMap((one, i) =>
    lts.states.slice(i + 1).map((other) => [one, other] as const),
  );
  const separated = pairs.map((pair) => ({ pair, labels: separator(lts, move, ...pair) }));
  const candidates = [
    ...new Map(
      separated.flatMap(({ labels }) =>
        labels === undefined ? [] : [[JSON.stringify(labels), labels] as const],
      ),
    ).values(),
    ...lts.inputs.map((label) => [label]),
  ];
  const tells = (labels: ReadonlyArray<string>, [one, other]: readonly [string, string]): boolean =>
    answers(follow(move, one, labels)) !== answers(follow(move, other, labels));
  const sequences: Array<ReadonlyArray<string>> = [];
  let open = separated.flatMap(({ pair, labels }) => (labels === undefined ? [] : [pair]));
  while (open.length > 0) {
    const [best] = candidates
      .map((labels) => ({ labels, told: open.filter((pair) => tells(labels, pair)).length }))
      .toSorted((a, b) => b.told - a.told || a.labels.length - b.labels.length);
    if (best === undefined || best.told === 0) break;
    sequences.push(best.labels);
    open = open.filter((pair) => !tells(best.labels, pair));
  }
  return {
    sequences,
    alike: separated.flatMap(({ pair, labels }) => (labels === undefined ? [pair] : [])),
  };
};

/** Every sequence of inputs of up to a length, the empty one first. */
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
 * The paths of the W-method. If a subject's state can be observed after each step, no sequence is needed to identify it; if
 * not, each path ends with one of the characterizing set.
 */
export const wMethodPaths = <Input>(
  lts: Lts<Input>,
  { extraStates, observed }: { readonly extraStates: number; readonly observed: boolean },
): ReadonlyArray<Path<Input>> => {
  const move = moveOf(lts);
  const identify = observed ? [] : characterize(lts).sequences;
  const tails = identify.length === 0 ? [[]] : identify;
  // No input, that the state itself is identified; one, that each transition is; and as many more as there may be states.
  const middles = sequencesUpTo(lts.inputs, 1 + extraStates);
  return [...shortestPaths(lts)].flatMap(([state, path]) =>
    middles.flatMap((middle) =>
      tails.map((tail) => [...path, ...follow(move, state, [...middle, ...tail])]),
    ),
  );
};
