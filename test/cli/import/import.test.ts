import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from '@jest/globals';
import avsc from 'avsc';
import { ndjson, root, runchart, temporaryFolder, values } from '../runchart.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const fixture = (name: string): string => `test/fixtures/imports/${name}`;

const imported = async (
  ...args: ReadonlyArray<string>
): Promise<{
  readonly code: number | null;
  readonly journal: string;
  readonly summary: Readonly<Record<string, unknown>>;
}> => {
  const out = folder.path('journal.ndjson');
  const { code, stdout } = await runchart(['import', '--json', '--out', out, ...args]);
  return {
    code,
    journal: readFileSync(out, 'utf8'),
    summary: JSON.parse(stdout) as Readonly<Record<string, unknown>>,
  };
};

test.each([
  ['temporal', 'temporal.json', 0],
  ['airflow', 'airflow.json', 0],
  ['airflow', 'airflow.csv', 1],
  ['hadoop', 'hadoop.jhist', 0],
  ['bullmq', 'bullmq.ndjson', 1],
  ['pg-boss', 'pg-boss.json', 0],
  ['github-actions', 'github-actions.txt', 0],
  ['slurm', 'slurm.txt', 0],
  ['slurm', 'slurm.json', 0],
])('replay --strict accepts every line of %s from %s', async (format, file, exit) => {
  const { code, journal, summary } = await imported('--from', format, fixture(file));
  expect(code).toBe(exit);
  const replayed = await runchart(['replay', '--strict', '--json', '-'], journal);
  expect(replayed.code).toBe(0);
  expect(JSON.parse(replayed.stdout)).toMatchObject({
    lines: summary['lines'],
    malformed: 0,
    refused: { total: 0 },
    runs: { total: summary['runs'] },
  });
});

describe('without --out', () => {
  test('the journal goes to standard output, the report to standard error', async () => {
    const { code, stdout, stderr } = await runchart([
      'import',
      '--from',
      'slurm',
      fixture('slurm.txt'),
    ]);
    expect(code).toBe(0);
    expect(values(stdout)).toHaveLength(17);
    expect(stderr).toContain(
      'test/fixtures/imports/slurm.txt from slurm: 4 runs in 17 lines, of 5 records, in ',
    );
    expect(stderr).toContain('\n  1  steps of jobs  test/fixtures/imports/slurm.txt:3\n');
  });

  test('--json is refused', async () => {
    const { code, stderr } = await runchart(['import', '--from', 'slurm', '--json', 'x']);
    expect({ code, stderr }).toStrictEqual({
      code: 2,
      stderr: 'runchart: --json is for --out: without it standard output has the journal\n',
    });
  });
});

test('standard input, gzipped or not, gives the same journal', async () => {
  const text = readFileSync(`${root}/${fixture('temporal.json')}`);
  const plain = await runchart(['import', '--from', 'temporal', '-'], text);
  const gzipped = await runchart(['import', '--from', 'temporal', '-'], gzipSync(text));
  expect(plain.code).toBe(0);
  expect(gzipped.stdout).toBe(plain.stdout);
});

test('malformed records are named, and the rest is imported', async () => {
  const { code, stdout, stderr } = await runchart([
    'import',
    '--from',
    'bullmq',
    fixture('bullmq.ndjson'),
  ]);
  expect(code).toBe(1);
  expect(new Set(values(stdout).map((line) => (line as { run_id: string }).run_id)).size).toBe(5);
  expect(stderr.split('\n').slice(0, 2)).toStrictEqual([
    `${fixture('bullmq.ndjson')}:6: the record has no {queueQualifiedName|queueName|queue|$file}/{id}`,
    `${fixture('bullmq.ndjson')}:7: timestamp: expected an instant, found "yesterday"`,
  ]);
});

test('--report and --labels are written, and labels name the ids of the journal', async () => {
  const [report, labels] = [folder.path('report.json'), folder.path('labels.ndjson')];
  const { journal, summary } = await imported(
    '--from',
    'airflow',
    fixture('airflow.json'),
    '--report',
    report,
    '--labels',
    labels,
  );
  expect(JSON.parse(readFileSync(report, 'utf8'))).toStrictEqual(summary);
  const named = values(readFileSync(labels, 'utf8')).map((line) => (line as { id: string }).id);
  const ids = values(journal).flatMap((line) => {
    const { run_id: run, task_id: task } = line as { run_id: string; task_id?: string };
    return task === undefined ? [run] : [run, task];
  });
  expect(new Set(named)).toStrictEqual(new Set(ids));
});

