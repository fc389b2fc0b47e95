/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- searches with local queues and maps */
/**
 * `transition-pairs` and `n-switch`: every n + 1 edges that can follow one another, taken in a row (Chow's n-switch coverage;
 * n = 1 for pairs), in as few steps as possible: a covering tour of the graph whose states are the last n edges.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { Lts, Path, Transition } from '../Lts.js';
import { leaving } from '../Lts.js';
import type { InvalidOption } from '../options.js';
import { tour } from '../tour.js';

/** A suite with more sequences takes minutes and gigabytes, and their number grows exponentially with n. */
const MAX_SEQUENCES = 1_000_000;

/** Tests whether the sequences of `n + 1` edges are not too many. For n = 0, they are the edges. */
export const checkSwitches = <Input>(
  { transitions }: Lts<Input>,
  switches: number,
): E.Either<InvalidOption, number> => {
  const edges = transitions.filter(({ accepted }) => accepted);
  /** How many sequences of so many edges begin in each state. */
  let counts = new Map<string, number>();
  for (let n = 0; n <= switches; n += 1) {
    const longer = new Map<string, number>();
    for (const { source, target } of edges) {
      const after = n === 0 ? 1 : (counts.get(target) ?? 0);
      longer.set(source, (longer.get(source) ?? 0) + after);
    }
    counts = longer;
    const all = [...counts.values()].reduce((sum, count) => sum + count, 0);
    if (n > 0 && all > MAX_SEQUENCES)
      return E.left({
        _tag: 'InvalidOption',
        option: 'switches',
        expected: `at most ${String(n - 1)}, since there are ${String(all)} sequences of ${String(n + 1)} edges`,
        found: switches,
      });
  }
  return E.right(switches);
};

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
    name: edges.map((edge) => numbers.get(edge)).join(' '),
    state,
    edges,
  });
  const start = named(lts.initial, []);
  const found = new Set([start.name]);
  const transitions: Array<Transition<Transition<Input>>> = [];
  const queue = [start];
  for (const { name, state, edges } of queue)
    for (const edge of out.get(state) ?? []) {
      if (!edge.accepted) continue;
      const next = named(edge.target, [...edges, edge].slice(-n));
      if (!found.has(next.name)) {
        found.add(next.name);
        queue.push(next);
      }
      transitions.push({ ...edge, source: name, input: edge, target: next.name });
    }
  return { ...lts, initial: start.name, states: [...found], transitions };
};

/** Generates paths that take every `n + 1` adjacent accepted transitions in a row, in the fewest steps. */
export const switchPaths = <Input>(lts: Lts<Input>, n: number): ReadonlyArray<Path<Input>> =>
  n === 0
    ? tour(lts).paths
    : tour(unfold(lts, n)).paths.map((path) => path.map(({ input }) => input));
