/**
 * `Duration`: a number of whole seconds, and its arithmetic with instants.
 *
 * Laws: every function is total, and its result is within bounds: what would lie beyond is the bound itself. For a duration `d` and an
 * instant `at`, `durationSince(at)(addDuration(d)(at))` is `d` unless the sum lies beyond.
 */
import type * as t from 'io-ts';
import { integerCodec } from '../values/Integer.js';
import { Timestamp } from '../values/Timestamp.js';

// ------------------------------------------------------------------------------------------------------------ model

interface DurationBrand {
  readonly Duration: unique symbol;
}

/**
 * Whole seconds, 0 to 2^53-1: the distance of any two instants.
 * @category Instants and durations
 */
export type Duration = t.Branded<number, DurationBrand>;

// SAFETY: 0 and 2^53-1 are the bounds.
const bounds = { min: 0 as Duration, max: Number.MAX_SAFE_INTEGER as Duration };

/**
 * Codec and companion of {@link Duration}: `decode`, `is`, `min`, `max`, `Ord`.
 *
 * @example
 * ```ts
 * import { Duration, seconds } from 'runchart/engine'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * assert.deepStrictEqual(Duration.decode(30), E.right(seconds(30)))
 * assert.strictEqual(E.isLeft(Duration.decode(-1)), true)
 * ```
 * @category Instants and durations
 */
export const Duration = /* #__PURE__ */ integerCodec<Duration>('seconds', bounds);

// ------------------------------------------------------------------------------------------------------ constructors

/**
 * Makes a duration of a number of seconds.
 *
 * Rounded to whole seconds. Nothing is refused: a negative number, or none, is 0, and what lies beyond the bound is the bound.
 * `Duration.decode` refuses what is no duration.
 *
 * @example
 * ```ts
 * import { Duration, seconds } from 'runchart/engine'
 *
 * assert.strictEqual(seconds(30), 30)
 * assert.deepStrictEqual([seconds(-1), seconds(NaN), seconds(Infinity)], [Duration.min, Duration.min, Duration.max])
 * ```
 * @category Instants and durations
 */
export const seconds = (n: number): Duration =>
  // SAFETY: a whole number within bounds.
  (n > 0 ? Math.min(Math.round(n), bounds.max) : bounds.min) as Duration;

/**
 * Makes a duration of a number of minutes, as {@link seconds} does.
 *
 * @example
 * ```ts
 * import { minutes } from 'runchart/engine'
 *
 * assert.strictEqual(minutes(1.5), 90)
 * ```
 * @category Instants and durations
 */
export const minutes = (n: number): Duration => seconds(n * 60);

/**
 * Makes a duration of a number of hours, as {@link seconds} does.
 *
 * @example
 * ```ts
 * import { hours, minutes } from 'runchart/engine'
 *
 * assert.strictEqual(hours(2), minutes(120))
 * ```
 * @category Instants and durations
 */
export const hours = (n: number): Duration => minutes(n * 60);

/**
 * Makes a duration of a number of days of 24 hours, as {@link seconds} does.
 *
 * @example
 * ```ts
 * import { days, hours } from 'runchart/engine'
 *
 * assert.strictEqual(days(7), hours(168))
 * ```
 * @category Instants and durations
 */
export const days = (n: number): Duration => hours(n * 24);

// -------------------------------------------------------------------------------------------------------- operations

/**
 * Returns the instant that lies a duration after another; `Timestamp.max` if it lies beyond.
 *
 * Shape: `addDuration(duration)(at)`.
 *
 * @example
 * ```ts
 * import { Timestamp } from 'runchart'
 * import { addDuration, minutes, seconds } from 'runchart/engine'
 *
 * assert.strictEqual(addDuration(minutes(5))(Timestamp.min), 300)
 * assert.strictEqual(addDuration(seconds(1))(Timestamp.max), Timestamp.max)
 * ```
 * @category Instants and durations
 */
export const addDuration =
  (duration: Duration) =>
  (at: Timestamp): Timestamp =>
    // SAFETY: whole and not negative. A sum that is rounded lies beyond the bound before it is rounded, too.
    Math.min(at + duration, Timestamp.max) as Timestamp;

/**
 * Returns how long an instant lies after another; 0 if it lies before.
 *
 * Shape: `durationSince(earlier)(later)`.
 *
 * @example
 * ```ts
 * import { Timestamp } from 'runchart'
 * import { addDuration, Duration, durationSince, hours } from 'runchart/engine'
 *
 * const now = Timestamp.now()
 * const later = addDuration(hours(1))(now)
 * assert.strictEqual(durationSince(now)(later), hours(1))
 * assert.strictEqual(durationSince(later)(now), Duration.min)
 * ```
 * @category Instants and durations
 */
export const durationSince =
  (earlier: Timestamp) =>
  (later: Timestamp): Duration =>
    seconds(later - earlier);

/** The longest delay of `setTimeout`, in milliseconds: a longer one fires at once. */
const LONGEST_TIMER = 2 ** 31 - 1;

/**
 * Returns a duration in milliseconds, as `setTimeout` takes it: at most 2^31-1, some 24 days, because a timer of a longer delay fires at
 * once. A program that wakes too early finds nothing due, and sleeps again.
 *
 * @example
 * ```ts
 * import { days, seconds, timerDelay } from 'runchart/engine'
 *
 * assert.strictEqual(timerDelay(seconds(2)), 2000)
 * assert.strictEqual(timerDelay(days(365)), 2147483647)
 * ```
 * @category Instants and durations
 */
export const timerDelay = (duration: Duration): number => Math.min(duration * 1000, LONGEST_TIMER);
