/** Two candidates for one event, by the age in the input; a failure leads to the second. */
import { fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const membership = setup({
  types: {
    context: {} as { age: number; limit: number },
    events: {} as { type: 'apply' } | { type: 'birthday' },
    input: {} as { age: number },
  },
  actors: {
    printCard: fromPromise(() => Promise.resolve()),
    writeLetter: fromPromise(({ input }: { input: { age: number } }) => Promise.resolve(input.age)),
  },
  guards: {
    isAtLeast: ({ context }, params: { years: number }) => context.age >= params.years,
  },
}).createMachine({
  id: 'membership',
  context: ({ input }) => ({ age: input.age, limit: 20 }),
  initial: 'Applying',
  states: {
    Applying: {
      on: {
        apply: [
          { guard: { type: 'isAtLeast', params: { years: 18 } }, target: 'Accepting' },
          { target: 'Declining', reenter: false },
        ],
      },
    },
    Accepting: { invoke: { src: 'printCard', onDone: 'Answered', onError: 'Declining' } },
    Declining: {
      invoke: {
        src: 'writeLetter',
        input: ({ context }) => ({ age: context.age }),
        onDone: 'Answered',
      },
    },
    Answered: { type: 'final' },
  },
});

export const entry = corpusMachine({
  machine: membership,
  events: [{ type: 'apply' }],
  input: { age: 19 },
  outcomes: {
    printCard: { done: [undefined], error: [new Error('no paper')] },
    writeLetter: { done: [19] },
  },
  source: xstate('examples/workflow-applicant-request/main.ts'),
});
