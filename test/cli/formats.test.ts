/** Journals as other programs write them: arrays, logs, other units, ids that are no UUIDs. */
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import { idFromText, RunId } from '../../src/index.js';
import { A, facts, journal, lines } from './journals.js';
import { ndjson, runchart, shell, temporaryFolder, values } from './runchart.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const summaryOf = async (
  args: ReadonlyArray<string>,
  input: string | Buffer = '',
): Promise<unknown> => JSON.parse((await runchart(['replay', '--json', ...args], input)).stdout);

const T = 1_735_689_600;

describe('a JSON array of ops', () => {
  const printed: ReadonlyArray<readonly [string, string]> = [
    ['on one line', JSON.stringify(lines)],
    ['pretty-printed', JSON.stringify(lines, null, 2)],
    ['one op a line', `[\n${lines.map((line) => `  ${JSON.stringify(line)},\n`).join('')}]\n`],
  ];

  test.each(printed)('%s is replayed as its lines would be', async (_, text) => {
    expect(await summaryOf(['-'], text)).toMatchObject(facts);
  });

  test('gzipped, it is read, too', async () => {
    expect(await summaryOf(['-'], gzipSync(JSON.stringify(lines)))).toMatchObject(facts);
  });

  test('malformed items are reported with their number, and the others are read', async () => {
    const input = `[${JSON.stringify(lines[0])},\n\n 7, {"op":"lease"},${JSON.stringify(lines[1])}]`;
    const { code, stdout, stderr } = await runchart(['replay', '--json', '-'], input);
    expect(code).toBe(0);
    expect(stderr).toMatch(/^<stdin>:2: at \/: expected a step.*\n<stdin>:3: at \/op: .*\n$/);
    expect(JSON.parse(stdout)).toMatchObject({ lines: 4, accepted: 2, malformed: 2 });
  });

  test('explain numbers its steps by item', async () => {
    const { stdout } = await runchart(['explain', '--json', '-', A], JSON.stringify(lines));
    const { steps } = JSON.parse(stdout) as {
      readonly steps: ReadonlyArray<{ readonly line: number }>;
    };
    expect(steps.map(({ line }) => line)).toStrictEqual([
      1, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16,
    ]);
  });
});

describe('a file that contains ops and is no journal', () => {
  const prefixed = (prefix: string): string =>
    lines.map((line) => `${prefix}${JSON.stringify(line)}\n`).join('');

  test.each([
    ['pretty.log', lines.map((line) => `${JSON.stringify(line, null, 2)}\n`).join('')],
    ['k8s.log', prefixed('2026-01-01T00:00:00.5Z stdout F ')],
    ['compose.log', prefixed('web-1  | ')],
    ['klog.log', prefixed('I0101 00:00:00.000000       1 main.go:12] ')],
    ["it's.log", prefixed('INFO ')],
    [
      'docker.log',
      ndjson(...lines.map((line) => ({ log: `${JSON.stringify(line)}\n`, stream: 'stdout' }))),
    ],
    ['page.json', JSON.stringify({ data: lines })],
  ])('%s: the command that is printed once makes a journal of it', async (name, text) => {
    const file = folder.file(name, text);
    const { code, stderr } = await runchart(['replay', file]);
    const [looks, command = '', last, ...rest] = stderr.split('\n');
    expect({ code, rest }).toStrictEqual({ code: 2, rest: [''] });
    expect(looks).toContain(`${name} looks like `);
    expect(last).toMatch(/^runchart: nothing could be replayed: /);
    const { stdout } = await shell(`${command.trim()} --json`);
    expect(JSON.parse(stdout)).toMatchObject(facts);
  });

  test('a gzipped log is inflated by the command', async () => {
    const file = folder.file('log.gz', gzipSync(prefixed('web-1  | ')));
    const [, command = ''] = (await runchart(['replay', file])).stderr.split('\n');
    expect(command).toMatch(/^ {2}zcat .*log\.gz \| sed /);
    expect(JSON.parse((await shell(`${command.trim()} --json`)).stdout)).toMatchObject(facts);
  });

  test('a journal with one such line is a journal, and reports the line', async () => {
    const { stderr } = await runchart(
      ['replay', '-'],
      `${journal}web-1  | ${JSON.stringify(lines[0])}\n`,
    );
    expect(stderr).toMatch(/^<stdin>:17: no JSON: .*\n$/);
  });

  test('the command keeps the format of instants and ids', async () => {
    const file = folder.file(
      'other.log',
      prefixed('web-1  | ').replaceAll(
        /("(?:at|created_at|scheduled_at|timestamp)":\d+)/g,
        '$1000',
      ),
    );
    const flags = ['--time', 'ms', '--id-namespace', 'acme example'];
    const replayed = await runchart(['replay', ...flags, file]);
    const [, command = ''] = replayed.stderr.split('\n');
    expect(command).toMatch(/runchart replay - --time ms --id-namespace 'acme example'$/);
    const { stdout } = await shell(`${command.trim()} --json`);
    expect(JSON.parse(stdout)).toMatchObject({ lines: lines.length, malformed: 0 });
    const explained = await runchart(['explain', ...flags, file, A]);
    expect(explained.stderr).toContain(
      `runchart explain - --time ms --id-namespace 'acme example' ${A}\n`,
    );
  });

  test('explain says so, too', async () => {
    const { code, stderr } = await runchart(['explain', '-', A], prefixed('web-1  | '));
    expect(code).toBe(2);
    expect(stderr).toContain(
      `<stdin> looks like a log of docker compose, which is no journal; this makes one of it:\n  ... | sed -n 's/^[^{]*{/{/p' | runchart explain - ${A}\n`,
    );
  });
});

