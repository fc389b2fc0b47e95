import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import {
  bin,
  endAll,
  ndjson,
  root,
  runchart,
  shell,
  start,
  temporaryFolder,
  values,
} from './runchart.js';

const folder = temporaryFolder();
afterEach(endAll);
afterAll(folder.remove);

const empty = (name: string): object => ({ name, steps: [] });
const answered = (name: string): object => ({ name, outcomes: [] });
const bad = (message: unknown): object => ({ err: { code: 'BadScenario', message } });
const anyText: unknown = expect.any(String);

const Recorded = t.type({
  name: t.string,
  steps: t.array(t.type({ expect: t.UnknownRecord })),
});

/** The part of an outcome that is compared: not the message of `Decode`. */
const comparable = (outcome: unknown): unknown => {
  const decoded = t.type({ err: t.type({ code: t.literal('Decode') }) }).decode(outcome);
  return E.isRight(decoded) ? { err: { code: 'Decode' } } : outcome;
};

test('gives every recorded outcome of the reference', async () => {
  const recorded = values(readFileSync(join(root, 'test/fixtures/reference.ndjson'), 'utf8')).map(
    (line) => {
      const scenario = Recorded.decode(line);
      if (E.isLeft(scenario)) throw new Error('the recording is damaged');
      return scenario.right;
    },
  );
  const { code, stdout } = await runchart(['scenario', 'run', 'test/fixtures/reference.ndjson']);
  const Answer = t.type({ name: t.string, outcomes: t.array(t.unknown) });
  const answers = values(stdout).map((line) => {
    const answer = Answer.decode(line);
    return E.isRight(answer)
      ? { name: answer.right.name, outcomes: answer.right.outcomes.map(comparable) }
      : line;
  });
  expect(code).toBe(0);
  expect(recorded).toHaveLength(240);
  expect(recorded.flatMap(({ steps }) => steps)).toHaveLength(3033);
  expect(answers).toStrictEqual(
    recorded.map(({ name, steps }) => ({
      name,
      outcomes: steps.map((step) => comparable(step.expect)),
    })),
  );
});

test('a line that is not a scenario is answered with BadScenario, and the next one as usual', async () => {
  const input = `${ndjson(empty('a'))}oops\n\n{"name":1}\n${ndjson(empty('b'))}`;
  const { code, stdout, stderr } = await runchart(['scenario', 'run'], input);
  expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' });
  expect(values(stdout)).toStrictEqual([
    answered('a'),
    bad(anyText),
    bad(anyText),
    bad(anyText),
    answered('b'),
  ]);
});

test.each([
  ['without a line end at the end', Buffer.from('{"name":"é","steps":[]}')],
  ['with carriage returns', Buffer.from('{"name":"é","steps":[]}\r\n')],
  ['with a byte order mark', Buffer.from('\ufeff{"name":"é","steps":[]}\n')],
  ['gzipped', gzipSync('{"name":"é","steps":[]}\n')],
])('input %s', async (_, input) => {
  const { stdout } = await runchart(['scenario', 'run', '-'], input);
  expect(stdout).toBe('{"name":"é","outcomes":[]}\n');
});

test('no input, no output', async () => {
  expect(await runchart(['scenario', 'run'])).toStrictEqual({ code: 0, stdout: '', stderr: '' });
});

test('a line that is not UTF-8 is not a scenario', async () => {
  const input = Buffer.concat([
    Buffer.from([0x22, 0xff, 0x22, 0x0a]),
    Buffer.from(ndjson(empty('b'))),
  ]);
  const { stdout } = await runchart(['scenario', 'run'], input);
  expect(values(stdout)).toStrictEqual([bad('the line is not UTF-8 text'), answered('b')]);
});

test('a line of 15 MiB is answered, one of 17 MiB is refused', async () => {
  const long = JSON.stringify({ name: 'x'.repeat(15 * 2 ** 20), steps: [] });
  const tooLong = JSON.stringify({ name: 'x'.repeat(17 * 2 ** 20), steps: [] });
  const { code, stdout } = await runchart(
    ['scenario', 'run'],
    `${long}\n${tooLong}\n${ndjson(empty('b'))}`,
  );
  const [first, ...rest] = values(stdout);
  expect(code).toBe(0);
  expect(first).toStrictEqual(answered('x'.repeat(15 * 2 ** 20)));
  expect(rest).toStrictEqual([
    bad('the line is longer than 16 MiB, the limit of --max-line'),
    answered('b'),
  ]);
});

