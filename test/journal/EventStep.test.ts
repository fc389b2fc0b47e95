import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as O from 'fp-ts/lib/Option.js';
import { applyStep, decide, eventTypes } from '../../src/index.js';
import { eventOf, stepOf } from '../../src/journal/EventStep.js';
import { arbitraryEvent, arbitraryRun } from '../support/arbitraries.js';

test('eventOf(stepOf(event)) is the event', () => {
  fc.assert(
    fc.property(arbitraryEvent, (event) => {
      expect(eventOf(stepOf(event))).toStrictEqual(event);
    }),
  );
});

test('a step and its event have the same result', () => {
  fc.assert(
    fc.property(arbitraryRun, arbitraryEvent, (run, event) => {
      const step = stepOf(event);
      expect(applyStep(step, step.at)(O.some(run))).toStrictEqual(decide(event)(run));
    }),
  );
});

test('these tests cover every event of the chart', () => {
  const seen = new Set(fc.sample(arbitraryEvent, 500).map(({ type }) => type));
  expect([...seen].sort()).toStrictEqual([...eventTypes].sort());
});
