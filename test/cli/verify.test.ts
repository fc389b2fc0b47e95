import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { writeOracle } from '../testing/oracle.js';
import { suiteOf } from '../testing/suite.js';
import type { ProcessResult } from './runchart.js';
import { bin, endAll, root, runchart, start, temporaryFolder } from './runchart.js';

const folder = temporaryFolder();
afterEach(endAll);
afterAll(folder.remove);

const oracle = folder.path('oracle.mjs');
beforeAll(() => writeOracle(oracle));

const script = join(root, 'test/fixtures/subjects/subject.mjs');
const subject = (habit: string): ReadonlyArray<string> => [process.execPath, script, oracle, habit];

/** A small suite that covers every transition. */
const SUITE = ['--criteria', 'transitions'];
const count = suiteOf({ criteria: ['transitions'] }).tests.length;
const passedOf = (passed: number): string => `${String(passed)} of ${String(count)} tests passed`;

/** Verifies a subject, with so much time for shrinking that a busy machine changes nothing. */
const verify = (habit: string, flags: ReadonlyArray<string> = []): Promise<ProcessResult> =>
  runchart(['verify', ...SUITE, '--shrink', '120', ...flags, '--', ...subject(habit)]);

const Results = t.type({
  verified: t.boolean,
  tests: t.number,
  passed: t.number,
  failed: t.array(t.type({ name: t.string, failure: t.type({ _tag: t.string }) })),
  not_run: t.array(t.string),
  faults: t.array(
    t.type({
      title: t.string,
      message: t.string,
      failure: t.UnknownRecord,
      tests: t.array(t.string),
      scenario: t.type({ name: t.string, steps: t.array(t.type({ op: t.string })) }),
    }),
  ),
});

const results = ({ stdout }: ProcessResult): t.TypeOf<typeof Results> => {
  const decoded = Results.decode(JSON.parse(stdout));
  if (E.isLeft(decoded)) throw new Error(`no results: ${stdout}`);
  return decoded.right;
};

/** The processes with the test folder in their command line: subjects and their children. */
const processes = (): ReadonlyArray<string> =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
        return line.includes(folder.path('')) && pid !== String(process.pid) ? [line] : [];
      } catch {
        return []; // it has ended
      }
    });

const expectNobodyLeft = (): void => {
  if (existsSync('/proc')) expect(processes()).toStrictEqual([]);
};

describe('a correct subject is verified', () => {
  test.each(['right', 'buffer', 'slow', 'ignore-sigterm'])('%s', async (habit) => {
    const ended = await verify(habit, ['--json']);
    expect(ended).toMatchObject({ code: 0, stderr: '' });
    expect(results(ended)).toMatchObject({ verified: true, failed: [], not_run: [], faults: [] });
    expectNobodyLeft();
  });

  test('with all criteria, by any number of processes', async () => {
    const flags = ['verify', '--jobs', '3', '--', ...subject('right')];
    const { code, stdout, stderr } = await runchart(flags);
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^(\d+) of \1 tests passed\n$/);
  });

  test('that leaves a child process behind which keeps its output open', async () => {
    const { code } = await runchart([
      'verify',
      ...SUITE,
      '--',
      ...subject('grandchild'),
      folder.path('mark'),
    ]);
    expect(code).toBe(0);
    expectNobodyLeft();
  });

  test('--subject is one string, split without a shell', async () => {
    const text = subject('right')
      .map((word) => `"${word}"`)
      .join(' ');
    const { code, stdout } = await runchart(['verify', ...SUITE, '--subject', `${text} $(oops)`]);
    expect({ code, lines: stdout.split('\n').length }).toStrictEqual({ code: 0, lines: 2 });
  });
});

