/** A trial of the store: `npm run chaos -- --help`. */
import { spawn } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { CommandId, isTerminal, Priority } from 'runchart';
import { openRunStore, taskNamed } from 'runchart/store';
import { openPostgres } from 'runchart/store/postgres';
import { startPostgres } from '../../support/postgres.mjs';
import { record } from '../../support/reliability.mjs';
import { wholeNumber } from '../../support/wholeNumber.mjs';
import { checkHistory } from './check.mjs';

const flags = new Command('npm run chaos --')
  .description(
    'Lets many worker processes work on one server of PostgreSQL, which it starts itself. Every second a worker is killed, and others ' +
      'are stopped past their lease and woken; connections are cut, and the server crashes in the middle and is started again. At the ' +
      'end a checker reads the history alone. Exits with 1 if anything was lost or done twice.',
  )
  .option('--runs <n>', 'how many runs', wholeNumber, 100_000)
  .option('--workers <n>', 'how many processes', wholeNumber, 8)
  .option('--seconds <n>', 'how long to wait for the last run', wholeNumber, 600)
  .option('--calm', 'let nothing go wrong')
  .option('--json', 'print the report in one line, and nothing else')
  .option('--record', 'write the figures to docs/reliability.json')
  .parse()
  .opts();
const RUNS = flags.runs;
const WORKERS = flags.workers;
const LEASE = 2;

const say = (text) => {
  if (!flags.json) process.stderr.write(`${text}\n`);
};
const right = (either) => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left));
  return either.right;
};
const pick = (list) => list[Math.floor(Math.random() * list.length)];

/** How many of a hundred runs do what. */
const kinds = [
  ...Array(60).fill('quick'),
  ...Array(20).fill('slow'),
  ...Array(8).fill('flaky'),
  ...Array(5).fill('throws'),
  ...Array(5).fill('later'),
  ...Array(2).fill('hopeless'),
];

const folder = mkdtempSync(path.join(tmpdir(), 'runchart-chaos-'));
const server = await startPostgres();
const faults = { killed: 0, stopped: 0, cut: 0, crashed: 0 };
const children = new Set();
let ended = false;
let files = 0;

