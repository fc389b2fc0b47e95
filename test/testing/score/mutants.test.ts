/** The lists of mutants that are checked in as digests. */
import { expect, it } from '@jest/globals';
import { derivedLines } from '../../support/derivedLines.js';
import { mutantLists } from './mutantLines.js';

it('each list of mutants is checked in', () => {
  const lists = derivedLines('mutants.txt').flatMap(
    (line) => /^(.+?): [0-9]+ mutants, /.exec(line)?.[1] ?? [],
  );
  expect([...new Set(lists)]).toStrictEqual(mutantLists);
});
