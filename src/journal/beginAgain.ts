/* eslint-disable functional/immutable-data -- a fold keeps the attempts of each run in its slot */
/**
 * What a journal begins again: a run that was created while it existed, which loses what it was, and an attempt that was over.
 *
 * Neither is refused: the reference creates a run again, and takes any attempt id. Both are usually a delivery too many, or two
 * programs that use one id, so a replay tells of them.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { AttemptId } from '../values/AttemptId.js';
import type { Op } from './Step.js';

/**
 * What an accepted line began again: its run, or an attempt that was over.
 * @category Journals
 */
export type BegunAgain = 'Run' | 'Attempt';

/** The part of a slot that remembers attempts. */
export interface AttemptSlot {
  /** The attempts that are over, oldest first, each once; `undefined` if there are none. */
  ended: Array<AttemptId> | undefined;
}

/** More attempts than this are not remembered for a run, because each start searches them all. */
const MAX_ATTEMPTS = 1024;

/** Whether an op creates a run, even if there is one already. */
export const createsRun = (op: Op): boolean =>
  op === 'new_scheduled_with_id' || op === 'new_ready_with_id' || op === 'deserialize';

const rememberEnded = (slot: AttemptSlot, id: AttemptId, remember: number): void => {
  const ended = (slot.ended ??= []);
  if (!ended.includes(id)) ended.push(id);
  if (ended.length > Math.min(remember, MAX_ATTEMPTS)) ended.shift();
};

/**
 * Tells what an accepted step began again, and remembers the attempt that it ended.
 *
 * @param op - the op of the step
 * @param before - the active attempt before the step; `undefined` if there was no run
 * @param after - the active attempt after the step
 */
export const noteBeginning = (
  slot: AttemptSlot,
  op: Op,
  before: RunInstance['currentAttemptId'] | undefined,
  after: RunInstance['currentAttemptId'],
  remember: number,
): BegunAgain | undefined => {
  if (before === undefined) return undefined;
  if (O.isSome(before) && O.toUndefined(after) !== before.value)
    rememberEnded(slot, before.value, remember);
  if (createsRun(op)) return 'Run';
  return op === 'start_attempt' && O.isSome(after) && slot.ended?.includes(after.value) === true
    ? 'Attempt'
    : undefined;
};
