/** The moves of valid and ambiguous charts. */
import { describe, expect, it } from '@jest/globals';
import type { Moves } from '../../src/run/moves.js';
import { movesOf } from '../../src/run/moves.js';
import { runMoves } from '../../src/run/runTable.js';
import { eventTypes, intents, moves, pairs, states } from '../expectations.js';

/** Edges written as `Source event Target`. */
const movesIn = (...edges: ReadonlyArray<string>): Moves<string, string> =>
  movesOf(
    edges.map((edge) => {
      const [source = '', event = '', target = ''] = edge.split(' ');
      return { source, event, target };
    }),
  );

describe('movesOf', () => {
  it('accepts several events that lead to one state from different states', () => {
    const { into, between, target } = movesIn('A park C', 'B pause C', 'C resume A');
    expect(into('C')).toStrictEqual(['park', 'pause']);
    expect([between('A', 'C')?.event, between('B', 'C')?.event]).toStrictEqual(['park', 'pause']);
    expect(['park', 'pause', 'resume'].map(target)).toStrictEqual(['C', 'C', 'A']);
  });

  it('accepts one event that leads to one state from several states', () => {
    expect(movesIn('A cancel C', 'B cancel C').into('C')).toStrictEqual(['cancel']);
  });

  it('ignores edges that stay inside a state', () => {
    const { into, between, target } = movesIn('A touch A', 'A note A');
    expect(into('A')).toStrictEqual([]);
    expect([between('A', 'A'), target('touch')]).toStrictEqual([undefined, undefined]);
  });

  it('finds nothing for unknown states and events', () => {
    const { into, between, target } = movesIn('A go B');
    expect(into('NoSuchState')).toStrictEqual([]);
    expect([between('B', 'A'), target('noSuchEvent')]).toStrictEqual([undefined, undefined]);
  });

  it.each([
    [
      'two events between the same two states',
      ['A park B', 'A pause B'],
      'ambiguous chart: park and pause both lead A -> B',
    ],
    [
      'an event that leads to two states',
      ['A go B', 'B go C'],
      'ambiguous chart: go enters B and C',
    ],
    [
      'an event that leads to two states, one of which is its source elsewhere',
      ['A go B', 'B go A'],
      'ambiguous chart: go enters B and A',
    ],
  ])('refuses %s, by name', (_, edges, message) => {
    expect(() => movesIn(...edges)).toThrow(new TypeError(message));
  });
});

describe('the moves of the run', () => {
  it('are those of the design', () => {
    expect(
      moves.filter(({ from, event, to }) => runMoves.between(from, to)?.event !== event),
    ).toStrictEqual([]);
    expect(
      pairs.filter(({ from, to, legal }) => legal !== (runMoves.between(from, to) !== undefined)),
    ).toStrictEqual([]);
  });

  it.each(states)('into %s are by the events of the design', (state) => {
    const meant = eventTypes.filter((type) => intents[type] === state);
    expect([...runMoves.into(state)].sort()).toStrictEqual([...meant].sort());
  });
});
