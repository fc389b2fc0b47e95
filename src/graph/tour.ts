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
import type { Arc, Node } from './minCostFlow.js';
import { makeNode, minCostFlow } from './minCostFlow.js';

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
  /** The state in which it starts a test. */
  readonly opening?: string;
  readonly transition?: Transition<Input>;
}

// -------------------------------------------------------------------------------------------------------- operations

/** Finds an Euler circuit from a node that takes each arc the given number of times, the last ones first (Hierholzer's algorithm). */
const circuit = <A extends Arc>(
  start: Node,
  arcs: ReadonlyArray<A>,
  times: ReadonlyArray<number>,
): ReadonlyArray<A> => {
  const out = new Map<Node, Array<A>>();
  arcs.forEach((arc, i) => {
    const list = out.get(arc.from) ?? [];
    out.set(arc.from, list);
    for (let n = 0; n < (times[i] ?? 0); n += 1) list.push(arc);
  });
  const walk: Array<A> = [];
  const stack: Array<A> = [];
  let node = start;
  for (;;) {
    const next = out.get(node)?.pop();
    if (next !== undefined) {
      stack.push(next);
      node = next.to;
      continue;
    }
    const last = stack.pop();
    if (last === undefined) return walk.toReversed();
    walk.push(last);
    node = last.from;
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
  const start = makeNode();
  const nodes = new Map(lts.states.map((state) => [state, makeNode()] as const));
  const node = (state: string): Node => nodes.get(state) ?? start;
  const arcs: ReadonlyArray<TourArc<Input>> = [
    ...[...new Set(openings)].map((opening) => ({
      from: start,
      to: node(opening),
      cost: 1,
      least: 1,
      opening,
    })),
    // Before the transitions, so that the circuit takes them last: a test ends only when nothing else is left.
    ...lts.states.map((state) => ({ from: node(state), to: start, cost: 0, least: 0 })),
    ...[...leaving(lts).values()]
      .flat()
      .filter(({ accepted }) => accepted)
      .map((transition) => ({
        from: node(transition.source),
        to: node(transition.target),
        cost: 1,
        least: 1,
        transition,
      })),
  ];
  const times = minCostFlow([start, ...nodes.values()], arcs);
  const paths: Array<Array<Transition<Input>>> = [];
  const opened: Array<string> = [];
  for (const { opening, transition } of circuit(start, arcs, times))
    if (opening !== undefined) {
      paths.push([]);
      opened.push(opening);
    } else if (transition !== undefined) paths.at(-1)?.push(transition);
  return {
    paths,
    openings: opened,
    cost: paths.reduce((sum, { length }) => sum + length + 1, 0),
    potentials: new Map(
      [['', start] as const, ...nodes].map(([state, { potential }]) => [state, potential]),
    ),
  };
};
