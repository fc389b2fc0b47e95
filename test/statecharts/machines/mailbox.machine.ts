/** An actor of the whole machine that reminds it, and two that depend on one another. */
import type { EventObject } from 'xstate';
import { assign, fromCallback, fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

interface Letter {
  readonly from: string;
  readonly urgent: boolean;
}

export const mailbox = setup({
  types: {
    context: {} as { letters: ReadonlyArray<Letter> },
    events: {} as { type: 'look' },
  },
  actors: {
    postman: fromCallback<EventObject, { every: number }>(({ input, sendBack }) => {
      const timer = setInterval(() => {
        sendBack({ type: 'look' });
      }, input.every);
      return () => {
        clearInterval(timer);
      };
    }),
    openBox: fromPromise(() =>
      Promise.resolve<ReadonlyArray<Letter>>([{ from: 'bank', urgent: true }]),
    ),
    answer: fromPromise(({ input }: { input: { letters: ReadonlyArray<Letter> } }) =>
      Promise.resolve(input.letters.filter(({ urgent }) => urgent).length),
    ),
  },
}).createMachine({
  id: 'mailbox',
  context: { letters: [] },
  invoke: { src: 'postman', input: { every: 2000 } },
  initial: 'Idle',
  states: {
    Idle: { on: { look: 'Opening' } },
    Opening: {
      invoke: {
        src: 'openBox',
        onDone: { target: 'Answering', actions: assign({ letters: ({ event }) => event.output }) },
      },
    },
    Answering: {
      invoke: {
        src: 'answer',
        input: ({ context }) => ({ letters: context.letters }),
        onDone: 'Idle',
      },
    },
  },
});

export const entry = corpusMachine({
  machine: mailbox,
  events: [],
  outcomes: {
    postman: { events: [{ type: 'look' }] },
    openBox: { done: [[{ from: 'bank', urgent: true }], []] },
    answer: { done: [1] },
  },
  source: xstate('examples/workflow-check-inbox/main.ts'),
});
