/** What a worker writes when an attempt is over. */
import * as E from 'fp-ts/lib/Either.js';
import type { RunEvent } from '../run/RunEvent.js';
import type { AttemptId } from '../values/AttemptId.js';
import type { Backoff } from './backoff.js';
import { encodeJson, notStorableMessage } from './Json.js';
import type { Mutation } from './RunStore.js';
import type { StoredRun } from './StoredRun.js';
import type { WorkResult } from './WorkResult.js';
import { fail } from './WorkResult.js';

/** The last event of a settlement, by what the handler returned. */
const endingOf = (result: WorkResult, { failures, maxFailures }: StoredRun): RunEvent['type'] => {
  switch (result._tag) {
    case 'Complete':
      return 'complete';
    case 'Suspend':
      return 'suspend';
    case 'Fail':
      return 'fail';
    case 'RetryLater':
      return result.failed && failures + 1 >= maxFailures ? 'fail' : 'retry';
  }
};

/** What is written when the handler of an attempt has returned. */
export const settlementOf = (
  { stored, attemptId }: { readonly stored: StoredRun; readonly attemptId: AttemptId },
  returned: WorkResult,
  backoff: Backoff,
  worker: string,
): Mutation => {
  const encoded = returned._tag === 'Complete' ? encodeJson(returned.result) : E.right('');
  // The work is done, and is not done again.
  const result = E.isLeft(encoded)
    ? fail(`the result: ${notStorableMessage(encoded.left)}`)
    : returned;
  const failed = result._tag === 'Fail' || (result._tag === 'RetryLater' && result.failed);
  const type = endingOf(result, stored);
  const note = result._tag === 'Complete' ? undefined : result.reason;
  return {
    id: stored.run.id,
    known: stored,
    worker,
    event: [
      { type: 'attempt.finish', attemptId },
      // SAFETY: these events have no required field but their type.
      { type } as RunEvent,
    ],
    failed,
    ...(note === undefined ? {} : { note }),
    ...(failed ? { outcome: 'failed' } : {}),
    ...(result._tag === 'Complete' && result.result !== undefined ? { result: result.result } : {}),
    ...(result._tag === 'RetryLater'
      ? { delayMs: result.afterMs ?? (result.failed ? backoff(stored.failures + 1) : 0) }
      : {}),
  };
};
