import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as O from 'fp-ts/lib/Option.js';
import { applyStep, decide, eventTypes } from '../../src/index.js';
import { eventOf, stepOf } from '../../src/journal/EventStep.js';
import { arbitraryEvent, arbitraryRun } from '../support/arbitraries.js';

test('an event as a step, and back, is the event', () => {
  fc.assert(
    fc.property(arbitraryEvent, (event) => {
      expect(eventOf(stepOf(event))).toStrictEqual(event);
    }),
  );
});

test('the step does what the event does', () => {
  fc.assert(
    fc.property(arbitraryRun, arbitraryEvent, (run, event) => {
      const step = stepOf(event);
      expect(applyStep(step, step.at)(O.some(run))).toStrictEqual(decide(event)(run));
    }),
  );
});

test('every event of the chart is tried', () => {
  const seen = new Set(fc.sample(arbitraryEvent, 500).map(({ type }) => type));
  expect([...seen].sort()).toStrictEqual([...eventTypes].sort());
});