test('a line is answered before the next one is sent', async () => {
  const { child, ended } = start(process.execPath, [bin, 'scenario', 'run']);
  const ask = (name: string): Promise<string> =>
    new Promise((resolve) => {
      child.stdout.once('data', (chunk: Buffer) => {
        resolve(chunk.toString());
      });
      child.stdin.write(ndjson(empty(name)));
    });
  expect(await ask('a')).toBe(ndjson(answered('a')));
  expect(await ask('b')).toBe(ndjson(answered('b')));
  child.stdin.end();
  expect(await ended).toMatchObject({ code: 0 });
});

test('an endless input ends silently when the reader closes the pipe', async () => {
  const { stdout, stderr } = await shell(
    `yes '{"name":"n","steps":[]}' | { runchart scenario run; echo "code $?" >&2; } | head -n 2`,
  );
  expect(stdout).toBe(ndjson(answered('n'), answered('n')));
  expect(stderr).toBe('code 0\n');
});

test('nothing is read while the answers are not consumed', async () => {
  const { child, ended } = start(process.execPath, [bin, 'scenario', 'run']);
  child.stdout.pause();
  const line = Buffer.from(ndjson({ name: 'x'.repeat(1000), steps: [] }).repeat(1000));
  // Far more than fits into all pipes and buffers.
  const writes = Array.from({ length: 64 }, () => child.stdin.write(line));
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(writes).toContain(false);
  expect(child.stdin.writableLength).toBeGreaterThan(32 * 2 ** 20);
  child.stdin.end();
  child.stdout.resume();
  const { stdout } = await ended;
  expect(stdout.split('\n')).toHaveLength(64_001);
});

test.each([
  ['a file that is not there', () => folder.path('nothing'), 'there is no such file'],
  ['a directory', () => folder.path('.'), 'it is a directory, not a file'],
])('%s', async (_, path, reason) => {
  expect(await runchart(['scenario', 'run', path()])).toStrictEqual({
    code: 2,
    stdout: '',
    stderr: `runchart: cannot read ${path()}: ${reason}\n`,
  });
});

test('truncated gzip is answered up to its end, and reported', async () => {
  const whole = gzipSync(
    Array.from({ length: 5000 }, (_, i) => ndjson(empty(`s${String(i)}`))).join(''),
  );
  const cut = folder.file('cut.gz', whole.subarray(0, whole.length / 2));
  const { code, stdout, stderr } = await runchart(['scenario', 'run', cut]);
  const answers = values(stdout);
  expect(code).toBe(1);
  expect(stderr).toBe(
    `runchart: cannot read ${cut}: its gzip data ends too early; the file was cut off\n`,
  );
  expect(answers.length).toBeGreaterThan(1000);
  expect(answers).toStrictEqual(answers.map((__, i) => answered(`s${String(i)}`)));
});

test('a full disk is reported', async () => {
  const { code, stderr } = await shell(
    'runchart scenario run test/fixtures/reference.ndjson > /dev/full',
  );
  expect(code).toBe(2);
  expect(stderr).toMatch(/^runchart: cannot write to standard output: ENOSPC/);
});

test.each([
  [
    { name: 'a', steps: [{ op: 'promote_to_ready' }, { op: 'transitionTo', to: 'Ready' }] },
    'at /steps/1/op: expected the name of an op, found "transitionTo"; did you mean "transition_to"? ops and fields are in snake_case',
  ],
  [
    { name: 'a', steps: [{ op: 'start_attempt', attempt_id: '01ARZ3NDEKTSV4RRFFQ69G5FAV' }] },
    'at /steps/0/attempt_id: expected a UUID (attempt id), found "01ARZ3NDEKTSV4RRFFQ69G5FAV"; a ULID becomes a UUID, always the same, with idFromText in a program',
  ],
  [
    { name: 'a', steps: [{ op: 'record_state_change_at', timestamp: '2026-01-01T00:00:00Z' }] },
    'at /steps/0/timestamp: expected unix seconds (0 to 9007199254740991), found "2026-01-01T00:00:00Z"; instants in scenarios are whole unix seconds',
  ],
  [
    { name: 'a', step: [] },
    'at /steps: expected a list of steps, found nothing; did you mean "steps" by "step"? ops and fields are in snake_case',
  ],
  [
    { op: 'promote_to_ready', run_id: '00000000-0000-0000-0000-000000000001' },
    'at /name: expected string, found nothing; at /steps: expected a list of steps, found nothing; an op with a run_id is a line of a journal, which runchart replay reads',
  ],
])('says what %j probably meant', async (line, message) => {
  const { stdout } = await runchart(['scenario', 'run'], ndjson(line));
  expect(values(stdout)).toStrictEqual([bad(message)]);
  const { stderr } = await runchart(['verify', '--scenario', '-', '--', 'true'], ndjson(line));
  expect(stderr).toContain(message);
});
