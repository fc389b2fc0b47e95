/** Carries out the recorded scenarios of the reference, and the suites that the chart gives, in a store: there are no differences. */
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { ScenarioCodec } from '../../src/index.js';
import { isVerified, verify } from '../../src/testing/index.js';
import { right } from '../support/arbitraries.js';
import { describeStores } from '../support/stores.js';
import { suiteOf } from '../testing/suite.js';
import type { Answer, Steps } from './scenarios.js';
import { answersIn } from './scenarios.js';

interface Outcome {
  readonly ok?: Readonly<Record<string, unknown>>;
  readonly err?: Readonly<Record<string, unknown>>;
}

interface Recorded extends Steps {
  readonly expected: ReadonlyArray<Outcome>;
}

const recorded: ReadonlyArray<Recorded> = readFileSync(
  new URL('../fixtures/reference.ndjson', import.meta.url),
  'utf8',
)
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => {
    const json = JSON.parse(line) as {
      readonly steps: ReadonlyArray<{ readonly expect: Outcome }>;
    };
    return {
      ...right(ScenarioCodec.decode(json)),
      expected: json.steps.map((step) => step.expect),
    };
  });

const generated: ReadonlyArray<Recorded> = suiteOf().tests.map(({ name, steps }) => ({
  name,
  steps: steps.map(({ step }) => step),
  expected: steps.map((step) => step.expect),
}));

/** A decode failure must be the same, but not its message. */
const withoutWording = (outcome: Outcome): Outcome =>
  outcome.err?.['code'] === 'Decode'
    ? { err: { ...outcome.err, message: typeof outcome.err['message'] } }
    : outcome;

/** The scenarios whose outcomes are not those expected, and how far each was carried out. */
const differences = (
  answers: ReadonlyArray<Answer>,
  scenarios: ReadonlyArray<Recorded>,
): ReadonlyArray<unknown> =>
  answers.flatMap(({ name, outcomes, ends }, i) => {
    const all = (scenarios[i]?.expected ?? []).map(withoutWording);
    const expected = ends === undefined ? all : all.slice(0, outcomes.length);
    // As JSON, because the outcomes of the store have the fields in another order.
    const actual = JSON.parse(JSON.stringify(outcomes)) as ReadonlyArray<Outcome>;
    return isDeepStrictEqual(actual.map(withoutWording), expected)
      ? []
      : [{ name, actual, expected }];
  });

/**
 * The scenarios that a store cannot carry out to their end: an op overwrites a run with an attempt that is active outside Running, which
 * the codecs refuse too.
 */
const endsEarly = (scenarios: ReadonlyArray<Recorded>): ReadonlyArray<string> =>
  scenarios.flatMap(({ name, expected }) =>
    expected.some(
      ({ ok }) =>
        ok !== undefined && ok['current_attempt_id'] !== null && ok['state'] !== 'Running',
    )
      ? [name]
      : [],
  );

const endedEarly = (answers: ReadonlyArray<Answer>): ReadonlyArray<string> =>
  answers.flatMap(({ name, ends }) => (ends === undefined ? [] : [name]));

describeStores(({ open }) => {
  it('reproduces every recorded outcome of the reference', async () => {
    const answers = await answersIn(await open(), recorded);
    expect(differences(answers, recorded)).toStrictEqual([]);
    expect(endedEarly(answers)).toStrictEqual([]);
  });

  it('gives every outcome that the generated suites expect', async () => {
    const answers = await answersIn(await open(), generated);
    expect(differences(answers, generated)).toStrictEqual([]);
    expect(endedEarly(answers)).toStrictEqual(endsEarly(generated));
    expect(new Set(answers.map(({ ends }) => ends))).toStrictEqual(
      new Set([undefined, 'restore_attempt_state_for_bootstrap']),
    );
  });

  describe('as the subject of a verification', () => {
    const { tests } = suiteOf({ criteria: ['transitions'] });

    it('is verified', async () => {
      const there = await open();
      const report = await verify(async (scenario) => {
        const [answer] = await answersIn(there, [right(ScenarioCodec.decode(scenario))]);
        return answer?.outcomes;
      }, tests);
      expect(report.faults).toStrictEqual([]);
      expect(isVerified(report)).toBe(true);
    });
  });
});
