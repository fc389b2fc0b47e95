import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { JournalFormat } from '../../src/index.js';
import { decodeErrors, ScenarioCodec } from '../../src/index.js';
import { makeEntryDecoder } from '../../src/journal/entryDecoder.js';
import { hintOf, scenarioHint } from '../../src/journal/hints.js';
import { opNames } from '../../src/journal/Step.js';
import { eventTypes, states } from '../expectations.js';

const RUN = '00000000-0000-0000-0000-000000000001';
const OPS = `the ops are ${opNames.join(', ')}`;
const SNAKE = 'ops and fields are in snake_case';
const NO_FLAGS = 'becomes a UUID, always the same, with idFromText in a program';
const FLAGS =
  'becomes a UUID, always the same, with --id-namespace on the command line or idFromText in a program';

/** What the error of a line says beyond the error that it has without hints. */
const hintFor = (line: unknown, format: JournalFormat = {}): string => {
  const text = typeof line === 'string' ? line : JSON.stringify(line);
  const [bare, hinted] = [undefined, hintOf(format)].map((hint) =>
    pipe(makeEntryDecoder(undefined, format, hint)(text), E.swap, E.toUnion, String),
  );
  expect(hinted?.startsWith(`${bare}`)).toBe(true);
  return hinted?.slice(bare?.length) ?? '';
};

const promoted = (at: unknown): object => ({ op: 'promote_to_ready', run_id: RUN, at });
const to = (state: unknown): object => ({ op: 'transition_to', run_id: RUN, to: state });
const MANY = Object.fromEntries(Array.from({ length: 99 }, (_, i) => [`x${i}`, i]));

describe('what a malformed line meant', () => {
  it.each<readonly [object, string]>([
    [{ op: 'transitionTo' }, `did you mean "transition_to"? ${SNAKE}`],
    [{ op: 'TRANSITION-TO' }, `did you mean "transition_to"? ${SNAKE}`],
    [{ op: 'transiton_to' }, `did you mean "transition_to"? ${SNAKE}`],
    [{ op: 'lease' }, `did you mean "op":"transition_to","to":"Leased"? ${OPS}`],
    [{ op: 'Leased' }, `did you mean "op":"transition_to","to":"Leased"? ${OPS}`],
    [{ op: 'cancelled' }, `did you mean "op":"transition_to","to":"Canceled"? ${OPS}`],
    [{ op: 'promote' }, `did you mean "op":"promote_to_ready"? ${OPS}`],
    [{ op: 'attempt.start' }, `did you mean "op":"start_attempt"? ${OPS}`],
    [{ op: 'frobnicate' }, OPS],
    [{ op: 7 }, OPS],
    [{ op: 7, run_id: 7, at: -1 }, OPS],
    [
      { type: 'lease' },
      `did you mean "op":"transition_to","to":"Leased" by "type":"lease"? ${OPS}`,
    ],
    [{ Op: 'start_attempt' }, `did you mean "op":"start_attempt" by "Op":"start_attempt"? ${OPS}`],
    [
      { state: 'LEASED', event: 'lease' },
      `did you mean "op":"transition_to","to":"Leased" by "state":"LEASED"? ${OPS}`,
    ],
    // A value is a name in another spelling, or none.
    [{ type: 'leese' }, OPS],
    [{ type: 7, lease: true, of: ['lease'] }, OPS],
    [
      { [`${'k'.repeat(59)}ey`]: 'lease' },
      `did you mean "op":"transition_to","to":"Leased" by "${'k'.repeat(59)}e":"lease"? ${OPS}`,
    ],
    [
      { ...MANY, type: 'lease' },
      `did you mean "op":"transition_to","to":"Leased" by "type":"lease"? ${OPS}`,
    ],
    [{ ...MANY, x: 1, type: 'lease' }, OPS],
    [{ op: 'promote_to_ready', runId: RUN }, `did you mean "run_id" by "runId"? ${SNAKE}`],
    [{ op: 'promote_to_ready', run_ids: RUN }, `did you mean "run_id" by "run_ids"? ${SNAKE}`],
    [{ op: 'promote_to_ready' }, ''],
    [
      { op: 'new_scheduled_with_id', runId: RUN, taskId: RUN, scheduled_at: 1, created_at: 1 },
      `did you mean "run_id" by "runId"? ${SNAKE}; did you mean "task_id" by "taskId"?`,
    ],
    [to('retry_wait'), 'did you mean "RetryWait"?'],
    [to('runing'), 'did you mean "Running"?'],
    [to('Elsewhere'), ''],
    [to(7), ''],
    [{ op: 'transition_to', run_id: 'a', to: 'ready' }, `a text ${FLAGS}; did you mean "Ready"?`],
    [
      { op: 'transition_to', run_id: 'a', to: 'ready', at: 1.5e9 + 0.5 },
      `a text ${FLAGS}; did you mean "Ready"? an instant is a whole number`,
    ],
    [{ op: 'promote_to_ready', run_id: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }, `a ULID ${FLAGS}`],
    [{ op: 'promote_to_ready', run_id: '01arz3ndektsv4rrffq69g5fav' }, `a ULID ${FLAGS}`],
    [{ op: 'promote_to_ready', run_id: '01ARZ3NDEKTSV4RRFFQ69G5FAV0' }, `a text ${FLAGS}`],
    [{ op: 'promote_to_ready', run_id: 'a01ARZ3NDEKTSV4RRFFQ69G5FAV' }, `a text ${FLAGS}`],
    [{ op: 'promote_to_ready', run_id: 'order-7' }, `a text ${FLAGS}`],
    [{ op: 'promote_to_ready', run_id: 42 }, `an integer ${FLAGS}`],
    [{ op: 'promote_to_ready', run_id: '' }, ''],
    [{ op: 'promote_to_ready', run_id: 4.2 }, ''],
    [{ op: 'promote_to_ready', run_id: null }, ''],
    [{ op: 'start_attempt', run_id: 1, attempt_id: 2 }, `an integer ${FLAGS}`],
    [
      { op: 'restore_attempt_state_for_bootstrap', run_id: RUN, count: 1, active_attempt: 7 },
      `an integer ${FLAGS}`,
    ],
    [{ op: 'restore_attempt_state_for_bootstrap', run_id: RUN, count: -1 }, ''],
    [promoted('2026-01-01T00:00:00Z'), 'instants as in RFC 3339 are read with --time iso'],
    [promoted('2026-01-01T00:00:00'), 'RFC 3339 has a zone: Z, or an offset such as +01:00'],
    [promoted('2026-01-01'), 'RFC 3339 has a zone: Z, or an offset such as +01:00'],
    [promoted('on 2026-01-01'), ''],
    [promoted('1735689600'), 'a number is written without quotes'],
    [promoted('1735689600 s'), ''],
    [promoted('-1735689600'), ''],
    [promoted(1735689600.5), 'an instant is a whole number'],
    [promoted(1735689600000000000), 'it looks like nanoseconds, which are read with --time ns'],
    [promoted(-1), ''],
    [promoted(true), ''],
    [promoted([1735689600]), ''],
  ])('%j', (line, hint) => {
    expect(hintFor(line)).toBe(hint === '' ? '' : `; ${hint}`);
  });

  it.each(states)('takes the op %s for the step into that state', (state) => {
    expect(hintFor({ op: state })).toBe(
      `; did you mean "op":"transition_to","to":"${state}"? ${OPS}`,
    );
  });

  it.each(eventTypes)('takes the op %s for the step of that event', (type) => {
    expect(hintFor({ op: type })).toMatch(/^; did you mean "op":"\w+"(?:,"to":"\w+")?\? the ops/);
  });

  it.each(['7', 'null', '[]', '"lease"'])('is not said of %s', (text) => {
    expect(hintFor(text)).toBe('');
  });

  it.each<readonly [unknown, JournalFormat, string]>([
    [1735689600000, { time: 'iso' }, '; it looks like milliseconds, which are read with --time ms'],
    ['2026-01-01', { time: 'iso' }, '; RFC 3339 has a zone: Z, or an offset such as +01:00'],
    ['2026-01-01T00:00:00Z', { time: 'ms' }, '; instants as in RFC 3339 are read with --time iso'],
    [1735689600000.5, { time: 'ms' }, '; an instant is a whole number'],
    [1735689600.5, { time: 'ms' }, '; it looks like seconds, which are read with --time s'],
    // An integer beyond 2^53 that is not written as one.
    [1e300, {}, ''],
  ])('of the instant %p in a journal with %p', (at, format, hint) => {
    expect(hintFor(promoted(at), format)).toBe(hint);
  });

  it('does not tell of a namespace for ids where there is one', () => {
    const line = { op: 'promote_to_ready', run_id: 1e300 };
    expect(hintFor(line)).toBe(`; an integer ${FLAGS}`);
    expect(hintFor(line, { idNamespace: 'acme.example' })).toBe('');
  });
});

