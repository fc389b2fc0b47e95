/** Ours, through its public facade. */
import * as E from 'fp-ts/lib/Either.js';
import type { AttemptId, RunInstance, Timestamp } from '../../src/index.js';
import { decide, finishAttempt, startAttempt, transitionTo } from '../../src/index.js';
import type { Contender } from '../measure.js';
import type { Life } from './lives.js';
import { decidingLife } from './lives.js';

/** Two contenders: by events, and by the mutations that are named for them. */
export const lives = (life: Life): ReadonlyArray<Contender> => {
  const { run, events } = life;
  const attemptId = events.flatMap((event): Array<AttemptId> =>
    event.type === 'attempt.start' ? [event.attemptId] : [],
  )[0];
  if (attemptId === undefined) throw new Error('a life has an attempt');
  const at = events.map((event): Timestamp => event.at ?? run.createdAt);
  const [promoted, leased, started, , , completed] = at;
  const named = (): E.Either<unknown, RunInstance> => {
    const ready = transitionTo('Ready', promoted)(run);
    if (E.isLeft(ready)) return ready;
    const lease = transitionTo('Leased', leased)(ready.right);
    if (E.isLeft(lease)) return lease;
    const running = transitionTo('Running', started)(lease.right);
    if (E.isLeft(running)) return running;
    const busy = startAttempt(attemptId)(running.right);
    if (E.isLeft(busy)) return busy;
    const idle = finishAttempt(attemptId)(busy.right);
    return E.isLeft(idle) ? idle : transitionTo('Completed', completed)(idle.right);
  };
  return [
    decidingLife('runchart: decide', decide, life),
    {
      name: 'runchart: transitionTo, startAttempt, finishAttempt',
      run: (times) => {
        let last = named();
        for (let i = 1; i < times; i += 1) last = named();
        if (E.isLeft(last)) throw new Error('a mutation refused');
        return last;
      },
    },
  ];
};
