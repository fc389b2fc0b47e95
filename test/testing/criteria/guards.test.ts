/** The tests of `guards` and `refusals` are those that are checked in as digests: a change of any of them is seen. */
import { expect, it } from '@jest/globals';
import { derivedLines } from '../../support/derivedLines.js';
import { suiteLine } from '../suiteLine.js';

it.each(['guards', 'refusals'] as const)('%s has the tests that follow from the chart', (name) => {
  expect(derivedLines('suites.txt')).toContain(suiteLine(name));
});
