/** The titles of tests of machines: short, readable, different from one another, the same each time. */
import { describe, expect, test } from '@jest/globals';
import type { SnapshotFrom } from 'xstate';
import { assign, createMachine } from 'xstate';
import { exploreAny } from '../../src/explore/explore.js';
import { generateSuite } from '../../src/explore/generateSuite.js';
import { titlesOf } from '../../src/explore/titles.js';
import { explored } from '../statecharts/explored.js';
import { corpus } from '../statecharts/index.js';
import { right } from '../support/right.js';

const bus = createMachine({
  id: 'bus',
  context: {
    riders: 0,
    name: 'a bus with a very long name, which nobody wants to read in a title',
  },
  initial: 'standing',
  states: {
    standing: {
      on: {
        BOARD: {
          guard: function hasRoom({ context }) {
            return context.riders < 2;
          },
          actions: assign({ riders: ({ context }) => context.riders + 1 }),
        },
        GO: 'moving',
      },
    },
    moving: { on: { STOP: 'standing' } },
  },
});

const long = 'x'.repeat(50);
const events = [
  { type: 'BOARD', ticket: 1 },
  { type: 'GO', note: `${long}1` },
  { type: 'GO', note: `${long}2` },
  { type: 'STOP', note: long },
];

const titles = (options: object): ReadonlyArray<string> => {
  const suite = right(
    generateSuite(right(exploreAny(bus, { events, ...options })), {
      criteria: ['states', 'transitions', 'refusals'],
    }),
  );
  return suite.tests.flatMap(({ name, steps }) => [name, ...steps.map(({ title }) => title)]);
};

describe('titles', () => {
  test('tell of a state what distinguishes it, and of an input its data, if they are short', () => {
    const all = titles({});
    expect(all).toContain(
      'standing {riders: 1} + BOARD {"ticket":1} [hasRoom] -> standing {riders: 2}',
    );
    expect(all).toContain('standing {riders: 0} + GO -> moving {riders: 0}');
    expect(all).toContain('standing {riders: 0} + GO #2 -> moving {riders: 0}');
    expect(all).toContain('moving {riders: 0} + STOP -> standing {riders: 0}');
    expect(all).toContain(
      'refusals: standing {riders: 2} + BOARD {"ticket":1} [not hasRoom] -> refused',
    );
  });

  test('do not repeat a key', () => {
    const key = ({ value, context }: SnapshotFrom<typeof bus>): string =>
      JSON.stringify({ value, full: context.riders === 2, riders: context.riders });
    const all = titles({ key });
    expect(all).toContain('standing #2 + BOARD {"ticket":1} [hasRoom] -> standing #3');
    expect(all.filter((title) => title.includes('full'))).toStrictEqual([]);
  });

  test.each(corpus)('$name: are different and short', (entry) => {
    const exploration = explored(entry);
    const { state, input } = titlesOf(exploration);
    const { lts } = exploration;
    const [states, inputs] = [lts.states.map(state), lts.inputs.map(input)];
    expect(new Set(states).size).toBe(states.length);
    expect(new Set(inputs).size).toBe(inputs.length);
    const suite = () =>
      right(generateSuite(exploration, { criteria: ['states', 'transitions', 'refusals'] }));
    const names = suite().tests.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(suite().tests.map(({ name }) => name)).toStrictEqual(names);
    inputs.forEach((one) => {
      expect(one.length).toBeLessThanOrEqual(60);
    });
  });
});
