import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { actionLines } from './actionLines.js';
import { A, ATTEMPT, B, facts, journal, lines, ready, refusals, runA, runB } from './journals.js';
import { ndjson, runchart, temporaryFolder } from './runchart.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const file = folder.file('journal.ndjson', journal);
const UNKNOWN = 'ffffffff-0000-4000-8000-00000000000f';

test('a timeline with instants, changes of state, and refusals with the legal events', async () => {
  const { code, stdout, stderr } = await runchart(['explain', file, A]);
  expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' });
  const [head, ...rest] = stdout.split('\n');
  expect(head).toMatch(`run ${A} in `);
  expect(head).toMatch(/: 14 ops, 4 refused$/);
  expect(rest.join('\n')).toBe(`
      1  1970-01-01T00:01:40Z (100)         + new_scheduled_with_id  begins in Scheduled
      4  1970-01-01T00:02:30Z (150)         x transition_to          refused
                                              invalid run transition for ${A}: Scheduled -> Leased
                                              legal then: promote, cancel
      5  1970-01-01T00:03:20Z (200)         + promote_to_ready       Scheduled -> Ready
      6  1970-01-01T00:03:21Z (201)         + promote_to_ready       again
                                              redelivered: answered as the first time, nothing done
      7  1970-01-01T00:03:30Z (210)         + transition_to          Ready -> Leased
      8  1970-01-01T00:03:40Z (220)         + transition_to          Leased -> Running
      9  -                                  + start_attempt          stays in Running
                                              attempt 1 begins: cccccccc-0000-4000-8000-000000000001
     10  1970-01-01T00:03:50Z (230)         x transition_to          refused
                                              run ${A} cannot leave Running while attempt cccccccc-0000-4000-8000-000000000001 is active
                                              legal then: cancel, attempt.finish
     11  -                                  x finish_attempt         refused
                                              run ${A} attempt mismatch: expected cccccccc-0000-4000-8000-000000000001, got cccccccc-0000-4000-8000-000000000002
                                              legal then: cancel, attempt.finish
     12  -                                  + finish_attempt         stays in Running
                                              attempt cccccccc-0000-4000-8000-000000000001 is over
     13  -                                  + start_attempt          stays in Running
                                              attempt 2 begins: cccccccc-0000-4000-8000-000000000002
     14  -                                  + finish_attempt         stays in Running
                                              attempt cccccccc-0000-4000-8000-000000000002 is over
     15  1970-01-01T01:03:20Z (3800)        + transition_to          Running -> Completed
     16  1970-01-01T01:05:00Z (3900)        x transition_to          refused
                                              invalid run transition for ${A}: Completed -> Ready
                                              legal then: nothing, as the run had ended

Now Completed since 1970-01-01T01:03:20Z (3800), 2 attempts, priority 0
The run has ended: nothing more can happen to it.
`);
});

test('a run that has not ended: its legal actions, and the shortest paths to an end', async () => {
  const { code, stdout } = await runchart(['explain', file, B]);
  expect(code).toBe(0);
  expect(stdout.slice(stdout.indexOf('Now'))).toBe(
    `Now Scheduled since 1970-01-01T00:01:40Z (100), 0 attempts, priority 0
${actionLines(runB)}
The shortest ways to an end
  to Completed:   promote, lease, start, complete
  to Failed:      promote, lease, start, fail
  to Canceled:    cancel
`,
  );
});

describe('the effect of a line', () => {
  const running = [
    ready,
    { op: 'transition_to', run_id: A, to: 'Leased' },
    { op: 'transition_to', run_id: A, to: 'Running' },
  ];
  const story = async (...steps: ReadonlyArray<object>): Promise<string> =>
    (await runchart(['explain', '-', A], ndjson(...steps))).stdout;

  test('the longest op fits its column, and its attempt is restored', async () => {
    const restore = { op: 'restore_attempt_state_for_bootstrap', run_id: A };
    const text = await story(...running, { ...restore, count: 7, active_attempt: ATTEMPT });
    expect(text).toContain(`+ transition_to                        Leased -> Running
      4  -                                  + restore_attempt_state_for_bootstrap  stays in Running
                                              attempt 7 is restored: ${ATTEMPT}
`);
    expect(text).not.toContain('begins:');
  });

  test.each([
    ['new_ready_with_id', ready, 'Ready'],
    ['new_scheduled_with_id', { ...ready, op: 'new_scheduled_with_id' }, 'Scheduled'],
    ['deserialize', { op: 'deserialize', run_id: A, json: JSON.stringify(runA) }, 'Completed'],
  ])('%s on a run that exists begins it again', async (_, step, state) => {
    const text = await story(...running, step);
    expect(text).toContain(` begins again in ${state}\n`);
    expect(text).not.toContain(`Running -> ${state}`);
    expect(await story(step)).toContain(` begins in ${state}\n`);
  });

  test('the attempt of a deserialized run is restored', async () => {
    const json = JSON.stringify({
      ...runA,
      state: 'Running',
      current_attempt_id: ATTEMPT,
    });
    expect(await story({ op: 'deserialize', run_id: A, json })).toContain(
      `attempt 2 is restored: ${ATTEMPT}\n`,
    );
  });
});

