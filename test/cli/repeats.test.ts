/** Lines that repeat something: a command id, a creation, an attempt; and malformed lines with the id of a run. */
import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import { A, ATTEMPT, B, COMMAND, ready } from './journals.js';
import { ndjson, runchart, temporaryFolder, values } from './runchart.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const to = (state: string, at: number): object => ({
  op: 'transition_to',
  run_id: A,
  to: state,
  at,
});
const attempt = (op: string): object => ({ op, run_id: A, attempt_id: ATTEMPT });

const summary = async (journal: string, ...flags: ReadonlyArray<string>) => {
  const { code, stdout } = await runchart(['replay', '--json', ...flags, '-'], journal);
  return { code, ...(JSON.parse(stdout) as object) };
};

describe('a command id that is given to another command', () => {
  const journal = ndjson(
    ready,
    { ...to('Leased', 110), command_id: COMMAND },
    { ...to('Canceled', 120), command_id: COMMAND },
    { ...to('Leased', 130), command_id: COMMAND },
  );
  const message = `command id ${COMMAND} of run ${A} belongs to transition_to to=Leased, and cannot be given to transition_to to=Canceled`;

  test('is refused under a code of its own, and --strict exits 1', async () => {
    const wanted = {
      accepted: 2,
      redelivered: 1,
      refused: { total: 1, by_code: { CommandIdReused: 1 } },
      runs: { by_state: { Leased: 1, Canceled: 0 } },
    };
    expect(await summary(journal)).toMatchObject({ code: 0, ...wanted });
    expect(await summary(journal, '--strict')).toMatchObject({ code: 1, ...wanted });
  });

  test('is written by --refusals', async () => {
    const out = folder.path('refusals.ndjson');
    await summary(journal, '--refusals', out);
    expect(values(readFileSync(out, 'utf8'))).toMatchObject([
      {
        line: 3,
        err: {
          code: 'CommandIdReused',
          run_id: A,
          command_id: COMMAND,
          first_command: 'transition_to to=Leased',
          command: 'transition_to to=Canceled',
          message,
        },
      },
    ]);
  });

  test('is explained', async () => {
    const { code, stdout } = await runchart(['explain', '-', A], journal);
    expect(code).toBe(0);
    expect(stdout).toContain(`refused\n${' '.repeat(46)}${message}\n`);
    expect(stdout).toContain('Now Leased');
  });
});

describe('a creation that is delivered again without a command id', () => {
  const journal = ndjson(ready, to('Leased', 110), to('Running', 120), ready);

  test('counts as begun again, not as accepted, and --strict exits 1', async () => {
    const wanted = {
      lines: 4,
      accepted: 3,
      begun_again: 1,
      refused: { total: 0 },
      runs: { by_state: { Ready: 1, Running: 0 } },
    };
    expect(await summary(journal)).toMatchObject({ code: 0, ...wanted });
    expect(await summary(journal, '--strict')).toMatchObject({ code: 1, ...wanted });
    const { stdout } = await runchart(['replay', '-'], journal);
    expect(stdout).toMatch(/accepted +3\n +runs begun again +1\n/);
  });

  test('is redelivered with a command id, and --strict exits 0', async () => {
    const once = { ...ready, command_id: COMMAND };
    expect(await summary(ndjson(once, to('Leased', 110), once), '--strict')).toMatchObject({
      code: 0,
      accepted: 2,
      begun_again: 0,
      redelivered: 1,
    });
  });

  test('is explained', async () => {
    const { stdout } = await runchart(['explain', '-', A], journal);
    expect(stdout).toContain('begins again in Ready');
    expect(stdout).toContain('begun again: what the run was before is lost');
    const { stdout: json } = await runchart(['explain', '--json', '-', A], journal);
    const { steps } = JSON.parse(json) as { steps: ReadonlyArray<object> };
    expect(steps.map((step) => 'begun_again' in step && step.begun_again)).toStrictEqual([
      false,
      false,
      false,
      'run',
    ]);
  });
});

