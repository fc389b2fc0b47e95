import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { RunEventCodec } from '../../src/index.js';
import { A, runA } from './journals.js';
import { ndjson, runchart, temporaryFolder } from './runchart.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const ATTEMPT = 'cccccccc-0000-4000-8000-000000000001';
const running = { ...runA, state: 'Running', current_attempt_id: ATTEMPT };
const json = JSON.stringify(running);

const TEXT = `run ${A} is Running
  + cancel          leads to Canceled
  + attempt.finish  stays in Running
  x promote         invalid run transition for ${A}: Running -> Ready
  x lease           invalid run transition for ${A}: Running -> Leased
  x priority.set    run ${A} priority can only be updated in Ready state (current: Running)
  x start           invalid run transition for ${A}: Running -> Running
  x retry           run ${A} cannot leave Running while attempt ${ATTEMPT} is active
  x suspend         run ${A} cannot leave Running while attempt ${ATTEMPT} is active
  x complete        run ${A} cannot leave Running while attempt ${ATTEMPT} is active
  x fail            run ${A} cannot leave Running while attempt ${ATTEMPT} is active
  x attempt.start   run ${A} already has active attempt ${ATTEMPT}
`;

test.each([
  ['standard input', [], json],
  ['- for standard input', ['-'], json],
  ['a file', [folder.file('run.json', JSON.stringify(running, undefined, 2))], ''],
  ['gzip', [], gzipSync(json)],
  ['a byte order mark', [], `\ufeff${json}\r\n`],
])('the legal and the refused actions, from %s', async (_, args, input) => {
  expect(await runchart(['actions', ...args], input)).toStrictEqual({
    code: 0,
    stdout: TEXT,
    stderr: '',
  });
});

test.each(['Completed', 'Failed', 'Canceled'])('%s is final, in one line', async (state) => {
  expect(await runchart(['actions'], JSON.stringify({ ...runA, state }))).toStrictEqual({
    code: 0,
    stdout: `run ${A} is ${state}\nThe run has ended: nothing more can happen to it.\n`,
    stderr: '',
  });
});

test('--json has an event for each legal action, and an error for each other one', async () => {
  const { code, stdout } = await runchart(['actions', '--json'], json);
  const answer: unknown = JSON.parse(stdout);
  expect(code).toBe(0);
  expect(answer).toStrictEqual({
    run_id: A,
    state: 'Running',
    actions: expect.any(Array) as unknown,
  });
  const decoded = t
    .type({ actions: t.array(t.type({ type: t.string, enabled: t.boolean })) })
    .decode(answer);
  if (E.isLeft(decoded)) throw new Error('no actions');
  const { actions } = decoded.right;
  expect(actions).toHaveLength(11);
  expect(actions.filter(({ enabled }) => enabled)).toStrictEqual([
    { type: 'cancel', enabled: true, target: 'Canceled', event: { type: 'cancel' } },
    {
      type: 'attempt.finish',
      enabled: true,
      target: 'Running',
      event: { type: 'attempt.finish', attempt_id: ATTEMPT },
    },
  ]);
  expect(E.isRight(RunEventCodec.decode({ type: 'attempt.finish', attempt_id: ATTEMPT }))).toBe(
    true,
  );
  expect(actions.find(({ type }) => type === 'attempt.start')).toStrictEqual({
    type: 'attempt.start',
    enabled: false,
    err: {
      code: 'AttemptAlreadyActive',
      run_id: A,
      active_attempt_id: ATTEMPT,
      message: `run ${A} already has active attempt ${ATTEMPT}`,
    },
  });
});

test('accepts a run that was scheduled ahead and then promoted', async () => {
  const promoted = { ...runA, state: 'Ready', scheduled_at: 3800 };
  expect(await runchart(['actions'], JSON.stringify(promoted))).toMatchObject({ code: 0 });
});

test.each([
  ['scheduled ahead and promoted without an instant', {}],
  ['promoted a second early, by a clock that rounds', { at: 199 }],
  ['given an attempt outside Running', { op: 'restore_attempt_state_for_bootstrap', count: 1 }],
])('accepts what replay --runs writes of a run that was %s', async (_, change) => {
  const journal = ndjson(
    {
      ...{ op: 'new_scheduled_with_id', run_id: A, task_id: runA.task_id },
      ...{ scheduled_at: 200, created_at: 100 },
    },
    { op: 'promote_to_ready', run_id: A, active_attempt: ATTEMPT, ...change },
  );
  const out = folder.path('runs.ndjson');
  expect(await runchart(['replay', '--runs', out, '-'], journal)).toMatchObject({ code: 0 });
  expect(await runchart(['actions', out])).toMatchObject({ code: 0, stderr: '' });
});

describe('input without a run', () => {
  test.each([
    ['nothing', '', ['at /: expected JSON text']],
    ['no JSON', 'oops', ['at /: expected JSON text']],
    [
      'two bad fields',
      JSON.stringify({ ...running, id: 'x\u001b\u202e', attempt_count: -1 }),
      [
        'at /id: expected a UUID (run id), found "x\\u001b\\u202e"',
        'at /attempt_count: expected u32 (0 to 4294967295), found -1',
      ],
    ],
    ['a rounded number', json.replace('3800', '3800.0'), ['at /last_state_change_at: ']],
    ['no text', Buffer.from([0xff, 0xfe]), ['cannot read <stdin>: it is not UTF-8 text']],
    ['too much', ' '.repeat(17 * 2 ** 20), ['it is too large to be one run']],
  ])('%s', async (_, input, messages) => {
    const { code, stdout, stderr } = await runchart(['actions'], input);
    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: '' });
    for (const message of messages) expect(stderr).toContain(message);
    expect(stderr).not.toContain('\u001b');
  });

  test.each([
    [folder.path('none'), 'there is no such file'],
    [folder.path('.'), 'it is a directory, not a file'],
  ])('%s', async (path, reason) => {
    expect(await runchart(['actions', path])).toStrictEqual({
      code: 2,
      stdout: '',
      stderr: `runchart: cannot read ${path}: ${reason}\n`,
    });
  });
});