test('--only takes some kinds of runs, and refuses a kind that there is none of', async () => {
  const { summary } = await imported(
    '--from',
    'temporal',
    '--only',
    'workflow',
    fixture('temporal.json'),
  );
  expect(summary).toMatchObject({
    runs: 1,
    no_place: { by_kind: { 'left out by --only: activity': { count: 6 } } },
  });
  const { code, stderr } = await runchart(['import', '--from', 'temporal', '--only', 'job', 'x']);
  expect({ code, stderr }).toStrictEqual({
    code: 2,
    stderr:
      'runchart: temporal has no runs of the kind job; there are workflow, activity, child workflow\n',
  });
});

test('--zone says what local time means', async () => {
  const { summary, journal } = await imported(
    '--from',
    'slurm',
    '--zone',
    '+02:00',
    fixture('slurm.txt'),
  );
  expect(summary).toMatchObject({
    assumed: { by_kind: { 'instants without a zone: read as +02:00': { count: 4 } } },
  });
  // 08:00 there is 06:00 in UTC.
  expect(values(journal)[0]).toMatchObject({ at: Date.UTC(2026, 2, 2, 6) / 1000 });
});

test('--id-namespace keeps two systems apart', async () => {
  const ids = async (...flags: ReadonlyArray<string>): Promise<string> => {
    const { journal } = await imported('--from', 'slurm', ...flags, fixture('slurm.txt'));
    return (values(journal)[0] as { run_id: string }).run_id;
  };
  expect(await ids('--id-namespace', 'east')).not.toBe(await ids('--id-namespace', 'west'));
  expect(await ids('--id-namespace', 'slurm')).toBe(await ids());
});

describe('Avro-Binary', () => {
  const schema = {
    type: 'record',
    name: 'Event',
    namespace: 'example',
    fields: [
      { name: 'type', type: 'string' },
      {
        name: 'event',
        type: [
          {
            type: 'record',
            name: 'JobSubmitted',
            fields: [
              { name: 'jobid', type: 'string' },
              { name: 'jobName', type: 'string' },
              { name: 'submitTime', type: 'long' },
            ],
          },
          {
            type: 'record',
            name: 'JobUnsuccessfulCompletion',
            fields: [
              { name: 'jobid', type: 'string' },
              { name: 'finishTime', type: 'long' },
              { name: 'diagnostics', type: ['null', 'string'] },
            ],
          },
        ],
      },
    ],
  } as const;
  const events = Array.from({ length: 3000 }, (_, i) => [
    {
      type: 'JOB_SUBMITTED',
      event: {
        'example.JobSubmitted': {
          jobid: `job_${i}`,
          jobName: 'x'.repeat(90),
          submitTime: 1_772_438_400_000 + i,
        },
      },
    },
    {
      type: 'JOB_KILLED',
      event: {
        'example.JobUnsuccessfulCompletion': {
          jobid: `job_${i}`,
          finishTime: 1_772_438_500_000 + i,
          diagnostics: i % 2 === 0 ? null : { string: 'killed' },
        },
      },
    },
  ]).flat();
  const type = avsc.Type.forSchema(schema as never, { wrapUnions: true });
  const head = `Avro-Binary\n${JSON.stringify(schema)}\n`;
  const binary = Buffer.concat([Buffer.from(head), ...events.map((event) => type.toBuffer(event))]);

  test('gives the journal of Avro-Json', async () => {
    const json = `Avro-Json\n${JSON.stringify(schema)}\n${ndjson(...events)}`;
    const fromJson = await imported('--from', 'hadoop', folder.file('a.jhist', json));
    const fromBinary = await imported('--from', 'hadoop', folder.file('b.jhist', binary));
    expect(fromBinary.code).toBe(0);
    expect(fromBinary.summary).toMatchObject({ records: 6000, runs: 3000 });
    expect(fromBinary.journal).toBe(fromJson.journal);
  });

  test.each<readonly [string, Buffer, string]>([
    ['that is cut off', binary.subarray(0, -3), ':6000: the file ends in the middle of an event'],
    ['of another schema', Buffer.from('Avro-Binary\n{"type":"x"}\n123'), 'no schema of Avro'],
    ['without a schema', Buffer.from('Avro-Binary\n'), 'ends in the middle'],
  ])('%s is told', async (_, content, message) => {
    const { code, stderr } = await runchart([
      'import',
      '--from',
      'hadoop',
      folder.file('c.jhist', content),
    ]);
    expect(code).toBeGreaterThan(0);
    expect(stderr).toContain(message);
  });
});

