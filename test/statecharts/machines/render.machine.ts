/** A job that is polled: wait, ask, decide, wait again. */
import { assign, fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

type Status = 'ready' | 'broken' | 'rendering';

export const render = setup({
  types: {
    context: {} as { film: string; ticket: string | undefined; status: Status | undefined },
    input: {} as { film: string },
  },
  actors: {
    submit: fromPromise(({ input }: { input: { film: string } }) =>
      Promise.resolve({ ticket: `${input.film}-1` }),
    ),
    ask: fromPromise(
      ({ input }: { input: { ticket: string | undefined } }): Promise<{ status: Status }> =>
        Promise.resolve({ status: input.ticket === undefined ? 'broken' : 'ready' }),
    ),
    celebrate: fromPromise(() => Promise.resolve()),
    complain: fromPromise(() => Promise.resolve()),
  },
}).createMachine({
  id: 'render',
  context: ({ input }) => ({ film: input.film, ticket: undefined, status: undefined }),
  initial: 'Submit',
  states: {
    Submit: {
      invoke: {
        src: 'submit',
        input: ({ context }) => ({ film: context.film }),
        onDone: { target: 'Wait', actions: assign({ ticket: ({ event }) => event.output.ticket }) },
      },
    },
    Wait: { after: { 5000: 'Ask' } },
    Ask: {
      invoke: {
        src: 'ask',
        input: ({ context }) => ({ ticket: context.ticket }),
        onDone: {
          target: 'Decide',
          actions: assign({ status: ({ event }) => event.output.status }),
        },
      },
    },
    Decide: {
      always: [
        { guard: ({ context }) => context.status === 'ready', target: 'Celebrate' },
        { guard: ({ context }) => context.status === 'broken', target: 'Complain' },
        { target: 'Wait' },
      ],
    },
    Celebrate: { invoke: { src: 'celebrate', onDone: 'End' } },
    Complain: { invoke: { src: 'complain', onDone: 'End' } },
    End: { type: 'final' },
  },
});

export const entry = corpusMachine({
  machine: render,
  events: [],
  input: { film: 'short' },
  outcomes: {
    submit: { done: [{ ticket: 'short-1' }] },
    ask: { done: [{ status: 'rendering' }, { status: 'ready' }, { status: 'broken' }] },
    celebrate: { done: [undefined] },
    complain: { done: [undefined] },
  },
  source: xstate('examples/workflow-monitor-job/main.ts'),
});