describe('an attempt that is over and starts again', () => {
  const life = [ready, to('Leased', 110), to('Running', 120), attempt('start_attempt')];
  const journal = ndjson(...life, attempt('finish_attempt'), attempt('start_attempt'));

  test('is accepted and counted, and --strict exits 0', async () => {
    expect(await summary(journal, '--strict')).toMatchObject({
      code: 0,
      accepted: 6,
      attempts_begun_again: 1,
      begun_again: 0,
    });
    const { stdout } = await runchart(['replay', '-'], journal);
    expect(stdout).toMatch(/accepted +6\n +attempts begun again +1\n/);
  });

  test('is explained', async () => {
    const { stdout } = await runchart(['explain', '-', A], journal);
    expect(stdout.match(/the attempt was over, and starts again/g)).toHaveLength(1);
    const { stdout: json } = await runchart(['explain', '--json', '-', A], journal);
    expect((JSON.parse(json) as { steps: ReadonlyArray<object> }).steps.at(-1)).toMatchObject({
      begun_again: 'attempt',
    });
  });

  test('is known however the attempt ended', async () => {
    const restored = {
      ...{ op: 'restore_attempt_state_for_bootstrap', run_id: A, count: 1, active_attempt: null },
    };
    expect(await summary(ndjson(...life, restored, attempt('start_attempt')))).toMatchObject({
      attempts_begun_again: 1,
    });
    expect(await summary(ndjson(...life))).toMatchObject({ attempts_begun_again: 0 });
  });
});

describe('a malformed line that carries the id of the run', () => {
  const strays: ReadonlyArray<readonly [string, string, string]> = [
    ['a wrong state', JSON.stringify({ ...to('Nowhere', 110) }), 'at /to: expected '],
    ['no op', JSON.stringify({ run_id: A, at: 110 }), 'at /op: expected '],
    ['a line that was cut off', JSON.stringify(to('Leased', 110)).slice(0, -4), 'no JSON: '],
    [
      'a prefix before the object',
      `2025-01-06T09:00:00Z out ${JSON.stringify(to('Leased', 110))}`,
      'no JSON: ',
    ],
    [
      'another name of the field',
      JSON.stringify({ op: 'promote_to_ready', runId: A }),
      'at /run_id: expected ',
    ],
    ['the id in another form', `run_id={${A.toUpperCase()}} leased`, 'no JSON: '],
    ['the id anywhere', `worker took ${A} at nine`, 'no JSON: '],
  ];

  test.each(strays)('is a step of its story: %s', async (_, stray, reason) => {
    const journal = `${ndjson(ready)}${stray}\n${ndjson(to('Leased', 120))}`;
    for (const asked of [A, 'aaaaaaaa']) {
      const { code, stdout, stderr } = await runchart(['explain', '-', asked], journal);
      expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' });
      expect(stdout).toContain(': 2 ops, 0 refused, 1 malformed line\n');
      expect(stdout).toMatch(/ {6}2 {2}- +x no op +malformed\n/);
      expect(stdout).toContain(reason);
    }
    const { stdout } = await runchart(['explain', '--json', '-', A], journal);
    const { steps } = JSON.parse(stdout) as { steps: ReadonlyArray<object> };
    expect(steps).toHaveLength(3);
    expect(steps[1]).toStrictEqual({
      file: '<stdin>',
      line: 2,
      op: null,
      at: null,
      redelivered: false,
      anomalies: [],
      before: expect.objectContaining({ state: 'Ready' }) as unknown,
      outcome: { err: { code: 'Malformed', message: expect.stringContaining(reason) as unknown } },
    });
  });

  test('of another run is not, even if it has this id in another field', async () => {
    const journal = `${ndjson(ready)}${JSON.stringify({ op: 'x', run_id: B, task_id: A })}\n`;
    const { stdout, stderr } = await runchart(['explain', '-', A], journal);
    expect(stdout).toContain(': 1 op, 0 refused\n');
    expect(stderr).toContain('1 malformed line in <stdin> passed over');
  });

  test('is the whole story of a run with no other line', async () => {
    const { code, stdout } = await runchart(
      ['explain', '-', A],
      `oops\n{"op":"x","run_id":"${A}"}\n`,
    );
    expect(code).toBe(0);
    expect(stdout).toContain(': 0 ops, 0 refused, 1 malformed line\n');
    expect(stdout).toContain('The run never began');
  });
});
