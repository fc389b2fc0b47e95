/** What a handler does with its run, when its attempt is over. */

/**
 * The run is Completed, with a result.
 * @category Handlers
 */
export interface Complete {
  readonly _tag: 'Complete';
  readonly result: unknown;
}

/**
 * The run waits for its next attempt.
 * @category Handlers
 */
export interface RetryLater {
  readonly _tag: 'RetryLater';
  /** Milliseconds until then; default: those of the backoff if it failed, else none. */
  readonly afterMs: number | undefined;
  /** Whether this counts as a failure. After the last that is allowed, the run is Failed. */
  readonly failed: boolean;
  readonly reason: string | undefined;
}

/**
 * The run is put aside, until somebody promotes it.
 * @category Handlers
 */
export interface Suspend {
  readonly _tag: 'Suspend';
  readonly reason: string | undefined;
}

/**
 * The run is Failed, whatever failures it may still have.
 * @category Handlers
 */
export interface Fail {
  readonly _tag: 'Fail';
  readonly reason: string;
}

/**
 * What a handler does with its run.
 * @category Handlers
 */
export type WorkResult = Complete | RetryLater | Suspend | Fail;

/**
 * The run is Completed. A result must be a value of JSON; without one a handler may return nothing.
 *
 * @example
 * ```ts
 * import { complete } from 'runchart/store'
 *
 * assert.deepStrictEqual(complete({ sent: 3 }), { _tag: 'Complete', result: { sent: 3 } })
 * ```
 * @category Handlers
 */
export const complete = (result?: unknown): Complete => ({ _tag: 'Complete', result });

/**
 * The attempt failed: the run is tried again, or Failed if this was the last failure that is allowed. To throw an error does the same.
 *
 * @example
 * ```ts
 * import { retry } from 'runchart/store'
 *
 * assert.strictEqual(retry('no answer').failed, true)
 * assert.strictEqual(retry('too many requests', { afterMs: 60_000 }).afterMs, 60_000)
 * ```
 * @category Handlers
 */
export const retry = (
  reason?: string,
  options: { readonly afterMs?: number } = {},
): RetryLater => ({
  _tag: 'RetryLater',
  afterMs: options.afterMs,
  failed: true,
  reason,
});

/**
 * Nothing failed, but the run is not done: it goes on later, in another attempt.
 *
 * @example
 * ```ts
 * import { continueLater } from 'runchart/store'
 *
 * assert.strictEqual(continueLater({ afterMs: 500 }).failed, false)
 * ```
 * @category Handlers
 */
export const continueLater = (
  options: { readonly afterMs?: number; readonly reason?: string } = {},
): RetryLater => ({
  _tag: 'RetryLater',
  afterMs: options.afterMs,
  failed: false,
  reason: options.reason,
});

/**
 * The run is put aside, in Suspended.
 *
 * @example
 * ```ts
 * import { suspend } from 'runchart/store'
 *
 * assert.strictEqual(suspend('waits for approval').reason, 'waits for approval')
 * ```
 * @category Handlers
 */
export const suspend = (reason?: string): Suspend => ({ _tag: 'Suspend', reason });

/**
 * The run is Failed, without further attempts.
 *
 * @example
 * ```ts
 * import { fail } from 'runchart/store'
 *
 * assert.deepStrictEqual(fail('no such user'), { _tag: 'Fail', reason: 'no such user' })
 * ```
 * @category Handlers
 */
export const fail = (reason: string): Fail => ({ _tag: 'Fail', reason });

const tags: ReadonlySet<unknown> = new Set(['Complete', 'RetryLater', 'Suspend', 'Fail']);

/** Reads what a handler returned: one of the results above, or nothing. */
export const workResultOf = (returned: unknown): WorkResult =>
  returned === undefined
    ? complete()
    : typeof returned === 'object' &&
        returned !== null &&
        '_tag' in returned &&
        tags.has(returned._tag)
      ? // SAFETY: handlers are typed; the tag is checked for those that are not.
        (returned as WorkResult)
      : fail('the handler returned a value that is no result: return complete(value), or nothing');
