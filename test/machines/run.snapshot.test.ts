import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Snapshot } from 'xstate';
import { createActor } from 'xstate';
import type { RunInstance } from '../../src/actor/index.js';
import { fromSnapshot, runMachine, toSnapshot } from '../../src/actor/index.js';
import { finalStates, states } from '../expectations.js';
import { arbitraryRun, runIn, tries } from '../support/arbitraries.js';

const persisted = (run: RunInstance): Snapshot<unknown> => {
  const actor = createActor(runMachine, { snapshot: toSnapshot(run) }).start();
  const snapshot = actor.getPersistedSnapshot();
  actor.stop();
  return snapshot;
};

describe('snapshots', () => {
  it.each(states)('of a run in %s are done if and only if the state is final', (state) => {
    const snapshot = toSnapshot(runIn(state));
    expect(snapshot.value).toBe(state);
    expect(snapshot.status).toBe(finalStates.includes(state) ? 'done' : 'active');
  });

  it('convert back to the run, frozen', () => {
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        const back = fromSnapshot(toSnapshot(run));
        expect(back).toStrictEqual(run);
        expect(Object.isFrozen(back)).toBe(true);
      }),
      tries(200),
    );
  });

  it('convert back to the run after they were persisted as JSON', () => {
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        const snapshot = JSON.parse(JSON.stringify(persisted(run))) as Snapshot<unknown>;
        const actor = createActor(runMachine, { snapshot }).start();
        expect(fromSnapshot(actor.getSnapshot())).toStrictEqual(run);
        actor.stop();
      }),
      tries(100),
    );
  });

  it('convert back to the run after they were cloned to another thread', () => {
    fc.assert(
      fc.property(arbitraryRun, (run) => {
        const snapshot = structuredClone(persisted(run));
        const actor = createActor(runMachine, { snapshot });
        expect(fromSnapshot(actor.getSnapshot())).toStrictEqual(run);
      }),
      tries(50),
    );
  });
});
