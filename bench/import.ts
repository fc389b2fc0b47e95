/** Importing histories of other engines, against only parsing the same file. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { Benchmark, Outcome, Setting, Table, Target } from './benchmark.js';
import { atMost, projectsOf, rowName, rowOf } from './benchmark.js';
import { inScratch } from './journal.js';
import type { Finished } from './load.js';
import { childScript, runNode } from './load.js';
import { summarize } from './measure.js';

// ------------------------------------------------------------------------------------------------------------ files

const START = Date.UTC(2026, 2, 2);
const iso = (seconds: number): string => new Date(START + seconds * 1000).toISOString();

/** A history of Temporal: a workflow with eight activities, one line. */
const history = (n: number): string => {
  const run = `01900000-0000-7000-8000-${String(n).padStart(12, '0')}`;
  const events: Array<object> = [];
  const add = (type: string, at: number, name: string, attributes: object): number => {
    events.push({
      eventId: String(events.length + 1),
      eventTime: iso(n + at),
      eventType: `EVENT_TYPE_${type}`,
      taskId: String(1_048_576 + events.length),
      [`${name}EventAttributes`]: attributes,
    });
    return events.length;
  };
  const payload = {
    payloads: [{ metadata: { encoding: 'anNvbi9wbGFpbg==' }, data: 'eyJvcmRlciI6MTIzNDU2fQ==' }],
  };
  const identity = '4711@worker-3.example.test';
  const queue = { name: 'orders', kind: 'TASK_QUEUE_KIND_NORMAL' };
  const workflowTask = (at: number): void => {
    const scheduled = add('WORKFLOW_TASK_SCHEDULED', at, 'workflowTaskScheduled', {
      taskQueue: queue,
      startToCloseTimeout: '10s',
      attempt: 1,
    });
    add('WORKFLOW_TASK_STARTED', at + 1, 'workflowTaskStarted', {
      scheduledEventId: String(scheduled),
      identity,
      requestId: '44b458e4-c800-4335-83d0-e59704cdf3bc',
    });
    add('WORKFLOW_TASK_COMPLETED', at + 1, 'workflowTaskCompleted', {
      scheduledEventId: String(scheduled),
      identity,
      workerVersion: { buildId: 'orders@1.18.1' },
    });
  };
  add('WORKFLOW_EXECUTION_STARTED', 0, 'workflowExecutionStarted', {
    workflowType: { name: 'order' },
    taskQueue: queue,
    input: payload,
    originalExecutionRunId: run,
    firstExecutionRunId: run,
    identity,
    attempt: 1,
    workflowId: `order-${n}`,
  });
  workflowTask(0);
  for (let i = 0; i < 8; i += 1) {
    const at = 2 + i * 5;
    const scheduled = String(
      add('ACTIVITY_TASK_SCHEDULED', at, 'activityTaskScheduled', {
        activityId: String(i + 1),
        activityType: { name: ['charge', 'reserve', 'ship', 'mail'][i % 4] },
        taskQueue: queue,
        input: payload,
        startToCloseTimeout: '60s',
        retryPolicy: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '100s' },
      }),
    );
    add('ACTIVITY_TASK_STARTED', at + 1, 'activityTaskStarted', {
      scheduledEventId: scheduled,
      identity,
      requestId: '26731c3a-36dc-470e-ba2c-c5dcefd992a4',
      attempt: i === 3 ? 4 : 1,
    });
    add('ACTIVITY_TASK_COMPLETED', at + 3, 'activityTaskCompleted', {
      result: payload,
      scheduledEventId: scheduled,
      identity,
    });
    workflowTask(at + 3);
  }
  add('WORKFLOW_EXECUTION_COMPLETED', 50, 'workflowExecutionCompleted', { result: payload });
  return JSON.stringify({ events });
};

/** A task instance of Airflow, as its REST API writes it. */
const taskInstance = (n: number): string =>
  JSON.stringify({
    dag_id: `etl_${n % 7}`,
    dag_run_id: `scheduled__${iso(n)}`,
    task_id: ['extract', 'transform', 'load'][n % 3],
    duration: 120.5,
    start_date: iso(n + 80),
    end_date: iso(n + 200),
    execution_date: iso(n),
    executor_config: '{}',
    hostname: `worker-${n % 9}.example.test`,
    map_index: -1,
    max_tries: 2,
    note: null,
    operator: 'PythonOperator',
    pid: 4711,
    pool: 'default_pool',
    pool_slots: 1,
    priority_weight: 3,
    queue: 'default',
    queued_when: iso(n + 20),
    rendered_fields: { op_args: [], op_kwargs: {}, templates_dict: null },
    sla_miss: null,
    state: n % 11 === 0 ? 'failed' : 'success',
    trigger: null,
    triggerer_job: null,
    try_number: 1,
    unixname: 'airflow',
  });

