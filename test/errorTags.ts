/** The tags of every error that a step can have, the twelve and two more. */
import type { StepError } from '../src/index.js';

/** A tag that is missing here does not compile. */
const tags: Readonly<Record<StepError['_tag'], true>> = {
  InvalidRunId: true,
  InvalidTaskId: true,
  ReadyScheduledAtAfterCreatedAt: true,
  InvalidTransition: true,
  AttemptInProgress: true,
  AttemptStartRequiresRunning: true,
  AttemptFinishRequiresRunning: true,
  AttemptAlreadyActive: true,
  AttemptOwnershipMismatch: true,
  NoActiveAttempt: true,
  AttemptCountOverflow: true,
  PriorityMutationRequiresReady: true,
  NoRun: true,
  Decode: true,
};

export const errorTags: ReadonlyArray<string> = Object.keys(tags);
