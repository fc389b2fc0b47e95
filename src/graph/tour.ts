/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- Hierholzer's algorithm over local lists */
/**
 * Computes a covering tour of minimum cost, with restarts, and a proof that it is minimal (the rural Chinese postman problem).
 *
 * Each test is a path from an opening state: the initial one, or another in which a test may start. Together the tests take every
 * accepted transition and start in every opening state at least once. Each step costs 1, and so does the step that starts a
 * test. Add a node `start`, an arc from it to each opening state (cost 1, required) and an arc of cost 0 from every state back to
 * it: a set of tests is now a circulation, and the cheapest one is a minimum-cost
 * flow with lower bounds. Every transition is required and every state reachable from the initial one, so the flow is connected and an
 * Euler circuit yields the tests.
 *
 * The proof is the dual of that flow: a potential for each node such that no arc costs less than the rise of the potential along
 * it. By weak duality, the costs of the required arcs minus these rises add up to a lower bound for every tour; here the sum
 * equals the cost of this tour.
 */
import type { Lts, Path, Transition } from './Lts.js';
import { leaving } from './Lts.js';
import type { Arc } from './minCostFlow.js';
import { minCostFlow } from './minCostFlow.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A covering tour and the proof that it is minimal.
 * @category Walks
 */
export interface Tour<Input> {
  /** The tests, each a path from an opening state. */
  readonly paths: ReadonlyArray<Path<Input>>;
  /** The number of steps in all tests, including the step that starts each of them. */
  readonly cost: number;
  /** The opening state of each test. */
  readonly openings: ReadonlyArray<string>;
  /** A potential for each state and, under the empty name, for the node `start`. */
  readonly potentials: ReadonlyMap<string, number>;
}

interface TourArc<Input> extends Arc {
  readonly transition?: Transition<Input>;
}

// -------------------------------------------------------------------------------------------------------- operations

/** The node that every test starts from and returns to. */
const START = '';

/** Finds an Euler circuit from `start` that takes each arc the given number of times (Hierholzer's algorithm). */
const circuit = (
  size: number,
  arcs: ReadonlyArray<Arc>,
  times: ReadonlyArray<number>,
): ReadonlyArray<number> => {
  const out: ReadonlyArray<Array<number>> = Array.from({ length: size }, () => []);
  // Arcs are popped from the end, so arcs back to `start` go to the front: a test ends only when nothing else is left.
  arcs.forEach(({ from, to }, i) => {
    for (let n = 0; n < (times[i] ?? 0); n += 1)
      if (to === 0) out[from]?.unshift(i);
      else out[from]?.push(i);
  });
  const walk: Array<number> = [];
  const stack: Array<readonly [node: number, arc: number]> = [[0, -1]];
  for (;;) {
    const top = stack.at(-1);
    if (top === undefined) return walk.toReversed();
    const next = out[top[0]]?.pop();
    const arc = next === undefined ? undefined : arcs[next];
    if (next !== undefined && arc !== undefined) stack.push([arc.to, next]);
    else {
      stack.pop();
      if (top[1] >= 0) walk.push(top[1]);
    }
  }
};

/**
 * Computes a covering tour of minimum cost: it takes every accepted transition and starts in every opening state, and no set of
 * tests does so in fewer steps.
 *
 * The potentials `p` prove it: `1 + p(source) - p(target)` for each accepted transition, `1 + p('') - p(opening)` for each opening
 * state, and `p(state) - p('')` for each state are all non-negative, and all but the last kind add up to the cost.
 *
 * @example
 * ```ts
 * import { explore, tour } from 'runchart/explore'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { createMachine } from 'xstate'
 *
 * const turnstile = createMachine({
 *   initial: 'Locked',
 *   states: { Locked: { on: { coin: 'Open' } }, Open: { on: { coin: 'Open', push: 'Locked' } } },
 * })
 * const walked = pipe(explore(turnstile, { events: [{ type: 'coin' }, { type: 'push' }] }), E.map(({ lts }) => tour(lts)))
 * assert.strictEqual(E.isRight(walked) && walked.right.cost, 4)
 * assert.deepStrictEqual(
 *   E.isRight(walked) && walked.right.paths.map((path) => path.map(({ label }) => label)),
 *   [['coin', 'coin', 'push']],
 * )
 * ```
 * @param openings - the states in which a test may start; only the initial one by default
 * @category Walks
 */
export const tour = <Input>(
  lts: Lts<Input>,
  openings: ReadonlyArray<string> = [lts.initial],
): Tour<Input> => {
  const names = [START, ...lts.states];
  const index = new Map(names.map((name, i) => [name, i] as const));
  const node = (name: string): number => index.get(name) ?? 0;
  const arcs: ReadonlyArray<TourArc<Input>> = [
    ...[...new Set(openings)].map((state) => ({
      from: 0,
      to: node(state),
      cost: 1,
      required: true,
    })),
    ...lts.states.map((state) => ({ from: node(state), to: 0, cost: 0, required: false })),
    ...[...leaving(lts).values()].flat().flatMap((transition) =>
      transition.accepted
        ? [
            {
              from: node(transition.source),
              to: node(transition.target),
              cost: 1,
              required: true,
              transition,
            },
          ]
        : [],
    ),
  ];
  const { times, potentials } = minCostFlow(names.length, arcs);
  const paths: Array<Array<Transition<Input>>> = [];
  const opened: Array<string> = [];
  for (const i of circuit(names.length, arcs, times)) {
    const arc = arcs[i];
    if (arc?.from === 0) {
      paths.push([]);
      opened.push(names[arc.to] ?? lts.initial);
    } else if (arc?.transition !== undefined) paths.at(-1)?.push(arc.transition);
  }
  return {
    paths,
    openings: opened,
    cost: arcs.reduce((sum, { cost }, i) => sum + cost * (times[i] ?? 0), 0),
    potentials: new Map(names.map((name, i) => [name, potentials[i] ?? 0])),
  };
};
