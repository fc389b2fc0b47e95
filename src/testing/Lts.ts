/* eslint-disable functional/no-loop-statements, functional/immutable-data -- searches of graphs, each with a queue and a map of its own */
/**
 * A labelled transition system: states, inputs, and for each state and input what is answered and where that leads.
 *
 * Everything that a criterion of graphs asks for is asked of this, whatever it was explored from: the run's own chart, or a
 * machine that a user brings.
 *
 * Laws: it is deterministic and complete, one transition for each state and input; a refused input stays where it was; every
 * state is reached from the initial one.
 */
import * as E from 'fp-ts/lib/Either.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * What an input does in a state.
 * @category State spaces
 */
export interface Transition<Input> {
  readonly source: string;
  readonly input: Input;
  /** The input by name. */
  readonly label: string;
  /** Was it taken? A refused one changes nothing. */
  readonly accepted: boolean;
  /** What a tester sees of it. */
  readonly outcome: string;
  readonly target: string;
}

/**
 * A labelled transition system.
 * @category State spaces
 */
export interface Lts<Input> {
  readonly initial: string;
  /** In the order in which they were found, nearest first. */
  readonly states: ReadonlyArray<string>;
  /** The names of the inputs. */
  readonly inputs: ReadonlyArray<string>;
  readonly transitions: ReadonlyArray<Transition<Input>>;
  /** What was left out to make it finite, one sentence each. */
  readonly abstracted: ReadonlyArray<string>;
}

/**
 * Transitions in a row, the first from the initial state.
 * @category State spaces
 */
export type Path<Input> = ReadonlyArray<Transition<Input>>;

/** What a system does, one step at a time, for {@link exploreWith}. */
export interface System<Concrete, Input> {
  readonly initial: Concrete;
  readonly inputs: ReadonlyArray<{ readonly label: string; readonly input: Input }>;
  readonly step: (
    concrete: Concrete,
    input: Input,
  ) => { readonly accepted: boolean; readonly outcome: string; readonly after: Concrete };
  /** What makes two concrete states one: its name. */
  readonly key: (concrete: Concrete) => string;
  /** The most states to find. */
  readonly limit: number;
  readonly abstracted?: ReadonlyArray<string>;
}

/**
 * There are more states than was allowed.
 * @category State spaces
 */
export interface TooManyStates {
  readonly _tag: 'TooManyStates';
  readonly limit: number;
  /** The last few that were found, which show what grows. */
  readonly latest: ReadonlyArray<string>;
}

/**
 * Two concrete states have one key and answer an input differently, so that the key hides what matters.
 * @category State spaces
 */
export interface KeyTooCoarse {
  readonly _tag: 'KeyTooCoarse';
  readonly key: string;
  readonly input: string;
  /** The two answers. */
  readonly answers: readonly [string, string];
}

// -------------------------------------------------------------------------------------------------------- operations

/** How many concrete states of one key are compared with the first. */
const COMPARED = 16;

/**
 * Explores a system breadth first, and takes states with one key for one. Of the states that a key unites the first
 * stands for all; the next few are asked the same inputs, and must answer alike.
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
        const tell = (one: Transition<Input>) =>
          one.accepted ? `${one.outcome} -> ${one.target}` : `${one.outcome} (refused)`;
        return E.left({
          _tag: 'KeyTooCoarse',
          key: source,
          input: label,
          answers: [tell(former), tell(answer)],
        });
      }
      row.push(answer);
      if (!accepted) continue;
      const times = compared.get(target) ?? 0;
      if (!found.has(target)) found.set(target, after);
      else if (times >= COMPARED) continue;
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

/** The transitions that leave each state, refused ones included. */
export const leaving = <Input>(
  lts: Lts<Input>,
): ReadonlyMap<string, ReadonlyArray<Transition<Input>>> => {
  const rows = new Map<string, Array<Transition<Input>>>(lts.states.map((state) => [state, []]));
  for (const transition of lts.transitions) rows.get(transition.source)?.push(transition);
  return rows;
};

/** A shortest path to every state; of several, the one whose inputs come first. */
export const shortestPaths = <Input>(lts: Lts<Input>): ReadonlyMap<string, Path<Input>> => {
  const out = leaving(lts);
  const paths = new Map<string, Path<Input>>([[lts.initial, []]]);
  const queue = [lts.initial];
  for (const state of queue)
    for (const transition of out.get(state) ?? [])
      if (transition.accepted && !paths.has(transition.target)) {
        paths.set(transition.target, [...(paths.get(state) ?? []), transition]);
        queue.push(transition.target);
      }
  return paths;
};

/**
 * The system with only some of its transitions, and only the states that they still reach.
 *
 * @example
 * ```ts
 * import { explore, restrict } from 'runchart/testing'
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
 *   E.map((lts) => restrict(lts, ({ label }) => label !== 'drop').states),
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
