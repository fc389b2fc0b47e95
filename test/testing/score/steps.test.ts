/** The steps are those that are checked in as digests. */
import { expect, it } from '@jest/globals';
import { derivedLines } from '../../support/derivedLines.js';
import { stepLines } from './mutantLines.js';

it('the steps follow from the chart', () => {
  expect(derivedLines('mutants.txt')).toStrictEqual(expect.arrayContaining([...stepLines()]));
});