describe('--time and --id-namespace', () => {
  const life = (at: (seconds: number) => unknown): string =>
    ndjson(
      {
        op: 'new_scheduled_with_id',
        run_id: A,
        task_id: A,
        scheduled_at: at(1),
        created_at: at(0),
      },
      { op: 'promote_to_ready', run_id: A, at: at(1) },
    );
  const millis = life((seconds) => (T + seconds) * 1000 + 999);

  test.each([
    ['ms', millis],
    ['us', life((seconds) => (T + seconds) * 1e6 + 999)],
    ['iso', life((seconds) => new Date((T + seconds) * 1000 + 999).toISOString())],
    ['s', life((seconds) => T + seconds)],
  ])('%s', async (unit, text) => {
    const runs = folder.path(`${unit}.runs`);
    const { code, stderr } = await runchart(['replay', '-', '--time', unit, '--runs', runs], text);
    expect({ code, stderr }).toStrictEqual({ code: 0, stderr: '' });
    const [run] = values((await shell(`cat ${runs}`)).stdout);
    expect(run).toMatchObject({ created_at: T, scheduled_at: T + 1, last_state_change_at: T + 1 });
  });

  test('milliseconds taken as seconds are told, with the flag to use', async () => {
    const { code, stdout } = await runchart(['replay', '-'], millis);
    expect(code).toBe(0);
    expect(stdout).toContain(`
Anomalies of time 3 (OtherUnit 3); no line is refused for one
  <stdin>:1: run ${A}: created_at 1735689600999 is in the year 56971: it looks like milliseconds
  <stdin>:1: run ${A}: scheduled_at 1735689601999 is in the year 56971: it looks like milliseconds
  <stdin>:2: run ${A}: at 1735689601999 is in the year 56971: it looks like milliseconds
3 instants look like milliseconds: read the journal with --time ms
`);
    expect((await runchart(['explain', '-', A], millis)).stdout).toContain(
      '3 instants look like milliseconds: read the journal with --time ms',
    );
  });

  test('ids of any text, and a run asked for by its own', async () => {
    const text = millis.replaceAll(A, 'order-7');
    const id = idFromText(RunId)('acme.example')('order-7');
    const flags = ['--time', 'ms', '--id-namespace', 'acme.example'];
    const { stdout } = await runchart(['explain', '--json', '-', 'order-7', ...flags], text);
    expect(JSON.parse(stdout)).toMatchObject({ run_id: id, run: { state: 'Ready' } });
    expect(await summaryOf(['-', ...flags], text)).toMatchObject({ accepted: 2, malformed: 0 });
  });

  test('a unit that does not exist, or an empty namespace, is refused', async () => {
    expect(await runchart(['replay', '-', '--time', 'min'])).toMatchObject({ code: 2 });
    expect(await runchart(['replay', '-', '--id-namespace', ''])).toMatchObject({ code: 2 });
  });
});

