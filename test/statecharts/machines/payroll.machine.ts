/** A child machine gets the events of its parent, answers it at its end, and is watched: `forwardTo`, `sendParent`, `onSnapshot`, `*`; another is spawned. */
import type { EventObject } from 'xstate';
import {
  assign,
  forwardTo,
  fromCallback,
  fromPromise,
  sendParent,
  sendTo,
  setup,
  spawnChild,
} from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

interface Claim {
  readonly type: 'claim';
  readonly amount: number;
}

export const clerk = setup({
  types: {
    context: {} as { amount: number; covered: boolean },
    events: {} as Claim,
  },
  actors: {
    lookIntoSafe: fromPromise(({ input }: { input: { amount: number } }) =>
      Promise.resolve({ covered: input.amount < 1000 }),
    ),
    payOut: fromPromise(() => Promise.resolve()),
    sayNo: fromPromise(() => Promise.resolve()),
  },
  guards: { isCovered: ({ context }) => context.covered },
}).createMachine({
  id: 'clerk',
  context: { amount: 0, covered: false },
  initial: 'Idle',
  states: {
    Idle: {
      on: {
        claim: { target: 'Looking', actions: assign({ amount: ({ event }) => event.amount }) },
      },
    },
    Looking: {
      invoke: {
        src: 'lookIntoSafe',
        input: ({ context }) => ({ amount: context.amount }),
        onDone: {
          target: 'Deciding',
          actions: assign({ covered: ({ event }) => event.output.covered }),
        },
      },
    },
    Deciding: { always: [{ guard: 'isCovered', target: 'Paying' }, { target: 'Refusing' }] },
    Paying: { invoke: { src: 'payOut', onDone: 'End' } },
    Refusing: { invoke: { src: 'sayNo', onDone: 'End' } },
    End: {
      type: 'final',
      entry: sendParent(({ context }) => ({ type: 'settled', amount: context.amount })),
    },
  },
});

export const payroll = setup({
  types: {
    context: {} as { seen: number; rest: number },
    events: {} as Claim | { type: 'settled'; amount: number } | { type: 'gossip' },
  },
  actors: {
    clerk,
    auditor: fromCallback<EventObject>(({ receive }) => {
      receive(() => undefined);
    }),
  },
}).createMachine({
  id: 'payroll',
  context: { seen: 0, rest: 0 },
  entry: spawnChild('auditor', { id: 'theAuditor' }),
  invoke: {
    id: 'theClerk',
    src: 'clerk',
    onSnapshot: {
      actions: assign({ seen: ({ context }) => Math.min(context.seen + 1, 3) }),
    },
    onDone: { actions: assign({ rest: 0 }) },
  },
  on: {
    claim: { guard: ({ context }) => context.rest === 0, actions: forwardTo('theClerk') },
    settled: { actions: sendTo('theAuditor', ({ event }) => event) },
    '*': { actions: assign({ rest: ({ context }) => (context.rest + 1) % 3 }) },
  },
});

export const entry = corpusMachine({
  machine: payroll,
  events: [{ type: 'claim', amount: 100 }, { type: 'gossip' }],
  outcomes: {
    auditor: {},
    clerk: {
      snapshots: [{ value: 'Looking' }],
      events: [{ type: 'settled', amount: 100 }],
      done: [undefined],
    },
  },
  source: xstate('examples/workflow-reusing-functions/main.ts'),
});
