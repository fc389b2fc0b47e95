/** The fields of each step error, as codecs: to encode, decode or list errors. */
import type * as t from 'io-ts';
import { anyText } from '../codec/FastCodec.js';
import { RunState } from '../run/RunState.js';
import { AttemptId } from '../values/AttemptId.js';
import { RunId } from '../values/RunId.js';
import { TaskId } from '../values/TaskId.js';
import { Timestamp } from '../values/Timestamp.js';
import type { StepError } from './applyStep.js';

type ErrorOf<Tag extends StepError['_tag']> = Extract<StepError, { readonly _tag: Tag }>;

/**
 * The codecs of each error's fields, by the error's tag.
 *
 * The type makes the list complete: a missing, unknown or mistyped error or field does not compile.
 *
 * @internal
 */
export const errorFields: {
  readonly [Tag in StepError['_tag']]: {
    readonly [K in Exclude<keyof ErrorOf<Tag>, '_tag'>]: t.Type<ErrorOf<Tag>[K], unknown>;
  };
} = {
  InvalidRunId: { runId: RunId },
  InvalidTaskId: { taskId: TaskId },
  ReadyScheduledAtAfterCreatedAt: { runId: RunId, scheduledAt: Timestamp, createdAt: Timestamp },
  InvalidTransition: { runId: RunId, from: RunState, to: RunState },
  AttemptInProgress: { runId: RunId, activeAttemptId: AttemptId },
  AttemptStartRequiresRunning: { runId: RunId, currentState: RunState },
  AttemptFinishRequiresRunning: { runId: RunId, currentState: RunState },
  AttemptAlreadyActive: { runId: RunId, activeAttemptId: AttemptId },
  AttemptOwnershipMismatch: {
    runId: RunId,
    expectedAttemptId: AttemptId,
    actualAttemptId: AttemptId,
  },
  NoActiveAttempt: { runId: RunId },
  AttemptCountOverflow: { runId: RunId },
  PriorityMutationRequiresReady: { runId: RunId, currentState: RunState },
  NoRun: {},
  Decode: { message: anyText },
};
