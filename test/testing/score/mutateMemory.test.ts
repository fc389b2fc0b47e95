/** Engines that remember the attempt that ended last. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import { RunInstanceCodec } from '../../../src/index.js';
import type { Step } from '../../../src/journal/Step.js';
import { faultless } from '../../../src/testing/score/Engine.js';
import { memoryMutants } from '../../../src/testing/score/mutateMemory.js';
import { ATTEMPT, exampleIn, RUN, TASK } from '../../../src/testing/score/steps.js';
import { at, attemptA, count, priority, taskId } from '../../support/arbitraries.js';
import { mutantNamed, outcomesOf } from './answers.js';

const start = (attemptId = ATTEMPT): Step => ({ op: 'start_attempt', attemptId });
const finish = (attemptId = ATTEMPT): Step => ({ op: 'finish_attempt', attemptId });
const create: Step = {
  op: 'new_ready_with_id',
  runId: RUN,
  taskId: TASK,
  scheduledAt: at(10),
  createdAt: at(20),
  effectivePriority: priority(3),
};
const read: Step = {
  op: 'deserialize',
  json: JSON.stringify(RunInstanceCodec.encode(exampleIn('Running'))),
};
const to = (state: 'Leased' | 'Running'): Step => ({ op: 'transition_to', to: state });
const running = [create, to('Leased'), to('Running')];
const once = [...running, start(), finish()];

const ends = 'finish_attempt: the attempt that ended last ends the active one';
const again = 'finish_attempt: the attempt that ended last ends once more';
const refused = 'start_attempt: the attempt that ended last is refused';
const uncounted = 'start_attempt: the attempt that ended last is not counted again';

const texts = (outcomes: ReturnType<typeof outcomesOf>): ReadonlyArray<string> =>
  outcomes.map((outcome) =>
    'ok' in outcome
      ? `${outcome.ok.state} ${String(outcome.ok.attempt_count)} ${outcome.ok.current_attempt_id ?? 'none'}`
      : String(outcome.err['message'] ?? outcome.err.code),
  );

describe('the mutants that remember an attempt', () => {
  it('are four', () => {
    expect(memoryMutants().map(({ kind, name, site }) => [kind, name, site])).toStrictEqual(
      [ends, again, refused, uncounted].map((name) => ['wrong later', name, undefined]),
    );
  });

  it.each<[string, string, ReadonlyArray<Step>, string]>([
    [ends, 'of another attempt', [...once, start(attemptA), finish()], 'Running 2 none'],
    [again, 'without an attempt', [...once, finish()], 'Running 1 none'],
    [
      refused,
      'in the same run',
      [...once, start()],
      `run ${RUN} already has active attempt ${ATTEMPT}`,
    ],
    [uncounted, 'in the same run', [...once, start()], `Running 1 ${ATTEMPT}`],
  ])('%s: %s', (name, _, steps, last) => {
    const outcomes = outcomesOf(mutantNamed(memoryMutants(), name).engine, steps);
    const right = outcomesOf(faultless, steps);
    expect(texts(outcomes).at(-1)).toBe(last);
    expect(outcomes.slice(0, -1)).toStrictEqual(right.slice(0, -1));
    expect(outcomes.at(-1)).not.toStrictEqual(right.at(-1));
  });

  const renewed = (...steps: ReadonlyArray<Step>) => [
    ...once,
    ...steps,
    to('Leased'),
    to('Running'),
  ];
  it.each<[string, ReadonlyArray<Step>]>([
    ['an attempt that was not started before', [...once, start(attemptA), finish(attemptA)]],
    ['before any attempt', [...running, finish(), start(), finish(attemptA)]],
    ['without a run', [start(), finish()]],
    ['a new run', [...renewed(create), finish(), start()]],
    [
      'the attempt that ended last, if it was restored',
      [
        ...once,
        {
          op: 'restore_attempt_state_for_bootstrap',
          count: count(1),
          activeAttempt: O.some(ATTEMPT),
        },
        finish(),
      ],
    ],
    ['a run that is read', [...once, read, finish(), start()]],
    [
      'the attempt before the last',
      [...once, start(attemptA), finish(attemptA), finish(), start()],
    ],
  ])('answer rightly for %s', (_, steps) => {
    memoryMutants().forEach(({ engine, name }) => {
      expect([name, texts(outcomesOf(engine, steps))]).toStrictEqual([
        name,
        texts(outcomesOf(faultless, steps)),
      ]);
    });
  });

  it.each<[string, string, ReadonlyArray<Step>]>([
    [ends, 'without an attempt', [...once, finish()]],
    [again, 'of another attempt', [...once, start(attemptA), finish()]],
  ])('%s, but not %s', (name, _, steps) => {
    const { engine } = mutantNamed(memoryMutants(), name);
    expect(texts(outcomesOf(engine, steps))).toStrictEqual(texts(outcomesOf(faultless, steps)));
  });

  it('still remember it after a refused constructor, and after other ops', () => {
    const steps = [
      ...once,
      { ...create, taskId: taskId(0) },
      { op: 'record_state_change_at', timestamp: at(30) },
      finish(),
    ] as const;
    const { engine } = mutantNamed(memoryMutants(), again);
    expect(texts(outcomesOf(engine, steps)).slice(-3)).toStrictEqual([
      'invalid task_id for run construction: 00000000-0000-0000-0000-000000000000',
      'Running 1 none',
      'Running 1 none',
    ]);
  });
});
