/** One worker: `node worker.mjs URL NAME`. Ends on SIGTERM, when its handlers have ended. */
import * as E from 'fp-ts/lib/Either.js';
import { openRunStore, runWorker } from 'runchart/store';
import { openPostgres } from 'runchart/store/postgres';
import handlers from './handlers.mjs';

const [url, name] = process.argv.slice(2);
const opened = await openRunStore()(openPostgres({ url }))();
if (E.isLeft(opened)) throw new Error(JSON.stringify(opened.left));
const worker = runWorker(opened.right, handlers, {
  name,
  concurrency: 4,
  leaseSeconds: 2,
  backoff: () => 300,
});
process.once('SIGTERM', async () => {
  await worker.stop();
  await opened.right.close();
});
