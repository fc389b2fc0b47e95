/** Transition systems: what exploring one finds and refuses, its shortest paths, and its parts. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { Lts, System, Transition } from '../../src/graph/Lts.js';
import { exploreWith, leaving, restrict, shortestPaths } from '../../src/graph/Lts.js';

const to = (source: string, label: string, target: string): Transition<string> => ({
  source,
  input: label,
  label,
  accepted: true,
  outcome: `to ${target}`,
  target,
});

const refused = (source: string, label: string): Transition<string> => ({
  ...to(source, label, source),
  accepted: false,
  outcome: 'refused',
});

const inputs = ['up', 'down'].map((label) => ({ label, input: label }));

/** A counter that goes up to a number and down to 0. Without a key of its own, each number is a state. */
const counter = (
  most: number,
  changed: Partial<System<number, string>> = {},
): System<number, string> => ({
  initial: 0,
  inputs,
  step: (n, input) => {
    const after = input === 'up' ? n + 1 : n - 1;
    return after < 0 || after > most
      ? { accepted: false, outcome: 'refused', after: NaN }
      : { accepted: true, outcome: `to ${String(after)}`, after };
  },
  key: String,
  limit: 100,
  ...changed,
});

/** A counter that only goes up, all whose numbers are one state, and that refuses to go on after some. */
const ending = (last: number): System<number, string> => ({
  initial: 0,
  inputs: [{ label: 'up', input: 'up' }],
  step: (n) => ({ accepted: n !== last, outcome: `at ${String(n)}`, after: n + 1 }),
  key: () => 'any',
  limit: 1,
});

describe('exploring a system', () => {
  it('finds its states breadth-first, and the transition on each input', () => {
    expect(exploreWith(counter(2))).toStrictEqual(
      E.right({
        initial: '0',
        states: ['0', '1', '2'],
        inputs: ['up', 'down'],
        transitions: [
          to('0', 'up', '1'),
          refused('0', 'down'),
          to('1', 'up', '2'),
          to('1', 'down', '0'),
          refused('2', 'up'),
          to('2', 'down', '1'),
        ],
        abstracted: [],
      }),
    );
  });

  it('says what was left out', () => {
    const abstracted = ['The numbers are left out.'];
    expect(exploreWith(counter(0, { abstracted }))).toMatchObject(E.right({ abstracted }));
  });

  it.each([
    [3, true],
    [2, false],
  ])('of three states, with the limit %d', (limit, isFound) => {
    const found = exploreWith(counter(2, { limit }));
    expect(E.isRight(found)).toBe(isFound);
  });

  it('refuses too many states, and shows the last ones', () => {
    expect(exploreWith(counter(Infinity, { limit: 9 }))).toStrictEqual(
      E.left({ _tag: 'TooManyStates', limit: 9, latest: ['7', '8', '9'] }),
    );
  });

  it('merges what has the same key, and takes the outcomes of the first', () => {
    expect(exploreWith(ending(Infinity))).toStrictEqual(
      E.right({
        initial: 'any',
        states: ['any'],
        inputs: ['up'],
        transitions: [{ ...to('any', 'up', 'any'), outcome: 'at 0' }],
        abstracted: [],
      }),
    );
  });

  it('compares the next 16 that have the same key with the first', () => {
    expect(exploreWith(ending(16))).toStrictEqual(
      E.left({
        _tag: 'KeyTooCoarse',
        key: 'any',
        input: 'up',
        answers: ['at 0 -> any', 'at 16 (refused)'],
      }),
    );
    expect(E.isRight(exploreWith(ending(17)))).toBe(true);
  });

  it('refuses a key that leaves out where an input leads', () => {
    const key = (n: number) => (n === 0 ? 'none' : n < 3 ? 'some' : 'many');
    expect(exploreWith(counter(3, { key }))).toStrictEqual(
      E.left({
        _tag: 'KeyTooCoarse',
        key: 'some',
        input: 'up',
        answers: ['to 2 -> some', 'to 3 -> many'],
      }),
    );
  });
});

/** Two ways from A to D, the shorter one by the later input, and a state that is left only by a loop and by refusals. */
const roads: Lts<string> = {
  initial: 'A',
  states: ['A', 'B', 'C', 'D'],
  inputs: ['a', 'b', 'c'],
  transitions: [
    to('A', 'a', 'B'),
    to('A', 'b', 'C'),
    refused('A', 'c'),
    to('B', 'a', 'C'),
    to('C', 'a', 'D'),
    to('C', 'b', 'D'),
    to('D', 'a', 'D'),
    refused('D', 'b'),
  ],
  abstracted: ['lengths'],
};

const [ab, ac, , , cd] = roads.transitions;

describe('the transitions of a system', () => {
  it('are grouped by their sources, with the refused ones and with states that have none', () => {
    const lone = { ...roads, states: [...roads.states, 'E'] };
    expect([...leaving(lone)]).toStrictEqual([
      ['A', roads.transitions.slice(0, 3)],
      ['B', roads.transitions.slice(3, 4)],
      ['C', roads.transitions.slice(4, 6)],
      ['D', roads.transitions.slice(6)],
      ['E', []],
    ]);
  });

  it('make a shortest path to each state, by the inputs that come first', () => {
    expect([...shortestPaths(roads)]).toStrictEqual([
      ['A', []],
      ['B', [ab]],
      ['C', [ac]],
      ['D', [ac, cd]],
    ]);
  });
});

describe('a restricted system', () => {
  it('is the same if all is kept but states that are not reached', () => {
    expect(restrict(roads, () => true)).toStrictEqual(roads);
    const lone = { ...roads, states: ['E', ...roads.states] };
    const transitions = [to('E', 'e', 'A'), ...roads.transitions];
    expect(
      restrict({ ...lone, transitions, inputs: ['e', ...roads.inputs] }, () => true),
    ).toStrictEqual(roads);
  });

  it('has only the states that are still reached, and the inputs that they still take', () => {
    expect(restrict(roads, ({ label }) => label === 'a')).toStrictEqual({
      ...roads,
      inputs: ['a'],
      transitions: roads.transitions.filter(({ label }) => label === 'a'),
    });
    expect(restrict(roads, ({ source }) => source === 'A')).toStrictEqual({
      ...roads,
      states: ['A', 'B', 'C'],
      transitions: roads.transitions.slice(0, 3),
    });
    expect(restrict(roads, ({ target }) => target !== 'C')).toStrictEqual({
      ...roads,
      states: ['A', 'B'],
      inputs: ['a', 'c'],
      transitions: [ab, roads.transitions[2]],
    });
  });
});
