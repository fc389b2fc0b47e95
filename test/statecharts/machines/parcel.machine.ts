/** A parcel with one deadline for the whole way: a delay with a name at the root. */
import { fromPromise, setup } from 'xstate';
import { corpusMachine, xstate } from '../CorpusMachine.js';

export const parcel = setup({
  types: { events: {} as { type: 'accept' } | { type: 'load' } | { type: 'hand over' } },
  delays: { twoWeeks: 14 * 24 * 60 * 60 * 1000 },
  actions: { tellSender: () => undefined, tellReceiver: () => undefined },
  actors: { returnParcel: fromPromise(() => Promise.resolve()) },
}).createMachine({
  id: 'parcel',
  initial: 'Posted',
  after: { twoWeeks: { target: '.Returning' } },
  states: {
    Posted: { on: { accept: { target: 'Accepted', actions: 'tellSender' } } },
    Accepted: { on: { load: { target: 'OnTheRoad', actions: ['tellSender', 'tellReceiver'] } } },
    OnTheRoad: { on: { 'hand over': 'Delivered' } },
    Delivered: { type: 'final', entry: 'tellSender' },
    Returning: { invoke: { src: 'returnParcel', onDone: 'Returned' } },
    Returned: { type: 'final', entry: 'tellSender' },
  },
});

export const entry = corpusMachine({
  machine: parcel,
  events: [{ type: 'accept' }, { type: 'load' }, { type: 'hand over' }],
  outcomes: { returnParcel: { done: [undefined] } },
  source: xstate('examples/workflow-purchase-order-deadline/main.ts'),
});
