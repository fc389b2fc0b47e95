/** Random walks: they prefer what was not taken, and never change for a seed. */
import { describe, expect, it } from '@jest/globals';
import { randomPaths } from '../../../src/graph/criteria/random.js';
import type { Lts, Transition } from '../../../src/graph/Lts.js';
import { defaults } from '../../../src/graph/options.js';
import { randomOf } from '../../../src/graph/Random.js';

const step = (
  source: string,
  label: string,
  target: string,
  accepted = true,
): Transition<string> => ({ source, input: label, label, accepted, outcome: target, target });

/** A door that is opened and closed, and broken for good; what is broken only rattles. */
const door: Lts<string> = {
  initial: 'Closed',
  states: ['Closed', 'Open', 'Broken'],
  inputs: ['open', 'close', 'knock', 'break'],
  transitions: [
    step('Closed', 'open', 'Open'),
    step('Closed', 'close', 'Closed', false),
    step('Closed', 'knock', 'Closed'),
    step('Open', 'close', 'Closed'),
    step('Open', 'knock', 'Open'),
    step('Open', 'break', 'Broken'),
    step('Broken', 'open', 'Broken', false),
    step('Broken', 'knock', 'Broken'),
  ],
  abstracted: [],
};

const walked = (seed: number, count: number, length: number) =>
  randomPaths(door, { ...defaults, seed, count, length }).map((path) =>
    path.map(({ label }) => label).join(' '),
  );

describe('random walks', () => {
  it('are as many as asked, and go on from where they are', () => {
    const paths = randomPaths(door, { ...defaults, count: 50, length: 12 });
    expect(paths).toHaveLength(50);
    for (const path of paths)
      expect(path.map(({ source }) => source)).toStrictEqual(
        ['Closed', ...path.map(({ target }) => target)].slice(0, -1),
      );
  });

  it('have as many steps as asked, but three at most where nothing leads on', () => {
    for (const path of randomPaths(door, { ...defaults, count: 50, length: 12 })) {
      const end = path.findIndex(({ target }) => target === 'Broken');
      expect(path).toHaveLength(end < 0 ? 12 : Math.min(12, end + 4));
    }
  });

  it('end where there is no input', () => {
    const transitions = door.transitions.filter(({ source }) => source !== 'Broken');
    for (const path of randomPaths({ ...door, transitions }, defaults)) {
      const end = path.findIndex(({ target }) => target === 'Broken');
      expect(path).toHaveLength(end < 0 ? defaults.length : end + 1);
    }
  });

  it('take none if none is asked for', () => {
    expect(walked(1, 0, 9)).toStrictEqual([]);
    expect(walked(1, 2, 0)).toStrictEqual(['', '']);
  });

  it('take the next input if the number is where the share of one ends', () => {
    const seed = 485_905_563;
    expect(randomOf(seed)()).toBe(3 / 4);
    const states = ['0', '1', '2', '3'];
    const transitions = states.flatMap((source) =>
      states.map((_, i) => step(source, String(i), String((Number(source) + 1) % 4))),
    );
    const numbered = { ...door, initial: '0', states, inputs: states, transitions };
    const [path] = randomPaths(numbered, { seed, count: 1, length: 1 });
    expect(path?.map(({ label }) => label)).toStrictEqual(['3']);
  });

  // Else suites would differ between versions.
  it.each([
    [
      1,
      [
        'close open close knock knock open break knock knock',
        'knock open knock close open close open knock close',
        'open knock close open close close knock knock open',
        'open knock knock knock close knock close knock knock',
        'open knock close open close open knock break knock',
        'open close open knock knock close knock knock close',
        'open knock break knock knock knock',
        'knock knock open close knock open break open knock',
      ],
    ],
    [
      2,
      [
        'knock open close close knock close open knock break',
        'open knock close open knock close open break knock',
        'knock open knock close open close open break knock',
        'knock knock open close open close close open close',
        'knock knock open break open knock knock',
        'open knock close knock knock knock close knock open',
        'knock knock knock close close open break knock knock',
        'open knock knock close open close knock open knock',
      ],
    ],
  ])('are always the same for the seed %d', (seed, paths) => {
    expect(walked(seed, 8, 9)).toStrictEqual(paths);
  });
});
