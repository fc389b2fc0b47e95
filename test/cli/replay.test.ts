import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { RunInstanceCodec } from '../../src/index.js';
import { opNames } from '../../src/journal/Step.js';
import { states } from '../expectations.js';
import { A, B, facts, journal, lines, refusals, runA, runB, runsIn } from './journals.js';
import type { ProcessResult } from './runchart.js';
import { ndjson, runchart, shell, temporaryFolder, values } from './runchart.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const file = folder.file('journal.ndjson', journal);
const timed = {
  // Their own test compares them with SQL.
  times: expect.any(Object) as unknown,
  throughput: expect.any(Object) as unknown,
  elapsed_seconds: expect.any(Number) as unknown,
  lines_per_second: expect.any(Number) as unknown,
};

const replayed = (files: ReadonlyArray<object>, what: object = facts): object => ({
  files,
  ...what,
  ...timed,
});

const summaryOf = ({ stdout }: ProcessResult): unknown => JSON.parse(stdout);

describe('the summary', () => {
  test('--json prints one object', async () => {
    const ended = await runchart(['replay', '--json', file]);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(ended.stdout.split('\n')).toHaveLength(2);
    expect(summaryOf(ended)).toStrictEqual(replayed([{ file, lines: 16, error: null }]));
  });

  test('as text', async () => {
    const { code, stdout, stderr } = await runchart(['replay', file]);
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' });
    const [head, ...rest] = stdout.split('\n');
    expect(head).toMatch(/: 16 lines in [\d.]+ m?s \([\d,]+ lines\/s\)$/);
    expect(rest.join('\n')).toBe(`
  runs by state  2
${states.map((state) => `  ${state.padEnd(13)}  ${String(runsIn(state))}\n`).join('')}
  lines                       16
  accepted                    10
  refused                      5
    AttemptInProgress          1
    AttemptOwnershipMismatch   1
    InvalidRunId               1
    InvalidTransition          2
  redelivered                  1
  malformed                    0

  time in state   left   share      p50      p90      p99      max
  Scheduled          1   2.7 %   1m 40s   1m 40s   1m 40s   1m 40s
    to Ready         1   2.7 %   1m 40s   1m 40s   1m 40s   1m 40s
  Ready              1   0.3 %      10s      10s      10s      10s
    to Leased        1   0.3 %      10s      10s      10s      10s
  Leased             1   0.3 %      10s      10s      10s      10s
    to Running       1   0.3 %      10s      10s      10s      10s
  Running            1  96.8 %  59m 40s  59m 40s  59m 40s  59m 40s
    to Completed     1  96.8 %  59m 40s  59m 40s  59m 40s  59m 40s
2 times unknown: an instant is missing, or goes back

lines over time  1970-01-01T00:01:40Z to 1970-01-01T01:05:00Z, 2m a column
  accepted  ▆█                             ▃
  refused   █▄                              ▄
  The first of 4 refusals is in the 1m from 1970-01-01T00:01:00Z

Slowest runs
  run                                   state      attempts   took
  ${B}  Scheduled         0  1h 3m
  ${A}  Completed         2  1h 1m

Most retried runs
  run                                   state      attempts   took
  ${A}  Completed         2  1h 1m

One run's story: runchart explain ${file} ${A}
`);
  });

  test('as text ends with the next command if there is one file', async () => {
    const last = async (args: ReadonlyArray<string>, input = ''): Promise<string | undefined> =>
      (await runchart(['replay', ...args], input)).stdout.trimEnd().split('\n').at(-1);
    const odd = folder.file("it's a journal.ndjson", journal);
    const calm = folder.file('calm.ndjson', ndjson(...lines.slice(0, 2)));
    expect(await last([odd])).toBe(
      `One run's story: runchart explain '${odd.replace("'", "'\\''")}' ${A}`,
    );
    for (const [args, input] of [[['-'], journal], [[file, calm]], [[calm]]] as const) {
      expect(await last(args, input)).not.toContain('explain');
    }
  });

  test('ranks at most five runs, equals in journal order', async () => {
    const id = (i: number): string => `00000000-0000-4000-8000-00000000000${String(i)}`;
    const input = [1, 2, 3, 4, 5, 6, 7].map((i) =>
      ndjson(
        {
          op: 'new_scheduled_with_id',
          run_id: id(i),
          task_id: id(9),
          scheduled_at: 5,
          created_at: 5,
        },
        {
          op: 'restore_attempt_state_for_bootstrap',
          run_id: id(i),
          count: i,
          active_attempt: null,
        },
        {
          op: 'transition_to',
          to: 'Canceled',
          run_id: id(i),
          // The seventh run changes before its creation, so it has no duration.
          at: i === 7 ? 4 : 5 + Math.floor(i / 2),
        },
      ),
    );
    const ended = await runchart(['replay', '--json', '-'], input.join(''));
    const shown = (i: number, seconds: number): object => ({
      run_id: id(i),
      state: 'Canceled',
      attempt_count: i,
      seconds,
    });
    expect(summaryOf(ended)).toMatchObject({
      slowest: [shown(6, 3), shown(4, 2), shown(5, 2), shown(2, 1), shown(3, 1)],
      most_retried: [shown(7, -1), shown(6, 3), shown(5, 2), shown(4, 2), shown(3, 1)],
    });
  });
});

