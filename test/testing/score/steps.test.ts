/** The steps are those that are checked in as digests. */
import { it } from '@jest/globals';
import { expectDerived } from '../../support/derivedLines.js';
import { stepLines } from './mutantLines.js';

it('the steps follow from the chart', () => {
  expectDerived('mutants.txt', stepLines());
});
