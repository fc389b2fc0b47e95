/** A lamp with a switch. */
import { setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const lamp = setup({ types: { events: {} as { type: 'press' } } }).createMachine({
  id: 'lamp',
  initial: 'dark',
  states: { dark: { on: { press: 'lit' } }, lit: { on: { press: 'dark' } } },
});

export const entry = corpusMachine({
  machine: lamp,
  events: [{ type: 'press' }],
  source: xstate('examples/toggle/src/toggleMachine.ts'),
});
