/** The walks that criteria require: their names, and which of them are left out. */
import { describe, expect, it } from '@jest/globals';
import type { Lts, Path, Transition } from '../../src/graph/Lts.js';
import { defaults } from '../../src/graph/options.js';
import { graphCriteria, graphCriterionNames, LAPS, walksOf } from '../../src/graph/walks.js';

const to = (source: string, label: string, target: string): Transition<string> => ({
  source,
  input: label,
  label,
  accepted: true,
  outcome: target,
  target,
});

/** A door that can be opened and closed, and broken for good. */
const [open, close, smash] = [
  to('Closed', 'open', 'Open'),
  to('Open', 'close', 'Closed'),
  to('Open', 'break', 'Broken'),
] as const;
const locked = { ...to('Closed', 'close', 'Closed'), accepted: false };

const door: Lts<string> = {
  initial: 'Closed',
  states: ['Closed', 'Open', 'Broken'],
  inputs: ['open', 'close', 'break'],
  transitions: [open, locked, close, smash],
  abstracted: [],
};

/** The names of the steps of a path. */
const labels = (path: Path<string>): string => path.map(({ label }) => label).join(' ');

const laps = Array.from({ length: LAPS }, () => 'open close').join(' ');

describe('the criteria of graphs', () => {
  it('walk each cycle more than ten times', () => {
    expect(LAPS).toBe(11);
  });

  const required: Readonly<Record<string, ReadonlyArray<string>>> = {
    states: ['open', 'open break'],
    transitions: ['open', 'open close', 'open break'],
    'transition-pairs': ['open close open break'],
    'n-switch': ['open break', 'open close open close open break'],
    'round-trips': [
      laps,
      'open close open break',
      'open close open close open break',
      'open close open close open close open break',
      'open close open break',
      'open close open close open break',
      'open close open close open close open break',
    ],
    refusals: ['close'],
    tour: ['open close open break'],
  };

  it.each(Object.entries(required))('require of a door, by %s', (name, paths) => {
    const criterion = graphCriterionNames.find((other) => other === name);
    expect(criterion && graphCriteria[criterion](door, defaults).map(labels)).toStrictEqual(paths);
  });

  it('are those, and two that choose inputs', () => {
    expect(graphCriterionNames).toStrictEqual([...Object.keys(required), 'w-method', 'random']);
  });
});

describe('walks', () => {
  it('are named by their criterion and their number, without prefixes', () => {
    expect(
      walksOf(['states', 'transitions', 'refusals', 'tour'] as const, (name) =>
        graphCriteria[name](door, defaults),
      ),
    ).toStrictEqual([
      { name: 'states 2', criteria: ['states', 'transitions'], path: [open, smash] },
      { name: 'refusals 1', criteria: ['refusals'], path: [locked] },
      {
        name: 'tour 1',
        criteria: ['transitions', 'tour'],
        path: [open, close, open, smash],
      },
    ]);
  });

  it('have steps', () => {
    expect(walksOf(['any'], () => [[], [locked]])).toStrictEqual([
      { name: 'any 1', criteria: ['any'], path: [locked] },
    ]);
  });

  it('are told apart by the names of their inputs, whatever these contain', () => {
    const ways = [
      [to('A', 'a', 'A'), to('A', 'b', 'A')],
      [to('A', 'a\n"b', 'A')],
      [to('A', 'a"', 'A')],
    ];
    expect(walksOf(['any'], () => ways).map(({ path }) => path)).toStrictEqual(ways);
  });
});
