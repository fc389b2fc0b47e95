/** Watchers: each command once, in order, whatever happens to transactions and connections. */
import { expect, it } from '@jest/globals';
import { Client } from 'pg';
import type { RunId } from '../../src/index.js';
import { TaskId } from '../../src/index.js';
import type { HistoryEntry, RunStore } from '../../src/store/index.js';
import { priority, right } from '../support/arbitraries.js';
import type { TestStore } from '../support/stores.js';
import { describeServer, describeStores } from '../support/stores.js';
import { until } from '../support/until.js';

const task = TaskId.generate();

/** What a watcher has heard. */
interface Heard {
  readonly entries: Array<HistoryEntry>;
  readonly pages: Array<number>;
  readonly cursors: Array<string>;
  readonly stop: () => Promise<void>;
}

const hear = async (store: RunStore, cursor?: string): Promise<Heard> => {
  const entries: Array<HistoryEntry> = [];
  const pages: Array<number> = [];
  const cursors: Array<string> = [];
  const stop = right(
    await store.watch(
      {
        onEntries: (page, at) => {
          entries.push(...page);
          pages.push(page.length);
          cursors.push(at);
        },
      },
      cursor,
    )(),
  );
  return { entries, pages, cursors, stop };
};

const seqsOf = (entries: ReadonlyArray<HistoryEntry>): ReadonlyArray<number> =>
  entries.map(({ seq }) => seq);

const recorded = async ({ sql }: TestStore): Promise<ReadonlyArray<number>> =>
  (await sql('SELECT seq FROM @.run_events ORDER BY seq')).map(({ seq }) => Number(seq));

const insert = async (store: RunStore): Promise<RunId> =>
  right(await store.insert({ taskId: task })()).stored.run.id;

/** Sends commands on a run of its own, accepted and refused ones. */
const write = async (store: RunStore, commands: number): Promise<void> => {
  const id = await insert(store);
  for (let i = 0; i < commands; i += 1)
    await store.mutate(
      id,
      i % 3 === 2 ? { type: 'complete' } : { type: 'priority.set', effectivePriority: priority(i) },
    )();
};

describeStores(({ open }) => {
  it('hears each command once, whoever writes at the same time', async () => {
    const there = await open();
    const heard = await hear(there.store);
    await Promise.all(Array.from({ length: 8 }, () => write(there.store, 15)));
    await until('all is heard', () => heard.entries.length >= 8 * 16);
    await heard.stop();
    expect(seqsOf(heard.entries)).toStrictEqual(await recorded(there));
    expect(heard.cursors.at(-1)).toBe(String(heard.entries.at(-1)?.seq));
  });

  it('hears what the history has', async () => {
    const { store } = await open();
    const heard = await hear(store);
    const id = await insert(store);
    right(await store.mutate(id, { type: 'lease' }, { worker: 'w', note: 'n' })());
    await until('both are heard', () => heard.entries.length >= 2);
    await heard.stop();
    expect(heard.entries).toStrictEqual(right(await store.history(id)()));
  });

  it('hears from now on without a cursor, and from the beginning with 0', async () => {
    const there = await open();
    const { store } = there;
    await write(store, 3);
    const [fromNow, fromStart] = [await hear(store), await hear(store, '0')];
    const id = await insert(store);
    await until('both have heard it', () =>
      [fromNow, fromStart].every(({ entries }) => entries.some(({ runId }) => runId === id)),
    );
    await Promise.all([fromNow.stop(), fromStart.stop()]);
    expect(fromNow.entries.map(({ runId }) => runId)).toStrictEqual([id]);
    expect(seqsOf(fromStart.entries)).toStrictEqual(await recorded(there));
  });

  it('goes on where it was, page by page', async () => {
    const there = await open();
    const { store } = there;
    right(await store.insertMany(Array.from({ length: 2500 }, () => ({ taskId: task })))());
    const all = await recorded(there);
    const first = await hear(store, '0');
    await until('a page is heard', () => first.pages.length > 0);
    await first.stop();
    const cursor = first.cursors.at(-1);
    const second = await hear(store, cursor);
    await until(
      'the rest is heard',
      () => first.entries.length + second.entries.length >= all.length,
    );
    await second.stop();
    expect(Math.max(...first.pages, ...second.pages)).toBeLessThanOrEqual(1000);
    expect([...seqsOf(first.entries), ...seqsOf(second.entries)]).toStrictEqual(all);
  });

  it('waits for a page to be dealt with before it gives the next', async () => {
    const { store } = await open();
    right(await store.insertMany(Array.from({ length: 2100 }, () => ({ taskId: task })))());
    let busy = 0;
    let most = 0;
    let total = 0;
    const stop = right(
      await store.watch(
        {
          onEntries: async (page) => {
            busy += 1;
            most = Math.max(most, busy);
            await new Promise((resolve) => setTimeout(resolve, 5));
            total += page.length;
            busy -= 1;
          },
        },
        '0',
      )(),
    );
    await until('all is dealt with', () => total >= 2100);
    await stop();
    expect([most, total]).toStrictEqual([1, 2100]);
  });

  it('hears nothing more once it is ended', async () => {
    const { store } = await open();
    const [ended, going] = [await hear(store), await hear(store)];
    await ended.stop();
    await insert(store);
    await until('the other has heard it', () => going.entries.length > 0);
    await going.stop();
    expect(ended.entries).toStrictEqual([]);
  });
});

