/** Outcomes on the wire: the run after a step, or an error with its fields. */
import * as E from 'fp-ts/lib/Either.js';
import { snakeCase } from '../codec/WireRecord.js';
import type { RunInstanceWire } from '../run/RunInstanceCodec.js';
import { RunInstanceCodec } from '../run/RunInstanceCodec.js';
import type { BadScenario } from './applyStep.js';
import type { EntryError, EntryOutcome } from './Command.js';
import { entryErrorText } from './Command.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * An error on the wire: its tag as `code`, its fields in snake_case, and its text as `message`.
 * @category Scenarios
 */
export interface ErrorWire {
  readonly code: EntryError['_tag'] | BadScenario['_tag'];
  readonly [field: string]: string | number;
}

/**
 * The outcome of a step on the wire: the run after it, or the error.
 * @category Scenarios
 */
export type OutcomeWire = { readonly ok: RunInstanceWire } | { readonly err: ErrorWire };

// -------------------------------------------------------------------------------------------------------- operations

/**
 * Encodes an error: its tag becomes `code`, its fields are in snake_case, and its text, if it has one, is `message`.
 *
 * @example
 * ```ts
 * import { encodeError, TaskId } from 'runchart'
 *
 * assert.deepStrictEqual(encodeError({ _tag: 'InvalidTaskId', taskId: TaskId.nil }), {
 *   code: 'InvalidTaskId',
 *   task_id: '00000000-0000-0000-0000-000000000000',
 *   message: 'invalid task_id for run construction: 00000000-0000-0000-0000-000000000000',
 * })
 * assert.deepStrictEqual(encodeError({ _tag: 'NoRun' }), { code: 'NoRun' })
 * ```
 * @category Scenarios
 */
export const encodeError = (error: EntryError | BadScenario): ErrorWire => {
  const { _tag: code, ...fields } = error;
  const renamed = Object.entries<string | number>(fields).map(
    ([key, value]) => [snakeCase(key), value] as const,
  );
  const text =
    code === 'NoRun' || code === 'Decode' || code === 'BadScenario'
      ? {}
      : { message: entryErrorText(error) };
  return { code, ...Object.fromEntries(renamed), ...text };
};

/**
 * Encodes the outcome of a step as `{ ok: run }` or `{ err: error }`.
 *
 * @example
 * ```ts
 * import { encodeOutcome, newScheduled, RunInstanceCodec, TaskId, Timestamp } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const run = newScheduled({ taskId: TaskId.generate(), scheduledAt: Timestamp.min, createdAt: Timestamp.min })
 * assert.deepStrictEqual(E.right(encodeOutcome(run)), pipe(run, E.map((r) => ({ ok: RunInstanceCodec.encode(r) }))))
 * assert.deepStrictEqual(encodeOutcome(E.left({ _tag: 'NoRun' })), { err: { code: 'NoRun' } })
 * ```
 * @category Scenarios
 */
export const encodeOutcome: (outcome: EntryOutcome) => OutcomeWire = E.match(
  (error): OutcomeWire => ({ err: encodeError(error) }),
  (run) => ({ ok: RunInstanceCodec.encode(run) }),
);
