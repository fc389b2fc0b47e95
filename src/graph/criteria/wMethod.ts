/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- a search over pairs of states, with local maps */
/**
 * `w-method`: every transition of the minimal model, then every sequence of up to `extraStates` inputs, then each sequence of a
 * characterizing set, which distinguishes any two states that are not alike.
 *
 * A subject that passes answers every sequence of the model's inputs as the model does, if it has at most `extraStates` states
 * more than the minimal model, is deterministic, and starts each test in its initial state. In the minimal model, states that are
 * alike are one: two final states often are, and a subject that keeps them apart then has one extra state. So the paths begin with those
 * to one of the states that are alike, and the suite is that of the minimal model.
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
  JSON.stringify(path.map(({ accepted, outcome }) => [accepted, outcome]));

/** Numbers values from 0, in the order in which they come. */
const numbering = (): ((value: string) => number) => {
  const known = new Map<string, number>();
  return (value) => {
    const number = known.get(value) ?? known.size;
    known.set(value, number);
    return number;
  };
};

/** A system in numbers: for each state and input the answer and the next state, which is -1 without a transition. */
interface Numbered {
  readonly size: number;
  readonly inputs: number;
  readonly answer: Int32Array;
  readonly next: Int32Array;
}

const numberedIn = <Input>(lts: Lts<Input>, lookup: Lookup<Input>): Numbered => {
  const [size, inputs] = [lts.states.length, lts.inputs.length];
  const index = new Map(lts.states.map((state, i) => [state, i] as const));
  const answerOf = numbering();
  const answer = new Int32Array(size * inputs);
  const next = new Int32Array(size * inputs).fill(-1);
  lts.states.forEach((state, s) => {
    lts.inputs.forEach((label, i) => {
      const transition = lookup(state, label);
      if (transition === undefined) return;
      answer[s * inputs + i] = answerOf(answers([transition]));
      next[s * inputs + i] = index.get(transition.target) ?? -1;
    });
  });
  return { size, inputs, answer, next };
};

/** Lists the pairs of different numbers below a size, each once. */
const pairsBelow = (size: number): ReadonlyArray<readonly [number, number]> =>
  Array.from({ length: size }, (_, one) =>
    Array.from({ length: size - one - 1 }, (_other, i) => [one, one + 1 + i] as const),
  ).flat();

/** Finds, for two states by their numbers, a shortest sequence of inputs that they answer differently; undefined if there is none. */
type Separator = (one: number, other: number) => ReadonlyArray<number> | undefined;

/**
 * Computes the separators of all pairs at once: first those of one input, then those one input longer, as long as there are any. Of
 * several, the one whose inputs come first. An input that only one of the states has tells nothing.
 */
