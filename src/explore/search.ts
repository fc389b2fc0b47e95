/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- a breadth-first search with a local queue */
/**
 * Searches the concrete states of a machine breadth-first, each input of each, and merges those that are the same.
 *
 * Nothing is believed that was seen once: the first step of those that run the same functions, and each that looks at a clock, is
 * computed twice, with clocks and random numbers that differ greatly, and must end in the same state.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { KeyTooCoarse } from '../graph/Lts.js';
import { differences } from './difference.js';
import type { LeftOut, MachineStep } from './Exploration.js';
import type { FakeTime } from './fakeClock.js';
import type { Identity } from './Identity.js';
import type { Labelled } from './inputs.js';
import type { Concrete, Impulse, Runner, Stepped, Thrown } from './Runner.js';
import { noStep } from './Runner.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A transition between states, by their numbers. */
export interface Edge {
  readonly source: number;
  readonly target: number;
  readonly labelled: Labelled;
  readonly accepted: boolean;
  readonly step: MachineStep;
}

/** What a search found. */
export interface Found {
  readonly states: ReadonlyArray<Concrete>;
  /** Their keys, if the user names them. */
  readonly keys: ReadonlyArray<string>;
  readonly start: MachineStep;
  readonly edges: ReadonlyArray<Edge>;
  /** The states whose inputs were not explored. */
  readonly unexplored: ReadonlyArray<number>;
  readonly leftOut: ReadonlyArray<LeftOut>;
}

/** The search has to begin again, since it learned something about the machine. */
export type Lesson =
  /** The context is changed in place, so each step needs a copy. */
  | { readonly _tag: 'ChangedInPlace' }
  /** Some of what identifies a state differs from run to run. */
  | {
      readonly _tag: 'Unsteady';
      readonly paths: ReadonlyArray<string>;
      readonly actors: ReadonlyArray<string>;
    }
  /** The tables of the machine do not say what XState says. */
  | { readonly _tag: 'TablesDiffer' }
  /** There are more states than the limit, in so many shapes: a shape is a state without its context. */
  | { readonly _tag: 'TooMany'; readonly shapes: number };

export interface Search {
  readonly runner: Runner;
  readonly identity: Identity;
  readonly time: FakeTime;
  readonly inputsOf: (concrete: Concrete) => ReadonlyArray<Labelled>;
  readonly input: unknown;
  readonly keyOf: ((concrete: Concrete) => string) | undefined;
  readonly limit: number;
  /** How many states of one shape are explored; undefined for all. */
  readonly perShape: number | undefined;
  /** Names a state in what is left out. */
  readonly nameOf: (concrete: Concrete) => string;
}

// -------------------------------------------------------------------------------------------------------- operations

/** The number of concrete states with the same key that are compared with the first. */
const MAX_COMPARED = 16;

const shapes = new WeakMap<object, string>();

/** The state without its context. */
const shapeOf = ({ snapshot }: Concrete): string => {
  // SAFETY: the value of a state is a text or an object.
  const value = snapshot.value as string | object;
  if (typeof value === 'string') return value;
  const known = shapes.get(value) ?? JSON.stringify(value);
  shapes.set(value, known);
  return known;
};

/** Compares the results of two runs of one step. */
const compare = (
  { identity, keyOf }: Search,
  one: Concrete,
  other: Concrete,
): Lesson | 'same' | 'different' => {
  if (keyOf !== undefined) return keyOf(one) === keyOf(other) ? 'same' : 'different';
  if (identity.of(one) === identity.of(other)) return 'same';
  const text = (concrete: Concrete) => (value: unknown) => identity.text(concrete, value);
  const paths = differences(
    one.snapshot.context,
    other.snapshot.context,
    (a, b) => text(one)(a) === text(other)(b),
  );
  const others = identity.actors(other);
  const actors = identity
    .actors(one)
    .flatMap(({ name, src }, i) =>
      others[i]?.src === src && others[i].name !== name ? [src] : [],
    );
  return paths.length > 0 || actors.length > 0
    ? { _tag: 'Unsteady', paths, actors: [...new Set(actors)] }
    : 'different';
};

