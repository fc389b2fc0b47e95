/** Reads a file of `test/fixtures/derived/`, which `npm run derive` writes. */
import { readFileSync } from 'node:fs';

export const derivedLines = (name: string): ReadonlyArray<string> =>
  readFileSync(new URL(`../fixtures/derived/${name}`, import.meta.url), 'utf8').split('\n');
