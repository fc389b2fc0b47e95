/** How tests of runs are judged, grouped and shrunk: the chart is the model. */
import * as O from 'fp-ts/lib/Option.js';
import { isRecord } from '../codec/untrusted.js';
import type { Step } from '../journal/Step.js';
import { candidatesOf, viaShortestPath } from './candidates.js';
import { causesOf } from './causes.js';
import { loadNonZeroRun, newRun } from './inputs.js';
import { differencesOf } from './Json.js';
import { kindOf } from './kindOf.js';
import { eventName, stateText } from './pathText.js';
import { initialWorld, stepIn } from './play.js';
import { runsOf, scenarioOf, testOf, withChartOutcomes } from './scenario.js';
import type { TestCase } from './TestCase.js';
import { valuesOf } from './Values.js';
import type { Vocabulary } from './Vocabulary.js';

const isDecode = (outcome: unknown): boolean =>
  isRecord(outcome) && isRecord(outcome['err']) && outcome['err']['code'] === 'Decode';

/** Tests that leave a run behind, to detect a subject that keeps state between scenarios. */
const leftovers: ReadonlyArray<TestCase> = [loadNonZeroRun, newRun].flatMap((start, i) => {
  const values = valuesOf(i);
  const life: ReadonlyArray<Step> = [
    stepIn(start(initialWorld, values)),
    { op: 'promote_to_ready' },
    { op: 'transition_to', to: 'Leased' },
    { op: 'transition_to', to: 'Running' },
    { op: 'start_attempt', attemptId: values.attemptId(1) },
  ];
  return [1, 2, life.length].map((length) =>
    testOf(
      `before-${String(i)}-${String(length)}`,
      [],
      life.slice(0, length).map((step) => ({ step })),
    ),
  );
});

/** The vocabulary of runs. The message of a `Decode` is not compared; everything else must be equal. */
export const runVocabulary: Vocabulary<TestCase> = {
  scenarioOf,
  differences: (expected, actual) => {
    const found = differencesOf(expected, actual);
    return isDecode(expected) && isDecode(actual)
      ? found.filter(({ path }) => path !== 'err.message')
      : found;
  },
  kindOf,
  placeOf: ({ steps }, index) => {
    const at = steps[index];
    const before = runsOf(steps.slice(0, index)).at(-1) ?? O.none;
    return at === undefined ? '' : `${stateText(before)} + ${eventName(at.step)}`;
  },
  causesOf,
  isOfModel: (test) => {
    const outcomes = ({ steps }: TestCase): ReadonlyArray<unknown> =>
      steps.map(({ expect }) => expect);
    return differencesOf(outcomes(withChartOutcomes(test)), outcomes(test)).length === 0;
  },
  lastStepAlone: ({ name, criteria, steps }) => [testOf(name, criteria, steps.slice(-1))],
  candidatesOf,
  viaShortestPath: ({ name, criteria, steps }) =>
    viaShortestPath(steps).map((moves) => testOf(name, criteria, moves)),
  leftovers,
};
