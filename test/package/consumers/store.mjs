/** Runs in a store: a program for `import`, which keeps them in a folder, and one for `require`, which keeps them in memory. */

/** What both do with an open store: a run fails once and is completed, and a stale worker is refused. */
const LIFE_IN_STORE = `
const life = async (store) => {
  const taken = [];
  const worker = runWorker(
    store,
    { greet: ({ payload, failures }) => {
      taken.push([payload, failures]);
      return failures === 0 ? retry('not yet') : complete({ greeted: payload });
    } },
    { backoff: () => 0 },
  );
  const { right: inserted } = await store.insert({ taskId: taskNamed('greet'), payload: 'Ada' })();
  await worker.idle();
  await worker.stop();
  assert.deepEqual(taken, [['Ada', 0], ['Ada', 1]]);
  const { right: stored } = await store.load(inserted.stored.run.id)();
  assert.deepEqual([stored.run.state, stored.run.attemptCount, stored.result], ['Completed', 2, { greeted: 'Ada' }]);
  const { left: refused } = await store.mutate(stored.run.id, { type: 'cancel' })();
  assert.equal(refused._tag, 'InvalidTransition');
  const { right: history } = await store.history(stored.run.id)();
  assert.equal(history.at(-1).refusal, 'InvalidTransition');
  // A pattern in a time zone: croner is part of the entry.
  const scheduled = await store.schedule({ name: 'daily', taskId: taskNamed('greet'), cron: '0 9 * * *', timeZone: 'Asia/Tokyo' })();
  assert.equal(scheduled._tag, 'Right');
  return stored.run.id;
};
`;

/** The files, by their names. */
export const storeFiles = {
  'store.mjs': `
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { complete, openRunStore, retry, runWorker, taskNamed } from 'runchart/store';
import { openPGlite } from 'runchart/store/pglite';
${LIFE_IN_STORE}
const folder = join(mkdtempSync(join(tmpdir(), 'runchart-store-')), 'runs');
const open = async () => (await openRunStore()((await openPGlite({ folder })()).right)()).right;
const store = await open();
const id = await life(store);
const { left: inUse } = await openPGlite({ folder })();
assert.equal(inUse._tag, 'FolderInUse');
await store.close();
const again = await open();
assert.equal((await again.load(id)()).right.run.state, 'Completed');
await again.close();
rmSync(join(folder, '..'), { recursive: true });
`,
  'store.cjs': `
const assert = require('node:assert/strict');
const { complete, openRunStore, retry, runWorker, taskNamed } = require('runchart/store');
const { openPGlite } = require('runchart/store/pglite');
${LIFE_IN_STORE}
const main = async () => {
  const { right: database } = await openPGlite()();
  const { right: store } = await openRunStore()(database)();
  await life(store);
  await store.close();
};
main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
`,
};
