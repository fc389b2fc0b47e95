import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { AnswerWire, OutcomeWire, RunInstance, Step } from '../../src/index.js';
import {
  answerLine,
  applyStep,
  encodeError,
  encodeOutcome,
  errorMessage,
  formatDecodeErrors,
  RunInstanceCodec,
  runScenario,
  ScenarioCodec,
  StepCodec,
} from '../../src/index.js';
import { makeAnswerLine } from '../../src/journal/Scenario.js';
import { states } from '../expectations.js';
import {
  at,
  attemptA,
  left,
  priority,
  right,
  runId,
  runIn,
  taskId,
  tries,
} from '../support/arbitraries.js';

const RUN = '00000000-0000-0000-0000-000000000001';
const TASK = '00000000-0000-0000-0000-000000000002';
const ATTEMPT = '00000000-0000-0000-0000-00000000000a';

const born = {
  op: 'new_ready_with_id',
  run_id: RUN,
  task_id: TASK,
  scheduled_at: 5,
  created_at: 7,
  effective_priority: 1,
};

const ready = {
  id: RUN,
  task_id: TASK,
  state: 'Ready',
  current_attempt_id: null,
  attempt_count: 0,
  created_at: 7,
  scheduled_at: 5,
  effective_priority: 1,
  last_state_change_at: 7,
};

const outcomes = (...steps: ReadonlyArray<unknown>): ReadonlyArray<OutcomeWire> => {
  const answer = answerLine(JSON.stringify({ name: 'n', steps }));
  return 'outcomes' in answer ? answer.outcomes : [];
};

/** Every op once, on the wire. */
const everyOp: ReadonlyArray<Readonly<Record<string, unknown>>> = [
  { op: 'new_scheduled_with_id', run_id: RUN, task_id: TASK, scheduled_at: 5, created_at: 7 },
  born,
  { op: 'transition_to', to: 'Leased' },
  { op: 'promote_to_ready' },
  { op: 'promote_to_ready_with_priority', effective_priority: 3 },
  { op: 'set_effective_priority', effective_priority: 3 },
  { op: 'start_attempt', attempt_id: ATTEMPT },
  { op: 'finish_attempt', attempt_id: ATTEMPT },
  { op: 'record_state_change_at', timestamp: 9 },
  { op: 'restore_attempt_state_for_bootstrap', count: 3, active_attempt: ATTEMPT },
  { op: 'deserialize', json: JSON.stringify(ready) },
];

const makers = ['new_scheduled_with_id', 'new_ready_with_id', 'deserialize'];

describe('StepCodec', () => {
  it.each(everyOp)('decodes and encodes $op', (wire) => {
    const step = right(StepCodec.decode(wire));
    expect(step.op).toBe(wire['op']);
    expect(StepCodec.encode(step)).toStrictEqual(wire);
    expect(StepCodec.is(step)).toBe(true);
    expect(Object.isFrozen(step)).toBe(true);
  });

  it.each(everyOp)('requires every field of $op', (wire) => {
    const wanted = Object.keys(wire).filter((key) => key !== 'op' && key !== 'active_attempt');
    const lines = wanted.flatMap((key) => {
      const step = StepCodec.decode({ ...wire, [key]: undefined });
      return E.isLeft(step) ? formatDecodeErrors(step.left) : [];
    });
    expect(lines).toStrictEqual(
      wanted.map((key) => expect.stringMatching(`^at /${key}: expected .*, found nothing$`)),
    );
  });

  it('decodes null or no `active_attempt` to none', () => {
    const step = { op: 'restore_attempt_state_for_bootstrap', count: 3 };
    for (const wire of [step, { ...step, active_attempt: null }])
      expect(StepCodec.decode(wire)).toStrictEqual(E.right({ ...step, activeAttempt: O.none }));
  });

  it('knows eleven ops', () => {
    expect(everyOp).toHaveLength(11);
    for (const op of ['nope', 'toString', '__proto__', undefined, 1])
      expect(formatDecodeErrors(left(StepCodec.decode({ op })))).toHaveLength(1);
  });
});

describe('applyStep', () => {
  it.each(everyOp.filter(({ op }) => !makers.includes(op as string)))('$op needs a run', (wire) => {
    expect(applyStep(right(StepCodec.decode(wire)))(O.none)).toStrictEqual(
      E.left({ _tag: 'NoRun' }),
    );
  });

  it.each(everyOp.filter(({ op }) => makers.includes(op as string)))(
    '$op creates a run, with or without an existing one',
    (wire) => {
      const step = right(StepCodec.decode(wire));
      const made = right(applyStep(step)(O.none));
      expect(made.id).toBe(RUN);
      expect(applyStep(step)(O.some(runIn('Failed')))).toStrictEqual(E.right(made));
    },
  );

  it.each([
    ['transition_to', { op: 'transition_to', to: 'Ready' }],
    ['promote_to_ready', { op: 'promote_to_ready' }],
    [
      'promote_to_ready_with_priority',
      { op: 'promote_to_ready_with_priority', effectivePriority: priority(4) },
    ],
  ] as ReadonlyArray<[string, Step]>)('%s happens at the instant it is given', (_, step) => {
    const run = O.some(runIn('Suspended'));
    expect(applyStep(step, at(7777))(run)).toStrictEqual(
      E.right(runIn('Ready', { lastStateChangeAt: at(7777) })),
    );
    expect(applyStep(step)(run)).toStrictEqual(E.right(runIn('Ready')));
  });
});

