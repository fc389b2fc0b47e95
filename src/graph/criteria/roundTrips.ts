/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- a search with local lists */
/**
 * `round-trips`: every cycle that takes no edge twice, walked several times in a row. This finds faults that show only in a
 * later round, such as a counter that is reset or a flag that is left set, which tests that cover each edge once miss. Cycles
 * are also walked before every edge of no return, as such faults may show only there.
 *
 * A system may have more cycles than can be walked, for their number grows exponentially with their length: then only the shorter
 * ones are.
 */
import type { Lts, Path, Transition } from '../Lts.js';
import { leaving, shortestPaths } from '../Lts.js';

/** Longer cycles are left to `random`. */
const MAX_LENGTH = 6;

/** Cycles of a length are left to `random` if there are more than this up to that length. */
const MAX_CYCLES = 150;

/** The same, if finding them takes more paths than this. */
const MAX_PATHS = 100_000;

/**
 * Finds the closed walks of up to a length that take no transition twice, each once regardless of its rotation; undefined if there are
 * too many.
 */
const cyclesUpTo = <Input>(
  lts: Lts<Input>,
  maxLength: number,
): ReadonlyArray<Path<Input>> | undefined => {
  const out = leaving(lts);
  const numbers = new Map(lts.transitions.map((transition, i) => [transition, i] as const));
  const numberOf = (transition: Transition<Input>): number => numbers.get(transition) ?? 0;
  const rotations = (path: Path<Input>): ReadonlyArray<string> =>
    path.map((_, i) => [...path.slice(i), ...path.slice(0, i)].map(numberOf).join(' '));
  const seen = new Set<string>();
  const found: Array<Path<Input>> = [];
  let walked = 0;
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
        walked += 1;
        if (found.length > MAX_CYCLES || walked > MAX_PATHS) return undefined;
        if (longer.length < maxLength) queue.push(longer);
      }
  }
  return found;
};

/** Finds the cycles, up to the greatest length of which there are not too many; those of one step, or the first of these, in any case. */
const cyclesOf = <Input>(lts: Lts<Input>): ReadonlyArray<Path<Input>> => {
  let found = lts.transitions
    .filter(({ accepted, source, target }) => accepted && source === target)
    .slice(0, MAX_CYCLES)
    .map((transition): Path<Input> => [transition]);
  for (let length = 1; length <= MAX_LENGTH; length += 1) {
    const cycles = cyclesUpTo(lts, length);
    if (cycles === undefined) break;
    found = [...cycles];
  }
  return found;
};

/** Finds a shortest path from a state to another. */
type Link<Input> = (from: string, to: string) => Path<Input> | undefined;

const linkIn = <Input>(lts: Lts<Input>): Link<Input> => {
  const known = new Map<string, ReadonlyMap<string, Path<Input>>>();
  return (from, to) => {
    const paths = known.get(from) ?? shortestPaths({ ...lts, initial: from });
    known.set(from, paths);
    return paths.get(to);
  };
};

/** Finds the edges from whose target no path leads back to their source. */
const pointsOfNoReturn = <Input>(lts: Lts<Input>, link: Link<Input>): Path<Input> =>
  lts.transitions.filter(
    ({ accepted, source, target }) => accepted && link(target, source) === undefined,
  );

/** How often a cycle is walked before an edge of no return. */
const FEW = [1, 2, 3];

const isSimple = <Input>(path: Path<Input>): boolean =>
  new Set(path.map(({ source }) => source)).size === path.length;

/** Joins paths into one from the initial state, by a shortest path to the source of each; undefined if there is no such path. */
const joined = <Input>(
  { initial }: Lts<Input>,
  link: Link<Input>,
  parts: ReadonlyArray<Path<Input>>,
): Path<Input> | undefined => {
  const steps: Array<Transition<Input>> = [];
  for (const part of parts) {
    const state = steps.at(-1)?.target ?? initial;
    const between = link(state, part[0]?.source ?? state);
    if (between === undefined) return undefined;
    steps.push(...between, ...part);
  }
  return steps;
};

const times = <A>(list: ReadonlyArray<A>, n: number): ReadonlyArray<A> =>
  Array.from({ length: n }, () => list).flat();

/** Generates a path for every cycle, walked `laps` times, and a last one that walks all simple cycles in turn. */
export const roundTripPaths = <Input>(
  lts: Lts<Input>,
  laps: number,
): ReadonlyArray<Path<Input>> => {
  const cycles = cyclesOf(lts);
  const link = linkIn(lts);
  const inTurn = cycles.length < 2 ? [] : [times(cycles.filter(isSimple), laps)];
  return [...cycles.map((path) => times([path], laps)), ...inTurn].flatMap((parts) => {
    const path = joined(lts, link, parts);
    return path === undefined ? [] : [path];
  });
};

/** Generates paths that walk each simple cycle, and all of them in turn, a few times before every edge of no return. */
export const endPaths = <Input>(lts: Lts<Input>): ReadonlyArray<Path<Input>> => {
  const link = linkIn(lts);
  const cycles = cyclesOf(lts).filter(isSimple);
  const histories = [...cycles.map((path) => [path]), cycles].flatMap((parts) =>
    FEW.map((n) => times(parts, n)),
  );
  return pointsOfNoReturn(lts, link).flatMap((end) =>
    histories.flatMap((parts) => {
      const path = parts.length === 0 ? undefined : joined(lts, link, [...parts, [end]]);
      return path === undefined ? [] : [path];
    }),
  );
};
