/** javascript-state-machine: an object with a method for each transition, and hooks that change its fields. */
import * as O from 'fp-ts/lib/Option.js';
import type { Hook } from 'javascript-state-machine';
import StateMachine from 'javascript-state-machine';
import type { EventOf, RunEvent, RunInstance } from 'runchart';
import { AttemptCount, runStates } from 'runchart';
import type { RunContext } from 'runchart/machine';
import type { Peer } from './lives.js';

type Data = { -readonly [K in keyof RunContext]: RunContext[K] };
type Machine = Data & { readonly state: string };

const noActiveAttempt: Hook<Data> = function () {
  return O.isNone(this.currentAttemptId);
};

const options = {
  data: ({ id, ...run }: RunContext): Data => ({ id, ...run }),
  transitions: [
    { name: 'promote', from: ['Scheduled', 'Leased', 'RetryWait', 'Suspended'], to: 'Ready' },
    { name: 'lease', from: 'Ready', to: 'Leased' },
    { name: 'start', from: 'Leased', to: 'Running' },
    { name: 'retry', from: 'Running', to: 'RetryWait' },
    { name: 'suspend', from: 'Running', to: 'Suspended' },
    { name: 'complete', from: 'Running', to: 'Completed' },
    { name: 'fail', from: ['Running', 'RetryWait'], to: 'Failed' },
    {
      name: 'cancel',
      from: ['Scheduled', 'Ready', 'Leased', 'Running', 'RetryWait', 'Suspended'],
      to: 'Canceled',
    },
    { name: 'attempt.start', from: 'Running', to: 'Running' },
    { name: 'attempt.finish', from: 'Running', to: 'Running' },
    { name: 'priority.set', from: 'Ready', to: 'Ready' },
  ],
  methods: {
    onInvalidTransition() {
      return false;
    },
    onBeforeRetry: noActiveAttempt,
    onBeforeSuspend: noActiveAttempt,
    onBeforeComplete: noActiveAttempt,
    onBeforeFail({ from }) {
      return from !== 'Running' || O.isNone(this.currentAttemptId);
    },
    onEnterState({ to }, event: RunEvent | undefined) {
      // The machine enters its initial state without an event.
      if (event === undefined) return;
      this.lastStateChangeAt = event.at ?? this.lastStateChangeAt;
      if (to !== 'Running') this.currentAttemptId = O.none;
    },
    onPromote(_, { effectivePriority }: EventOf<'promote'>) {
      this.effectivePriority = effectivePriority ?? this.effectivePriority;
    },
    'onBeforeAttempt.start'() {
      return O.isNone(this.currentAttemptId) && this.attemptCount < AttemptCount.max;
    },
    'onAttempt.start'(_, { attemptId }: EventOf<'attempt.start'>) {
      this.currentAttemptId = O.some(attemptId);
      // SAFETY: the hook before this one keeps the count within bounds.
      this.attemptCount = (this.attemptCount + 1) as AttemptCount;
    },
    'onBeforeAttempt.finish'(_, { attemptId }: EventOf<'attempt.finish'>) {
      return O.isSome(this.currentAttemptId) && this.currentAttemptId.value === attemptId;
    },
    'onAttempt.finish'() {
      this.currentAttemptId = O.none;
    },
    'onPriority.set'(_, { effectivePriority }: EventOf<'priority.set'>) {
      this.effectivePriority = effectivePriority;
    },
  } satisfies Record<string, Hook<Data>>,
};

/** A class for each initial state, which is part of a machine's configuration. */
const classes = new Map(
  runStates.map((init) => [init, StateMachine.factory<Data, [RunContext]>({ ...options, init })]),
);

export const javascriptStateMachine: Peer<Machine> = {
  name: 'javascript-state-machine',
  create: ({ state, ...context }) => {
    const Class = classes.get(state);
    if (Class === undefined) throw new Error(`no machine for ${state}`);
    return new Class(context);
  },
  send: (machine, event) => {
    // SAFETY: the machine has a method for each transition.
    (machine as unknown as Record<RunEvent['type'], (event: RunEvent) => unknown>)[event.type](
      event,
    );
  },
  read: (machine) => ({
    id: machine.id,
    taskId: machine.taskId,
    // SAFETY: the states of the machine are those of runs.
    state: machine.state as RunInstance['state'],
    currentAttemptId: machine.currentAttemptId,
    attemptCount: machine.attemptCount,
    createdAt: machine.createdAt,
    scheduledAt: machine.scheduledAt,
    lastStateChangeAt: machine.lastStateChangeAt,
    effectivePriority: machine.effectivePriority,
  }),
};
