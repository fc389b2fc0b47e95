import { describe, expect, test } from '@jest/globals';
import { createMachine } from 'xstate';
import type { ActorStep } from '../../../../src/inspector/apps/ActorStep.js';
import {
  changedParts,
  eventText,
  pathText,
  refusalText,
} from '../../../../src/inspector/page/apps/words.js';
import { statechartOf } from '../../../../src/statechart/index.js';

const chart = statechartOf(
  createMachine({
    id: 'order',
    initial: 'open',
    states: {
      open: {
        on: {
          PAY: [
            { guard: 'isFull', target: 'paid' },
            { guard: 'isFree', target: 'paid' },
          ],
        },
      },
      paid: {},
    },
  }),
);

const step = (more: Partial<ActorStep>): ActorStep => ({
  step: 0,
  at: 0,
  event: 'PAY',
  payload: '',
  sender: -1,
  outcome: 'taken',
  status: 'active',
  before: 'open',
  after: 'open',
  taken: [],
  isExact: true,
  candidates: [],
  changes: [],
  changed: 0,
  ...more,
});

describe('why an event was refused', () => {
  test.each<[Partial<ActorStep>, string | undefined]>([
    [{ outcome: 'taken' }, undefined],
    [{ outcome: 'unhandled' }, 'not taken in open'],
    [{ outcome: 'forbidden', before: { a: 'b' } }, 'forbidden in a.b'],
    [{ outcome: 'guarded', candidates: ['order.open:0'] }, 'guard isFull refused'],
    [
      { outcome: 'guarded', candidates: ['order.open:0', 'order.open:1'] },
      'guards isFull, isFree refused',
    ],
    [{ outcome: 'guarded', candidates: ['unknown'] }, 'a guard refused'],
    [{ outcome: 'late' }, 'the actor had ended'],
    [{ outcome: 'unknown' }, 'nothing changed; whether it was taken is not known'],
  ])('%j: %s', (more, expected) => {
    expect(refusalText(step(more), chart)).toBe(expected);
  });

  test('a guard has no name without its chart', () => {
    expect(refusalText(step({ outcome: 'guarded', candidates: ['order.open:0'] }), undefined)).toBe(
      'a guard refused',
    );
  });
});

test.each([
  ['PAY', 'PAY'],
  ['xstate.init', 'start'],
  ['xstate.done.actor.fetchUser', 'done: fetchUser'],
  ['xstate.error.actor.0.order.open', 'error: 0.order.open'],
  ['xstate.after.500.order.open', 'after 500 ms'],
  ['xstate.after.timeout.order.open', 'after timeout'],
  ['xstate.done.state.order.open', 'done: order.open'],
])('the event %s is called %s', (type, expected) => {
  expect(eventText(type)).toBe(expected);
});

test('the name of the sender stands for an id that XState made', () => {
  expect(eventText('xstate.done.actor.0.order.open', 'bank')).toBe('done: bank');
  expect(eventText('xstate.done.actor.fetchUser', 'bank')).toBe('done: fetchUser');
});

test.each([
  [['items', '0', 'name'], 'items[0].name'],
  [['with space', 'a'], '["with space"].a'],
  [[], 'context'],
])('the path %j is written %s', (path, expected) => {
  expect(pathText(path)).toBe(expected);
});

test.each([
  ['a', 'b', ['a', 'b']],
  [
    { left: 'on', right: { deep: 'x' } },
    { left: 'on', right: { deep: 'y' } },
    [{ right: { deep: 'x' } }, { right: { deep: 'y' } }],
  ],
  [{ a: 'b' }, { c: 'd' }, [{ a: 'b' }, { c: 'd' }]],
  [{ a: 'b' }, { a: 'b' }, [{ a: 'b' }, { a: 'b' }]],
])('of %j to %j, what changed is shown', (before, after, expected) => {
  expect(changedParts(before, after)).toStrictEqual(expected);
});
