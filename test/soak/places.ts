/** Where slow subjects live: a worker for a host, a database for a store. */
import { randomBytes } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { Database } from '../../src/store/index.js';
import { openRunStore } from '../../src/store/index.js';
import { pgliteDatabase } from '../../src/store/pgliteDatabase.js';
import { openPostgres } from '../../src/store/postgres.js';
import { connectRunHost } from '../../src/worker/index.js';
import { PGlite } from '../support/preparedPGlite.mjs';
import { right } from '../support/right.js';
import type { Hosted } from './subjects/host.js';
import type { Opened } from './subjects/store.js';

/** Starts a host in a worker, from the file of its program. */
export const openWorkerHost = (file: URL) => async (): Promise<Hosted> => {
  const worker = new Worker(file);
  const client = right(await connectRunHost(worker)());
  return {
    client,
    end: async () => {
      client.close();
      await worker.terminate();
    },
  };
};

/** Opens a store in a schema of its own. */
export const openStoreIn = async (database: Database): Promise<Opened> => {
  const schema = `soak_${randomBytes(8).toString('hex')}`;
  const store = right(await openRunStore({ schema })(database)());
  return {
    store,
    end: async () => {
      await database.execute(`DROP SCHEMA IF EXISTS ${schema} CASCADE`)();
      await database.close();
    },
  };
};

export const openPGliteStore = async (): Promise<Opened> =>
  openStoreIn(right(await pgliteDatabase(PGlite)()));

export const openPostgresStore = (url: string) => (): Promise<Opened> =>
  openStoreIn(openPostgres({ url }));
