/** An office that waits for a decision, or for a delay with a name, and then runs one of three procedures. */
import { fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const permit = setup({
  types: { events: {} as { type: 'granted' } | { type: 'denied' } },
  delays: { patience: 2000 },
  actors: {
    issuePermit: fromPromise(() => Promise.resolve()),
    writeRefusal: fromPromise(() => Promise.resolve()),
    sendReminder: fromPromise(() => Promise.resolve()),
  },
}).createMachine({
  id: 'permit',
  initial: 'Waiting',
  states: {
    Waiting: { on: { granted: 'Issuing', denied: 'Refusing' }, after: { patience: 'Reminding' } },
    Issuing: { invoke: { src: 'issuePermit', onDone: 'Closed' } },
    Refusing: { invoke: { src: 'writeRefusal', onDone: 'Closed' } },
    Reminding: { invoke: { src: 'sendReminder', onDone: 'Closed' } },
    Closed: { type: 'final' },
  },
});

export const entry = corpusMachine({
  machine: permit,
  events: [{ type: 'granted' }, { type: 'denied' }],
  outcomes: {
    issuePermit: { done: [undefined] },
    writeRefusal: { done: [undefined] },
    sendReminder: { done: [undefined] },
  },
  source: xstate('examples/workflow-event-based/main.ts'),
});
