/** Gives what actors do that are runs to the feed of runs, which turns it into journal entries. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { isRecord, readField } from '../../codec/untrusted.js';
import { RunId } from '../../values/RunId.js';
import { makeXStateFeed } from '../XStateFeed.js';
import type { Actor } from './Actor.js';
import type { ActorBoard } from './ActorBoard.js';
import type { EventData } from './AppLine.js';
import type { Received } from './Received.js';
import { NOTHING } from './Received.js';
import type { Snapshot } from './StatelyMessage.js';

/** Takes an event, a snapshot or both of an actor, which may be a run. */
export type RunStep = (
  actor: Actor,
  event: EventData | undefined,
  snapshot: Pick<Snapshot, 'status' | 'value' | 'context'> | undefined,
) => Received;

/** Does a context have the fields that only those of runs have? */
const isRunContext = (context: unknown): boolean =>
  isRecord(context) &&
  Object.hasOwn(context, 'taskId') &&
  Object.hasOwn(context, 'currentAttemptId');

/** Makes what takes the steps of a program's runs. */
export const makeRunSteps = (board: ActorBoard): RunStep => {
  const runs = makeXStateFeed();
  return (actor, event, snapshot) => {
    if (actor.runId === undefined && !isRunContext(snapshot?.context)) return NOTHING;
    const { sessionId } = actor;
    const sent =
      event === undefined ? NOTHING : runs.receive({ type: '@xstate.event', sessionId, event });
    const seen =
      snapshot === undefined
        ? NOTHING
        : runs.receive({ type: '@xstate.snapshot', sessionId, snapshot, event });
    const context = snapshot?.context;
    const id = RunId.decode(isRecord(context) ? readField(context, 'id') : undefined);
    if (seen.entries.length > 0 && E.isRight(id)) board.setRun(actor, id.right);
    return {
      entries: [...sent.entries, ...seen.entries],
      problem: O.isSome(sent.problem) ? sent.problem : seen.problem,
    };
  };
};