/** The failure of a subject with each habit: its tag, and the beginning of its message. */
const failures: ReadonlyArray<readonly [habit: string, tag: string, message: string]> = [
  ['hang-at-once', 'Hung', 'hung: no answer within 2 s'],
  ['hang-in-the-middle', 'Hung', 'hung: no answer within 2 s'],
  ['exit-at-once', 'Died', 'died: it exited with code 4'],
  ['exit-in-the-middle', 'Died', 'died: it exited with code 3'],
  ['signal-in-the-middle', 'Died', 'died: SIGSEGV ended it'],
  ['buffer-and-die', 'Died', 'died: it exited with code 5'],
  ['garbage', 'Garbage', 'garbage: it is no JSON; it answered not JSON'],
  ['banner', 'Garbage', 'garbage: it is no JSON; it answered subject 1.0 starting'],
  ['no-object', 'Garbage', 'garbage: expected {"name", "outcomes"}; it answered 7'],
  ['floats', 'Garbage', 'garbage: created_at is written as'],
  ['endless-line', 'Garbage', 'garbage: an answer is longer than 16 MiB'],
  ['too-many-outcomes', 'TooManyOutcomes', 'too many outcomes: 2 for 1 step'],
  ['too-few-outcomes', 'TooFewOutcomes', 'too few outcomes: 0 for 1 step'],
  ['twice', 'TooManyAnswers', 'too many answers: it answered once more'],
  ['wrong-name', 'WrongName', 'wrong name: it answered as "another"'],
  ['no-name', 'WrongName', 'wrong name: it answered as null'],
  ['buffer-reversed', 'OutOfOrder', 'out of order: the answer is to '],
  ['stop-answering', 'TooFewAnswers', 'too few answers: its output ended'],
  ['close-stdout', 'TooFewAnswers', 'too few answers: its output ended'],
  ['flood-stderr', 'FloodedStderr', 'flooded standard error: '],
];

/** Habits that are found by waiting: these subjects run at the same time. */
const SLOW = new Set(['hang-at-once', 'hang-in-the-middle', 'close-stdout', 'buffer-and-die']);

/** Habits that fail as others here do, whose failures are shrunk in the same way. */
const UNSHRUNK = new Set([
  ...['hang-at-once', 'exit-at-once', 'signal-in-the-middle', 'banner', 'no-object', 'floats'],
  ...['endless-line', 'no-name'],
]);

const verified = new Map<string, Promise<ProcessResult>>();
/** The results of a subject as JSON; several tests look at the same ones. */
const jsonOf = (habit: string): Promise<ProcessResult> => {
  const ended =
    verified.get(habit) ??
    verify(habit, [
      '--json',
      ...(habit.startsWith('hang') ? ['--timeout', '2'] : []),
      ...(UNSHRUNK.has(habit) ? ['--shrink', '0.000001'] : []),
    ]);
  verified.set(habit, ended);
  return ended;
};

describe('a failure is named, and reported at its scenario', () => {
  beforeAll(() => Promise.all([...SLOW].map(jsonOf)));

  test.each(failures)('%s', async (habit, tag, message) => {
    const ended = await jsonOf(habit);
    expect(ended).toMatchObject({ code: 1, stderr: '' });
    const { verified, faults, failed, tests, passed, not_run } = results(ended);
    expect(verified).toBe(false);
    expect(passed + failed.length + not_run.length).toBe(tests);
    expect(new Set(failed.map(({ failure }) => failure._tag))).toStrictEqual(new Set([tag]));
    expect(faults[0]?.message.slice(0, message.length)).toBe(message);
    expect(faults[0]?.scenario.steps.length).toBeLessThanOrEqual(
      UNSHRUNK.has(habit) ? Infinity : 5,
    );
    expectNobodyLeft();
  });

  test('of one scenario does not fail the others', async () => {
    const ended = results(await jsonOf('exit-in-the-middle'));
    const at = (name: string): string => ended.failed.map((one) => one.name).join() + name;
    expect(ended.passed).toBeGreaterThan(ended.failed.length);
    expect(at('')).toContain('attempt.finish');
    expect(ended.faults[0]?.scenario.steps.map(({ op }) => op)).toStrictEqual(['finish_attempt']);
    expect(ended.faults[0]?.failure).toMatchObject({ stderr: 'panic: no attempt\n' });
  });

  test('that depends on earlier scenarios is reported as such', async () => {
    const { code, stdout } = await verify('dies-after-some');
    expect(code).toBe(1);
    expect(stdout).toContain('died: it exited with code 6');
    expect(stdout).toContain(
      'which passes alone: the failure depends on what its process ran before, or on chance',
    );
    expect(stdout).toMatch(/\n {2}again: .* --criteria transitions --seed 1\n/);
    expect(stdout).toContain(`\n${passedOf(count - 1)}, 1 failed, of 1 likely cause\n`);
  });

  test('of every process after some scenarios is reported once', async () => {
    const ended = results(await verify('serves-four', ['--json']));
    expect(ended).toMatchObject({ tests: count, passed: count - 1, not_run: [] });
    expect(ended.failed.map(({ failure }) => failure._tag)).toStrictEqual(['Died']);
    expectNobodyLeft();
  });

  test('caused by another scenario is shown with both, each shrunk', async () => {
    const failures = folder.path('left-behind');
    const { code, stdout } = await verify('remembers-attempts', ['--failures', failures]);
    expect(code).toBe(1);
    expect(stdout).toContain('4 steps of 6, which fails only right after another scenario (0):\n');
    expect(stdout.match(/^ {5}0 {2}\w+/gm)?.at(-1)).toBe('     0  start_attempt');
    expect(stdout).toMatch(/failed, of 1 likely cause\n/);
    const [file] = readdirSync(failures);
    const again = ['verify', '--json', '--scenario', join(failures, file ?? ''), '--'];
    const seen = await runchart([...again, ...subject('remembers-attempts')]);
    expect(results(seen)).toMatchObject({ tests: 2, passed: 1 });
  });

  test('that depends on the number of scenarios says so', async () => {
    const { code, stdout } = await verify('tires-after-eleven');
    expect(code).toBe(1);
    expect(stdout).toContain('it fails after 11 other scenarios in the same process');
    expect(stdout).toMatch(/\n {2}again: .* --criteria transitions --seed 1\n/);
    expect(stdout).toContain(`\n${passedOf(11)}, ${String(count - 11)} failed, of `);
  });

  test('is found at the same scenarios if the answers were lost with the process', async () => {
    const [streams, buffers] = [await jsonOf('exit-in-the-middle'), await jsonOf('buffer-and-die')];
    const names = (ended: ProcessResult): unknown => results(ended).failed.map(({ name }) => name);
    expect(names(buffers)).toStrictEqual(names(streams));
  });
});