const startWorker = () => {
  files += 1;
  const file = path.join(folder, `acknowledged-${files}.ndjson`);
  writeFileSync(file, '');
  const script = path.join(import.meta.dirname, 'worker.mjs');
  const child = spawn(process.execPath, [script, server.url, file, String(LEASE)], {
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  children.add(child);
  child.once('exit', () => {
    children.delete(child);
    if (!ended) startWorker();
  });
};

/** Goes wrong now and then, until the trial ends. */
const trouble = async (store) => {
  if (flags.calm) return;
  const killing = (async () => {
    while (!ended) {
      await wait(1000);
      const child = pick([...children]);
      if (child !== undefined && !ended && child.kill('SIGKILL')) faults.killed += 1;
    }
  })();
  const stopping = (async () => {
    while (!ended) {
      await wait(1500);
      const child = pick([...children]);
      if (child === undefined || !child.kill('SIGSTOP')) continue;
      faults.stopped += 1;
      await wait(1000 * LEASE * 1.5);
      child.kill('SIGCONT');
    }
  })();
  const cutting = (async () => {
    while (!ended) {
      await wait(700);
      const cut = await store.database.query({
        text: `SELECT pg_terminate_backend(pid)::text FROM pg_stat_activity
          WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 3`,
      })();
      if (E.isRight(cut)) faults.cut += cut.right.length;
    }
  })();
  const crashing = (async () => {
    await wait(8000);
    if (ended) return;
    server.crash();
    faults.crashed += 1;
  })();
  await Promise.all([killing, stopping, cutting, crashing]);
};

/** Sends commands from outside, some twice, and keeps those that were acknowledged. */
const meddle = async (store, ids, acknowledged) => {
  while (!ended) {
    await wait(20);
    const id = pick(ids);
    const commandId = CommandId.generate();
    const event = pick([
      { type: 'cancel' },
      {
        type: 'priority.set',
        effectivePriority: right(Priority.decode(Math.floor(10 * Math.random()))),
      },
    ]);
    const send = () => store.mutate(id, event, { commandId })();
    const answers = await Promise.all(Math.random() < 0.2 ? [send(), send()] : [send()]);
    for (const answer of answers)
      if (E.isRight(answer) || answer.left._tag !== 'DatabaseFailed')
        acknowledged.set(commandId, {
          run: id,
          outcome: E.isRight(answer) ? 'accepted' : answer.left._tag,
        });
  }
};

try {
  const store = right(
    await openRunStore({ maxFailures: 1000 })(openPostgres({ url: server.url }))(),
  );
  const began = Date.now();
  const ids = [];
  for (let i = 0; i < RUNS; i += 5000) {
    const batch = Array.from({ length: Math.min(5000, RUNS - i) }, (_, j) => ({
      taskId: taskNamed('work'),
      // A few outlive their lease, by signs of life.
      payload: { kind: (i + j) % 500 === 7 ? 'long' : pick(kinds) },
    }));
    ids.push(...right(await store.insertMany(batch)()).map(({ stored }) => stored.run.id));
  }
  say(`inserted ${RUNS} runs in ${((Date.now() - began) / 1000).toFixed(1)} s`);

  for (let i = 0; i < WORKERS; i += 1) startWorker();
  const commands = new Map();
  const troubles = trouble(store);
  const meddling = meddle(store, ids, commands);
  const until = Date.now() + 1000 * flags.seconds;
  for (let left = RUNS; left > 0 && Date.now() < until;) {
    await wait(1000);
    const counts = await store.counts()();
    if (E.isLeft(counts)) continue;
    left = Object.entries(counts.right).reduce(
      (sum, [state, size]) => sum + (isTerminal(state) ? 0 : size),
      0,
    );
    say(`${RUNS - left} of ${RUNS} ended; ${JSON.stringify(faults)}`);
  }
  ended = true;
  for (const child of children) {
    child.kill('SIGCONT');
    child.kill('SIGTERM');
  }
  await Promise.all([troubles, meddling]);
  await Promise.all(
    [...children].map((child) => new Promise((resolve) => child.once('exit', resolve))),
  );
  const seconds = (Date.now() - began) / 1000;

  const settled = [];
  for (let i = 1; i <= files; i += 1)
    for await (const line of createInterface({
      input: createReadStream(path.join(folder, `acknowledged-${i}.ndjson`)),
    }))
      // A killed worker may leave half a line.
      if (line.endsWith('}')) settled.push(JSON.parse(line));

  const report = {
    runs: RUNS,
    workers: WORKERS,
    seconds: Number(seconds.toFixed(1)),
    faults,
    ...(await checkHistory(store.database, { ids, settled, commands })),
  };
  process.stdout.write(`${JSON.stringify(report, undefined, flags.json ? undefined : 2)}\n`);
  await store.close();
  if (flags.record) {
    const { killed, stopped, cut, crashed } = faults;
    record({
      id: flags.calm ? 'store-calm' : 'store-chaos',
      what: `${WORKERS} worker processes run ${RUNS.toLocaleString('en')} tasks on one PostgreSQL`,
      command: `npm run chaos -- --runs ${RUNS}${flags.calm ? ' --calm' : ''}`,
      ...(flags.calm
        ? { tried: report.acknowledged, unit: 'commands' }
        : { tried: killed + stopped + cut + crashed, unit: 'faults' }),
      failed: report.violations.length,
      failure: 'lost or done twice',
      seconds,
      note: flags.calm
        ? undefined
        : `${killed} killed, ${stopped} stopped past their lease, ${cut} connections cut, ${crashed} crash of the server`,
    });
  }
  if (report.violations.length > 0) process.exitCode = 1;
} finally {
  ended = true;
  for (const child of children) child.kill('SIGKILL');
  server.stop();
  rmSync(folder, { recursive: true, force: true });
}
