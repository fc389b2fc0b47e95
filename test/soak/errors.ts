/** The errors of runs, written by hand: their fields, their texts, and their JSON. */
import * as O from 'fp-ts/lib/Option.js';
import type { RunEvent, RunInstance, RunState } from '../../src/index.js';
import type { Tagged } from './Subject.js';

type Fields = Readonly<Record<string, string | number | undefined>>;

/** Makes an error. */
export const error = (_tag: string, fields: Fields = {}): Tagged => ({ _tag, ...fields });

/** The error of an event that a run refuses. `to` is the state that the event enters, `reason` a guard or `undeclared`. */
export const refusalOf = (
  run: RunInstance,
  event: RunEvent,
  to: RunState | undefined,
  reason: string,
): Tagged => {
  const runId = run.id;
  const currentState = run.state;
  const activeAttemptId = O.toUndefined(run.currentAttemptId);
  if (to !== undefined)
    return reason === 'undeclared'
      ? error('InvalidTransition', { runId, from: currentState, to })
      : error('AttemptInProgress', { runId, activeAttemptId });
  switch (`${event.type} ${reason}`) {
    case 'attempt.start undeclared':
      return error('AttemptStartRequiresRunning', { runId, currentState });
    case 'attempt.start noActiveAttempt':
      return error('AttemptAlreadyActive', { runId, activeAttemptId });
    case 'attempt.start attemptCountBelowMax':
      return error('AttemptCountOverflow', { runId });
    case 'attempt.finish undeclared':
      return error('AttemptFinishRequiresRunning', { runId, currentState });
    case 'attempt.finish hasActiveAttempt':
      return error('NoActiveAttempt', { runId });
    case 'attempt.finish ownsActiveAttempt':
      return error('AttemptOwnershipMismatch', {
        runId,
        expectedAttemptId: activeAttemptId,
        actualAttemptId: 'attemptId' in event ? event.attemptId : undefined,
      });
    case 'priority.set undeclared':
      return error('PriorityMutationRequiresReady', { runId, currentState });
    default:
      throw new Error(`no error is known for ${event.type} and ${reason}`);
  }
};

/** The texts, with the fields in braces. */
const texts: Readonly<Record<string, string>> = {
  InvalidRunId: 'invalid run_id for run construction: {runId}',
  InvalidTaskId: 'invalid task_id for run construction: {taskId}',
  ReadyScheduledAtAfterCreatedAt:
    'run {runId} cannot be created in Ready with scheduled_at ({scheduledAt}) > created_at ({createdAt})',
  InvalidTransition: 'invalid run transition for {runId}: {from} -> {to}',
  AttemptInProgress: 'run {runId} cannot leave Running while attempt {activeAttemptId} is active',
  AttemptStartRequiresRunning: 'run {runId} cannot start attempt in state {currentState}',
  AttemptFinishRequiresRunning: 'run {runId} cannot finish attempt in state {currentState}',
  AttemptAlreadyActive: 'run {runId} already has active attempt {activeAttemptId}',
  AttemptOwnershipMismatch:
    'run {runId} attempt mismatch: expected {expectedAttemptId}, got {actualAttemptId}',
  NoActiveAttempt: 'run {runId} has no active attempt',
  AttemptCountOverflow: 'run {runId} attempt counter overflow',
  PriorityMutationRequiresReady:
    'run {runId} priority can only be updated in Ready state (current: {currentState})',
  CommandIdReused:
    'command id {commandId} of run {runId} belongs to {firstCommand}, and cannot be given to {command}',
};

/** The texts, cut at their fields: every second part is the name of one. */
const cut: ReadonlyMap<string, ReadonlyArray<string>> = new Map(
  Object.entries(texts).map(([tag, text]) => [tag, text.split(/[{}]/)]),
);

/** A name in the form that it has on the wire. */
export const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

const wireNames = new Map<string, string>();

const wireName = (name: string): string => {
  const known = wireNames.get(name) ?? snakeCase(name);
  wireNames.set(name, known);
  return known;
};

/** An error as the JSON of an outcome. */
export const errorJson = ({ _tag: code, ...rest }: Tagged): string => {
  const fields = rest as Fields; // SAFETY: made by `error`.
  let json = `{"err":{"code":"${code}"`;
  for (const [name, value] of Object.entries(fields))
    json += `,"${wireName(name)}":${JSON.stringify(value)}`;
  const message = cut.get(code)?.map((part, i) => (i % 2 === 0 ? part : String(fields[part])));
  return `${json}${message === undefined ? '' : `,"message":${JSON.stringify(message.join(''))}`}}}`;
};
