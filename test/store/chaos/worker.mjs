/**
 * One worker of the trial: takes runs of the store at the URL, and appends each acknowledged settlement to a file before it goes on.
 *
 *   node worker.mjs URL ACKNOWLEDGED LEASE_SECONDS
 */
import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import { continueLater, fail, openRunStore, retry, runWorker } from 'runchart/store';
import { openPostgres } from 'runchart/store/postgres';

const [url, acknowledged, lease] = process.argv.slice(2);
const opened = await openRunStore({ maxFailures: 1000 })(openPostgres({ url, connections: 4 }))();
if (E.isLeft(opened)) throw new Error(JSON.stringify(opened.left));

/** What a run's payload asks for. */
const behave = {
  quick: () => undefined,
  slow: async () => {
    await wait(20 * Math.random());
  },
  flaky: ({ failures }) => (failures < 2 ? retry('not yet', { afterMs: 10 }) : undefined),
  throws: ({ failures }) => {
    if (failures === 0) throw new Error('the first attempt always fails');
  },
  later: ({ run }) => (run.attemptCount < 2 ? continueLater({ afterMs: 5 }) : undefined),
  hopeless: () => fail('never'),
  long: async ({ signal }) => {
    await wait(1000 * Number(lease) * 1.2, undefined, { signal }).catch(() => undefined);
  },
};

const worker = runWorker(opened.right, (work) => behave[work.payload.kind](work), {
  concurrency: 20,
  leaseSeconds: Number(lease),
  idleMs: 500,
  onEvent: (event) => {
    if (event.type === 'settled')
      appendFileSync(
        acknowledged,
        `${JSON.stringify({ run: event.run.id, state: event.run.state, attempts: event.run.attemptCount })}\n`,
      );
  },
});

process.once('SIGTERM', async () => {
  await worker.stop();
  await opened.right.close();
});
