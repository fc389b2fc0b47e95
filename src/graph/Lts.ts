/* eslint-disable functional/no-loop-statements, functional/immutable-data -- graph searches, each with a local queue and map */
/**
 * A labelled transition system: states, inputs, and the outcome and target of each input in each state.
 *
 * The graph criteria work on this model only, whether it was explored from the run's chart or from a user's machine.
 *
 * Laws: it is deterministic, with at most one transition for each state and input; a refused input does not change the state;
 * every state is reachable from the initial one.
 */
import * as E from 'fp-ts/lib/Either.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The transition on an input in a state.
 * @category State spaces
 */
export interface Transition<Input> {
  readonly source: string;
  readonly input: Input;
  /** The name of the input. */
  readonly label: string;
  /** Whether the input is accepted; a refused one changes nothing. */
  readonly accepted: boolean;
  /** The observable outcome. */
  readonly outcome: string;
  readonly target: string;
}

/**
 * A labelled transition system.
 * @category State spaces
 */
export interface Lts<Input> {
  readonly initial: string;
  /** In breadth-first order from the initial state. */
  readonly states: ReadonlyArray<string>;
  /** The names of the inputs. */
  readonly inputs: ReadonlyArray<string>;
  readonly transitions: ReadonlyArray<Transition<Input>>;
  /** The details left out to keep it finite, one sentence each. */
  readonly abstracted: ReadonlyArray<string>;
}

/**
 * A sequence of adjacent transitions, starting in the initial state.
 * @category State spaces
 */
export type Path<Input> = ReadonlyArray<Transition<Input>>;

/** A system to explore step by step with {@link exploreWith}. */
export interface System<Concrete, Input> {
  readonly initial: Concrete;
  readonly inputs: ReadonlyArray<{ readonly label: string; readonly input: Input }>;
  readonly step: (
    concrete: Concrete,
    input: Input,
  ) => { readonly accepted: boolean; readonly outcome: string; readonly after: Concrete };
  /** Names the state of a concrete state; concrete states with the same key are merged. */
  readonly key: (concrete: Concrete) => string;
  /** The maximum number of states. */
  readonly limit: number;
  readonly abstracted?: ReadonlyArray<string>;
}

/**
 * The system has more states than the limit.
 * @category State spaces
 */
export interface TooManyStates {
  readonly _tag: 'TooManyStates';
  readonly limit: number;
  /** The last few states found, which show what grows. */
  readonly latest: ReadonlyArray<string>;
}

/**
 * Two concrete states have the same key but answer an input differently, so the key leaves out too much.
 * @category State spaces
 */
export interface KeyTooCoarse {
  readonly _tag: 'KeyTooCoarse';
  readonly key: string;
  readonly input: string;
  readonly answers: readonly [string, string];
}

// -------------------------------------------------------------------------------------------------------- operations

/** The number of concrete states with the same key that are compared with the first. */
const MAX_COMPARED = 16;

/**
 * Explores a system breadth-first and merges concrete states with the same key. The first one represents them all; the next
 * few get the same inputs and must answer in the same way.
 *
 * Errors: `TooManyStates`, `KeyTooCoarse`.
 */
export const exploreWith = <Concrete, Input>({
  initial,
  inputs,
  step,
  key,
  limit,
  abstracted = [],
}: System<Concrete, Input>): E.Either<TooManyStates | KeyTooCoarse, Lts<Input>> => {
  const first = key(initial);
  const found = new Map<string, Concrete>([[first, initial]]);
  const rows = new Map<string, ReadonlyArray<Transition<Input>>>();
  const compared = new Map<string, number>();
  const queue: Array<readonly [string, Concrete]> = [[first, initial]];
  for (const [source, concrete] of queue) {
    const known = rows.get(source);
    const row: Array<Transition<Input>> = [];
    for (const [i, { label, input }] of inputs.entries()) {
      const { accepted, outcome, after } = step(concrete, input);
      const target = accepted ? key(after) : source;
      const answer = { source, input, label, accepted, outcome, target };
      const former = known?.[i];
      if (former !== undefined && (former.accepted !== accepted || former.target !== target)) {
        const describe = (one: Transition<Input>) =>
          one.accepted ? `${one.outcome} -> ${one.target}` : `${one.outcome} (refused)`;
        return E.left({
          _tag: 'KeyTooCoarse',
          key: source,
          input: label,
          answers: [describe(former), describe(answer)],
        });
      }
      row.push(answer);
      if (!accepted) continue;
      const times = compared.get(target) ?? 0;
      if (!found.has(target)) found.set(target, after);
      else if (times >= MAX_COMPARED) continue;
      else compared.set(target, times + 1);
      if (found.size > limit)
        return E.left({ _tag: 'TooManyStates', limit, latest: [...found.keys()].slice(-3) });
      queue.push([target, after]);
    }
    if (known === undefined) rows.set(source, row);
  }
  return E.right({
    initial: first,
    states: [...found.keys()],
    inputs: inputs.map(({ label }) => label),
    transitions: [...rows.values()].flat(),
    abstracted,
  });
};

/** Groups the transitions by source, including refused ones. */
export const leaving = <Input>(
  lts: Lts<Input>,
): ReadonlyMap<string, ReadonlyArray<Transition<Input>>> => {
  const rows = new Map<string, Array<Transition<Input>>>(lts.states.map((state) => [state, []]));
  for (const transition of lts.transitions) rows.get(transition.source)?.push(transition);
  return rows;
};

/** Finds a shortest path to every state; of several, the one whose inputs come first. */
export const shortestPaths = <Input>(lts: Lts<Input>): ReadonlyMap<string, Path<Input>> => {
  const out = leaving(lts);
  const paths = new Map<string, Path<Input>>([[lts.initial, []]]);
  // Goes on with the states that it adds.
  for (const [state, path] of paths)
    for (const transition of out.get(state) ?? [])
      if (transition.accepted && !paths.has(transition.target))
        paths.set(transition.target, [...path, transition]);
  return paths;
};

/**
 * Keeps only some transitions of a system, and only the states that are still reachable.
 *
 * @example
 * ```ts
 * import { explore, restrict } from 'runchart/explore'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { createMachine } from 'xstate'
 *
 * const lamp = createMachine({
 *   initial: 'Off',
 *   states: { Off: { on: { press: 'On', drop: 'Broken' } }, On: { on: { press: 'Off' } }, Broken: {} },
 * })
 * const unbroken = pipe(
 *   explore(lamp, { events: [{ type: 'press' }, { type: 'drop' }] }),
 *   E.map(({ lts }) => restrict(lts, ({ label }) => label !== 'drop').states),
 * )
 * assert.deepStrictEqual(unbroken, E.right(['Off', 'On']))
 * ```
 * @category State spaces
 */
export const restrict = <Input>(
  lts: Lts<Input>,
  keep: (transition: Transition<Input>) => boolean,
): Lts<Input> => {
  const kept = { ...lts, transitions: lts.transitions.filter(keep) };
  const reached = shortestPaths(kept);
  const transitions = kept.transitions.filter(({ source }) => reached.has(source));
  const labels = new Set(transitions.map(({ label }) => label));
  return {
    ...kept,
    states: lts.states.filter((state) => reached.has(state)),
    inputs: lts.inputs.filter((label) => labels.has(label)),
    transitions,
  };
};
