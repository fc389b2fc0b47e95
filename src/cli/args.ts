/** Values on the command line, read from their words. */
import { InvalidArgumentError } from 'commander';
import { AttemptCount } from '../values/AttemptCount.js';

/** A whole number on the command line, from some least value. */
export const integerFrom =
  (least: number, most: number) =>
  (text: string): number => {
    const n = Number(text);
    if (!/^\d+$/.test(text) || n < least || n > most)
      throw new InvalidArgumentError(
        `Wanted: a whole number from ${String(least)} to ${String(most)}.`,
      );
    return n;
  };

/** Seconds on the command line. */
export const secondsFrom = (text: string): number => {
  const n = Number(text);
  if (!/^\d+(\.\d+)?$/.test(text) || n <= 0 || n > MOST_SECONDS)
    throw new InvalidArgumentError(
      `Wanted: seconds, more than 0 and at most ${String(MOST_SECONDS)}.`,
    );
  return n;
};

const MOST_SECONDS = 86_400;
export const MOST_JOBS = 64;
export const MOST_SEED = AttemptCount.max;

export const portOf = (text: string): number => {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It is a number from 0 to 65535; 0 is any that is free.');
  return port;
};

export const originOf = (text: string, others: ReadonlyArray<string>): ReadonlyArray<string> => {
  if (!URL.canParse(text) || new URL(text).origin !== text)
    throw new InvalidArgumentError('It is a scheme, a host and a port: http://localhost:5173');
  return [...others, text];
};

export const INSPECTOR_PORT = 4600;
