/** The cycles of a system are exponentially many: the criterion walks those that can be walked. */
import { describe, expect, it } from '@jest/globals';
import { endPaths, roundTripPaths } from '../../../src/graph/criteria/roundTrips.js';
import type { Lts, Path, Transition } from '../../../src/graph/Lts.js';

/** From each of `n` states an input leads to each of the first `reached`. */
const complete = (n: number, reached: number): Lts<number> => {
  const states = Array.from({ length: n }, (_, i) => String(i));
  const inputs = states.slice(0, reached);
  return {
    initial: '0',
    states,
    inputs,
    transitions: states.flatMap((source) =>
      inputs.map((target) => ({
        source,
        input: Number(target),
        label: target,
        accepted: true,
        outcome: target,
        target,
      })),
    ),
    abstracted: [],
  };
};

const to = (source: string, label: string, target: string): Transition<string> => ({
  source,
  input: label,
  label,
  accepted: true,
  outcome: target,
  target,
});

const refused = (source: string, label: string): Transition<string> => ({
  ...to(source, label, source),
  accepted: false,
});

/** A system that begins in the source of its first transition. */
const system = (transitions: ReadonlyArray<Transition<string>>): Lts<string> => {
  const states = [...new Set(transitions.flatMap(({ source, target }) => [source, target]))];
  const inputs = [...new Set(transitions.map(({ label }) => label))];
  return { initial: states[0] ?? '', states, inputs, transitions, abstracted: [] };
};

/** So many inputs, each with another name, from a state to another. */
const ways = (source: string, target: string, n: number): ReadonlyArray<Transition<string>> =>
  Array.from({ length: n }, (_, i) => to(source, `${source}${target}${String(i)}`, target));

/** As many states as steps, each with an input to the next. */
const ring = (n: number): Lts<string> =>
  system(
    Array.from({ length: n }, (_, i) => to(`S${String(i)}`, 'next', `S${String((i + 1) % n)}`)),
  );

const labels = (paths: ReadonlyArray<Path<string>>): ReadonlyArray<string> =>
  paths.map((path) => path.map(({ label }) => label).join(' '));

/** A lamp that is switched on and off, dusted while off, and dropped while on. */
const lamp = system([
  to('Off', 'dust', 'Off'),
  refused('Off', 'off'),
  to('Off', 'on', 'On'),
  to('On', 'off', 'Off'),
  refused('On', 'on'),
  to('On', 'drop', 'Broken'),
  to('Broken', 'mourn', 'Broken'),
]);