describe('inputs', () => {
  test.each([
    ['a gzipped file, whatever its name', [folder.file('plain-name', gzipSync(journal))], ''],
    ['gzip on standard input', ['-'], gzipSync(journal)],
    [
      'two gzip members in one file',
      ['-'],
      Buffer.concat([gzipSync(journal.slice(0, 500)), gzipSync(journal.slice(500))]),
    ],
    ['gzip with padding', ['-'], Buffer.concat([gzipSync(journal), Buffer.alloc(50_000)])],
    ['a byte order mark and carriage returns', ['-'], `\ufeff${journal.replaceAll('\n', '\r\n')}`],
    ['blank lines', ['-'], journal.replaceAll('\n', '\n \n\n')],
    ['no line end at the end', ['-'], journal.trimEnd()],
  ])('%s', async (_, files, input) => {
    const ended = await runchart(['replay', '--json', '--strict', ...files], input);
    const [name] = files;
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    expect(summaryOf(ended)).toStrictEqual(
      replayed([{ file: name === '-' ? '<stdin>' : name, lines: 16, error: null }]),
    );
  });

  test('several files are replayed as one journal, each with its own line numbers', async () => {
    const first = folder.file('first.ndjson', `\n${ndjson(...lines.slice(0, 9))}`);
    const out = folder.path('several.ndjson');
    const ended = await runchart(
      ['replay', '--json', first, '-', '--refusals', out],
      `${ndjson(...lines.slice(9))}oops\n`,
    );
    expect(ended).toMatchObject({
      code: 0,
      stderr: expect.stringMatching(/^<stdin>:8: no JSON/) as unknown,
    });
    expect(summaryOf(ended)).toStrictEqual(
      replayed(
        [
          { file: first, lines: 9, error: null },
          { file: '<stdin>', lines: 8, error: null },
        ],
        { ...facts, lines: 17, malformed: 1 },
      ),
    );
    expect(values(readFileSync(out, 'utf8'))).toStrictEqual(
      refusals.map(({ line, ...rest }) =>
        line <= 9
          ? { file: first, line: line + 1, ...rest }
          : { file: '<stdin>', line: line - 9, ...rest },
      ),
    );
  });

  test('a missing file among others is reported, and the others are replayed', async () => {
    const ended = await runchart(['replay', '--json', folder.path('nothing'), file]);
    expect(ended).toMatchObject({
      code: 1,
      stderr: `runchart: cannot read ${folder.path('nothing')}: there is no such file\n`,
    });
    expect(summaryOf(ended)).toStrictEqual(
      replayed([
        { file: folder.path('nothing'), lines: 0, error: 'there is no such file' },
        { file, lines: 16, error: null },
      ]),
    );
  });

  test('truncated gzip is replayed up to its end', async () => {
    const many = Array.from({ length: 3000 }, (_, i) =>
      ndjson({
        ...lines[0],
        run_id: `${String(10_000_000 + i * 7919)}-0000-4000-8000-000000000001`,
      }),
    ).join('');
    const whole = gzipSync(many);
    const cut = folder.file('cut.gz', whole.subarray(0, whole.length - 20));
    const ended = await runchart(['replay', '--json', cut]);
    const error = 'its gzip data ends too early; the file was cut off';
    expect(ended).toMatchObject({ code: 1, stderr: `runchart: cannot read ${cut}: ${error}\n` });
    const { accepted } = summaryOf(ended) as { readonly accepted: number };
    expect(accepted).toBeGreaterThan(2950);
    expect(accepted).toBeLessThan(3000);
    expect(summaryOf(ended)).toMatchObject({
      files: [{ file: cut, lines: accepted, error }],
      malformed: 0,
    });
  });

  test('damaged gzip', async () => {
    const damaged = gzipSync(journal);
    damaged.fill(0xff, damaged.length - 8);
    const ended = await runchart(['replay', '--json', '-', file], damaged);
    expect(ended).toMatchObject({
      code: 1,
      stderr: 'runchart: cannot read <stdin>: its gzip data is damaged\n',
    });
  });
});

