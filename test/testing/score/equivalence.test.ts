/** Verdicts are those that are checked in, and take as many steps. */
import { it } from '@jest/globals';
import { expectDerived } from '../../support/derivedLines.js';
import { verdictLines } from './mutantLines.js';

it('mutants are told apart, or found equivalent, as follows from the chart', () => {
  expectDerived('mutants.txt', verdictLines());
});
