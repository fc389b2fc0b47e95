/** The run host, behind the messages of a port: a worker of Node, or a host in this program. */
import * as E from 'fp-ts/lib/Either.js';
import type { RunInstance } from '../../../src/index.js';
import { allowedActions } from '../../../src/index.js';
import { eventOf } from '../../../src/journal/EventStep.js';
import type { RunHostClient } from '../../../src/worker/index.js';
import { right } from '../../support/right.js';
import type { Delivery } from '../Command.js';
import { error } from '../errors.js';
import type { Observation, Outcome, SlowSubject, Tagged } from '../Subject.js';
import { actionOf, encoded } from './runs.js';

/** A host without runs, its client, and how both end. */
export interface Hosted {
  readonly client: RunHostClient;
  readonly end: () => Promise<void>;
}

/** A host says `RunNotFound` where a replay says `NoRun`. */
const outcomeOf = (answer: E.Either<Tagged, RunInstance>): Outcome =>
  E.mapLeft((refusal: Tagged) => (refusal._tag === 'RunNotFound' ? error('NoRun') : refusal))(
    answer,
  );

/** Sends a command and asks for the run after it, before either is answered. */
const ask = (
  client: RunHostClient,
  { entry, again, isThere }: Delivery,
): (() => Promise<Observation>) => {
  const { runId, commandId } = entry;
  const isNew = entry.op === 'new_ready_with_id' || entry.op === 'new_scheduled_with_id';
  const event = commandId === undefined ? eventOf(entry) : undefined;
  // A second run with the id is refused by `create`, and replaces the first by `apply`.
  const second = isNew && isThere && !again ? client.create(entry)() : undefined;
  const answer = event === undefined ? client.apply(entry)() : client.send(runId, event)();
  const after = client.get(runId)();
  return async () => {
    const refused = await second;
    const wrong =
      refused !== undefined && !(E.isLeft(refused) && refused.left._tag === 'RunExists');
    const run = E.getOrElseW(() => undefined)(await after);
    return {
      outcomes: wrong ? [E.left({ _tag: 'create made a second run' })] : [outcomeOf(await answer)],
      runs: [run],
      wire: run === undefined ? undefined : encoded(run),
      actions: run === undefined ? undefined : allowedActions(run).map(actionOf),
    };
  };
};

/** Makes the subject of hosts that remember as many commands as the oracle. Each list of walks gets a new host. */
export const hostSubject = (open: () => Promise<Hosted>): SlowSubject => ({
  name: 'host',
  play: async (walks) => {
    const { client, end } = await open();
    const all: Array<ReadonlyArray<Observation>> = [];
    try {
      for (const walk of walks) {
        const asked: Array<() => Promise<Observation>> = [];
        for (const delivery of walk) {
          if (delivery.restores) right(await client.restore(right(await client.snapshot()()))());
          asked.push(ask(client, delivery));
        }
        all.push(await Promise.all(asked.map((seen) => seen())));
      }
      return all;
    } finally {
      await end();
    }
  },
  close: () => Promise.resolve(),
});