describe('malformed lines', () => {
  test('are all counted, and the first 20 reported with file and line', async () => {
    const input = `${'{}\n'.repeat(25)}${journal}`;
    const path = folder.file('malformed.ndjson', input);
    const ended = await runchart(['replay', '--json', path]);
    expect(ended.code).toBe(0);
    const reported = ended.stderr.split('\n');
    expect(reported).toHaveLength(22);
    expect(reported[0]).toMatch(new RegExp(`^${path}:1: at /op: expected `));
    expect(reported[19]).toMatch(new RegExp(`^${path}:20: `));
    expect(reported[20]).toBe('and 5 more malformed lines');
    expect(summaryOf(ended)).toMatchObject({ lines: 41, malformed: 25, accepted: 10 });
  });

  test('are reported in one short line each', async () => {
    const { stderr } = await runchart(
      ['replay', '--json', '-'],
      `${ndjson({ op: 'nope', run_id: A }, { run_id: A })}${journal}`,
    );
    const ops = opNames.join(', ');
    expect(stderr)
      .toBe(`<stdin>:1: at /op: expected the name of an op, found "nope"; the ops are ${ops}
<stdin>:2: at /op: expected the name of an op, found nothing; the ops are ${ops}
`);
  });

  test('that are not text, or too long', async () => {
    const input = Buffer.concat([
      Buffer.from(journal),
      Buffer.from([0xc3, 0x28, 0x0a]),
      Buffer.alloc(17 * 2 ** 20, 0x61),
      Buffer.from('\noops'),
    ]);
    const ended = await runchart(['replay', '--json', '-'], input);
    expect(ended.code).toBe(0);
    expect(ended.stderr.split('\n')).toStrictEqual([
      '<stdin>:17: the line is not UTF-8 text',
      '<stdin>:18: the line is longer than 16 MiB, the limit of --max-line',
      expect.stringMatching(/^<stdin>:19: no JSON/),
      '',
    ]);
    expect(summaryOf(ended)).toMatchObject({ lines: 19, malformed: 3, accepted: 10 });
  });

  test('write no control characters to the terminal', async () => {
    const path = folder.file(
      'evil\u001b[31m\u009b\u202e.ndjson',
      `\u001b]0;title\u0007\n{"op":"\u202e"}\n${journal}`,
    );
    const { stdout, stderr } = await runchart(['replay', path]);
    expect(stderr).toContain('evil\\u001b[31m\\u009b\\u202e.ndjson:1: ');
    expect(`${stdout}${stderr}`).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
  });
});

describe('--strict', () => {
  const clean = ndjson(...lines.slice(0, 2));
  test.each([
    ['a clean journal', clean, 0],
    ['a refused line', journal, 1],
    ['a malformed line', `${clean}oops\n`, 1],
    ['a redelivered line', ndjson(...lines.slice(0, 2), ...lines.slice(4, 6)), 0],
  ])('%s', async (_, input, code) => {
    expect(await runchart(['replay', '--strict', '-'], input)).toMatchObject({ code });
    expect(await runchart(['replay', '-'], input)).toMatchObject({ code: 0 });
  });
});

describe('nothing to replay', () => {
  test.each([
    ['empty input', '', 'there is nothing to replay'],
    ['blank input', '\n\n', 'there is nothing to replay'],
    ['empty gzip', gzipSync(''), 'there is nothing to replay'],
    ['no op in it', 'oops\n{}\n', 'nothing could be replayed: of 2 lines none is an op'],
  ])('%s', async (_, input, message) => {
    const kept = folder.file('kept.ndjson', 'as it was');
    const { code, stdout, stderr } = await runchart(['replay', '-', '--runs', kept], input);
    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(`runchart: ${message}; a journal has one JSON op`);
    expect(readFileSync(kept, 'utf8')).toBe('as it was');
  });

  test('no readable file', async () => {
    const nothing = folder.path('nothing');
    expect(await runchart(['replay', nothing, folder.path('.')])).toStrictEqual({
      code: 2,
      stdout: '',
      stderr: `runchart: cannot read ${nothing}: there is no such file
runchart: cannot read ${folder.path('.')}: it is a directory, not a file\n`,
    });
  });
});

