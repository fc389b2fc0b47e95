/** Sequences of edges: all are taken, also in large systems, and too many are refused. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { walks } from '../../../src/explore/index.js';
import { checkSwitches, switchPaths } from '../../../src/graph/criteria/nSwitch.js';
import type { Lts, Path } from '../../../src/graph/Lts.js';
import { randomOf } from '../../../src/graph/Random.js';
import { tour } from '../../../src/graph/tour.js';

/** A ring of states, with further edges to random ones. */
const system = (size: number, degree: number): Lts<string> => {
  const random = randomOf(1);
  const states = Array.from({ length: size }, (_, i) => `S${String(i)}`);
  return {
    initial: 'S0',
    states,
    inputs: Array.from({ length: degree }, (_, k) => `e${String(k)}`),
    transitions: states.flatMap((source, i) =>
      Array.from({ length: degree }, (_, k) => {
        const target = `S${String(k === 0 ? (i + 1) % size : Math.floor(random() * size))}`;
        const label = `e${String(k)}`;
        return { source, label, input: label, target, accepted: true, outcome: target };
      }),
    ),
    abstracted: [],
  };
};

const windows = <Input>(paths: ReadonlyArray<Path<Input>>, length: number): ReadonlySet<string> =>
  new Set(
    paths.flatMap((path) =>
      path.slice(length - 1).map((_, i) =>
        path
          .slice(i, i + length)
          .map(({ source, label }) => `${source} ${label}`)
          .join(' '),
      ),
    ),
  );

describe('the sequences of n + 1 edges', () => {
  it.each([
    [1, 1000, 3],
    [2, 200, 3],
    [3, 40, 2],
  ])(
    'are all taken, and the paths are those of a machine: n = %d, %d states',
    (n, size, degree) => {
      const lts = system(size, degree);
      const paths = switchPaths(lts, n);
      expect(windows(paths, n + 1).size).toBe(size * degree ** (n + 1));
      paths.forEach((path) => {
        expect(path.map(({ source }) => source)).toStrictEqual(
          ['S0', ...path.map(({ target }) => target)].slice(0, -1),
        );
      });
    },
  );

  it('are the edges for n = 0', () => {
    const lts = system(5, 2);
    expect(switchPaths(lts, 0)).toStrictEqual(tour(lts).paths);
  });

  it('are counted before they are made, and a million are too many', () => {
    expect(checkSwitches(system(1000, 10), 2)).toStrictEqual(E.right(2));
    const lts = system(1000, 11);
    expect(checkSwitches(lts, 1)).toStrictEqual(E.right(1));
    const refused = (found: number) =>
      E.left({
        _tag: 'InvalidOption',
        option: 'switches',
        expected: 'at most 1, since there are 1331000 sequences of 3 edges',
        found,
      });
    expect(checkSwitches(lts, 2)).toStrictEqual(refused(2));
    expect(checkSwitches(lts, 4)).toStrictEqual(refused(4));
    expect(walks({ criteria: ['n-switch'], switches: 4 })(lts)).toStrictEqual(refused(4));
    expect(E.isRight(walks({ criteria: ['tour'], switches: 4 })(lts))).toBe(true);
  });

  it('are not too many for n = 0, since the edges were made before', () => {
    const lts = system(1, 1);
    const transitions = Array.from({ length: 1_000_001 }, () => lts.transitions).flat();
    expect(checkSwitches({ ...lts, transitions }, 0)).toStrictEqual(E.right(0));
  });

  it.each([1, 2, 3])('have no refused inputs: n = %d', (n) => {
    const lts = system(10, 2);
    const refused = lts.states.flatMap((source) =>
      Array.from({ length: 1000 }, (_, k) => {
        const label = `r${String(k)}`;
        return { source, label, input: label, target: source, accepted: false, outcome: 'refused' };
      }),
    );
    const picky = { ...lts, transitions: [...refused, ...lts.transitions] };
    expect(checkSwitches(picky, n)).toStrictEqual(E.right(n));
    expect(switchPaths(picky, n)).toStrictEqual(switchPaths(lts, n));
  });
});
