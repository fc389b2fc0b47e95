/** robot3: states with their transitions, guards and reducers; an illegal event is ignored. */
import { createRequire } from 'node:module';
import * as O from 'fp-ts/lib/Option.js';
import type * as Robot3 from 'robot3';
import type { EventOf, RunEvent, RunInstance } from 'runchart';
import { AttemptCount } from 'runchart';
import type { RunContext } from 'runchart/machine';
import type { Peer } from './lives.js';

// Its ES module is a .js file in a package without `"type": "module"`, which not every loader accepts.
const { createMachine, guard, interpret, reduce, state, transition } = createRequire(
  import.meta.url,
)('robot3') as typeof Robot3;

type Context = RunContext;

const noActiveAttempt = guard<Context, RunEvent>((run) => O.isNone(run.currentAttemptId));
const attemptCountBelowMax = guard<Context, RunEvent>((run) => run.attemptCount < AttemptCount.max);
const ownsActiveAttempt = guard<Context, EventOf<'attempt.finish'>>(
  (run, event) => O.isSome(run.currentAttemptId) && run.currentAttemptId.value === event.attemptId,
);

const enter = reduce<Context, RunEvent>((run, event) => ({
  ...run,
  currentAttemptId: O.none,
  lastStateChangeAt: event.at ?? run.lastStateChangeAt,
}));
const enterRunning = reduce<Context, RunEvent>((run, event) => ({
  ...run,
  lastStateChangeAt: event.at ?? run.lastStateChangeAt,
}));
const enterReady = reduce<Context, EventOf<'promote'>>((run, event) => ({
  ...run,
  currentAttemptId: O.none,
  lastStateChangeAt: event.at ?? run.lastStateChangeAt,
  effectivePriority: event.effectivePriority ?? run.effectivePriority,
}));

const promote = () => transition('promote', 'Ready', enterReady);
const cancel = () => transition('cancel', 'Canceled', enter);

const states = {
  Scheduled: state(promote(), cancel()),
  Ready: state(
    transition('lease', 'Leased', enter),
    cancel(),
    transition(
      'priority.set',
      'Ready',
      reduce<Context, EventOf<'priority.set'>>((run, { effectivePriority }) => ({
        ...run,
        effectivePriority,
      })),
    ),
  ),
  Leased: state(promote(), transition('start', 'Running', enterRunning), cancel()),
  Running: state(
    transition('retry', 'RetryWait', noActiveAttempt, enter),
    transition('suspend', 'Suspended', noActiveAttempt, enter),
    transition('complete', 'Completed', noActiveAttempt, enter),
    transition('fail', 'Failed', noActiveAttempt, enter),
    cancel(),
    transition(
      'attempt.start',
      'Running',
      noActiveAttempt,
      attemptCountBelowMax,
      reduce<Context, EventOf<'attempt.start'>>((run, { attemptId }) => ({
        ...run,
        currentAttemptId: O.some(attemptId),
        // SAFETY: the guard keeps the count within bounds.
        attemptCount: (run.attemptCount + 1) as AttemptCount,
      })),
    ),
    transition(
      'attempt.finish',
      'Running',
      ownsActiveAttempt,
      reduce<Context, RunEvent>((run) => ({ ...run, currentAttemptId: O.none })),
    ),
  ),
  RetryWait: state(promote(), transition('fail', 'Failed', enter), cancel()),
  Suspended: state(promote(), cancel()),
  Completed: state(),
  Failed: state(),
  Canceled: state(),
};

interface Service {
  readonly send: (event: RunEvent) => void;
  readonly machine: { readonly current: unknown };
  readonly context: Context;
}

const nothing = (): void => {
  /* no listener */
};

const machines = new Map(
  (Object.keys(states) as ReadonlyArray<keyof typeof states>).map((name) => [
    name,
    createMachine(name, states, (context: Context) => context),
  ]),
);

export const robot3: Peer<Service> = {
  name: 'robot3',
  create: ({ state: name, ...context }) => {
    const machine = machines.get(name);
    if (machine === undefined) throw new Error(`no machine for ${name}`);
    // SAFETY: the parameters are those in its source; its declarations lack the initial context.
    return (interpret as (...args: ReadonlyArray<unknown>) => unknown)(
      machine,
      nothing,
      context,
    ) as Service;
  },
  send: (service, event) => {
    service.send(event);
  },
  // SAFETY: the states of the machine are those of runs.
  read: ({ machine, context }) => ({ ...context, state: machine.current as RunInstance['state'] }),
};
