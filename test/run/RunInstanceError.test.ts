import { describe, expect, it } from '@jest/globals';
import type { RunInstanceError } from '../../src/index.js';
import { errorMessage, matchError } from '../../src/index.js';
import { at, attemptA, attemptB, runId, taskId } from '../support/arbitraries.js';

const run = '00000000-0000-0000-0000-000000000001';
const task = '00000000-0000-0000-0000-000000000002';
const a = '00000000-0000-0000-0000-00000000000a';
const b = '00000000-0000-0000-0000-00000000000b';

/** Each error, with its text in the design. */
const texts: {
  readonly [Tag in RunInstanceError['_tag']]: readonly [
    Extract<RunInstanceError, { readonly _tag: Tag }>,
    string,
  ];
} = {
  InvalidRunId: [
    { _tag: 'InvalidRunId', runId: runId(1) },
    `invalid run_id for run construction: ${run}`,
  ],
  InvalidTaskId: [
    { _tag: 'InvalidTaskId', taskId: taskId(2) },
    `invalid task_id for run construction: ${task}`,
  ],
  ReadyScheduledAtAfterCreatedAt: [
    {
      _tag: 'ReadyScheduledAtAfterCreatedAt',
      runId: runId(1),
      scheduledAt: at(9007199254740991),
      createdAt: at(8),
    },
    `run ${run} cannot be created in Ready with scheduled_at (9007199254740991) > created_at (8)`,
  ],
  InvalidTransition: [
    { _tag: 'InvalidTransition', runId: runId(1), from: 'RetryWait', to: 'Leased' },
    `invalid run transition for ${run}: RetryWait -> Leased`,
  ],
  AttemptInProgress: [
    { _tag: 'AttemptInProgress', runId: runId(1), activeAttemptId: attemptA },
    `run ${run} cannot leave Running while attempt ${a} is active`,
  ],
  AttemptStartRequiresRunning: [
    { _tag: 'AttemptStartRequiresRunning', runId: runId(1), currentState: 'Leased' },
    `run ${run} cannot start attempt in state Leased`,
  ],
  AttemptFinishRequiresRunning: [
    { _tag: 'AttemptFinishRequiresRunning', runId: runId(1), currentState: 'RetryWait' },
    `run ${run} cannot finish attempt in state RetryWait`,
  ],
  AttemptAlreadyActive: [
    { _tag: 'AttemptAlreadyActive', runId: runId(1), activeAttemptId: attemptA },
    `run ${run} already has active attempt ${a}`,
  ],
  AttemptOwnershipMismatch: [
    {
      _tag: 'AttemptOwnershipMismatch',
      runId: runId(1),
      expectedAttemptId: attemptA,
      actualAttemptId: attemptB,
    },
    `run ${run} attempt mismatch: expected ${a}, got ${b}`,
  ],
  NoActiveAttempt: [
    { _tag: 'NoActiveAttempt', runId: runId(1) },
    `run ${run} has no active attempt`,
  ],
  AttemptCountOverflow: [
    { _tag: 'AttemptCountOverflow', runId: runId(1) },
    `run ${run} attempt counter overflow`,
  ],
  PriorityMutationRequiresReady: [
    { _tag: 'PriorityMutationRequiresReady', runId: runId(1), currentState: 'Failed' },
    `run ${run} priority can only be updated in Ready state (current: Failed)`,
  ],
};

describe('errorMessage', () => {
  it.each(Object.entries(texts))('%s has the text of the reference', (tag, [error, text]) => {
    expect(error._tag).toBe(tag);
    expect(errorMessage(error)).toBe(text);
  });

  it('has a text for each of the twelve errors', () => {
    expect(Object.keys(texts)).toHaveLength(12);
  });
});

describe('matchError', () => {
  const tagOf = matchError<string>({
    InvalidRunId: (e) => `1 ${e._tag}`,
    InvalidTaskId: (e) => `2 ${e._tag}`,
    ReadyScheduledAtAfterCreatedAt: (e) => `3 ${e._tag}`,
    InvalidTransition: (e) => `4 ${e._tag}`,
    AttemptInProgress: (e) => `5 ${e._tag}`,
    AttemptStartRequiresRunning: (e) => `6 ${e._tag}`,
    AttemptFinishRequiresRunning: (e) => `7 ${e._tag}`,
    AttemptAlreadyActive: (e) => `8 ${e._tag}`,
    AttemptOwnershipMismatch: (e) => `9 ${e._tag}`,
    NoActiveAttempt: (e) => `10 ${e._tag}`,
    AttemptCountOverflow: (e) => `11 ${e._tag}`,
    PriorityMutationRequiresReady: (e) => `12 ${e._tag}`,
  });

  it('calls the branch of the tag with the error', () => {
    expect(Object.values(texts).map(([error]) => tagOf(error))).toStrictEqual(
      Object.keys(texts).map((tag, i) => `${String(i + 1)} ${tag}`),
    );
  });
});
