import { InvalidArgumentError } from 'commander';

/** Reads a whole number from 1 of a command line. */
export const wholeNumber = (text) => {
  const n = Number(text);
  if (!/^\d+$/.test(text) || !Number.isSafeInteger(n) || n === 0)
    throw new InvalidArgumentError('Not a whole number from 1.');
  return n;
};
