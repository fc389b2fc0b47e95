/**
 * `TimeUnit`: how a journal writes its instants, and the codecs that read each way as a {@link Timestamp}.
 *
 * A part of a second is cut off: an instant is the second in which it lies. Nothing is rounded.
 */
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import { Timestamp } from './Timestamp.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The units of numbers, from the longest to the shortest. */
export const numericTimeUnits = ['s', 'ms', 'us', 'ns'] as const;

/**
 * A unit of numbers: seconds, milliseconds, microseconds or nanoseconds since 1970.
 * @category Journals
 */
export type NumericTimeUnit = (typeof numericTimeUnits)[number];

/**
 * How instants are written: as a number in a unit, or as text in the form of RFC 3339 (`iso`).
 * @category Journals
 */
export type TimeUnit = NumericTimeUnit | 'iso';

/** How many of each unit are in a second. */
const perSecond: Readonly<Record<NumericTimeUnit, number>> = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 };

/** The names of the units. */
export const timeUnitNames: Readonly<Record<NumericTimeUnit, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
};

// ------------------------------------------------------------------------------------------------------ RFC 3339

const RFC_3339 =
  /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(?:\.\d+)?(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;

/** The seconds since 1970 of a date and time in UTC; `NaN` if there is no such date or time. */
const utcSeconds = (local: string): number => {
  const milliseconds = Date.parse(`${local}Z`);
  // `Date.parse` takes February 30 for March 2, and 24:00 for the next day.
  return Number.isNaN(milliseconds) || !new Date(milliseconds).toISOString().startsWith(local)
    ? NaN
    : milliseconds / 1000;
};

/** The seconds by which the zone of a text in the form of RFC 3339 is ahead of UTC. */
const offsetOf = (text: string): number => {
  if (/z/i.test(text)) return 0;
  const minutes = Number(text.slice(-5, -3)) * 60 + Number(text.slice(-2));
  return (text.at(-6) === '-' ? -60 : 60) * minutes;
};

const DAY = 86_400;

/** The unix seconds of an instant in the form of RFC 3339; `undefined` if the text is none, or before 1970. */
const parseRfc3339 = (text: string): Timestamp | undefined => {
  if (!RFC_3339.test(text)) return undefined;
  const second = text.slice(17, 19);
  // A leap second is 23:59:60 in UTC. Unix time counts it as the second after it, as POSIX does.
  const isLeap = second === '60';
  const local = utcSeconds(`${text.slice(0, 10)}T${text.slice(11, 17)}${isLeap ? '59' : second}`);
  const seconds = local + Number(isLeap) - offsetOf(text);
  if (isLeap && seconds % DAY !== 0) return undefined;
  return Timestamp.is(seconds) ? seconds : undefined;
};

const Rfc3339 = /* #__PURE__ */ leafCodec<Timestamp, Timestamp>(
  'an instant since 1970 as in RFC 3339, with its zone, such as "2026-01-31T09:30:00Z" or "2026-01-31T10:30:00+01:00"',
  Timestamp.is,
  (u) => (typeof u === 'string' ? (parseRfc3339(u) ?? INVALID) : INVALID),
  (at) => at,
);

// ----------------------------------------------------------------------------------------------------------- codecs

/** The codec of instants in a unit shorter than a second. A number beyond 2^53 is read only as a bigint. */
const numberIn = (unit: NumericTimeUnit): FastCodec<Timestamp> => {
  const size = perSecond[unit];
  const max = BigInt(Timestamp.max) * BigInt(size) + BigInt(size - 1);
  return leafCodec<Timestamp, Timestamp>(
    `unix ${timeUnitNames[unit]} (0 to ${String(max)})`,
    Timestamp.is,
    (u) => {
      const seconds =
        typeof u === 'bigint' && u >= 0n
          ? Number(u / BigInt(size))
          : Timestamp.is(u) // the bounds of a number are the same in each unit
            ? (u - (u % size)) / size
            : undefined;
      return Timestamp.is(seconds) ? seconds : INVALID;
    },
    (at) => at,
  );
};

/**
 * The codec that reads instants in a unit. It encodes in unix seconds.
 *
 * A number beyond 2^53, which `JSON.parse` rounds, must be given as a bigint; the decoder of journal lines does so.
 */
export const timestampIn = (unit: TimeUnit): FastCodec<Timestamp, number> =>
  unit === 's' ? Timestamp : unit === 'iso' ? Rfc3339 : numberIn(unit);

// -------------------------------------------------------------------------------------------------------- operations

/** From here on, a number of seconds lies after the year 5138, and is far more likely a date of today in milliseconds. */
const HIGHEST = 1e11;

/** Below this, a number of seconds lies before March 1973. */
const LOWEST = 1e8;

/**
 * The unit in which an instant was probably written, if that is not the unit it was read in.
 *
 * Read as seconds, today's milliseconds lie after the year 5138. Read as milliseconds, today's seconds lie in January 1970.
 */
export const likelyUnit = (readAs: TimeUnit, at: Timestamp): NumericTimeUnit | undefined => {
  if (readAs === 'iso') return undefined;
  const shorter = [HIGHEST, HIGHEST * 1e3, HIGHEST * 1e6].filter((limit) => at >= limit).length;
  const longer =
    at === 0 ? 0 : [LOWEST, LOWEST / 1e3, LOWEST / 1e6].filter((limit) => at < limit).length;
  const index = Math.max(0, numericTimeUnits.indexOf(readAs) + shorter - longer);
  const unit = numericTimeUnits[index];
  return unit === readAs ? undefined : unit;
};

/** A fast check before {@link likelyUnit}: `true` means that it finds no other unit. */
export const isPlausible = (readAs: TimeUnit, at: Timestamp): boolean =>
  at < HIGHEST && (readAs === 's' || readAs === 'iso' || at >= LOWEST);

/** The unit in which a number would be a date of our time, between 1973 and 5138; `undefined` if there is none. */
export const unitOfNumber = (n: number): NumericTimeUnit | undefined =>
  numericTimeUnits.find((unit) => n >= LOWEST * perSecond[unit] && n < HIGHEST * perSecond[unit]);
