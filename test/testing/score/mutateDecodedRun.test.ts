/** These mutants are those that are checked in as digests: a change of what any of them does is seen. */
import { it } from '@jest/globals';
import { expectDerived } from '../../support/derivedLines.js';
import { mutantLines } from './mutantLines.js';

it('the mutants do what follows from the chart', () => {
  expectDerived('mutants.txt', mutantLines('decoded run'));
});
