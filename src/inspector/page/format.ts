/** Formats ids, numbers and instants. */
const grouped = new Intl.NumberFormat('en-US');

/** A count with its digits in groups of three. */
export const count = (n: number): string => grouped.format(n);

const compact = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** An integer of any size in a narrow column: `-2.1B`. */
export const narrow = (n: number): string => (Math.abs(n) < 10_000 ? String(n) : compact.format(n));

/** A count of things: `1 run`, `2 runs`. */
export const counted = (n: number, thing: string): string =>
  `${count(n)} ${thing}${n === 1 ? '' : 's'}`;

/** The first and last digits of an id. */
export const shortId = (id: string): string => `${id.slice(0, 8)}…${id.slice(-4)}`;

/** Shortens every id in a message of the library; the element's title has the full text. */
export const shortIdsIn = (text: string): string =>
  text.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, shortId);

/** The last second that a `Date` can hold. */
const LAST_DATE = 8.64e12;

const iso = (at: number): string =>
  at > LAST_DATE ? 'after the year 275760' : new Date(at * 1000).toISOString();

/** An instant, to the second: `2025-01-06 09:00:04 UTC`. */
export const instant = (at: number): string => iso(at).replace('T', ' ').replace('.000Z', ' UTC');

/** The time of day in UTC: `09:00:04`. */
export const clock = (at: number): string => (at > LAST_DATE ? '—' : iso(at).slice(11, 19));

/** The day in UTC: `2025-01-06`. */
export const day = (at: number): string => (at > LAST_DATE ? '—' : iso(at).slice(0, 10));

const isoOf = (milliseconds: number): string =>
  milliseconds > LAST_DATE * 1000 ? 'after the year 275760' : new Date(milliseconds).toISOString();

/** An instant in Unix milliseconds: `2025-01-06 09:00:04.123 UTC`. */
export const preciseInstant = (milliseconds: number): string =>
  isoOf(milliseconds).replace('T', ' ').replace('Z', ' UTC');

/** The time of day of an instant in Unix milliseconds, in UTC: `09:00:04.123`. */
export const preciseClock = (milliseconds: number): string =>
  milliseconds > LAST_DATE * 1000 ? '—' : isoOf(milliseconds).slice(11, 23);

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** An instant in a narrow column, in UTC: `Jan 6 09:00`. */
export const shortInstant = (at: number): string => {
  if (at > LAST_DATE) return '—';
  const date = new Date(at * 1000);
  const month = months[date.getUTCMonth()] ?? '';
  return `${month} ${String(date.getUTCDate())} ${iso(at).slice(11, 16)}`;
};

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const YEAR = 365 * DAY;

/** The units of a length of time, longest first. */
const units = [
  [YEAR, 'y'],
  [DAY, 'd'],
  [HOUR, 'h'],
  [MINUTE, 'm'],
  [1, 's'],
] as const;

/** A length of time in its two largest units: `3 d 4 h`, `2 m`, `0 s`. */
export const span = (seconds: number): string => {
  const at = units.findIndex(([length]) => seconds >= length);
  if (at === -1) return seconds > 0 ? '< 1 s' : '0 s';
  const [first, second] = units.slice(at);
  if (first === undefined) return '';
  const large = Math.floor(seconds / first[0]);
  const rest = seconds - large * first[0];
  const small = second === undefined ? 0 : Math.floor(rest / second[0]);
  return `${count(large)} ${first[1]}${small === 0 ? '' : ` ${String(small)} ${second?.[1] ?? ''}`}`;
};

/** An instant as seen from another one: `3 d 4 h ago`, `in 5 m`, `now`. */
export const relative = (at: number, from: number): string =>
  at === from ? 'now' : at < from ? `${span(from - at)} ago` : `in ${span(at - from)}`;

/** A range of time, in UTC: `from 2025-01-06 09:00:00 to 10:00:00 UTC`. */
export const rangeText = ({ from, to }: { readonly from: number; readonly to: number }): string => {
  const begins = iso(from).slice(0, 19).replace('T', ' ');
  const ends = iso(to).slice(0, 19).replace('T', ' ');
  return `from ${begins} to ${day(from) === day(to) ? ends.slice(11) : ends} UTC`;
};
