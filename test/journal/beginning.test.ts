/** Anomalies of the line that creates a run, which is nearly always answered without a search. */
import { expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import { makeReplayer } from '../../src/index.js';
import { runId } from '../support/arbitraries.js';

it.each([
  ['nothing', {}, []],
  ['an instant before the creation', { at: 60 }, ['StepBack']],
  ['an instant years later', { at: 100_000_000 }, ['TimeGap']],
  ['a schedule in milliseconds', { scheduled_at: 1_750_000_000_000 }, ['OtherUnit']],
])('a creation with %s', (_, fields, anomalies) => {
  const line = {
    op: 'new_scheduled_with_id',
    ...{ run_id: runId(1), task_id: runId(2), created_at: 100, scheduled_at: 100 },
    ...fields,
  };
  const step = makeReplayer().line(JSON.stringify(line));
  expect(
    O.isSome(step) && step.value._tag === 'Accepted' && step.value.anomalies.map((a) => a._tag),
  ).toStrictEqual(anomalies);
});
