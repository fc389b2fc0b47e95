/** Formats numbers, instants and states for readers. */
import { groupDigits } from '../codec/digits.js';
import type { RunState } from '../run/RunState.js';
import { isTerminal } from '../run/RunState.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { Colors } from './output.js';

/** Formats a count with its digits in groups of three: `1,234,567`. */
export const count = groupDigits;

/** Formats a count with its noun: `1 line`, `2 lines`. */
export const counted = (n: number, thing: string): string =>
  `${count(n)} ${thing}${n === 1 ? '' : 's'}`;

/** The last second that a `Date` can hold, in the year 275760. A `Timestamp` can be a thousand times larger. */
const LAST_DATE = 8.64e12;

/** Formats an instant in ISO 8601, in UTC, to the second. */
export const instant = (at: Timestamp): string =>
  at > LAST_DATE ? 'after the year 275760' : new Date(at * 1000).toISOString().replace('.000', '');

const units = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** Formats whole seconds in their two largest units: `2d 3h`, `45s`. */
export const span = (seconds: number): string => {
  const first = units.findIndex(([, size]) => seconds >= size);
  if (first === -1) return '0s';
  return units
    .slice(first, first + 2)
    .map(([name, size], i) => {
      const [, above] = units[first + i - 1] ?? ['', Infinity];
      const amount = Math.floor((i === 0 ? seconds : seconds % above) / size);
      return { name, amount };
    })
    .filter(({ amount }) => amount > 0)
    .map(({ name, amount }) => `${count(amount)}${name}`)
    .join(' ');
};

/** Formats a duration given in milliseconds. */
export const elapsed = (milliseconds: number): string =>
  milliseconds < 1000
    ? `${String(Math.round(milliseconds))} ms`
    : `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;

/** Paints a state: final states green, Failed red, the others cyan. */
export const paintState = (colors: Colors, state: RunState, text: string = state): string =>
  isTerminal(state)
    ? state === 'Failed'
      ? colors.red(text)
      : colors.green(text)
    : colors.cyan(text);
