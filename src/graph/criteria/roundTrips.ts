/* eslint-disable functional/no-loop-statements, functional/immutable-data -- a search with local lists */
/**
 * `round-trips`: every cycle that takes no edge twice, walked several times in a row. This finds faults that show only in a
 * later round, such as a counter that is reset or a flag that is left set, which tests that cover each edge once miss. Cycles
 * are also walked before every edge of no return, as such faults may show only there.
 */
import type { Lts, Path, Transition } from '../Lts.js';
import { leaving, shortestPaths } from '../Lts.js';

/** Longer cycles are left to `random`. */
const MAX_LENGTH = 6;

/** Finds the closed walks that take no transition twice, each once regardless of its rotation. */
const cyclesOf = <Input>(lts: Lts<Input>): ReadonlyArray<Path<Input>> => {
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
        if (longer.length < MAX_LENGTH) queue.push(longer);
      }
  }
  return found;
};

/** Finds the edges from whose target no path leads back to their source. */
const pointsOfNoReturn = <Input>(lts: Lts<Input>): Path<Input> => {
  const reached = new Map(
    lts.states.map((state) => [state, shortestPaths({ ...lts, initial: state })]),
  );
  return lts.transitions.filter(
    ({ accepted, source, target }) => accepted && reached.get(target)?.has(source) !== true,
  );
};

/** How often a cycle is walked before an edge of no return. */
const FEW = [1, 2, 3];

const isSimple = <Input>(path: Path<Input>): boolean =>
  new Set(path.map(({ source }) => source)).size === path.length;

/** Joins paths into one from the initial state, by a shortest path to the source of each; undefined if there is no such path. */
const joined = <Input>(
  lts: Lts<Input>,
  parts: ReadonlyArray<Path<Input>>,
): Path<Input> | undefined =>
  parts.reduce<Path<Input> | undefined>((path, part) => {
    const state = path?.at(-1)?.target ?? lts.initial;
    const link = shortestPaths({ ...lts, initial: state }).get(part[0]?.source ?? state);
    return path === undefined || link === undefined ? undefined : [...path, ...link, ...part];
  }, []);

const times = <A>(list: ReadonlyArray<A>, n: number): ReadonlyArray<A> =>
  Array.from({ length: n }, () => list).flat();

/** Generates a path for every cycle, walked `laps` times, and a last one that walks all simple cycles in turn. */
export const roundTripPaths = <Input>(
  lts: Lts<Input>,
  laps: number,
): ReadonlyArray<Path<Input>> => {
  const cycles = cyclesOf(lts);
  const inTurn = cycles.length < 2 ? [] : [times(cycles.filter(isSimple), laps)];
  return [...cycles.map((path) => times([path], laps)), ...inTurn].flatMap((parts) => {
    const path = joined(lts, parts);
    return path === undefined ? [] : [path];
  });
};

/** Generates paths that walk each simple cycle, and all of them in turn, a few times before every edge of no return. */
export const endPaths = <Input>(lts: Lts<Input>): ReadonlyArray<Path<Input>> => {
  const cycles = cyclesOf(lts).filter(isSimple);
  const histories = [...cycles.map((path) => [path]), cycles].flatMap((parts) =>
    FEW.map((n) => times(parts, n)),
  );
  return pointsOfNoReturn(lts).flatMap((end) =>
    histories.flatMap((parts) => {
      const path = parts.length === 0 ? undefined : joined(lts, [...parts, [end]]);
      return path === undefined ? [] : [path];
    }),
  );
};
