import { expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { Connection } from '../../src/worker/Connection.js';
import { makeSubscriptions } from '../../src/worker/Subscriptions.js';

it('ends a subscription that the caller left while it was being opened again', async () => {
  const closed: Array<string> = [];
  let reopen: () => void = () => undefined;
  const isReopened = new Promise<void>((resolve) => {
    reopen = resolve;
  });
  const connectionOf = (name: string, opens: Promise<void>): Connection => ({
    ask: () => () => Promise.resolve(E.left({ _tag: 'Overloaded', limit: 0 })),
    subscribe: () => async () => {
      await opens;
      return E.right(() => {
        closed.push(name);
      });
    },
    window: 1,
    stats: () => ({ underWay: 0, waiting: 0, malformed: 0 }),
    gone: new Promise(() => undefined),
    isOpen: () => true,
    close: () => undefined,
  });
  const first = connectionOf('first', Promise.resolve());
  const { subscribe, resume } = makeSubscriptions(() => Promise.resolve(E.right(first)));
  const subscribed = await subscribe({ kind: 'journal', from: 0, max: 1 }, () => undefined)();
  resume(connectionOf('second', isReopened));
  if (E.isRight(subscribed)) subscribed.right();
  reopen();
  await isReopened;
  await new Promise(setImmediate);
  expect(closed).toStrictEqual(['first', 'second']);
});