/** A job of BullMQ. */
const job = (n: number): string => {
  const failed = n % 10 === 0;
  const at = START + n * 1000;
  return JSON.stringify({
    id: String(n),
    name: ['email', 'resize', 'report'][n % 3],
    data: { to: `user${n}@example.test`, template: 'welcome', body: 'x'.repeat(160) },
    opts: { attempts: 3, delay: 0, priority: n % 5, backoff: { type: 'exponential', delay: 1000 } },
    progress: 0,
    attemptsMade: failed ? 3 : 1,
    attemptsStarted: failed ? 3 : 1,
    timestamp: at,
    processedOn: at + 2000,
    finishedOn: at + 5000,
    returnvalue: failed ? null : { ok: true },
    stacktrace: failed ? ['Error: boom\n    at worker.js:1:1'] : [],
    ...(failed ? { failedReason: 'boom' } : {}),
    queueQualifiedName: 'bull:mail',
    processedBy: `worker-${n % 8}`,
  });
};

/** A file of a format: how its parts are joined, and the peer that parses it. */
interface Sample {
  readonly format: string;
  readonly what: string;
  readonly peer: string;
  readonly child: string;
  /** How many parts a full measurement has, and the runs in each. */
  readonly parts: number;
  readonly runs: number;
  readonly part: (n: number) => string;
  readonly around: readonly [before: string, between: string, after: string];
}

const samples: ReadonlyArray<Sample> = [
  {
    format: 'temporal',
    what: 'histories of Temporal, one a line',
    peer: 'readline and JSON.parse',
    child: 'readline',
    parts: 8_000,
    runs: 9,
    part: history,
    around: ['', '\n', '\n'],
  },
  {
    format: 'airflow',
    what: 'task instances of Airflow, one document',
    peer: 'JSON.parse of the whole file',
    child: 'parse',
    parts: 200_000,
    runs: 1,
    part: taskInstance,
    around: ['{"task_instances":[', ',', ']}'],
  },
  {
    format: 'bullmq',
    what: 'jobs of BullMQ, one a line',
    peer: 'readline and JSON.parse',
    child: 'readline',
    parts: 200_000,
    runs: 1,
    part: job,
    around: ['', '\n', '\n'],
  },
];

const writeSample = (file: string, parts: number, { part, around }: Sample): void => {
  const [before, between, after] = around;
  const fd = openSync(file, 'w');
  let block = before;
  for (let n = 0; n < parts; n += 1) {
    block += n === 0 ? part(n) : between + part(n);
    if (block.length < 1 << 20) continue;
    writeSync(fd, block);
    block = '';
  }
  writeSync(fd, block + after);
  closeSync(fd);
};

// --------------------------------------------------------------------------------------------------------- measuring

const measure = async (
  folder: string,
  sample: Sample,
  setting: Setting,
): Promise<readonly [times: Table, peaks: Table, target: Target]> => {
  const { format, what, peer, child } = sample;
  const { quick, progress } = setting;
  const parts = quick ? 100 : sample.parts;
  const runs = parts * sample.runs;
  const file = join(folder, format);
  writeSample(file, parts, sample);
  const out = join(folder, 'journal.ndjson');
  const projects = projectsOf(setting);
  const rounds = quick ? 1 : 5;
  const finished: Array<ReadonlyArray<Finished>> = [];
  for (let round = 0; round < rounds; round += 1) {
    progress(`${what}, round ${round + 1} of ${rounds}`);
    const row: Array<Finished> = [];
    for (const { command } of projects) {
      const args = [command, 'import', '--json', '--from', format, '--out', out, file];
      const imported = await runNode(args);
      const summary = JSON.parse(imported.output) as { readonly runs: number };
      if (summary.runs !== runs) throw new Error(`of ${runs} runs ${summary.runs} were imported`);
      row.push(imported);
    }
    const parsed = await runNode([childScript(child), file]);
    if (Number(parsed.output) !== parts) throw new Error(`${child} read ${parsed.output} parts`);
    row.push(parsed);
    finished.push(row);
  }
  const names = [...projects.map((project) => rowName('runchart import', project)), peer];
  const table = (title: string, unit: Table['unit'], figure: (of: Finished) => number): Table => ({
    title,
    unit,
    rows: names.map((name, i) =>
      summarize(
        name,
        finished.map((row) => row.map(figure)),
        i,
      ),
    ),
  });
  const times = table(
    `Importing ${runs.toLocaleString('en-US')} runs: ${what}`,
    'ms',
    ({ ms }) => ms,
  );
  return [
    { ...times, note: 'Whole processes, from start to end. The import also writes the journal.' },
    table(`Peak memory of the same: ${what}`, 'bytes', ({ peak }) => peak),
    atMost(`import of ${what}, vs ${peer} alone`, 2, 1 / rowOf(times, peer).ratio),
  ];
};

export const importing: Benchmark = {
  name: 'import',
  summary: 'importing histories of other engines, against only parsing them',
  run: (setting): Promise<Outcome> =>
    inScratch(async (folder) => {
      const measured: Array<Awaited<ReturnType<typeof measure>>> = [];
      for (const sample of samples) measured.push(await measure(folder, sample, setting));
      return {
        tables: measured.flatMap(([times, peaks]) => [times, peaks]),
        targets: measured.map(([, , target]) => target),
      };
    }),
};
