/** The reasons of refusals in a few words, for users who do not know the error tags. */
import type { EntryError } from '../../journal/Command.js';

/** The reason for each error tag. */
export const reasons: Readonly<Record<EntryError['_tag'], string>> = {
  InvalidTransition: 'no arrow leads there',
  AttemptInProgress: 'an attempt is still active',
  AttemptAlreadyActive: 'another attempt is active',
  AttemptOwnershipMismatch: 'not the active attempt',
  NoActiveAttempt: 'no attempt is active',
  AttemptStartRequiresRunning: 'attempts start in Running only',
  AttemptFinishRequiresRunning: 'attempts end in Running only',
  AttemptCountOverflow: 'the attempt counter is full',
  PriorityMutationRequiresReady: 'priority changes in Ready only',
  ReadyScheduledAtAfterCreatedAt: 'Ready before it is due',
  InvalidRunId: 'the id of the run is nil',
  InvalidTaskId: 'the id of the task is nil',
  NoRun: 'there is no such run',
  Decode: 'the text is not a run',
  CommandIdReused: 'the command id has another command',
};
