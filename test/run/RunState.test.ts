import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import {
  displayRunState,
  eventTypes,
  isTerminal,
  isValidTransition,
  matchRunState,
  RunState,
  runStateEq,
  runStates,
  transition,
  validTransitions,
} from '../../src/index.js';
import { finalStates, matrix, pairs, states } from '../expectations.js';

describe('states', () => {
  it('are those of the design, in lifecycle order', () => {
    expect(runStates).toStrictEqual(Object.keys(matrix));
  });

  it.each(states)('%s is final if and only if it is in the design', (state) => {
    expect(isTerminal(state)).toBe(finalStates.includes(state));
  });

  it.each(states)('%s shows in snake_case', (state) => {
    const words = state.match(/[A-Z][a-z]+/g) ?? [];
    expect(displayRunState(state)).toBe(words.join('_').toLowerCase());
  });
});

it('no name but those of the design is final, or has edges', () => {
  for (const name of ['NoSuchState', '', 'toString', '__proto__']) {
    // SAFETY: untyped code may ask for any name.
    const state = name as RunState;
    expect(isTerminal(state)).toBe(false);
    expect(validTransitions(state)).toStrictEqual([]);
  }
});

it('callers cannot change the chart that the library decides by', () => {
  for (const list of [runStates, eventTypes, ...states.map(validTransitions)])
    expect(Object.isFrozen(list)).toBe(true);
});

describe('edges', () => {
  it.each(pairs)('$from -> $to: $legal', ({ from, to, legal }) => {
    expect(isValidTransition(from, to)).toBe(legal);
    expect(transition(from, to)).toStrictEqual(
      legal ? E.right(to) : E.left({ _tag: 'InvalidStateTransition', from, to }),
    );
  });

  it.each(states)('from %s are listed once each, in lifecycle order', (from) => {
    const legal = pairs.filter((pair) => pair.from === from && pair.legal).map(({ to }) => to);
    expect(new Set(validTransitions(from))).toStrictEqual(new Set(legal));
    expect(validTransitions(from)).toHaveLength(legal.length);
  });
});

describe('the codec', () => {
  it.each(states)('decodes and encodes %s', (state) => {
    expect(RunState.decode(state)).toStrictEqual(E.right(state));
    expect(RunState.is(state)).toBe(true);
    expect(RunState.encode(state)).toBe(state);
  });

  it.each([
    'ready',
    'RETRYWAIT',
    'retry_wait',
    '',
    'toString',
    '__proto__',
    'constructor',
    7,
    null,
  ])('refuses %p', (text) => {
    expect(E.isLeft(RunState.decode(text))).toBe(true);
    expect(RunState.is(text)).toBe(false);
  });
});

describe('destructors', () => {
  it('call the branch of the state', () => {
    const branches = Object.fromEntries(states.map((state) => [state, () => `in ${state}`]));
    // SAFETY: there is a branch for each state.
    const name = matchRunState(branches as Readonly<Record<RunState, () => string>>);
    expect(states.map(name)).toStrictEqual(states.map((state) => `in ${state}`));
  });

  it('distinguish states', () => {
    for (const { from, to } of pairs) expect(runStateEq.equals(from, to)).toBe(from === to);
  });
});
