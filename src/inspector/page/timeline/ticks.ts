/** The ticks of an axis of time: at round instants, with short labels. */
import { utcTicks } from 'd3-time';
import type { Span } from './span.js';
import { lengthOf } from './span.js';

/** A mark on the axis. */
export interface Tick {
  /** In unix seconds. */
  readonly at: number;
  readonly text: string;
  /** Whether a day, a month or a year begins there, while others do not. */
  readonly isMain: boolean;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const DAY = 86_400;

const isDay = (at: number): boolean => at % DAY === 0;

const textOf = (at: number, hasSeconds: boolean): string => {
  const date = new Date(at * 1000);
  if (!isDay(at)) return date.toISOString().slice(11, hasSeconds ? 19 : 16);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  if (day !== 1) return `${months[month] ?? ''} ${String(day)}`;
  return month === 0 ? String(year) : (months[month] ?? '');
};

const isMain = (at: number, step: number): boolean => {
  const date = new Date(at * 1000);
  if (step < DAY) return isDay(at);
  return step < 28 * DAY ? date.getUTCDate() === 1 : date.getUTCMonth() === 0;
};

/** Whole seconds, as instants lie on them, about as many as wanted. */
const roundInstants = ({ from, to }: Span, wanted: number): ReadonlyArray<number> =>
  utcTicks(new Date(from * 1000), new Date(to * 1000), wanted)
    .map((date) => date.getTime() / 1000)
    .filter((at) => at % 1 === 0);

/** How far the first instant is from the second. */
const stepOf = ([first = 0, second = Infinity]: ReadonlyArray<number>): number => second - first;

/** The ticks in a span, of which a width has room for one each `room` pixels. */
export const ticksIn = (span: Span, width: number, room: number): ReadonlyArray<Tick> => {
  const length = lengthOf(span);
  const most = Math.max(1, Math.floor(Math.min(width / room, length)));
  // The round step may be much shorter than the wanted one: then fewer ticks are wanted.
  let instants = roundInstants(span, most);
  for (
    let wanted = most - 1;
    wanted > 0 && stepOf(instants) * width < room * 0.75 * length;
    wanted -= 1
  )
    instants = roundInstants(span, wanted);
  const hasSeconds = instants.some((at) => at % 60 !== 0);
  const step = stepOf(instants);
  return instants.map((at) => ({ at, text: textOf(at, hasSeconds), isMain: isMain(at, step) }));
};

/** The day of an instant in words: `Jan 6, 2025`. */
export const dayText = (at: number): string => {
  const date = new Date(at * 1000);
  return `${months[date.getUTCMonth()] ?? ''} ${String(date.getUTCDate())}, ${String(date.getUTCFullYear())}`;
};