describe('anomalies of time', () => {
  const text = ndjson(
    { op: 'new_scheduled_with_id', run_id: A, task_id: A, scheduled_at: 100, created_at: 100 },
    { op: 'transition_to', to: 'Canceled', run_id: A, at: 60 },
  );

  test('a run that ends before it begins is told, because it is not among the slowest', async () => {
    const file = folder.file('back.ndjson', text);
    const place = { file, line: 2, run_id: A };
    expect(await summaryOf([file])).toMatchObject({
      accepted: 2,
      refused: { total: 0 },
      slowest: [],
      anomalies: {
        total: 2,
        by_code: { EndBeforeCreation: 1, StepBack: 1 },
        units: {},
        first: [
          {
            ...place,
            code: 'StepBack',
            field: 'at',
            at: 60,
            previous: 100,
            seconds: 40,
            message: "at 60 is 40 s before the run's previous instant, 100",
          },
          { ...place, code: 'EndBeforeCreation', created_at: 100, at: 60, seconds: 40 },
        ],
      },
    });
    expect(await runchart(['replay', '--strict', file])).toMatchObject({ code: 0 });
  });

  test('are in the story', async () => {
    const { stdout } = await runchart(['explain', '-', A], text);
    expect(stdout).toContain('2 ops, 0 refused, 2 anomalies of time');
    expect(stdout).toContain("anomaly: at 60 is 40 s before the run's previous instant, 100\n");
    const json = await runchart(['explain', '--json', '-', A], text);
    expect(JSON.parse(json.stdout)).toMatchObject({
      steps: [{ anomalies: [] }, { anomalies: [{ code: 'StepBack', seconds: 40 }, {}] }],
    });
  });

  test('are listed up to twenty, and counted beyond', async () => {
    const many = ndjson(
      ...Array.from({ length: 30 }, (_, i) => ({
        op: 'record_state_change_at',
        run_id: A,
        timestamp: 100 - i,
      })),
    );
    const { anomalies } = (await summaryOf(['-'], text + many)) as {
      readonly anomalies: { readonly total: number; readonly first: ReadonlyArray<unknown> };
    };
    expect([anomalies.total, anomalies.first.length]).toStrictEqual([60, 20]);
    expect((await runchart(['replay', '-'], text + many)).stdout).toContain('\n  and 40 more\n');
  });
});

describe('malformed lines of a run whose id is no UUID', () => {
  const at = T;
  const op = (fields: object): string => JSON.stringify({ run_id: 41, at, ...fields });
  const made = op({ op: 'new_scheduled_with_id', task_id: 7, scheduled_at: at, created_at: at });
  const linesOf = async (id: string, text: string): Promise<ReadonlyArray<number>> => {
    const { stdout } = await runchart(
      ['explain', '--json', '--id-namespace', 'acme.example', '-', id],
      text,
    );
    const { steps } = JSON.parse(stdout) as { readonly steps: ReadonlyArray<{ line: number }> };
    return steps.map(({ line }) => line);
  };

  test.each([
    ['without a field', op({ op: 'start_attempt' })],
    ['with an unknown op', op({ op: 'lease' })],
    ['as text', '{"op":"lease","run_id":"41"}'],
    ['in camelCase', '{"op":"promote_to_ready","runId":41}'],
    ['last in its object', '{"op":"lease","run_id":41}'],
    ['in a text', '{"msg":"{\\"op\\":\\"lease\\",\\"run_id\\":\\"41\\"}"}'],
    ['cut off after it', '{"run_id":41,"op":"transi'],
    ['in words', 'cannot start, run_id=41'],
    ['in words, in the middle', 'run_id=41 cannot start'],
  ])('%s: is a step of its story', async (_, line) => {
    expect(await linesOf('41', `${made}\n${line}\n`)).toStrictEqual([1, 2]);
  });

  test.each([
    ['of another run', '{"op":"lease","run_id":4}'],
    ['with an id that goes on', '{"op":"lease","run_id":412}'],
    ['cut off in the id', '{"op":"lease","run_id":41'],
    ['cut off in a text', '{"op":"lease","run_id":"41'],
    ['of another field', '{"op":"lease","task_id":41}'],
  ])('%s: is none', async (_, line) => {
    expect(await linesOf('41', `${made}\n${line}\n`)).toStrictEqual([1]);
  });
});