describe('--runs and --refusals', () => {
  test('write the final runs and the refused lines, and leave no other file', async () => {
    mkdirSync(folder.path('out'));
    const runs = folder.path('out/runs.ndjson');
    const refused = folder.path('out/refusals.ndjson');
    const ended = await runchart(['replay', file, '--runs', runs, '--refusals', refused]);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    const written = values(readFileSync(runs, 'utf8'));
    expect(written).toStrictEqual([runA, runB]);
    expect(written.every((run) => E.isRight(RunInstanceCodec.decode(run)))).toBe(true);
    expect(values(readFileSync(refused, 'utf8'))).toStrictEqual(
      refusals.map((refusal) => ({ file, ...refusal })),
    );
    expect(readdirSync(folder.path('out')).sort()).toStrictEqual([
      'refusals.ndjson',
      'runs.ndjson',
    ]);
  });

  test('a redelivered refused command is written once', async () => {
    const out = folder.path('again.ndjson');
    const refused = { ...lines[3], command_id: 'dddddddd-0000-4000-8000-000000000009' };
    const input = ndjson(...lines.slice(0, 2), refused, refused);
    const ended = await runchart(['replay', '--json', '-', '--refusals', out], input);
    expect(summaryOf(ended)).toMatchObject({ refused: { total: 1 }, redelivered: 1 });
    expect(values(readFileSync(out, 'utf8'))).toHaveLength(1);
  });

  describe('overwrite no input', () => {
    const same = folder.file('same.ndjson', journal);
    const link = folder.path('same-link');
    const hard = folder.path('same-hard');
    symlinkSync(same, link);
    linkSync(same, hard);
    mkdirSync(folder.path('same-folder'));
    symlinkSync(folder.path('.'), folder.path('same-folder/up'));

    /** The result of the command, the content of the input afterwards, and the files added. */
    const attempted = async (args: ReadonlyArray<string>): Promise<object> => {
      const before = readdirSync(folder.path('.'));
      const ended = await runchart(['replay', ...args]);
      const added = readdirSync(folder.path('.')).filter((name) => !before.includes(name));
      return { ...ended, content: readFileSync(same, 'utf8'), added };
    };
    const refused = (flag: string, out: string, input: string): object => ({
      code: 2,
      stdout: '',
      stderr: `runchart: ${flag} ${out} would overwrite ${input}, which is replayed; give it another file\n`,
      content: journal,
      added: [],
    });

    test.each(
      ['--runs', '--refusals'].flatMap((flag) =>
        [
          same,
          link,
          hard,
          `${folder.path('.')}/./same.ndjson`,
          folder.path('same-folder/up/same.ndjson'),
        ].map((out) => [flag, out] as const),
      ),
    )('%s %s', async (flag, out) => {
      expect(await attempted([file, same, flag, out])).toStrictEqual(refused(flag, out, same));
    });

    test('read through a link', async () => {
      expect(await attempted([link, '--runs', same])).toStrictEqual(refused('--runs', same, link));
    });

    test('on standard input', async () => {
      const { stderr } = await shell(
        `runchart replay - --runs "${same}" < "${same}"; echo "code $?" >&2`,
      );
      expect(stderr).toBe(
        `runchart: --runs ${same} would overwrite <stdin>, which is replayed; give it another file\ncode 2\n`,
      );
      expect(readFileSync(same, 'utf8')).toBe(journal);
    });

    test('that does not exist', async () => {
      const none = folder.path('none');
      const out = `${folder.path('.')}/./none`;
      expect(await attempted([same, none, '--runs', out])).toStrictEqual(
        refused('--runs', out, none),
      );
    });
  });

  test.each([
    ['one that is there', () => folder.file('there', 'as it was')],
    ['one that is not', () => folder.path('not-there')],
  ])('need a file each: %s, spelled in two ways', async (_, path) => {
    const one = path();
    const other = join(folder.path('here'), '..', basename(one));
    mkdirSync(folder.path('here'), { recursive: true });
    const before = readdirSync(folder.path('.'));
    for (const spelled of [other, `${folder.path('.')}/./${basename(one)}`]) {
      expect(await runchart(['replay', file, '--runs', one, '--refusals', spelled])).toStrictEqual({
        code: 2,
        stdout: '',
        stderr: `runchart: --runs and --refusals need a file each; ${one} and ${spelled} are one\n`,
      });
    }
    expect(readdirSync(folder.path('.'))).toStrictEqual(before);
  });

  test('may both go to a device', async () => {
    expect(
      await runchart(['replay', file, '--runs', '/dev/null', '--refusals', '/dev/null']),
    ).toMatchObject({ code: 0, stderr: '' });
  });

  test('keep a link and a mode', async () => {
    const target = folder.file('target.ndjson', 'before');
    chmodSync(target, 0o640);
    symlinkSync(target, folder.path('link'));
    expect(await runchart(['replay', file, '--runs', folder.path('link')])).toMatchObject({
      code: 0,
    });
    expect(lstatSync(folder.path('link')).isSymbolicLink()).toBe(true);
    expect(values(readFileSync(target, 'utf8'))).toHaveLength(2);
    expect(statSync(target).mode & 0o777).toBe(0o640);
  });

  test('go to a device as well', async () => {
    // A pipe of the shell can be opened by name. Node's own are sockets, which cannot.
    const { stdout } = await shell(`runchart replay "${file}" --json --runs /dev/stdout | cat`);
    expect(values(stdout)).toStrictEqual([
      runA,
      runB,
      replayed([{ file, lines: 16, error: null }]),
    ]);
  });

  test.each([
    ['a directory that is not there', () => folder.path('no/where'), 'there is no such directory'],
    ['a directory', () => folder.path('.'), 'it is a directory, not a file'],
    ['a full disk', () => '/dev/full', 'ENOSPC: no space left on device, write'],
  ])('%s', async (_, path, reason) => {
    const other = folder.path('other.ndjson');
    expect(await runchart(['replay', file, '--runs', path(), '--refusals', other])).toStrictEqual({
      code: 2,
      stdout: '',
      stderr: `runchart: cannot write ${path()}: ${reason}\n`,
    });
    expect(existsSync(other)).toBe(false);
    expect(readdirSync(folder.path('.')).filter((name) => name.endsWith('.tmp'))).toStrictEqual([]);
  });

  test.each([
    [['--runs', '-'], 'take the name of a file'],
    [['--runs', 'x', '--refusals', 'x'], 'need a file each'],
    [['-', '-'], 'standard input can be read once'],
  ])('%j is a wrong command line', async (flags, message) => {
    const { code, stderr } = await runchart(['replay', file, ...flags]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });
});

describe('advice', () => {
  const id = '00000000-0000-4000-8000-00000000000a';
  const op = (at: number, fields: object): string => JSON.stringify({ ...fields, run_id: id, at });
  const made = op(1, {
    op: 'new_scheduled_with_id',
    task_id: id,
    scheduled_at: 1,
    created_at: 1,
  });
  const first = folder.file(
    'advice-1.ndjson',
    `${made}\n${op(3, { op: 'transition_to', to: 'Leased' })}\n`,
  );
  const second = folder.file('advice-2.ndjson', `${op(2, { op: 'promote_to_ready' })}\n`);
  const adviceOf = async (...args: ReadonlyArray<string>): Promise<ReadonlyArray<string>> => {
    const { stdout } = await runchart(['replay', ...args]);
    return ['--merge', '--from-runs'].filter((flag) => stdout.includes(`add ${flag}`));
  };

  test('of --merge, if journals were probably written at one time', async () => {
    expect(await adviceOf(first, second)).toStrictEqual(['--merge']);
    expect(await adviceOf('--merge', first, second)).toStrictEqual([]);
    const third = folder.file('advice-3.ndjson', `${op(3, { op: 'promote_to_ready' })}\n`);
    expect(await adviceOf('--merge', second, third)).toStrictEqual(['--from-runs']);
    expect(await adviceOf(first)).toStrictEqual([]);
  });

  test('of --from-runs, if a journal probably begins in the middle', async () => {
    const runs = folder.path('begun.ndjson');
    expect(await adviceOf(first, '--runs', runs)).toStrictEqual([]);
    expect(await adviceOf(second)).toStrictEqual(['--from-runs']);
    expect(await adviceOf('--from-runs', runs, second)).toStrictEqual([]);
  });

  test('is not part of --json', async () => {
    const { stdout } = await runchart(['replay', '--json', second]);
    expect(JSON.parse(stdout)).toMatchObject({ refused: { by_code: { NoRun: 1 } } });
  });
});
