/** Reads a file of `test/fixtures/derived/`, which `npm run derive` writes. */
import { readFileSync } from 'node:fs';
import { expect } from '@jest/globals';

export const derivedLines = (name: string): ReadonlyArray<string> =>
  readFileSync(new URL(`../fixtures/derived/${name}`, import.meta.url), 'utf8').split('\n');

/** Expects each line to be checked in; the first that is not ends it, so that no later one is made. */
export const expectDerived = (name: string, lines: Iterable<string>): void => {
  const checkedIn = derivedLines(name);
  for (const line of lines) expect(checkedIn).toContain(line);
};