describe('a difference', () => {
  test('is shown with the fewest steps, side by side, on the chart, and with the command to reproduce it', async () => {
    const failures = folder.path('failures');
    const { code, stdout, stderr } = await verify('wrong-state', ['--failures', failures]);
    expect({ code, stderr }).toStrictEqual({ code: 1, stderr: '' });
    expect(stdout).toContain('x Running + fail [noActiveAttempt] -> Failed\n');
    expect(stdout).toContain('expected Failed, got Completed');
    expect(stdout).toContain('on the chart: Ready -lease-> Leased -start-> Running -fail-> Failed');
    expect(stdout).toMatch(/x ok\.state +"Failed" +"Completed"\n/);
    const again = /again: runchart verify .*--scenario (\S+fault-1\.ndjson)\n/.exec(stdout)?.[1];
    expect(again).toBe(join(failures, 'fault-1.ndjson'));
    const seen = await runchart([
      'verify',
      '--json',
      '--scenario',
      again ?? '',
      '--',
      ...subject('wrong-state'),
    ]);
    expect(seen.code).toBe(1);
    expect(results(seen)).toMatchObject({ tests: 1, passed: 0 });
    const right = await runchart(['verify', '--scenario', again ?? '', '--', ...subject('right')]);
    expect(right.code).toBe(0);
  });

  test('is told of at once, before it is shrunk, the same each time, but not in JSON', async () => {
    const [one, two] = [await verify('wrong-state'), await verify('wrong-state', ['--jobs', '2'])];
    const [first = '', second = ''] = one.stdout.split('\n');
    expect(first).toMatch(/^first failure: \w+ \+ fail .*-> Failed$/);
    expect(second).toBe('  expected Failed, got Completed');
    expect(one.stdout).toBe(two.stdout);
    // One that is not shrunk any more, as the time for it is over.
    const ended = results(await verify('wrong-state', ['--json', '--shrink', '0.000001']));
    expect(ended.verified).toBe(false);
    expect(ended.faults.map(({ scenario: { name } }) => name.endsWith('-minimal'))).toStrictEqual([
      false,
    ]);
  });

  test('--bail stops at the first', async () => {
    const ended = results(await verify('wrong-state', ['--bail', '--json']));
    expect(ended.failed).toHaveLength(1);
    expect(ended.not_run.length).toBeGreaterThan(0);
  });

  test('a scenario without `expect` is compared with the chart', async () => {
    const args = ['verify', '--scenario', '-', '--', ...subject('right')];
    const scenario = '{"name":"n","steps":[{"op":"promote_to_ready"}]}\n';
    expect(await runchart(args, scenario)).toMatchObject({
      code: 0,
      stdout: '1 of 1 test passed\n',
    });
    const wrong = scenario.replace('"}]', '","expect":{"err":{"code":"NoActiveAttempt"}}}]');
    expect(await runchart(args, wrong)).toMatchObject({ code: 1 });
  });
});