describe('what a line that is no scenario meant', () => {
  const hintForScenario = (json: unknown): string =>
    pipe(
      ScenarioCodec.decode(json),
      E.match(
        (errors) => scenarioHint(json, decodeErrors(errors)),
        () => 'a scenario',
      ),
    );
  const steps = (...of: ReadonlyArray<unknown>): object => ({ name: 'n', steps: of });

  it.each<readonly [unknown, string]>([
    [7, ''],
    [null, ''],
    [{}, ''],
    [
      { op: 'promote_to_ready', run_id: RUN },
      'an op with a run_id is a line of a journal, which runchart replay reads',
    ],
    [{ name: 'n', step: [] }, `did you mean "steps" by "step"? ${SNAKE}`],
    [{ Name: 'n', steps: [] }, `did you mean "name" by "Name"? ${SNAKE}`],
    // The name is there, if not as a text.
    [{ name: 7, Name: 'n', steps: [] }, ''],
    [{ name: 'n', steps: {} }, ''],
    [{ ...steps(7), steps0: 1 }, ''],
    [steps({ op: 'transitionTo' }), `did you mean "transition_to"? ${SNAKE}`],
    [
      steps({ op: 'promote_to_ready' }, { op: 'transition_to', to: 'leased' }),
      'did you mean "Leased"?',
    ],
    [
      steps(...Array.from({ length: 10 }, () => ({ op: 'promote_to_ready' })), { op: 'lease' }),
      `did you mean "op":"transition_to","to":"Leased"? ${OPS}`,
    ],
    [
      steps({ op: 'start_attempt', attemptId: RUN }),
      `did you mean "attempt_id" by "attemptId"? ${SNAKE}`,
    ],
    [steps({ op: 'start_attempt', attempt_id: 7 }), `an integer ${NO_FLAGS}`],
    [
      steps({ op: 'record_state_change_at', timestamp: '2026-01-01T00:00:00Z' }),
      'instants in scenarios are whole unix seconds',
    ],
    [steps({ op: 'record_state_change_at' }), ''],
    [steps('promote_to_ready'), ''],
  ])('%j', (json, hint) => {
    expect(hintForScenario(json)).toBe(hint);
  });
});
