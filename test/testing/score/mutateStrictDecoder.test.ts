/** These mutants are those that are checked in as digests: a change of what any of them does is seen. */
import { expect, it } from '@jest/globals';
import { derivedLines } from '../../support/derivedLines.js';
import { mutantLines } from './mutantLines.js';

it('the mutants do what follows from the chart', () => {
  expect(derivedLines('mutants.txt')).toStrictEqual(
    expect.arrayContaining([...mutantLines('strict decoder')]),
  );
});
