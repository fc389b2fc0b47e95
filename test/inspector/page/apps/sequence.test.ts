import { describe, expect, test } from '@jest/globals';
import type { ActorMessage } from '../../../../src/inspector/apps/ActorStep.js';
import {
  arrowOf,
  inOrder,
  OUTSIDE,
  sequenceOf,
} from '../../../../src/inspector/page/apps/sequence.js';

const message = (from: number, to: number, event = 'GO'): ActorMessage => ({
  message: from * 10 + to + 10,
  at: 0,
  from,
  to,
  event,
  outcome: 'taken',
  sent: 0,
  step: 0,
});

describe('a sequence diagram', () => {
  const all = [message(OUTSIDE, 1), message(1, 2, 'PING'), message(2, 1), message(9, 2)];

  test('has a lane for each actor that sent or received, as the tree orders them, and one for what came from outside', () => {
    expect(sequenceOf(all, () => true, [2, 3, 1]).lanes).toStrictEqual([OUTSIDE, 2, 1, 9]);
  });

  test('has only the lanes of the messages that a search leaves', () => {
    expect(sequenceOf(all, ({ event }) => event === 'PING', [1, 2, 3])).toStrictEqual({
      messages: [message(1, 2, 'PING')],
      lanes: [1, 2],
    });
  });

  test('draws arrows to the right, to the left, and to the sender itself', () => {
    const laneOf = (actor: number): number => actor - 1;
    expect(arrowOf({ from: 1, to: 3 }, laneOf)).toStrictEqual({
      left: 0,
      right: 2,
      shape: 'right',
    });
    expect(arrowOf({ from: 3, to: 1 }, laneOf)).toStrictEqual({ left: 0, right: 2, shape: 'left' });
    expect(arrowOf({ from: 2, to: 2 }, laneOf)).toStrictEqual({ left: 1, right: 1, shape: 'self' });
  });
});

test('messages are in the order in which they were sent, in each program', () => {
  const sent = (to: number, event: string, at: number): ActorMessage => ({
    ...message(OUTSIDE, to, event),
    sent: at,
  });
  expect(
    inOrder([sent(1, 'b', 2), sent(9, 'x', 7), sent(1, 'a', 1), sent(9, 'w', 5)], (actor) =>
      Number(actor === 9),
    ).map(({ event }) => event),
  ).toStrictEqual(['a', 'w', 'b', 'x']);
});
