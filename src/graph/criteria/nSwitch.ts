/* eslint-disable functional/no-loop-statements, functional/immutable-data -- a search with a local queue and map */
/**
 * `transition-pairs` and `n-switch`: every n + 1 edges that can follow one another, taken in a row (Chow's n-switch coverage;
 * n = 1 for pairs), in as few steps as possible: a covering tour of the graph whose states are the last n edges.
 */
import type { Lts, Path, Transition } from '../Lts.js';
import { leaving } from '../Lts.js';
import { tour } from '../tour.js';

interface Recent<Input> {
  readonly name: string;
  readonly state: string;
  /** The last edges, at most n. */
  readonly edges: Path<Input>;
}

/** Unfolds a system into one whose states are the last `n` accepted transitions. */
const unfold = <Input>(lts: Lts<Input>, n: number): Lts<Transition<Input>> => {
  const out = leaving(lts);
  const numbers = new Map(lts.transitions.map((transition, i) => [transition, i] as const));
  const named = (state: string, edges: Path<Input>): Recent<Input> => ({
    name: edges.length === 0 ? 'start' : edges.map((edge) => String(numbers.get(edge))).join(' '),
    state,
    edges,
  });
  const start = named(lts.initial, []);
  const found = new Map([[start.name, start]]);
  const transitions: Array<Transition<Transition<Input>>> = [];
  const queue = [start];
  for (const { name, state, edges } of queue)
    for (const edge of out.get(state) ?? []) {
      if (!edge.accepted) continue;
      const next = named(edge.target, [...edges, edge].slice(Math.max(0, edges.length + 1 - n)));
      if (!found.has(next.name)) {
        found.set(next.name, next);
        queue.push(next);
      }
      transitions.push({ ...edge, source: name, input: edge, target: next.name });
    }
  return { ...lts, initial: start.name, states: [...found.keys()], transitions };
};

/** Generates paths that take every `n + 1` adjacent accepted transitions in a row, in the fewest steps. */
export const switchPaths = <Input>(lts: Lts<Input>, n: number): ReadonlyArray<Path<Input>> =>
  n === 0
    ? tour(lts).paths
    : tour(unfold(lts, n)).paths.map((path) => path.map(({ input }) => input));
