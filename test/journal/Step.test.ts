/** The optional fields of ops; the codecs of steps are tested with scenarios. */
import { describe, expect, it } from '@jest/globals';
import { INVALID } from '../../src/codec/FastCodec.js';
import { tryDecodeOf } from '../../src/codec/FastCodec.js';
import type { EventType, RunState } from '../../src/index.js';
import { integerFields, optionalOpsIn } from '../../src/journal/Step.js';

/** A chart of some states, by the events that enter them. */
const into =
  (events: Readonly<Partial<Record<RunState, ReadonlyArray<EventType>>>>) =>
  (state: RunState): ReadonlyArray<EventType> =>
    events[state] ?? [];

describe('the event of a transition_to', () => {
  it('is no field if at most one event enters each state', () => {
    expect(optionalOpsIn(into({ Ready: ['promote'], Leased: ['lease'] }))).toStrictEqual({});
  });

  it('is an event that enters the same state as another one', () => {
    const ops = optionalOpsIn(into({ Ready: ['promote', 'retry'], Leased: ['lease'] }));
    expect(Object.keys(ops)).toStrictEqual(['transition_to']);
    const event = ops['transition_to']?.['event'];
    if (event === undefined) throw new Error('expected a field');
    expect(event.name).toBe('one of promote, retry');
    const values = ['promote', 'retry', 'lease', undefined];
    expect(values.map(tryDecodeOf(event))).toStrictEqual(['promote', 'retry', INVALID, INVALID]);
    expect(values.map((value) => event.is(value))).toStrictEqual([true, true, false, false]);
    expect(event.encode('retry')).toBe('retry');
  });
});

it('knows the fields with numbers', () => {
  expect([...integerFields].sort()).toStrictEqual([
    'count',
    'created_at',
    'effective_priority',
    'scheduled_at',
    'timestamp',
  ]);
});