const separatorsIn = ({ size, inputs, answer, next }: Numbered): Separator => {
  const pair = (one: number, other: number): number =>
    Math.min(one, other) * size + Math.max(one, other);
  /** The first input of the separator of a pair, plus one; 0 while none is known. */
  const first = new Int32Array(size * size);
  let open = pairsBelow(size);
  const split = (found: (left: number, right: number) => boolean): boolean => {
    const fresh: Array<readonly [number, number]> = [];
    open = open.filter(([one, other]) => {
      for (let i = 0; i < inputs; i += 1) {
        const [left, right] = [one * inputs + i, other * inputs + i];
        if ((next[left] ?? -1) < 0 || (next[right] ?? -1) < 0 || !found(left, right)) continue;
        fresh.push([pair(one, other), i + 1]);
        return false;
      }
      return true;
    });
    // Only afterwards, so that each round finds separators that are one input longer than those of the round before.
    for (const [at, input] of fresh) first[at] = input;
    return fresh.length > 0;
  };
  split((left, right) => answer[left] !== answer[right]);
  while (
    split((left, right) => {
      const [one, other] = [next[left] ?? 0, next[right] ?? 0];
      return first[pair(one, other)] !== 0;
    })
  );
  return (from, to) => {
    let [one, other] = [from, to];
    const found: Array<number> = [];
    for (;;) {
      const input = (first[pair(one, other)] ?? 0) - 1;
      if (input < 0) return undefined;
      found.push(input);
      const [left, right] = [one * inputs + input, other * inputs + input];
      if (answer[left] !== answer[right]) return found;
      [one, other] = [next[left] ?? 0, next[right] ?? 0];
    }
  };
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
  const separatorOf = separatorsIn(numberedIn(lts, lookup));
  const { states, inputs } = lts;
  const words = new Map<string, ReadonlyArray<string>>();
  const addWord = (labels: ReadonlyArray<string>): void => {
    words.set(JSON.stringify(labels), labels);
  };
  const alike: Array<readonly [number, number]> = [];
  for (const [one, other] of pairsBelow(states.length)) {
    const separator = separatorOf(one, other);
    if (separator === undefined) alike.push([one, other]);
    else addWord(separator.map((i) => inputs[i] ?? ''));
  }
  inputs.forEach((label) => {
    addWord([label]);
  });
  const candidates = [...words.values()].map((labels) => {
    const classOf = numbering();
    return {
      labels,
      answers: states.map((state) => classOf(answers(follow(lookup, state, labels)))),
    };
  });
  /** Groups the states of each group by their answers. */
  const splitBy = (
    groups: ReadonlyArray<ReadonlyArray<number>>,
    given: ReadonlyArray<number>,
  ): ReadonlyArray<ReadonlyArray<number>> =>
    groups.flatMap((group) => {
      const parts = new Map<number | undefined, Array<number>>();
      for (const state of group) {
        const part = parts.get(given[state]) ?? [];
        part.push(state);
        parts.set(given[state], part);
      }
      return [...parts.values()];
    });
  /** Counts the pairs that are in one group, in both orders, and each state with itself. */
  const pairsIn = (groups: ReadonlyArray<ReadonlyArray<number>>): number =>
    groups.reduce((sum, { length }) => sum + length * length, 0);
  const sequences: Array<ReadonlyArray<string>> = [];
  let groups: ReadonlyArray<ReadonlyArray<number>> = [states.map((_, i) => i)];
  for (;;) {
    // States that are alike stay together, unless one of them lacks an input.
    const left = pairsIn(groups);
    const [best] = candidates
      .map(({ labels, answers: given }) => ({ labels, parts: splitBy(groups, given) }))
      .map((one) => ({ ...one, count: left - pairsIn(one.parts) }))
      .toSorted((a, b) => b.count - a.count || a.labels.length - b.labels.length);
    if (best === undefined || best.count === 0) break;
    sequences.push(best.labels);
    groups = best.parts.filter(({ length }) => length > 1);
  }
  return {
    sequences,
    alike: alike.map(([one, other]) => [states[one] ?? '', states[other] ?? ''] as const),
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
 * Finds the states of the minimal system: the first of all states that have the same inputs and answer every sequence of them alike
 * (Moore's algorithm).
 */
const representatives = <Input>(lts: Lts<Input>, lookup: Lookup<Input>): ReadonlySet<string> => {
  const { size, inputs, answer, next } = numberedIn(lts, lookup);
  let classes = new Int32Array(size);
  let count = 0;
  for (;;) {
    const classOf = numbering();
    const finer = Int32Array.from({ length: size }, (_, state) => {
      const row = Array.from({ length: inputs }, (_input, i) => {
        const at = state * inputs + i;
        return `${String(answer[at])} ${String(classes[next[at] ?? -1])}`;
      });
      return classOf(row.join());
    });
    const found = new Set(finer).size;
    if (found === count)
      return new Set(lts.states.filter((_, i) => classes.indexOf(classes[i] ?? -1) === i));
    [classes, count] = [finer, found];
  }
};

/**
 * Generates the paths of the W-method for the minimal system. If the subject's state can be observed after each step, no sequence is
 * needed to identify it, and states that are alike are told apart; if not, each path ends with a sequence of the characterizing set.
 */
export const wMethodPaths = <Input>(
  lts: Lts<Input>,
  { extraStates, observed }: { readonly extraStates: number; readonly observed: boolean },
): ReadonlyArray<Path<Input>> => {
  const lookup = lookupIn(lts);
  const sequences = observed ? [] : characterize(lts).sequences;
  const tails = sequences.length === 0 ? [[]] : sequences;
  const minimal = observed ? new Set(lts.states) : representatives(lts, lookup);
  // The empty sequence checks each state, one input checks each transition, and longer ones reach the extra states.
  const middles = sequencesUpTo(lts.inputs, 1 + extraStates);
  return [...shortestPaths(lts)].flatMap(([state, path]) =>
    minimal.has(state)
      ? middles.flatMap((middle) =>
          tails.map((tail) => [...path, ...follow(lookup, state, [...middle, ...tail])]),
        )
      : [],
  );
};
