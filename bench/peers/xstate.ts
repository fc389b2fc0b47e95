/** XState with the machine that the library exports: as an actor, and with the pure `transition`. */
import type { Actor } from 'xstate';
import { createActor, transition } from 'xstate';
import type { RunSnapshot } from '../../src/actor/index.js';
import { fromSnapshot, runMachine, toSnapshot } from '../../src/actor/index.js';
import type { Contender, PreparedContender } from '../measure.js';
import type { Life, Peer } from './lives.js';
import { sendingLives } from './lives.js';

export const actor: Peer<Actor<typeof runMachine>> = {
  name: 'XState actor: send',
  create: (run) => createActor(runMachine, { snapshot: toSnapshot(run) }).start(),
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
  send: (holder, event) => {
    [holder.snapshot] = transition(runMachine, holder.snapshot, event);
  },
  read: ({ snapshot }) => fromSnapshot(snapshot),
};

export const lives = (life: Life): ReadonlyArray<Contender | PreparedContender> => [
  ...sendingLives(actor, life),
  ...sendingLives(pure, life),
];
