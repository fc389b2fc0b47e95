/** A suite with every op and every error, and what it is exported to, by the names of the files in `test/fixtures/derived/`. */
import * as E from 'fp-ts/lib/Either.js';
import { AttemptCount, StepCodec, Timestamp } from '../../../src/index.js';
import { itfTrace } from '../../../src/testing/export/itf.js';
import { javascriptSource } from '../../../src/testing/export/javascript.js';
import { rustSource } from '../../../src/testing/export/rust.js';
import { testOf } from '../../../src/testing/index.js';
import type { StepWire } from '../../../src/testing/TestCase.js';

const id = (digit: number): string => `00000000-0000-4000-8000-${String(digit).padStart(12, '0')}`;

const NIL = '00000000-0000-0000-0000-000000000000';
const [run, task, attempt, other] = [id(1), id(2), id(3), id(4)];
const times = { scheduled_at: 1, created_at: 2 };
const scheduled = { op: 'new_scheduled_with_id', run_id: run, task_id: task, ...times };
const ready = { ...scheduled, op: 'new_ready_with_id', effective_priority: -5 };
const to = (state: string) => ({ op: 'transition_to', to: state });
const running = [ready, to('Leased'), to('Running')];
const start = (attemptId: string) => ({ op: 'start_attempt', attempt_id: attemptId });
const finish = (attemptId: string) => ({ op: 'finish_attempt', attempt_id: attemptId });
const restore = (count: number, active: string | null) => ({
  op: 'restore_attempt_state_for_bootstrap',
  count,
  active_attempt: active,
});

const test = (name: string, steps: ReadonlyArray<StepWire>) =>
  testOf(
    name,
    ['by hand'],
    steps.map((wire) => {
      const step = StepCodec.decode(wire);
      if (E.isLeft(step)) throw new Error(`not a step: ${JSON.stringify(wire)}`);
      const encoded = StepCodec.encode(step.right);
      const isEncoded = JSON.stringify(encoded) === JSON.stringify(wire);
      return { step: step.right, ...(isEncoded ? {} : { written: wire }) };
    }),
  );

export const tests = [
  test('attempts', [
    ...running,
    start(attempt),
    start(other),
    to('Completed'),
    finish(other),
    finish(attempt),
    finish(attempt),
    to('Completed'),
  ]),
  test('Not in its state', [
    { op: 'promote_to_ready' },
    scheduled,
    to('Running'),
    start(attempt),
    finish(attempt),
    { op: 'set_effective_priority', effective_priority: 7 },
    { op: 'promote_to_ready_with_priority', effective_priority: 2_147_483_647 },
    { op: 'set_effective_priority', effective_priority: -2_147_483_648 },
    { op: 'record_state_change_at', timestamp: Timestamp.max },
  ]),
  test('by ids & times -- that are none!', [
    { ...scheduled, run_id: NIL },
    { ...scheduled, task_id: NIL },
    { ...ready, scheduled_at: 3 },
  ]),
  test('restoreThenStart', [
    ...running,
    restore(2, attempt),
    { op: 'restore_attempt_state_for_bootstrap', count: 3 },
    restore(Number(AttemptCount.max), null),
    start(attempt),
  ]),
  test(`"texts" \u2028 ${'of any length '.repeat(6)}`, [
    {
      op: 'deserialize',
      json: '{"text": "\\n"}\n\r\t\\ \u0000\u001f\u007f\u009f \u061c\u200f\u202e\u2028\u2029\u2069 é 🙂 \ud800',
    },
  ]),
  test(`${'x'.repeat(79)} y`, []),
  test('…', []),
];

export const exported: Readonly<Record<string, string>> = {
  'suite.itf': tests.map((one) => `${JSON.stringify(itfTrace(one))}\n`).join(''),
  'suite.node.js': javascriptSource('node', tests, './subject.js'),
  'suite.rs': rustSource(tests, 'subject.rs'),
};
