/* eslint-disable functional/no-let -- the digits of a date are read one after the other, several times a record */
/**
 * Reads the instants of other programs: numbers in a unit, and text in the forms that databases and tools write. Parts of a second
 * are cut off.
 *
 * The forms of text are those of RFC 3339, also with a space for the T, with a zone of hours alone (`+00`, PostgreSQL), or without
 * any zone, if the mapping says which one is meant. Text of digits is a number.
 */
import { INVALID } from '../codec/FastCodec.js';
import { Timestamp } from '../values/Timestamp.js';
import type { NumericTimeUnit } from '../values/TimeUnit.js';
import { timestampIn } from '../values/TimeUnit.js';
import { numberOf } from './expressions.js';

// ------------------------------------------------------------------------------------------------------------ model

/** How the records of a format write instants. */
export interface TimeForm {
  /** The unit of numbers; default: seconds. */
  readonly unit?: NumericTimeUnit | undefined;
  /** The zone of text without one, such as `UTC` or `+01:00`; without it such a text is no instant. */
  readonly zone?: string | undefined;
  /** The values that mean that there is no instant. */
  readonly none?: ReadonlyArray<string | number | boolean> | undefined;
}

/** An instant, `undefined` if there is none, or {@link INVALID}. */
export type ReadInstant = (value: unknown) => Timestamp | undefined | typeof INVALID;

// ------------------------------------------------------------------------------------------------------ operations

const perSecond: Readonly<Record<NumericTimeUnit, number>> = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 };

const ZERO = 48;

/** The number that digits of a text make; NaN if one of them is none. */
const digits = (text: string, start: number, end: number): number => {
  let number = 0;
  // eslint-disable-next-line functional/no-loop-statements -- as above
  for (let i = start; i < end; i += 1) {
    const digit = text.charCodeAt(i) - ZERO;
    if (!(digit >= 0 && digit <= 9)) return Number.NaN;
    number = number * 10 + digit;
  }
  return number;
};

const rfc3339 = timestampIn('iso');

/** The text in the form of RFC 3339; `undefined` if it is of no form that is known. */
const FORM = /^(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d:\d\d)(?:[.,]\d+)?\s*(Z|z|[+-]\d\d(?::?\d\d)?)?$/;

const readSlowly = (
  text: string,
  zone: string | undefined,
  onLocal: () => void,
): Timestamp | typeof INVALID => {
  const [, date, time, own] = FORM.exec(text) ?? [];
  const given = own ?? (zone === 'UTC' ? 'Z' : zone);
  if (date === undefined || time === undefined || given === undefined) return INVALID;
  if (own === undefined) onLocal();
  const offset =
    given.length === 3
      ? `${given}:00`
      : given.length === 5
        ? `${given.slice(0, 3)}:${given.slice(3)}`
        : given;
  return rfc3339.tryDecode(`${date}T${time}${offset}`);
};

/** The days before each month of a year that begins in March. */
const MARCH = [306, 337, 0, 31, 61, 92, 122, 153, 184, 214, 245, 275] as const;
const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
/** The days from the March that begins the year 0 to 1970. */
const EPOCH = 719_468;

/** Reads the usual form, with `Z` or `+00:00` at its end, without a regular expression; -1 for any other text. */
const readUtc = (text: string): number => {
  const year = digits(text, 0, 4);
  const month = digits(text, 5, 7);
  const day = digits(text, 8, 10);
  const hour = digits(text, 11, 13);
  const minute = digits(text, 14, 16);
  const second = digits(text, 17, 19);
  const isForm =
    text.length >= 20 &&
    text.charCodeAt(4) === 45 &&
    text.charCodeAt(7) === 45 &&
    text.charCodeAt(10) === 84 &&
    text.charCodeAt(13) === 58 &&
    text.charCodeAt(16) === 58 &&
    // The last day of February, leap seconds and bounds are left to the slow way.
    year >= 1970 &&
    month >= 1 &&
    month <= 12 &&
    day >= 1 &&
    day <= (DAYS[month - 1] ?? 0) &&
    hour <= 23 &&
    minute <= 59 &&
    second <= 59;
  if (!isForm) return -1;
  const last = text.length - 1;
  const end = text.charCodeAt(last) === 90 ? last : text.endsWith('+00:00') ? last - 5 : -1;
  if (end === -1 || (end > 19 && (text.charCodeAt(19) !== 46 || end === 20))) return -1;
  if (end > 20 && Number.isNaN(digits(text, 20, end))) return -1;
  const from = month <= 2 ? year - 1 : year;
  const days =
    from * 365 +
    Math.floor(from / 4) -
    Math.floor(from / 100) +
    Math.floor(from / 400) +
    (MARCH[month - 1] ?? 0) +
    day -
    1 -
    EPOCH;
  return days * 86_400 + hour * 3600 + minute * 60 + second;
};

/**
 * Makes the reader of a form.
 *
 * @param onLocal - called for a text without a zone, which was read in that of the form
 */
export const instantReader = (
  { unit = 's', zone, none = [] }: TimeForm,
  onLocal: () => void,
): ReadInstant => {
  const size = perSecond[unit];
  const absent = new Set<unknown>(none);
  return (value) => {
    if (value === undefined || value === null || value === '' || absent.has(value))
      return undefined;
    const number = numberOf(value);
    if (number !== undefined) {
      const seconds = Math.floor(number / size);
      return Timestamp.is(seconds) ? seconds : INVALID;
    }
    if (typeof value !== 'string') return INVALID;
    const seconds = readUtc(value);
    return Timestamp.is(seconds) ? seconds : readSlowly(value, zone, onLocal);
  };
};