const signatures = new WeakMap<MachineStep, string>();

/** What a step did: steps with the same signature ran the same functions. */
const signatureOf = (step: MachineStep): string => {
  const known = signatures.get(step);
  if (known !== undefined) return known;
  const { taken, guards, entered } = step;
  const outcomes = guards.map(({ transition, outcome }) => `${transition}${outcome ? '+' : '-'}`);
  const signature = `${taken.join()}\n${outcomes.join()}\n${entered.join()}`;
  signatures.set(step, signature);
  return signature;
};

/** Says what threw, for the list of what is left out. */
const thrownPart = (state: string, label: string, { where, message }: Thrown): LeftOut => ({
  part: `${state} + ${label}`,
  why: `${where === '' ? 'the machine' : where} throws: ${message}`,
});

/** Searches a machine. Errors: `Thrown` at the beginning, `KeyTooCoarse`, and what it learns, after which it begins again. */
export const search = (given: Search): E.Either<Thrown | Lesson | KeyTooCoarse, Found> => {
  const { runner, identity, time, inputsOf, keyOf, limit, perShape, nameOf } = given;
  const name = keyOf ?? identity.of;
  time.mark();
  const begun = runner.begin(given.input);
  if (E.isLeft(begun)) return begun;
  const again = time.again(() => runner.begin(given.input));
  if (E.isRight(again)) {
    const result = compare(given, begun.right.after, again.right.after);
    if (typeof result !== 'string') return E.left(result);
    if (result === 'different')
      return E.left({
        where: 'the beginning',
        message: 'it begins in another state each time',
      });
  }

  const start = begun.right.after;
  const states: Array<Concrete> = [start];
  const keys: Array<string> = [name(start)];
  const numbers = new Map<string, number>([[name(start), 0]]);
  const shapes = new Map<string, number>([[shapeOf(start), 1]]);
  const unexplored: Array<number> = [];
  const edges: Array<Edge> = [];
  const leftOut = new Map<string, LeftOut>();
  const repeated = new Set<string>();
  const compared = new Map<number, number>();
  const rows = new Map<number, ReadonlyArray<Edge>>();
  const queue: Array<readonly [number, Concrete]> = [[0, start]];

  const leave = (what: LeftOut): void => {
    if (!leftOut.has(what.why)) leftOut.set(what.why, what);
  };

  let computed = 0;
  /** Whether the next step is in the sample that XState computes, too: the first, second, fourth, eighth, ... */
  const isSampled = (): boolean => {
    computed += 1;
    return (computed & (computed - 1)) === 0;
  };

  /** Computes a step a second time, by XState, if none like it was; tells whether it ends in the same state. */
  const isSteady = (
    from: Concrete,
    source: number,
    labelled: Labelled,
    first: Stepped,
    looked: boolean,
  ): boolean | Lesson => {
    const sampled = isSampled();
    if (!first.ran && !sampled) return true;
    const signature = signatureOf(first.step);
    if (repeated.has(signature) && !looked && !sampled) return true;
    repeated.add(signature);
    if (keyOf === undefined && identity.afresh(from) !== keys[source])
      return { _tag: 'ChangedInPlace' };
    const second = time.again(() => runner.stepByXState(from, labelled.impulse));
    if (E.isLeft(second)) {
      leave(thrownPart(nameOf(from), labelled.label, second.left));
      return false;
    }
    const isSame = (one: Stepped, other: Stepped): ReturnType<typeof compare> =>
      signatureOf(one.step) === signatureOf(other.step)
        ? compare(given, one.after, other.after)
        : 'different';
    const result = isSame(first, second.right);
    if (result === 'same') return true;
    if (runner.usesTables) {
      const third = time.again(() => runner.step(from, labelled.impulse));
      if (E.isLeft(third) || isSame(second.right, third.right) !== 'same')
        return { _tag: 'TablesDiffer' };
    }
    if (result !== 'different') return result;
    const [once, then] = [first, second.right].map(({ after }) => nameOf(after));
    leave({
      part: `${nameOf(from)} + ${labelled.label}`,
      why: `it leads to ${once ?? ''} once and to ${then ?? ''} another time, so it depends on more than its events (${[...new Set([...first.step.taken, ...second.right.step.taken])].join(', ')})`,
    });
    return false;
  };

  for (const [source, from] of queue) {
    const known = rows.get(source);
    const row: Array<Edge> = [];
    for (const labelled of inputsOf(from)) {
      const { label, input } = labelled;
      const impulse: Impulse = labelled.impulse;
      if (
        input.kind === 'event' &&
        (from.snapshot.status !== 'active' || runner.ignores(from, input.event.type))
      ) {
        row.push({ source, target: source, labelled, accepted: false, step: noStep });
        continue;
      }
      time.mark();
      const stepped = runner.step(from, impulse);
      const looked = time.looks() > 0;
      if (E.isLeft(stepped)) {
        leave(thrownPart(nameOf(from), label, stepped.left));
        continue;
      }
      const { after, step } = stepped.right;
      const steady = isSteady(from, source, labelled, stepped.right, looked);
      if (typeof steady === 'object') return E.left(steady);
      if (!steady) continue;
      const moved = step.taken.length > 0 || input.kind === 'time' || 'snapshot' in impulse;
      if (!moved) {
        row.push({ source, target: source, labelled, accepted: false, step });
        continue;
      }
      const key = name(after);
      let target = numbers.get(key);
      if (target === undefined) {
        target = states.length;
        states.push(after);
        keys.push(key);
        numbers.set(key, target);
        const shape = shapeOf(after);
        const count = shapes.get(shape) ?? 0;
        shapes.set(shape, count + 1);
        if (states.length > limit && perShape === undefined)
          return E.left({ _tag: 'TooMany', shapes: shapes.size });
        if (perShape !== undefined && (count >= perShape || states.length > limit))
          unexplored.push(target);
        else queue.push([target, after]);
      } else if (keyOf !== undefined && (compared.get(target) ?? 0) < MAX_COMPARED) {
        compared.set(target, (compared.get(target) ?? 0) + 1);
        queue.push([target, after]);
      }
      row.push({ source, target, labelled, accepted: true, step });
    }
    if (known === undefined) {
      rows.set(source, row);
      edges.push(...row);
      continue;
    }
    const coarse = differingRow(keys, known, row);
    if (coarse !== undefined) return E.left(coarse);
  }
  return E.right({
    states,
    keys,
    start: begun.right.step,
    edges,
    unexplored,
    leftOut: [...leftOut.values()],
  });
};

/** Finds an input that two concrete states with the same key answer differently. */
const differingRow = (
  keys: ReadonlyArray<string>,
  known: ReadonlyArray<Edge>,
  row: ReadonlyArray<Edge>,
): KeyTooCoarse | undefined => {
  const answers = new Map(known.map((edge) => [edge.labelled.label, edge] as const));
  const describe = ({ accepted, target }: Edge): string =>
    accepted ? `-> ${keys[target] ?? ''}` : 'refused';
  return row
    .map((edge): KeyTooCoarse | undefined => {
      const former = answers.get(edge.labelled.label);
      return former === undefined ||
        (former.accepted === edge.accepted && former.target === edge.target)
        ? undefined
        : {
            _tag: 'KeyTooCoarse',
            key: keys[edge.source] ?? '',
            input: edge.labelled.label,
            answers: [describe(former), describe(edge)],
          };
    })
    .find((coarse) => coarse !== undefined);
};
