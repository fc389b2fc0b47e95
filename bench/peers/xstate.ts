/** XState with the machine that the library exports: as an actor, and with the pure `transition`. */
import type { RunSnapshot } from 'runchart/machine';
import { fromSnapshot, runMachine, toSnapshot } from 'runchart/machine';
import type { Actor } from 'xstate';
import { createActor, initialTransition, transition } from 'xstate';
import type { Peer } from './lives.js';

export const actor: Peer<Actor<typeof runMachine>> = {
  name: 'XState actor',
  create: (run) => createActor(runMachine, { snapshot: toSnapshot(run) }).start(),
  start: (input) => createActor(runMachine, { input }).start(),
  send: (machine, event) => {
    machine.send(event);
  },
  read: (machine) => fromSnapshot(machine.getSnapshot()),
};

interface Holder {
  snapshot: RunSnapshot;
}

export const pure: Peer<Holder> = {
  name: 'XState transition',
  create: (run) => ({ snapshot: toSnapshot(run) }),
  start: (input) => ({ snapshot: initialTransition(runMachine, input)[0] }),
  send: (holder, event) => {
    [holder.snapshot] = transition(runMachine, holder.snapshot, event);
  },
  read: ({ snapshot }) => fromSnapshot(snapshot),
};
