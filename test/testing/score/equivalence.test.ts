/** Verdicts are those that are checked in, and take as many steps. */
import { expect, it } from '@jest/globals';
import { derivedLines } from '../../support/derivedLines.js';
import { verdictLines } from './mutantLines.js';

it('mutants are told apart, or found equivalent, as follows from the chart', () => {
  expect(derivedLines('mutants.txt')).toStrictEqual(expect.arrayContaining([...verdictLines()]));
});
