/** A form of three steps, each of which is done by itself, goes back by id, and clears its message when it is left. */
import { assign, fromPromise, setup } from 'xstate';
import { catalogue, corpusMachine } from '../CorpusMachine.js';

export const transfer = setup({
  types: {
    context: {} as { to: string; day: number; message: string },
    events: {} as
      | { type: 'give account'; to: string }
      | { type: 'give day'; day: number }
      | { type: 'confirm' }
      | { type: 'back' },
  },
  actions: {
    clearMessage: assign({ message: '' }),
    keepMessage: assign({ message: 'try again' }),
  },
  actors: {
    checkAccount: fromPromise(({ input }: { input: { to: string } }) =>
      input.to === '' ? Promise.reject(new Error('no account')) : Promise.resolve(),
    ),
    checkDay: fromPromise(({ input }: { input: { day: number } }) =>
      input.day > 31 ? Promise.reject(new Error('no such day')) : Promise.resolve(),
    ),
    pay: fromPromise(() => Promise.resolve()),
  },
}).createMachine({
  id: 'transfer',
  context: { to: '', day: 0, message: '' },
  initial: 'account',
  states: {
    account: {
      id: 'account',
      initial: 'typing',
      onDone: 'day',
      states: {
        typing: {
          exit: ['clearMessage'],
          on: {
            'give account': {
              target: 'checking',
              actions: assign({ to: ({ event }) => event.to }),
            },
          },
        },
        checking: {
          invoke: {
            src: 'checkAccount',
            input: ({ context }) => ({ to: context.to }),
            onDone: 'finished',
            onError: { target: 'typing', actions: 'keepMessage' },
          },
        },
        finished: { type: 'final' },
      },
    },
    day: {
      id: 'day',
      initial: 'typing',
      onDone: 'review',
      states: {
        typing: {
          exit: ['clearMessage'],
          on: {
            'give day': { target: 'checking', actions: assign({ day: ({ event }) => event.day }) },
            back: '#account',
          },
        },
        checking: {
          invoke: {
            src: 'checkDay',
            input: ({ context }) => ({ day: context.day }),
            onDone: 'finished',
            onError: { target: 'typing', actions: 'keepMessage' },
          },
        },
        finished: { type: 'final' },
      },
    },
    review: {
      initial: 'reading',
      onDone: 'paid',
      states: {
        reading: { exit: ['clearMessage'], on: { confirm: 'paying', back: '#day' } },
        paying: {
          invoke: {
            src: 'pay',
            onDone: 'finished',
            onError: { target: 'reading', actions: 'keepMessage' },
          },
        },
        finished: { type: 'final' },
      },
    },
    paid: { type: 'final' },
  },
});

export const entry = corpusMachine({
  machine: transfer,
  events: [
    { type: 'give account', to: 'DE02' },
    { type: 'give account', to: '' },
    { type: 'give day', day: 24 },
    { type: 'give day', day: 32 },
    { type: 'confirm' },
    { type: 'back' },
  ],
  outcomes: {
    checkAccount: { done: [undefined], error: [new Error('no account')] },
    checkDay: { done: [undefined], error: [new Error('no such day')] },
    pay: { done: [undefined], error: [new Error('no money')] },
  },
  source: catalogue('multi-step-form-with-validation'),
});
