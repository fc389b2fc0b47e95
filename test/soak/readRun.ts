/** Reads the JSON of a run as the strict codec must, without a codec. */
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance } from '../../src/index.js';
import { states } from '../expectations.js';

const NIL = '00000000-0000-0000-0000-000000000000';

const FORMS = [
  /^([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i,
  /^\{([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})\}$/i,
  /^urn:uuid:([0-9a-f]{8})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{4})-([0-9a-f]{12})$/i,
  /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/i,
];

/** An id in its canonical form; `undefined` if it is none. */
const idIn = (u: unknown): string | undefined => {
  if (typeof u !== 'string') return undefined;
  const found = FORMS.map((form) => form.exec(u)).find((match) => match !== null);
  return found?.slice(1).join('-').toLowerCase();
};

const isWithin = (u: unknown, min: number, max: number): boolean =>
  typeof u === 'number' && Number.isInteger(u) && u >= min && u <= max;

const isInstant = (u: unknown): boolean => isWithin(u, 0, Number.MAX_SAFE_INTEGER);

const parse = (json: string): unknown => {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
};

/** The run in a JSON text; `undefined` if there is none. */
export const readRun = (json: string): RunInstance | undefined => {
  const u = parse(json);
  if (typeof u !== 'object' || u === null || Array.isArray(u)) return undefined;
  const wire = u as Readonly<Record<string, unknown>>; // SAFETY: an object, whose fields are unknown.
  const id = idIn(wire['id']);
  const taskId = idIn(wire['task_id']);
  const state = states.find((name) => name === wire['state']);
  const attempt = wire['current_attempt_id'] ?? undefined;
  const attemptId = idIn(attempt);
  const changedAt = wire['last_state_change_at'] === undefined ? 0 : wire['last_state_change_at'];
  const isRun =
    id !== undefined &&
    id !== NIL &&
    taskId !== undefined &&
    taskId !== NIL &&
    state !== undefined &&
    (attempt === undefined || (attemptId !== undefined && state === 'Running')) &&
    isWithin(wire['attempt_count'], 0, 2 ** 32 - 1) &&
    isInstant(wire['created_at']) &&
    isInstant(wire['scheduled_at']) &&
    isInstant(changedAt) &&
    isWithin(wire['effective_priority'], -(2 ** 31), 2 ** 31 - 1) &&
    (state !== 'Ready' || Number(wire['scheduled_at']) <= Number(wire['created_at']));
  return isRun
    ? // SAFETY: every field was checked.
      (Object.freeze({
        id,
        taskId,
        state,
        currentAttemptId: attemptId === undefined ? O.none : O.some(attemptId),
        attemptCount: wire['attempt_count'],
        createdAt: wire['created_at'],
        scheduledAt: wire['scheduled_at'],
        lastStateChangeAt: changedAt,
        effectivePriority: wire['effective_priority'],
      }) as RunInstance)
    : undefined;
};