describe('--concurrent', () => {
  const connections = join(root, 'test/fixtures/subjects/connections.mjs');
  const race = (habit: string, flags: ReadonlyArray<string> = []): Promise<ProcessResult> =>
    runchart([
      ...['verify', '--concurrent', '--rounds', '2', ...flags, '--'],
      ...[process.execPath, connections, oracle, habit],
    ]);

  test('verifies a subject that does one command after the other', async () => {
    const { code, stdout, stderr } = await race('right');
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^\d+ races passed, each run 2 times\n$/);
    expectNobodyLeft();
  });

  test('shows two workers that both finish a run', async () => {
    const { code, stdout } = await race('careless');
    expect(code).toBe(1);
    expect(stdout).toMatch(/^x \w+.*: \S+ and /m);
    expect(stdout).toContain('no order of the two commands has these answers');
    expect(stdout).toMatch(/\n {2}2 before 1 would answer /);
    // How many races a subject without a lock loses depends on the machine; 20 names of them are enough.
    const named = stdout.match(/\n {2}x /g)?.length ?? 0;
    expect(named).toBeGreaterThan(0);
    expect(named).toBeLessThanOrEqual(20);
    expect(named === 20 || !stdout.includes(' more still\n')).toBe(true);
    const json = JSON.parse((await race('careless', ['--json'])).stdout) as Record<string, unknown>;
    expect(json).toMatchObject({ verified: false, rounds: 2 });
    expectNobodyLeft();
  });

  test('names a subject that dies, or cannot be started', async () => {
    expect(await race('dies')).toMatchObject({
      code: 1,
      stdout: expect.stringContaining('it ended with code 7'),
    });
    const gone = await runchart([
      'verify',
      '--concurrent',
      '--subject',
      'no-such-program-anywhere',
    ]);
    expect(gone.stdout).toContain('cannot start no-such-program-anywhere');
    expect(gone.code).toBe(1);
  });
});

describe('errors', () => {
  test.each([
    [['--subject', 'no-such-program-anywhere'], 'cannot start no-such-program-anywhere: '],
    [[], 'there is no subject'],
    [['--subject', ''], 'there is no subject'],
    [['--subject', 'a', '--', 'b'], 'there are two subjects'],
    [
      ['--criteria', 'oops', '--subject', 'true'],
      'there is no criterion "oops"; there are states, ',
    ],
    [['--criteria', ',', '--subject', 'true'], 'names no criterion'],
    [['--timeout', '0', '--subject', 'true'], 'Wanted: seconds'],
    [['--jobs', '1.5', '--subject', 'true'], 'Wanted: a whole number from 1'],
    [['--seed', '-1', '--subject', 'true'], 'Wanted: a whole number from 0'],
    [['--scenario', 'nothing-there', '--subject', 'true'], 'cannot read nothing-there'],
    [['--scenario', script, '--subject', 'true'], `${script}:1: no JSON`],
    [['--scenario', '/dev/null', '--subject', 'true'], 'there is no scenario in /dev/null'],
    [['--junit', '/no/such/place', '--subject', 'true'], 'cannot write /no/such/place'],
  ])('%j', async (args, message) => {
    const { code, stdout, stderr } = await runchart(['verify', ...args]);
    expect({ code, stdout }).toStrictEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });
});

test.each([
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const)('%s ends the subject and all that it started', async (signal, expected) => {
  const { child, ended } = start(process.execPath, [
    bin,
    'verify',
    '--timeout',
    '60',
    '--',
    'sh',
    '-c',
    `${process.execPath} -e 'setInterval(() => 0, 1000)' "${folder.path('x')}" & echo started >&2; trap "" TERM; while :; do sleep 1; done # ${folder.path('y')}`,
  ]);
  const until = async (holds: () => boolean): Promise<void> => {
    for (let i = 0; i < 500 && !holds(); i += 1)
      await new Promise((resolve) => setTimeout(resolve, 20));
  };
  // The command itself, the shell, and the child of the shell.
  await until(() => processes().length >= 3);
  child.kill(signal);
  expect(await ended).toMatchObject({ code: expected });
  await until(() => processes().length === 0);
  expectNobodyLeft();
});

test('the command to verify all of it again has the options of the criteria', async () => {
  const options = [
    '--criteria',
    'n-switch',
    '--seed',
    '2',
    '--switches',
    '1',
    '--extra-states',
    '1',
  ];
  const { code, stdout } = await runchart([
    'verify',
    ...options,
    '--bail',
    '--',
    ...subject('too-many-outcomes'),
  ]);
  expect(code).toBe(1);
  expect(stdout).toMatch(
    /all of it again: .*--criteria n-switch --seed 2 --switches 1 --extra-states 1\n/,
  );
});
