/** Compares every outcome with the recorded outcomes of the reference, with all fields and messages. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { answerLine } from '../../src/index.js';

interface Outcome {
  readonly ok?: Readonly<Record<string, unknown>>;
  readonly err?: Readonly<Record<string, unknown>>;
}

interface Recorded {
  readonly name: string;
  readonly steps: ReadonlyArray<{ readonly op: string; readonly expect: Outcome }>;
}

const recorded = readFileSync(new URL('../fixtures/reference.ndjson', import.meta.url), 'utf8')
  .split('\n')
  .filter((line) => line !== '')
  .map((line) => [line, JSON.parse(line) as Recorded] as const);

/** A decode failure must be the same, but not its message. */
const withoutWording = (outcome: Outcome): Outcome =>
  outcome.err?.['code'] === 'Decode'
    ? { err: { ...outcome.err, message: typeof outcome.err['message'] } }
    : outcome;

describe('the reference', () => {
  it('is complete: 240 scenarios, 3033 outcomes', () => {
    expect(recorded).toHaveLength(240);
    expect(recorded.flatMap(([, { steps }]) => steps)).toHaveLength(3033);
  });

  it('covers every op, and every error that a run can give', () => {
    const steps = recorded.flatMap(([, scenario]) => scenario.steps);
    const ops = new Set(steps.map(({ op }) => op));
    const codes = new Set(steps.map(({ expect: { err } }) => err?.['code']));
    expect([...ops].sort()).toStrictEqual([
      'deserialize',
      'finish_attempt',
      'new_ready_with_id',
      'new_scheduled_with_id',
      'promote_to_ready',
      'promote_to_ready_with_priority',
      'record_state_change_at',
      'restore_attempt_state_for_bootstrap',
      'set_effective_priority',
      'start_attempt',
      'transition_to',
    ]);
    expect(codes.size).toBe(14);
  });

  it.each(recorded.map(([line, scenario]) => [scenario.name, line, scenario] as const))(
    '%s',
    (name, line, { steps }) => {
      const answer = JSON.parse(JSON.stringify(answerLine(line))) as {
        readonly name: string;
        readonly outcomes: ReadonlyArray<Outcome>;
      };
      expect({ ...answer, outcomes: answer.outcomes.map(withoutWording) }).toStrictEqual({
        name,
        outcomes: steps.map((step) => withoutWording(step.expect)),
      });
    },
  );
});
