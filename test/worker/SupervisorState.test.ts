/** Every state of a supervised host with every event: the next state and the effects, in order. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import type { SupervisorEvent, SupervisorState } from '../../src/worker/SupervisorState.js';
import { initialSupervisor, reduceSupervisor } from '../../src/worker/SupervisorState.js';

const reduce = reduceSupervisor({ maxRestarts: 2, restartDelay: 50 });

const states = {
  First: initialSupervisor,
  Starting: { _tag: 'Starting', failures: 1, lost: O.some('it died') },
  LastStart: { _tag: 'Starting', failures: 2, lost: O.some('it died') },
  Running: { _tag: 'Running', failures: 0 },
  Recovering: { _tag: 'Running', failures: 2 },
  Waiting: { _tag: 'Waiting', failures: 1, reason: 'it died' },
  Ended: { _tag: 'Ended', reason: 'before' },
} as const satisfies Readonly<Record<string, SupervisorState>>;

const error = { _tag: 'HostGone', reason: 'no luck', sent: false } as const;

const events = {
  Started: { _tag: 'Started' },
  StartFailed: { _tag: 'StartFailed', error },
  WorkerLost: { _tag: 'WorkerLost', reason: 'it died' },
  Answered: { _tag: 'Answered' },
  DelayOver: { _tag: 'DelayOver' },
  Closed: { _tag: 'Closed', reason: 'enough' },
} as const satisfies Readonly<Record<SupervisorEvent['_tag'], SupervisorEvent>>;

const endedBy = (reason: string): object => [
  { _tag: 'Ended', reason },
  [{ _tag: 'Finish', reason }],
];

const waiting = (failures: number, milliseconds: number): object => [
  { _tag: 'Waiting', failures, reason: 'it died' },
  [{ _tag: 'Wait', milliseconds }],
];

const tooOften = endedBy('it died; it was restarted 2 times in a row');
const restarted = { _tag: 'ReportRestart', reason: 'it died' };
const resume = { _tag: 'Resume' };
const enough = endedBy('enough');

const nothing: Readonly<Record<keyof typeof events, object | undefined>> = {
  Started: undefined,
  StartFailed: undefined,
  WorkerLost: undefined,
  Answered: undefined,
  DelayOver: undefined,
  Closed: undefined,
};

/** The result of each event in each state; `undefined` if it changes nothing and has no effect. */
const expected: {
  readonly [S in keyof typeof states]: Readonly<Record<keyof typeof events, object | undefined>>;
} = {
  First: {
    ...nothing,
    Started: [{ _tag: 'Running', failures: 0 }, [resume, { _tag: 'Begin' }]],
    StartFailed: [
      { _tag: 'Ended', reason: 'no worker was started' },
      [{ _tag: 'RefuseStart', error }],
    ],
    Closed: enough,
  },
  Starting: {
    ...nothing,
    Started: [{ _tag: 'Running', failures: 1 }, [resume, restarted]],
    StartFailed: waiting(2, 100),
    Closed: enough,
  },
  LastStart: {
    ...nothing,
    Started: [{ _tag: 'Running', failures: 2 }, [resume, restarted]],
    StartFailed: tooOften,
    Closed: enough,
  },
  Running: { ...nothing, WorkerLost: waiting(1, 50), Closed: enough },
  Recovering: {
    ...nothing,
    WorkerLost: tooOften,
    Answered: [{ _tag: 'Running', failures: 0 }, []],
    Closed: enough,
  },
  Waiting: {
    ...nothing,
    DelayOver: [states.Starting, [{ _tag: 'StartWorker' }]],
    Closed: enough,
  },
  Ended: nothing,
};

// SAFETY: the keys of the table are those of its type.
const cases = (Object.keys(states) as ReadonlyArray<keyof typeof states>).flatMap((name) =>
  Object.values(events).map((event) => ({ name, event })),
);

describe('reduceSupervisor', () => {
  it.each(cases)('$name + $event._tag', ({ name, event }) => {
    const state = states[name];
    const step = reduce(state, event);
    const row = expected[name][event._tag];
    expect(step).toStrictEqual(row ?? [state, []]);
    if (row === undefined) expect(step[0]).toBe(state);
  });
});
