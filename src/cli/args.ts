/** Parsers for values on the command line. */
import { InvalidArgumentError } from 'commander';

/** Parses a whole number within bounds. */
export const integerFrom =
  (min: number, max: number) =>
  (text: string): number => {
    const n = Number(text);
    if (!/^\d+$/.test(text) || n < min || n > max)
      throw new InvalidArgumentError(
        `Wanted: a whole number from ${String(min)} to ${String(max)}.`,
      );
    return n;
  };

/** Parses a duration in seconds. */
export const secondsFrom = (text: string): number => {
  const n = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || n <= 0 || n > MAX_SECONDS)
    throw new InvalidArgumentError(
      `Wanted: seconds, more than 0 and at most ${String(MAX_SECONDS)}.`,
    );
  return n;
};

const unitSeconds: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
};

/** Parses a duration such as `90s`, `1h30m` or `2d` as whole seconds. */
export const durationFrom = (text: string): number => {
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)([smhdw])/g)];
  const seconds = parts.reduce(
    (sum, [, amount, unit = '']) => sum + Number(amount) * (unitSeconds[unit] ?? 0),
    0,
  );
  if (parts.length === 0 || parts.map(([part]) => part).join('') !== text || seconds > MAX_SPAN)
    throw new InvalidArgumentError('Wanted: a duration with its unit, such as 90s, 1h30m or 2d.');
  return Math.floor(seconds);
};

/** A thousand years. */
const MAX_SPAN = 365_250 * 86_400;

const MAX_SECONDS = 86_400;
export const MAX_JOBS = 64;

/** Parses a port; 0 means any free port. */
export const portOf = (text: string): number => {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('Wanted: a number from 0 to 65535; 0 is any free port.');
  return port;
};

/** Parses an origin, and adds it to those given before. */
export const originOf = (text: string, before: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (!URL.canParse(text) || new URL(text).origin !== text)
    throw new InvalidArgumentError(
      'Wanted: a scheme, a host and a port, such as http://localhost:5173.',
    );
  return [...before, text];
};

/** The default port of the inspector. */
export const INSPECTOR_PORT = 4600;