describe('round-trips', () => {
  it('walks every cycle that takes no edge twice, if there are not too many', () => {
    // Two loops, there and back, and each of the loops on the way, or both.
    expect(roundTripPaths(complete(2, 2), 3)).toHaveLength(7);
  });

  it('walks each cycle as often as asked, then those in turn that come to no state twice', () => {
    const dimmer = system([
      to('Off', 'dust', 'Off'),
      to('Off', 'on', 'On'),
      to('On', 'dim', 'On'),
      to('On', 'off', 'Off'),
      refused('On', 'on'),
    ]);
    expect(labels(roundTripPaths(dimmer, 2))).toStrictEqual([
      'dust dust',
      'on off on off',
      'dust on off dust on off',
      'on dim off on dim off',
      'dust on dim off dust on dim off',
      'on dim dim',
      'dust on off on dim off dust on off on dim',
    ]);
  });

  it('walks none in turn that does not lead to the next', () => {
    expect(labels(roundTripPaths(lamp, 2))).toStrictEqual([
      'dust dust',
      'on off on off',
      'dust on off dust on off',
      'on drop mourn mourn',
    ]);
  });

  it.each([
    ['no cycle', [to('A', 'go', 'B')], []],
    ['one', [to('A', 'stay', 'A')], ['stay stay']],
    [
      'two',
      [to('A', 'stay', 'A'), to('A', 'rest', 'A')],
      ['stay stay', 'rest rest', 'stay rest stay rest', 'stay rest stay rest'],
    ],
  ])('walks, of a system with %s', (_, transitions, paths) => {
    expect(labels(roundTripPaths(system(transitions), 2))).toStrictEqual(paths);
  });

  it('walks two cycles in turn once, if nothing leads back', () => {
    const onward = system([to('A', 'stay', 'A'), to('A', 'go', 'B'), to('B', 'rest', 'B')]);
    expect(labels(roundTripPaths(onward, 1))).toStrictEqual(['stay', 'go rest', 'stay go rest']);
  });

  it('walks each way there with each way back', () => {
    const paths = roundTripPaths(system([...ways('A', 'B', 6), ...ways('B', 'A', 7)]), 1);
    expect(new Set(labels(paths.slice(0, -1))).size).toBe(6 * 7);
  });

  it('walks cycles of six steps, and none of seven', () => {
    expect(roundTripPaths(ring(6), 2).map((path) => path.length)).toStrictEqual([12]);
    expect(roundTripPaths(ring(7), 2)).toStrictEqual([]);
  });

  it('walks only the shorter ones, if there are too many', () => {
    const paths = roundTripPaths(complete(12, 12), 2);
    // 12 loops, and 66 ways there and back; those of three states would be 220 more and those with a loop 132.
    expect(paths.slice(0, -1).map((path) => path.length)).toHaveLength(12 + 66);
    expect(endPaths(complete(12, 12))).toStrictEqual([]);
  });

  it.each([
    [10, 15, 150],
    [1, 151, 0],
  ])('walks 150 cycles at most: of %d ways there and %d back, %d', (there, back, walked) => {
    const paths = roundTripPaths(system([...ways('A', 'B', there), ...ways('B', 'A', back)]), 1);
    expect(paths.slice(0, -1)).toHaveLength(walked);
  });

  // To find the cycle takes (there + 2) * (on + 2) paths.
  it.each([
    [248, 398, ['AB0 BD0 DB0 BD0 DB0']],
    [248, 399, []],
  ])('looks for cycles along 100,000 paths at most: %d ways there, %d on', (there, on, paths) => {
    const transitions = [
      ...ways('A', 'B', there),
      ...ways('B', 'C', on),
      ...ways('B', 'D', 1),
      ...ways('D', 'B', 1),
    ];
    expect(labels(roundTripPaths(system(transitions), 2))).toStrictEqual(paths);
  });

  it('walks loops, if there are too many of anything longer', () => {
    const paths = roundTripPaths(complete(40, 40), 2);
    expect(paths.slice(0, -1)).toHaveLength(40);
  });

  it('walks the first loops, if there are too many', () => {
    const loops = ways('A', 'A', 151);
    const paths = roundTripPaths(system([refused('A', 'wait'), to('A', 'go', 'B'), ...loops]), 1);
    expect(labels(paths.slice(0, -1))).toStrictEqual(loops.slice(0, -1).map(({ label }) => label));
  });
});

describe('ends', () => {
  it('come after one to three laps of each cycle before them that comes to no state twice', () => {
    expect(labels(endPaths(lamp))).toStrictEqual([
      'dust on drop',
      'dust dust on drop',
      'dust dust dust on drop',
      'on off on drop',
      'on off on off on drop',
      'on off on off on off on drop',
    ]);
  });

  it('come after one to three laps of all cycles in turn', () => {
    const sturdy = system([
      to('Off', 'dust', 'Off'),
      to('Off', 'on', 'On'),
      to('On', 'off', 'Off'),
      to('On', 'drop', 'Broken'),
    ]);
    expect(labels(endPaths(sturdy)).slice(-3)).toStrictEqual([
      'dust on off on drop',
      'dust on off dust on off on drop',
      'dust on off dust on off dust on off on drop',
    ]);
  });

  it('have no paths without a cycle', () => {
    expect(endPaths(system([to('A', 'go', 'B')]))).toStrictEqual([]);
  });
});
