/* eslint-disable functional/no-loop-statements, functional/immutable-data -- a search with lists of its own */
/**
 * `round-trips`: every way round that takes no edge twice, walked several times in a row. What goes wrong the second time,
 * as a counter that is reset or a flag that is left behind, is seen by nothing that covers each edge once. Where there is no
 * way back, that is seen too: ways round come before every edge of no return.
 */
import type { Lts, Path, Transition } from '../Lts.js';
import { leaving, shortestPaths } from '../Lts.js';

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

/** The edges from which there is no way back. */
const endsOf = <Input>(lts: Lts<Input>): Path<Input> => {
  const reached = new Map(
    lts.states.map((state) => [state, shortestPaths({ ...lts, initial: state })]),
  );
  return lts.transitions.filter(
    ({ accepted, source, target }) => accepted && reached.get(target)?.has(source) !== true,
  );
};

/** How often a way round is walked before there is no way back. */
const FEW = [1, 2, 3];

const isSimple = <Input>(path: Path<Input>): boolean =>
  new Set(path.map(({ source }) => source)).size === path.length;

/** Parts in a row from the initial state, each after a shortest way to where it begins; none if there is no such way. */
const joined = <Input>(
  lts: Lts<Input>,
  parts: ReadonlyArray<Path<Input>>,
): Path<Input> | undefined =>
  parts.reduce<Path<Input> | undefined>((path, part) => {
    const state = path?.at(-1)?.target ?? lts.initial;
    const way = shortestPaths({ ...lts, initial: state }).get(part[0]?.source ?? state);
    return path === undefined || way === undefined ? undefined : [...path, ...way, ...part];
  }, []);

const times = <A>(list: ReadonlyArray<A>, n: number): ReadonlyArray<A> =>
  Array.from({ length: n }, () => list).flat();

/** Every way round of a system, walked `laps` times, and last all that pass no state twice by turns. */
export const roundTripPaths = <Input>(
  lts: Lts<Input>,
  laps: number,
): ReadonlyArray<Path<Input>> => {
  const rounds = circuits(lts);
  const byTurns = rounds.length < 2 ? [] : [times(rounds.filter(isSimple), laps)];
  return [...rounds.map((path) => times([path], laps)), ...byTurns].flatMap((parts) => {
    const path = joined(lts, parts);
    return path === undefined ? [] : [path];
  });
};

/**
 * Each way round that passes no state twice, and all of them by turns, walked a few times before every edge from which
 * there is no way back.
 */
export const endPaths = <Input>(lts: Lts<Input>): ReadonlyArray<Path<Input>> => {
  const rounds = circuits(lts).filter(isSimple);
  const histories = [...rounds.map((path) => [path]), rounds].flatMap((parts) =>
    FEW.map((n) => times(parts, n)),
  );
  return endsOf(lts).flatMap((end) =>
    histories.flatMap((parts) => {
      const path = parts.length === 0 ? undefined : joined(lts, [...parts, [end]]);
      return path === undefined ? [] : [path];
    }),
  );
};
