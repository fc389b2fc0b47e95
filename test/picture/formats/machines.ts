/** Machines with generated states and transitions, which XState runs: nested, parallel, with history and guards. */
import fc from 'fast-check';
import type { AnyStateMachine } from 'xstate';
import { and, createMachine, not, or, raise, stateIn } from 'xstate';
import { printable } from '../../support/arbitraries.js';

/** Guards that a test can answer by their name alone. */
const guards = { holds: () => true, fails: () => false };

/** The shape of a state before its transitions are known. */
interface Shape {
  readonly kind: 'atomic' | 'final' | 'compound' | 'parallel';
  readonly history: false | 'shallow' | 'deep';
  readonly children: ReadonlyArray<Shape>;
}

const leaf: fc.Arbitrary<Shape> = fc.record({
  kind: fc.constantFrom('atomic' as const, 'atomic' as const, 'final' as const),
  history: fc.constant(false as const),
  children: fc.constant([]),
});

const shape = (depth: number): fc.Arbitrary<Shape> =>
  depth === 0
    ? leaf
    : fc.oneof({ weight: 3, arbitrary: leaf }, { weight: 2, arbitrary: frame(depth) });

const hasFinal = ({ kind, children }: Shape): boolean =>
  kind === 'final' || children.some(hasFinal);

// SCION 4.3.27 restores no final state from a deep history, and takes a history for a region that is not done.
const plain = (own: Shape): Shape => (hasFinal(own) ? { ...own, history: false } : own);

const frame = (depth: number): fc.Arbitrary<Shape> =>
  fc
    .record({
      kind: fc.constantFrom('compound' as const, 'compound' as const, 'parallel' as const),
      history: fc.constantFrom(false as const, false as const, 'shallow' as const, 'deep' as const),
      children: fc.array(shape(depth - 1), { minLength: 1, maxLength: 3 }),
    })
    .map(plain);

/** Chooses a number below the given one. */
type Dice = (sides: number) => number;

const events = ['a', 'a.b', 'a.b.c', 'b', '*', 'a.*', 'c'];

interface Place {
  readonly path: ReadonlyArray<string>;
  readonly shape: Shape;
}

const places = (path: ReadonlyArray<string>, own: Shape): ReadonlyArray<Place> => [
  { path, shape: own },
  ...own.children.flatMap((child, i) => places([...path, `s${String(i)}`], child)),
];

const idOf = (path: ReadonlyArray<string>): string => ['m', ...path].join('.');

const configOf = (root: Shape, dice: Dice, names: ReadonlyArray<string>): object => {
  const all = places([], root);
  // SAFETY: the dice is below the length.
  const pick = <A>(of: ReadonlyArray<A>): A => of[dice(of.length)] as A;
  const guardOf = (): unknown =>
    pick<() => unknown>([
      () => undefined,
      () => undefined,
      () => 'holds',
      () => 'fails',
      () => not('fails'),
      () => and(['holds', stateIn(`#${idOf(pick(all).path)}`)]),
      () => or(['fails', stateIn(`#${idOf(pick(all).path)}`)]),
    ])();
  const targetOf = (): string => {
    const { path, shape: own } = pick(all);
    return `#${idOf(own.history !== false && dice(2) === 0 ? [...path, 'h'] : path)}`;
  };
  const transitionOf = (event: string): object => ({
    ...(dice(5) === 0 ? {} : { target: targetOf() }),
    ...(dice(4) === 0 ? { reenter: true } : {}),
    guard: guardOf(),
    ...(!event.includes('*') && dice(6) === 0 ? { actions: raise({ type: 'c' }) } : {}),
  });
  const nodeOf = (own: Shape, path: ReadonlyArray<string>, siblings: number): object => {
    if (own.kind === 'final') return { type: 'final' };
    const taken = events.filter(() => dice(4) === 0);
    const on = Object.fromEntries(
      taken.map((event) => [
        event,
        event === 'c'
          ? { target: targetOf() }
          : dice(8) === 0
            ? {}
            : Array.from({ length: 1 + dice(2) }, () => transitionOf(event)),
      ]),
    );
    const [place = 0] = path.slice(-1).map((key) => Number(key.slice(1)));
    const isLast = path.length === 0 || place + 1 >= siblings;
    const isRegion = path.length === 0 ? false : names.includes(idOf(path.slice(0, -1)));
    const later = `s${String(place + 1)}`;
    return {
      on,
      ...(!isLast && !isRegion && dice(8) === 0
        ? { always: { target: later, guard: guardOf() } }
        : {}),
      ...(!isLast && !isRegion && own.children.length > 0 && dice(2) === 0
        ? { onDone: { target: later } }
        : {}),
      ...(dice(8) === 0 ? { after: { 1_000_000: { target: targetOf() } } } : {}),
      ...(own.kind === 'parallel' ? { type: 'parallel' } : {}),
      ...(own.kind === 'compound' ? { initial: `s${String(dice(own.children.length))}` } : {}),
      ...(own.children.length === 0
        ? {}
        : {
            states: {
              ...Object.fromEntries(
                own.children.map((child, i) => [
                  `s${String(i)}`,
                  nodeOf(child, [...path, `s${String(i)}`], own.children.length),
                ]),
              ),
              ...(own.history === false ? {} : { h: { type: 'history', history: own.history } }),
            },
          }),
    };
  };
  return nodeOf(root, [], 1);
};

/** A machine with the id `m`. */
export const arbitraryMachine: fc.Arbitrary<AnyStateMachine> = fc
  .tuple(frame(3), fc.array(fc.nat(9999), { minLength: 400, maxLength: 400 }))
  .map(([root, numbers]) => {
    let at = 0;
    const dice: Dice = (sides) => (numbers[(at = (at + 1) % numbers.length)] ?? 0) % sides;
    const parallel = places([], root).flatMap(({ path, shape: own }) =>
      own.kind === 'parallel' ? [idOf(path)] : [],
    );
    return printable(
      createMachine({
        id: 'm',
        options: { maxIterations: 100 },
        ...configOf(root, dice, parallel),
      } as never).provide({ guards }),
    );
  });