describe('runScenario', () => {
  it('returns one outcome for each step; a failed step does not change the run', () => {
    expect(
      outcomes(
        { op: 'promote_to_ready' },
        born,
        { op: 'transition_to', to: 'Completed' },
        { op: 'deserialize', json: '{}' },
        { op: 'set_effective_priority', effective_priority: -1 },
      ),
    ).toStrictEqual([
      { err: { code: 'NoRun' } },
      { ok: ready },
      {
        err: {
          code: 'InvalidTransition',
          run_id: RUN,
          from: 'Ready',
          to: 'Completed',
          message: `invalid run transition for ${RUN}: Ready -> Completed`,
        },
      },
      { err: { code: 'Decode', message: expect.any(String) } },
      { ok: { ...ready, effective_priority: -1 } },
    ]);
  });

  it('returns no outcomes for no steps', () => {
    expect(runScenario({ name: 'none', steps: [] })).toStrictEqual({ name: 'none', outcomes: [] });
  });

  it('decodes runs with the strict codec', () => {
    const ahead = { ...ready, scheduled_at: 8, last_state_change_at: 9 };
    expect(outcomes({ op: 'deserialize', json: JSON.stringify(ahead) })).toStrictEqual([
      {
        err: {
          code: 'Decode',
          message: 'at /scheduled_at: expected at most created_at (7) in Ready, found 8',
        },
      },
    ]);
    expect(E.isRight(RunInstanceCodec.decode(ahead))).toBe(true);
  });

  it('runs many steps', () => {
    const many = [born, ...Array.from({ length: 20_000 }, () => ({ op: 'promote_to_ready' }))];
    expect(outcomes(...many)).toHaveLength(20_001);
  });

  it('is the fold of its steps', () => {
    const anyStep = fc.constantFrom(...everyOp).map((wire) => right(StepCodec.decode(wire)));
    fc.assert(
      fc.property(fc.array(anyStep, { maxLength: 30 }), (steps) => {
        let run: O.Option<RunInstance> = O.none;
        const wanted: Array<OutcomeWire> = [];
        for (const step of steps) {
          const outcome: ReturnType<ReturnType<typeof applyStep>> = applyStep(step)(run);
          wanted.push(encodeOutcome(outcome));
          if (E.isRight(outcome)) run = O.some(outcome.right);
        }
        expect(runScenario({ name: 'n', steps })).toStrictEqual({ name: 'n', outcomes: wanted });
      }),
      tries(100),
    );
  });
});

describe('answerLine', () => {
  const message = (line: string): string => {
    const answer: AnswerWire = answerLine(line);
    if (!('err' in answer)) throw new Error('expected an error');
    expect(Object.keys(answer.err).sort()).toStrictEqual(['code', 'message']);
    expect(answer.err.code).toBe('BadScenario');
    return String(answer.err['message']);
  };

  it('refuses a line that is not JSON', () => {
    for (const line of ['', 'nope', '{"name":"n","steps":[]', '\uFEFF{}'])
      expect(message(line)).toMatch(/^no JSON: ./);
  });

  it.each([
    ['7', 'at /: expected a scenario (an object), found 7'],
    ['null', 'at /: expected a scenario (an object), found null'],
    ['[]', 'at /: expected a scenario (an object), found an array'],
    [
      '{}',
      'at /name: expected string, found nothing; at /steps: expected a list of steps, found nothing',
    ],
    ['{"name":7,"steps":[]}', 'at /name: expected string, found 7'],
    ['{"name":"n","steps":{}}', 'at /steps: expected a list of steps, found an object'],
    [
      '{"name":"n","steps":[{"op":"transition_to","to":"ready"}]}',
      `at /steps/0/to: expected one of ${states.join(', ')}, found "ready"`,
    ],
  ])('says what is wrong with %s', (line, text) => {
    expect(message(line)).toBe(text);
  });

  it('ignores unknown fields, such as `expect`', () => {
    const line = JSON.stringify({
      name: 'n',
      more: 1,
      steps: [{ ...born, expect: { ok: {} }, run: 1 }],
    });
    expect(answerLine(line)).toStrictEqual({ name: 'n', outcomes: [{ ok: ready }] });
  });

  it('ends its error with a hint, if it is given one', () => {
    expect(makeAnswerLine(() => 'perhaps')('{"name":"n"}')).toStrictEqual({
      err: {
        code: 'BadScenario',
        message: 'at /steps: expected a list of steps, found nothing; perhaps',
      },
    });
  });

  it('accepts a carriage return at the end', () => {
    expect(answerLine('{"name":"n","steps":[]}\r')).toStrictEqual({ name: 'n', outcomes: [] });
  });
});

describe('ScenarioCodec', () => {
  it('decodes and encodes scenarios', () => {
    const wire = { name: 'all', steps: everyOp };
    expect(ScenarioCodec.encode(right(ScenarioCodec.decode(wire)))).toStrictEqual(wire);
  });
});

describe('encodeError', () => {
  it('encodes the tag as code, the fields in snake_case, and the message', () => {
    const error = {
      _tag: 'AttemptOwnershipMismatch',
      runId: runId(1),
      expectedAttemptId: attemptA,
      actualAttemptId: attemptA,
    } as const;
    expect(encodeError(error)).toStrictEqual({
      code: 'AttemptOwnershipMismatch',
      run_id: RUN,
      expected_attempt_id: ATTEMPT,
      actual_attempt_id: ATTEMPT,
      message: errorMessage(error),
    });
    expect(encodeError({ _tag: 'InvalidTaskId', taskId: taskId(2) })).toStrictEqual({
      code: 'InvalidTaskId',
      task_id: TASK,
      message: `invalid task_id for run construction: ${TASK}`,
    });
    expect(encodeError({ _tag: 'NoRun' })).toStrictEqual({ code: 'NoRun' });
  });
});
