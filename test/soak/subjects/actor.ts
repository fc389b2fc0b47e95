/**
 * Live XState actors: `createRunActor`, and a plain actor of the machine, which ignores what it refuses. Both are started from the
 * snapshot of each run, and restored from what they persist.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { Actor } from 'xstate';
import { createActor } from 'xstate';
import { runMachine } from '../../../machines/run.machine.js';
import { fromSnapshot, toSnapshot } from '../../../machines/run.snapshot.js';
import type { RunActor } from '../../../src/actor/index.js';
import { createRunActor } from '../../../src/actor/index.js';
import type { RunEvent, RunId, RunInstance } from '../../../src/index.js';
import { eventTypes, restoreRun } from '../../../src/index.js';
import { eventOf } from '../../../src/journal/EventStep.js';
import { exampleOf } from '../oracle.js';
import type { Outcome, QuickSubject } from '../Subject.js';
import { applied, encoded } from './runs.js';

/** The two actors of a run. */
interface Live {
  readonly own: RunActor;
  readonly plain: Actor<typeof runMachine>;
  /** The errors that the handlers of `own` heard. */
  readonly heard: Array<unknown>;
}

/** Makes the subject of a machine. */
export const actorSubject = (machine = runMachine): QuickSubject => {
  const liveOf = (
    own: RunInstance,
    plain = createActor(machine, { snapshot: toSnapshot(own) }),
  ): Live => {
    const heard: Array<unknown> = [];
    const actor = createRunActor(own);
    actor.on('refused', ({ error }) => heard.push(error));
    return { own: actor, plain: plain.start(), heard };
  };

  /** Starts new actors from what the former ones persisted, as JSON. */
  const restored = ({ own, plain }: Live): Live => {
    const json = JSON.stringify([own.getPersistedSnapshot(), plain.getPersistedSnapshot()]);
    // SAFETY: two persisted snapshots.
    const [first, second] = JSON.parse(json) as [
      unknown,
      ReturnType<typeof plain.getPersistedSnapshot>,
    ];
    const run = restoreRun()(first);
    return liveOf(
      E.isRight(run) ? run.right : own.getRun(),
      createActor(machine, { snapshot: second }),
    );
  };

  const send = ({ own, plain, heard }: Live, event: RunEvent): ReadonlyArray<Outcome> => {
    heard.length = 0;
    const outcome = own.send(event);
    if (E.isLeft(outcome) && heard[0] !== outcome.left)
      return [outcome, E.left({ _tag: 'no handler heard of it' })];
    const accepts = plain.getSnapshot().can(event);
    if (accepts) plain.send(event);
    return accepts === E.isRight(outcome)
      ? [outcome, ...(accepts ? [E.right(fromSnapshot(plain.getSnapshot()))] : [])]
      : [E.left({ _tag: accepts ? 'accepted by XState alone' : 'refused by XState alone' })];
  };

  return {
    name: 'actor',
    start: () => {
      const actors = new Map<RunId, Live>();
      return ({ entry, restores, again }) => {
        let live = actors.get(entry.runId);
        if (restores && live !== undefined) live = restored(live);
        const run = live?.own.getRun();
        const event = run === undefined ? undefined : eventOf(entry, run.state);
        let outcomes: ReadonlyArray<Outcome> = [];
        if (!again && live !== undefined && event !== undefined) outcomes = send(live, event);
        else if (!again) {
          const outcome = applied(entry, run);
          outcomes = [outcome];
          if (E.isRight(outcome)) live = liveOf(outcome.right);
        }
        if (live === undefined) return { outcomes, runs: [undefined] };
        actors.set(entry.runId, live);
        const { own, plain } = live;
        const snapshot = plain.getSnapshot();
        const now = fromSnapshot(snapshot);
        return {
          outcomes,
          runs: [own.getRun(), fromSnapshot(own.getSnapshot()), now],
          wire: encoded(now),
          actions: eventTypes.map((type) => ({
            type,
            isEnabled: snapshot.can(exampleOf(now, type)),
          })),
        };
      };
    },
  };
};
