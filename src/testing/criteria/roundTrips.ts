/* eslint-disable functional/no-loop-statements, functional/immutable-data -- a search with lists of its own */
/**
 * `round-trips`: every way round that takes no edge twice, walked several times in a row. What goes wrong the second time,
 * as a counter that is reset or a flag that is left behind, is seen by nothing that covers each edge once.
 */
import { leaving, shortestPaths } from '../Lts.js';
import type { Lts, Path, Transition } from '../Lts.js';

/** Longer ways round are left to `random`. */
const LONGEST = 6;

/** The closed walks from each state that take no transition twice, each known by its smallest rotation. */
const circuits = <Input>(lts: Lts<Input>): ReadonlyArray<Path<Input>> => {
  const out = leaving(lts);
  const numbers = new Map(lts.transitions.map((transition, i) => [transition, i] as const));
  const numberOf = (transition: Transition<Input>): number => numbers.get(transition) ?? 0;
  const rotations = (path: Path<Input>): ReadonlyArray<string> =>
    path.map((_, i) => [...path.slice(i), ...path.slice(0, i)].map(numberOf).join(' '));
  const seen = new Set<string>();
  const found: Array<Path<Input>> = [];
  for (const start of lts.states) {
    const queue: Array<Path<Input>> = [[]];
    for (const path of queue)
      for (const next of out.get(path.at(-1)?.target ?? start) ?? []) {
        if (!next.accepted || path.includes(next)) continue;
        const longer = [...path, next];
        if (next.target === start) {
          const names = rotations(longer);
          if (!names.some((name) => seen.has(name))) {
            seen.add(names[0] ?? '');
            found.push(longer);
          }
        }
        if (longer.length < LONGEST) queue.push(longer);
      }
  }
  return found;
};

/** Every way round of a system, walked `laps` times. */
export const roundTripPaths = <Input>(
  lts: Lts<Input>,
  laps: number,
): ReadonlyArray<Path<Input>> => {
  const to = shortestPaths(lts);
  return circuits(lts).map((path) => [
    ...(to.get(path[0]?.source ?? lts.initial) ?? []),
    ...Array.from({ length: laps }, () => path).flat(),
  ]);
};
