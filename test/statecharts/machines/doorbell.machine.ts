/** Events emitted to listeners, with and without data, and actions on entry and exit. */
import { assign, emit, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const doorbell = setup({
  types: {
    context: {} as { rings: number },
    events: {} as { type: 'push' } | { type: 'answer' } | { type: 'mute' },
    emitted: {} as { type: 'rang'; times: number } | { type: 'answered' },
  },
  guards: { isPatient: ({ context }) => context.rings < 3 },
}).createMachine({
  id: 'doorbell',
  context: { rings: 0 },
  initial: 'quiet',
  states: {
    quiet: { entry: assign({ rings: 0 }), on: { push: 'ringing', mute: 'muted' } },
    ringing: {
      entry: [
        assign({ rings: ({ context }) => context.rings + 1 }),
        emit(({ context }) => ({ type: 'rang', times: context.rings })),
      ],
      exit: () => undefined,
      on: {
        push: { guard: 'isPatient', target: 'ringing', reenter: true },
        answer: { target: 'quiet', actions: emit({ type: 'answered' }) },
      },
      after: { 30000: 'quiet' },
    },
    muted: { on: { mute: 'quiet' } },
  },
});

export const entry = corpusMachine({
  machine: doorbell,
  events: [{ type: 'push' }, { type: 'answer' }, { type: 'mute' }],
  source: xstate('packages/core/test/emit.test.ts'),
});