test('a run that was never created, and an instant after the last date', async () => {
  const input = ndjson(
    { op: 'promote_to_ready', run_id: A, at: Number.MAX_SAFE_INTEGER },
    { op: 'deserialize', run_id: A, json: '\u001b[31m' },
  );
  const { code, stdout } = await runchart(['explain', '-', A], input);
  expect(code).toBe(0);
  expect(stdout).toContain('after the year 275760 (9007199254740991)');
  expect(stdout).toContain('there is no run yet');
  expect(stdout).toContain('its JSON is no run: at /: expected JSON text');
  expect(stdout).toContain('legal then: only what makes the run, such as new_scheduled_with_id');
  expect(stdout).toContain('The run never began');
  expect(stdout).not.toContain('\u001b');
});

describe('--json', () => {
  const Story = t.type({
    steps: t.array(t.type({ line: t.number, outcome: t.UnknownRecord })),
  });

  test('prints one object', async () => {
    const { code, stdout } = await runchart(['explain', '--json', file, A]);
    const story: unknown = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(story).toStrictEqual({
      files: [file],
      run_id: A,
      first: null,
      steps: expect.any(Array) as unknown,
      run: runA,
      actions: expect.any(Array) as unknown,
      paths: {},
    });
    const decoded = Story.decode(story);
    if (E.isLeft(decoded)) throw new Error('no story');
    const { steps } = decoded.right;
    expect(steps.map(({ line }) => line)).toStrictEqual([
      1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
    ]);
    expect(steps[1]).toStrictEqual({
      file,
      line: 4,
      op: 'transition_to',
      anomalies: [],
      at: 150,
      redelivered: false,
      before: { ...runB, id: A },
      outcome: { err: refusals[1]?.err },
      legal_then: ['promote', 'cancel'],
    });
    expect(steps[3]).toMatchObject({ line: 6, redelivered: true });
    expect(steps[12]).toMatchObject({ line: 15, outcome: { ok: runA } });
  });

  test('has every action, and the paths of a run that has not ended', async () => {
    const { stdout } = await runchart(['explain', '--json', file, B]);
    expect(JSON.parse(stdout)).toMatchObject({
      run: runB,
      actions: expect.arrayContaining([
        { type: 'cancel', enabled: true, target: 'Canceled', event: { type: 'cancel' } },
      ]) as unknown,
      paths: {
        Completed: ['promote', 'lease', 'start', 'complete'],
        Failed: ['promote', 'lease', 'start', 'fail'],
        Canceled: ['cancel'],
      },
    });
  });
});

describe('the run is found', () => {
  test.each([
    A.toUpperCase(),
    A.replaceAll('-', ''),
    `urn:uuid:${A}`,
    `{${A}}`,
    'aaaa',
    'AAAAAAAA',
    'aaaaaaaa-0000-4',
    'aaaaaaaa00004',
    A.slice(0, -1),
  ])('by %s', async (asked) => {
    const { code, stdout } = await runchart(['explain', file, asked]);
    expect(code).toBe(0);
    expect(stdout).toMatch(new RegExp(`^run ${A} in`));
  });

  test('in gzip, after malformed lines', async () => {
    const { code, stdout, stderr } = await runchart(
      ['explain', '-', A],
      gzipSync(`oops\n${journal}`),
    );
    expect(code).toBe(0);
    expect(stdout).toContain('      2  1970-01-01T00:01:40Z (100)');
    expect(stderr).toContain('1 malformed line in <stdin> passed over');
  });

  test('in part if the journal is truncated', async () => {
    const whole = gzipSync(journal);
    const { code, stdout, stderr } = await runchart(
      ['explain', '-', A],
      whole.subarray(0, whole.length - 9),
    );
    expect(code).toBe(1);
    expect(stdout).toContain(`run ${A} in`);
    expect(stderr).toContain('cannot read <stdin>: its gzip data ends too early');
  });
});

describe('the run is not found', () => {
  const many = Array.from({ length: 12 }, (_, i) =>
    ndjson({ ...lines[0], run_id: `abcd0000-0000-4000-8000-0000000000${String(i + 10)}` }),
  ).join('');

  test.each([
    ['it does not occur', file, UNKNOWN, 1, `run ${UNKNOWN} does not occur in`],
    ['nothing begins so', file, 'ffff', 1, 'no run that begins with ffff occurs in'],
    ['it is mistyped', file, A.replace('1', '2'), 1, `did you mean ${A}?`],
    ['it is no id', file, 'xyz\u001b', 2, 'xyz\\u001b is no run id'],
    ['three digits are too few', file, 'aaa', 2, 'aaa is no run id'],
    ['an empty journal', folder.file('empty', ''), A, 2, 'it names no run at all'],
    ['no journal', folder.path('none'), A, 2, 'there is no such file'],
    ['a directory', folder.path('.'), A, 2, 'it is a directory, not a file'],
    ['many begin so', folder.file('many', many), 'abcd', 2, '12 runs begin with abcd'],
  ])('%s', async (_, path, asked, expected, message) => {
    const { code, stdout, stderr } = await runchart(['explain', path, asked]);
    expect({ code, stdout }).toStrictEqual({ code: expected, stdout: '' });
    expect(stderr).toContain(message);
  });

  test('lists at most ten candidates', async () => {
    const { stderr } = await runchart(['explain', '-', 'abcd'], many);
    expect(stderr.split('\n')).toHaveLength(13);
    expect(stderr).toContain('\n  abcd0000-0000-4000-8000-000000000010\n');
    expect(stderr).toContain('\n  and 2 more\n');
  });
});

test('the journal has as many lines as its summary says', () => {
  expect(facts.lines).toBe(lines.length);
});
