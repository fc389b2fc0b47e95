/** A lock with a code of two digits: events with payloads, a forbidden event while jammed, and an internal transition. */
import { assign, setup } from 'xstate';

export const doorLock = setup({
  types: {
    context: {} as { entered: string; wrong: number },
    events: {} as
      { type: 'press'; digit: number } | { type: 'open' } | { type: 'close' } | { type: 'reset' },
  },
  guards: {
    isRight: ({ context }) => context.entered === '12',
    isLastTry: ({ context }) => context.wrong === 1,
    hasRoom: ({ context }) => context.entered.length < 2,
  },
  actions: {
    enter: assign({
      entered: ({ context, event }) =>
        context.entered + String('digit' in event ? event.digit : ''),
    }),
    forget: assign({ entered: '' }),
    blame: assign({ entered: '', wrong: ({ context }) => context.wrong + 1 }),
  },
}).createMachine({
  id: 'lock',
  context: { entered: '', wrong: 0 },
  initial: 'Locked',
  states: {
    Locked: {
      on: {
        press: { guard: 'hasRoom', actions: 'enter' },
        open: [
          { guard: 'isRight', target: 'Open', actions: 'forget' },
          { guard: 'isLastTry', target: 'Jammed', actions: 'blame' },
          { actions: 'blame' },
        ],
      },
    },
    Open: { on: { close: { target: 'Locked', actions: assign({ wrong: 0 }) } } },
    Jammed: { on: { press: {}, reset: { target: 'Locked', actions: assign({ wrong: 0 }) } } },
  },
});
