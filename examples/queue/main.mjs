/** Two hundred tasks, three workers, and one of them is killed. See README.md. */
import { spawn } from 'node:child_process';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { isTerminal } from 'runchart';
import { openRunStore, runWorker, taskNamed } from 'runchart/store';
import { openPGlite } from 'runchart/store/pglite';
import { openPostgres } from 'runchart/store/postgres';
import { findPostgres, startPostgres } from '../../test/support/postgres.mjs';
import handlers from './handlers.mjs';

const { values: flags } = parseArgs({
  options: {
    tasks: { type: 'string', default: '200' },
    embedded: { type: 'boolean', default: false },
    'no-inspect': { type: 'boolean', default: false },
    'no-open': { type: 'boolean', default: false },
  },
});
const TASKS = Number(flags.tasks);
const WORKERS = ['ada', 'bob', 'cleo'];
const LEASE = 2;

const right = (either) => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left));
  return either.right;
};

const given = flags.embedded ? undefined : process.env.RUNCHART_PG_URL;
const server =
  flags.embedded || given !== undefined || findPostgres() === undefined
    ? undefined
    : await startPostgres();
const url = given ?? server?.url;
const children = new Map();
let inspector;

// Whatever ends this program ends what it started. A terminal sends Ctrl+C to all of them at once.
process.once('exit', () => {
  for (const child of children.values()) child.kill();
  inspector?.kill();
  server?.stop();
});
let isOver = false;
process.once('SIGINT', () => process.exit(isOver ? 0 : 130));
process.once('SIGTERM', () => process.exit(143));

const open = url === undefined ? openPGlite() : TE.right(openPostgres({ url }));
const store = right(await pipe(open, TE.chainW(openRunStore()))());
console.log(`the store: ${store.database.name}`);

const names = Object.keys(handlers);
const ids = right(
  await store.insertMany(
    Array.from({ length: TASKS }, (_, i) => ({
      taskId: taskNamed(names[i % names.length]),
      payload: { width: 100 + i },
    })),
  )(),
).map(({ stored }) => stored.run.id);
console.log(`added ${TASKS} tasks`);

if (url !== undefined && !flags['no-inspect'])
  inspector = spawn(
    process.execPath,
    ['dist/cli/runchart.js', 'inspect', '--store', url, ...(flags['no-open'] ? ['--no-open'] : [])],
    { stdio: ['ignore', 'inherit', 'inherit'] },
  );
const embedded =
  url === undefined
    ? WORKERS.map((name) =>
        runWorker(store, handlers, { name, concurrency: 4, backoff: () => 300 }),
      )
    : [];
if (url !== undefined) {
  for (const name of WORKERS)
    children.set(
      name,
      spawn(process.execPath, [`${import.meta.dirname}/worker.mjs`, url, name], {
        stdio: ['ignore', 'inherit', 'inherit'],
      }),
    );
  console.log(`started the workers ${WORKERS.join(', ')}`);
}

let isKilled = url === undefined;
for (let ended = 0; ended < TASKS;) {
  await wait(250);
  const counts = right(await store.counts()());
  ended = Object.entries(counts).reduce((sum, [state, n]) => sum + (isTerminal(state) ? n : 0), 0);
  const others = Object.entries(counts).filter(([state, n]) => n > 0 && !isTerminal(state));
  console.log(
    `${ended} of ${TASKS} ended${others.map(([state, n]) => `, ${n} ${state}`).join('')}`,
  );
  if (!isKilled && ended > TASKS / 4) {
    isKilled = true;
    children.get('bob').kill('SIGKILL');
    console.log(`killed bob; its runs are taken back when their leases of ${LEASE} s expire`);
  }
}

const histories = await Promise.all(ids.map(async (id) => right(await store.history(id)())));
const lost = histories.filter((rows) =>
  rows.some(({ events }) => events[0] === 'attempt.finish' && events.includes('attempt.start')),
);
const [rescued] = lost;
console.log(`every run has ended; ${lost.length} were taken from a worker that died`);
if (rescued !== undefined) {
  console.log(`one of them, ${rescued[0].runId}:`);
  for (const { version, events, worker, note } of rescued)
    console.log(
      `  ${String(version).padStart(3)}  ${events.join(', ')}${worker === undefined ? '' : ` (${worker})`}${note === undefined ? '' : `: ${note}`}`,
    );
}

for (const worker of embedded) await worker.stop();
const over = [...children.values()].map(
  (child) =>
    new Promise((resolve) =>
      (child.exitCode ?? child.signalCode) === null ? child.once('exit', resolve) : resolve(),
    ),
);
for (const child of children.values()) child.kill('SIGTERM');
await Promise.all(over);
await store.close();
if (inspector !== undefined) {
  isOver = true;
  console.log('the inspector stays open; Ctrl+C ends it');
}