describeServer(({ open }, url) => {
  /** A session of its own. */
  const session = async (): Promise<Client> => {
    const client = new Client({ connectionString: url });
    await client.connect();
    return client;
  };

  it('misses nothing of a slow transaction, which committed after later ones', async () => {
    const there = await open();
    const { store, schema } = there;
    const slowRun = await insert(store);
    const heard = await hear(store);
    const slow = await session();
    try {
      await slow.query('BEGIN');
      // Takes its number in the history now.
      await slow.query(`UPDATE ${schema}.runs SET state = 'Canceled' WHERE id = $1`, [slowRun]);
      await write(store, 5);
      // A transaction that began later ends later still: it holds nothing back for ever.
      await slow.query('COMMIT');
      await write(store, 5);
      const all = await recorded(there);
      await until('all is heard', () => heard.entries.length >= all.length - 1);
      expect(seqsOf(heard.entries)).toStrictEqual(all.slice(1));
      expect(heard.entries[0]).toMatchObject({ runId: slowRun, events: ['cancel'] });
    } finally {
      await slow.end();
      await heard.stop();
    }
  });

  it('begins after a slow transaction, not within it', async () => {
    const { store, schema } = await open();
    const slowRun = await insert(store);
    const slow = await session();
    try {
      await slow.query('BEGIN');
      await slow.query(`UPDATE ${schema}.runs SET state = 'Canceled' WHERE id = $1`, [slowRun]);
      const beginning = hear(store);
      await insert(store);
      await slow.query('COMMIT');
      const heard = await beginning;
      const last = await insert(store);
      await until('the last is heard', () => heard.entries.some(({ runId }) => runId === last));
      await heard.stop();
      // Whatever of before it hears, it hears the last once.
      expect(heard.entries.filter(({ runId }) => runId === last)).toHaveLength(1);
      expect(new Set(seqsOf(heard.entries)).size).toBe(heard.entries.length);
    } finally {
      await slow.end();
    }
  });

  it('misses nothing while its connection is lost, again and again', async () => {
    const there = await open();
    const { store, schema, sql } = there;
    const heard = await hear(store, '0');
    for (let i = 0; i < 3; i += 1) {
      let cut: ReadonlyArray<unknown> = [];
      await until('it listens', async () => {
        cut = await sql(
          'SELECT pg_terminate_backend(pid) AS cut FROM pg_stat_activity WHERE query = $1::text AND pid <> pg_backend_pid()',
          [`LISTEN "${schema}"`],
        );
        return cut.length > 0;
      });
      await write(store, 5);
    }
    await until('all is heard', () => heard.entries.length >= 18);
    await heard.stop();
    expect(seqsOf(heard.entries)).toStrictEqual(await recorded(there));
  });

  it('can be ended while its connection is made again', async () => {
    const { store, schema, sql } = await open();
    const heard = await hear(store);
    const listeners = `SELECT pid FROM pg_stat_activity WHERE query = $1::text AND pid <> pg_backend_pid()`;
    await until(
      'it listens',
      async () => (await sql(listeners, [`LISTEN "${schema}"`])).length > 0,
    );
    await sql(`SELECT pg_terminate_backend(pid) AS cut FROM (${listeners}) l`, [
      `LISTEN "${schema}"`,
    ]);
    await heard.stop();
    await until(
      'nobody listens any more',
      async () => (await sql(listeners, [`LISTEN "${schema}"`])).length === 0,
    );
    await insert(store);
    expect(heard.entries).toStrictEqual([]);
  });
});
