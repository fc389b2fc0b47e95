/** Names of several words, a decision by three inline guards, a long sleep, a final state inside another state. */
import { assign, fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const loan = setup({
  types: {
    context: {} as { tool: string; status: 'lent' | 'free' | 'unknown' },
    events: {} as { type: 'ask'; tool: string } | { type: 'queue up' } | { type: 'give up' },
  },
  delays: { 'two weeks': 14 * 24 * 60 * 60 * 1000 },
  actors: {
    'look up tool': fromPromise(({ input }: { input: { tool: string } }) =>
      Promise.resolve({ status: input.tool === 'saw' ? ('lent' as const) : ('free' as const) }),
    ),
    'write to borrower': fromPromise(() => Promise.resolve()),
    'write on list': fromPromise(() => Promise.resolve()),
    'strike off list': fromPromise(() => Promise.resolve()),
    'hand out tool': fromPromise(() => Promise.resolve()),
  },
}).createMachine({
  id: 'loan',
  context: { tool: '', status: 'unknown' },
  initial: 'Closed Counter',
  states: {
    'Closed Counter': {
      on: { ask: { target: 'Looking Up', actions: assign({ tool: ({ event }) => event.tool }) } },
    },
    'Looking Up': {
      invoke: {
        src: 'look up tool',
        input: ({ context }) => ({ tool: context.tool }),
        onDone: {
          target: 'Is It Free?',
          actions: assign({ status: ({ event }) => event.output.status }),
        },
      },
    },
    'Is It Free?': {
      always: [
        { guard: ({ context }) => context.status === 'lent', target: 'Saying No' },
        { guard: ({ context }) => context.status === 'free', target: 'Lending' },
        { target: 'End' },
      ],
    },
    'Saying No': { invoke: { src: 'write to borrower', onDone: 'Awaiting Answer' } },
    'Awaiting Answer': { on: { 'queue up': 'Queueing', 'give up': 'Leaving' } },
    Queueing: { invoke: { src: 'write on list', onDone: 'Sleeping' } },
    Leaving: { invoke: { src: 'strike off list', onDone: 'End' } },
    Sleeping: { after: { 'two weeks': 'Looking Up' } },
    Lending: {
      initial: 'Handing Out',
      states: {
        'Handing Out': { invoke: { src: 'hand out tool', onDone: 'Telling' } },
        Telling: { invoke: { src: 'write to borrower', onDone: 'End' } },
        End: { type: 'final' },
      },
    },
    End: { type: 'final' },
  },
});

export const entry = corpusMachine({
  machine: loan,
  events: [
    { type: 'ask', tool: 'saw' },
    { type: 'ask', tool: 'drill' },
    { type: 'queue up' },
    { type: 'give up' },
  ],
  outcomes: {
    'look up tool': { done: [{ status: 'lent' }, { status: 'free' }, { status: 'unknown' }] },
    'write to borrower': { done: [undefined] },
    'write on list': { done: [undefined] },
    'strike off list': { done: [undefined] },
    'hand out tool': { done: [undefined] },
  },
  source: xstate('examples/workflow-book-lending/main.ts'),
});