describe('a mapping of one’s own', () => {
  test('is read from a file', async () => {
    const mapping = folder.file(
      'mine.json',
      JSON.stringify({
        name: 'mine',
        rules: [{ run: '{id}', created: { at: 'born' }, steps: [{ to: 'Canceled', at: 'gone' }] }],
      }),
    );
    const { code, stdout } = await runchart(
      ['import', '--from', mapping, '-'],
      '{"id":"a","born":10,"gone":20}\n',
    );
    expect(code).toBe(0);
    expect(values(stdout)).toMatchObject([
      { op: 'new_ready_with_id', at: 10 },
      { to: 'Canceled', at: 20 },
    ]);
  });

  test.each<readonly [string, string, string]>([
    ['no JSON', '{', ' is no mapping: '],
    [
      'a wrong field',
      '{"name":"m","rules":[{"run":"{id}","labels":"{id}"}]}',
      'at /rules/0/labels: expected no such field (perhaps label), found "{id}"',
    ],
  ])('with %s is refused', async (_, text, message) => {
    const { code, stderr } = await runchart([
      'import',
      '--from',
      folder.file('bad.json', text),
      '-',
    ]);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  test('that is not there, and a format that is not known', async () => {
    const missing = await runchart(['import', '--from', './none.json', '-']);
    expect(missing).toMatchObject({
      code: 2,
      stderr: 'runchart: cannot read ./none.json: there is no such file\n',
    });
    const unknown = await runchart(['import', '--from', 'airflw', '-']);
    expect(unknown.stderr).toContain('there is no format airflw; did you mean airflow?');
  });
});

test('nothing is written if nothing could be imported', async () => {
  const out = folder.path('none.ndjson');
  const { code, stderr } = await runchart(
    ['import', '--from', 'bullmq', '--out', out, '-'],
    '{"a":1}\n',
  );
  expect(code).toBe(2);
  expect(stderr).toContain('nothing could be imported: of 1 record none makes a run of bullmq');
  expect(() => readFileSync(out)).toThrow('ENOENT');
});

test('an output must not be an input, nor another output', async () => {
  const input = folder.file('in.ndjson', '{}\n');
  const over = await runchart(['import', '--from', 'bullmq', '--out', input, input]);
  expect(over).toMatchObject({ code: 2 });
  expect(over.stderr).toContain('would overwrite');
  const same = folder.path('same');
  const twice = await runchart([
    'import',
    '--from',
    'bullmq',
    '--out',
    same,
    '--labels',
    same,
    input,
  ]);
  expect(twice.stderr).toContain('--out and --labels need a file each');
});

describe('labels', () => {
  const files = async (): Promise<readonly [journal: string, labels: string]> => {
    const labels = folder.path('names.ndjson');
    await imported('--from', 'airflow', fixture('airflow.json'), '--labels', labels);
    return [folder.path('journal.ndjson'), labels];
  };

  test('replay --labels names the runs of its rankings', async () => {
    const [journal, labels] = await files();
    const args = ['replay', journal, '--labels', labels, '--stuck', '1s'];
    const { stdout } = await runchart([...args, '--json']);
    const summary = JSON.parse(stdout) as Readonly<
      Record<string, ReadonlyArray<{ readonly label?: string }>>
    >;
    expect(summary['most_retried']?.map(({ label }) => label)).toStrictEqual([
      'etl.extract manual__1',
      'etl.load manual__1',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      stuck: { runs: [{ label: 'etl.extract manual__1', state: 'RetryWait' }] },
    });
    expect((await runchart(args)).stdout).toContain('  etl.load manual__1\n');
  });

  test('explain --labels names the run', async () => {
    const [journal, labels] = await files();
    const id = (values(readFileSync(journal, 'utf8'))[0] as { run_id: string }).run_id;
    const args = ['explain', journal, '--labels', labels, id];
    expect((await runchart(args)).stdout).toMatch(
      new RegExp(`^run ${id} \\(etl\\.load manual__1\\) in `),
    );
    expect(JSON.parse((await runchart([...args, '--json'])).stdout)).toMatchObject({
      run_id: id,
      label: 'etl.load manual__1',
    });
  });

  test('a file of labels that is none is refused, with the line', async () => {
    const [journal] = await files();
    const labels = folder.file('no-labels', '\n{"id":"x","label":"y"}\n');
    const { code, stderr } = await runchart(['replay', journal, '--labels', labels]);
    expect(code).toBe(2);
    expect(stderr).toContain(
      ':2: no label: at /id: expected a UUID (of a run or a task), found "x"',
    );
  });
});
