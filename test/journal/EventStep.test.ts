import { describe, expect, it, test } from '@jest/globals';
import fc from 'fast-check';
import * as O from 'fp-ts/lib/Option.js';
import type { EventType, RunEvent, RunState } from '../../src/index.js';
import { applyStep, decide, eventTypes } from '../../src/index.js';
import {
  eventAt,
  eventIntoIn,
  eventOf,
  stepIntoIn,
  stepOf,
  transitionSteps,
  transitionStepsIn,
} from '../../src/journal/EventStep.js';
import type { Moves } from '../../src/run/moves.js';
import { movesOf } from '../../src/run/moves.js';
import { intents, states } from '../expectations.js';
import { arbitraryEvent, arbitraryRun, at, variantsOf } from '../support/arbitraries.js';

test('eventOf(stepOf(event)) is the event', () => {
  for (const event of eventTypes.flatMap((type) => variantsOf(type)))
    expect(eventOf(stepOf(event))).toStrictEqual(event);
  fc.assert(
    fc.property(arbitraryEvent, (event) => {
      expect(eventOf(stepOf(event))).toStrictEqual(event);
    }),
  );
});

test('a step and its event have the same result', () => {
  fc.assert(
    fc.property(arbitraryRun, arbitraryEvent, (run, event) => {
      const step = stepOf(event);
      expect(applyStep(step, step.at)(O.some(run))).toStrictEqual(decide(event)(run));
    }),
  );
});

test('these tests cover every event of the chart', () => {
  const seen = new Set(fc.sample(arbitraryEvent, 500).map(({ type }) => type));
  expect([...seen].sort()).toStrictEqual([...eventTypes].sort());
});

test('a step has an instant only if its event has one', () => {
  expect(stepOf({ type: 'lease' })).toStrictEqual({ op: 'transition_to', to: 'Leased' });
  expect(stepOf({ type: 'lease', at: at(0) })).toStrictEqual({
    ...{ op: 'transition_to', to: 'Leased' },
    at: 0,
  });
});

test('an unknown event from untyped code becomes a step that every run refuses', () => {
  // SAFETY: what a program without types may pass.
  const step = stepOf({ type: 'nope' } as unknown as RunEvent);
  expect(step).toStrictEqual({ op: 'transition_to', to: 'nope' });
});

test('ops that create a run or overwrite its fields send no event', () => {
  expect(eventAt({ op: 'deserialize', json: '{}' }, at(5))).toBeUndefined();
  expect(eventAt({ op: 'record_state_change_at', timestamp: at(5) }, undefined)).toBeUndefined();
});

test('the transitions are one for each event that enters a state, and one for each other state', () => {
  const names = states.flatMap((to): ReadonlyArray<string> => {
    const types = eventTypes.filter((type) => intents[type] === to);
    return types.length === 0 ? [`transition_to ${to}`] : types;
  });
  expect(transitionSteps.map(({ name }) => name).sort()).toStrictEqual([...names].sort());
  expect(transitionSteps).toContainEqual({
    name: 'transition_to Scheduled',
    step: { op: 'transition_to', to: 'Scheduled' },
  });
  expect(transitionSteps).toContainEqual({
    name: 'lease',
    step: { op: 'transition_to', to: 'Leased' },
  });
});

describe('in a chart in which two events enter a state', () => {
  const edge = (source: RunState, event: EventType, target: RunState) => ({
    ...{ source, event, target },
  });
  const moves: Moves<RunState, EventType> = movesOf([
    edge('Scheduled', 'promote', 'Ready'),
    edge('RetryWait', 'retry', 'Ready'),
    edge('Ready', 'lease', 'Leased'),
  ]);

  it('the event of a transition is that of the run', () => {
    const eventInto = eventIntoIn(moves);
    expect(eventInto('Ready', 'Scheduled')).toBe('promote');
    expect(eventInto('Ready', 'RetryWait')).toBe('retry');
    // Without such an edge, or without a run, the first one.
    expect(eventInto('Ready', 'Running')).toBe('promote');
    expect(eventInto('Ready', undefined)).toBe('promote');
    expect(eventInto('Failed', 'Running')).toBeUndefined();
  });

  it('a step names its event, if another one enters its state', () => {
    expect((['promote', 'retry', 'lease'] as const).map(stepIntoIn(moves))).toStrictEqual([
      { op: 'transition_to', to: 'Ready', event: 'promote' },
      { op: 'transition_to', to: 'Ready', event: 'retry' },
      { op: 'transition_to', to: 'Leased' },
    ]);
  });

  it('each of them has a transition', () => {
    expect(
      transitionStepsIn(moves).filter(({ name }) => !name.startsWith('transition_to')),
    ).toStrictEqual([
      { name: 'promote', step: { op: 'transition_to', to: 'Ready', event: 'promote' } },
      { name: 'retry', step: { op: 'transition_to', to: 'Ready', event: 'retry' } },
      { name: 'lease', step: { op: 'transition_to', to: 'Leased' } },
    ]);
  });
});
