/** Durations in words: `3 min`, `2 h 5 min`. */

/** The units, the largest first, with their seconds; a duration shows two of them at most. */
const units = [
  ['y', 365 * 86_400],
  ['d', 86_400],
  ['h', 3600],
  ['min', 60],
  ['s', 1],
] as const;

/** A duration in whole seconds: `0 s`, `59 s`, `3 min 5 s`, `2 h`, `4 d 3 h`. */
export const duration = (seconds: number): string => {
  const whole = Math.round(Math.abs(seconds));
  const first = units.findIndex(([, size]) => whole >= size);
  const [name, size] = units[first] ?? ['s', 1];
  const [nextName, nextSize] = units[first + 1] ?? ['', 1];
  const rest = first === -1 ? 0 : Math.floor((whole % size) / nextSize);
  const sign = seconds < 0 ? '−' : '';
  return `${sign}${String(Math.floor(whole / size))} ${name}${rest === 0 || nextName === '' ? '' : ` ${String(rest)} ${nextName}`}`;
};

/** A duration in one unit, for narrow places: `3 min`, `2.1 h`. */
export const shortDuration = (seconds: number): string => {
  const [name, size] = units.find(([, own]) => seconds >= own) ?? ['s', 1];
  const value = seconds / size;
  return `${String(value < 9.95 ? Math.round(value * 10) / 10 : Math.round(value))} ${name}`;
};

/** How an instant lies to the one before it: `3 min later`. */
export const later = (seconds: number): string =>
  seconds === 0
    ? 'at the same time'
    : seconds < 0
      ? `${duration(-seconds)} earlier`
      : `${duration(seconds)} later`;
