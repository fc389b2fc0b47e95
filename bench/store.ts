/** The store, against queues on the same server of PostgreSQL, and by its size. */
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { findPostgres, startPostgres } from '../test/support/postgres.mjs';
import type { Benchmark, Setting, Table, Target } from './benchmark.js';
import { atLeast, atMost } from './benchmark.js';
import type { StoreFigures } from './children/store.js';
import { BUNDLES, runNode } from './load.js';
import { median, summarize, takeTurns } from './measure.js';
import { installPackages } from './project.js';

/** The peers need a newer Node than the library. */
const NODE = 'node@22.23.3';
const PEERS = ['pg-boss@12.38.0', 'graphile-worker@0.18.0'];
const PG = 'pg@8.23.1';

const OURS = 'runchart';
const BOSS = 'pg-boss';
const GRAPHILE = 'graphile-worker';
const BY_HAND = 'by hand';
/** By hand: a table and three statements, without history, leases or checks. */
const CONTENDERS = [OURS, BOSS, GRAPHILE, BY_HAND];

/** Runs work on a database of its own. */
const inDatabase = async <A>(server: string, work: (url: string) => Promise<A>): Promise<A> => {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query('DROP DATABASE IF EXISTS bench WITH (FORCE)');
  await client.query('CREATE DATABASE bench');
  const url = server.replace(/\/[^/]*$/, '/bench');
  try {
    return await work(url);
  } finally {
    await client.query('DROP DATABASE IF EXISTS bench WITH (FORCE)');
    await client.end();
  }
};

type Samples = ReadonlyArray<ReadonlyArray<StoreFigures>>;

const MEASURES = [
  ['enqueue', 'Enqueueing a job, a thousand at once', 'ns'],
  ['batch', 'Taking and completing a job, a hundred at once', 'ns'],
  ['loop', 'A job in the worker loop, ten at once, ten priorities', 'ns'],
  ['startNow', 'From enqueued to started when idle, 99th percentile', 'ms'],
  ['startLater', 'From due to started when idle, 99th percentile', 'ms'],
  ['bytes', 'Bytes of a finished job, without payload', 'bytes'],
] as const satisfies ReadonlyArray<readonly [keyof StoreFigures, string, Table['unit']]>;

const tableOf = (
  contenders: ReadonlyArray<string>,
  samples: Samples,
  [measure, title, unit]: (typeof MEASURES)[number],
): Table => {
  const kept = contenders.flatMap((_, i) => (samples[0]?.[i]?.[measure] === null ? [] : [i]));
  const figures = samples.map((round) => kept.map((i) => round[i]?.[measure] ?? Number.NaN));
  return {
    title,
    unit,
    rows: kept.map((i, row) => summarize(contenders[i] ?? '', figures, row)),
    ...(measure === 'enqueue' ? { chart: true } : {}),
    ...(measure === 'batch'
      ? {
          note: 'Ours records each step, with its worker and its attempt; by hand keeps no history.',
        }
      : {}),
  };
};

const ratioTo = (table: Table | undefined, name: string): number =>
  table?.rows.find((row) => row.name === name)?.ratio ?? Number.NaN;

/** A figure of ours, with its bound. */
const ownAtMost = (
  measure: string,
  table: Table | undefined,
  bound: number,
  unit: string,
): Target => {
  const figure = table?.rows[0]?.median ?? Number.NaN;
  return {
    measure,
    wanted: `at most ${bound} ${unit}`,
    measured: `${Math.round(figure)} ${unit}`,
    met: figure <= bound,
  };
};

/** Where the contenders run: with the peers, in a Node that they take. */
const peersProject = ({ own }: Setting): { readonly folder: string; readonly node: string } => {
  const folder = installPackages(NODE, ...PEERS, PG, 'fp-ts', 'io-ts', 'xstate');
  for (const name of ['runchart', 'uuid'])
    cpSync(join(own.folder, 'node_modules', name), join(folder, 'node_modules', name), {
      recursive: true,
    });
  cpSync(BUNDLES, join(folder, 'bench'), { recursive: true });
  return { folder, node: join(folder, 'node_modules/node/bin/node') };
};

const against = async (
  setting: Setting,
  server: string,
): Promise<{ readonly tables: ReadonlyArray<Table>; readonly targets: ReadonlyArray<Target> }> => {
  const { own, quick, progress } = setting;
  progress('installs the peers');
  // To check that it works takes no peers.
  const contenders = quick ? [OURS, BY_HAND] : CONTENDERS;
  const { folder, node } = quick
    ? { folder: own.folder, node: process.execPath }
    : peersProject(setting);
  const script = join(folder, 'bench/children/store.js');
  const samples = await takeTurns(
    contenders.map((name) => ({
      name,
      run: () =>
        inDatabase(server, async (url) => {
          const { output } = await runNode(
            [script, name, url, quick ? '100' : '10000'],
            folder,
            node,
          );
          return JSON.parse(output) as StoreFigures;
        }),
    })),
    quick ? 1 : 3,
    progress,
  );
  const tables = MEASURES.map((measure) => tableOf(contenders, samples, measure));
  const [enqueue, batch, loop, now, later, bytes] = tables;
  return {
    tables: tables.filter(({ rows }) => rows.length > 0),
    targets: [
      atLeast('enqueue vs pg-boss', 3, ratioTo(enqueue, BOSS)),
      atLeast('enqueue vs graphile-worker', 1, ratioTo(enqueue, GRAPHILE)),
      atLeast('work in batches vs pg-boss', 2, ratioTo(batch, BOSS)),
      atLeast('worker loop vs graphile-worker', 3, ratioTo(loop, GRAPHILE)),
      ...(quick
        ? []
        : [
            ownAtMost('started when enqueued, idle, p99', now, 50, 'ms'),
            ownAtMost('started when due, idle, p99', later, 50, 'ms'),
            ownAtMost('bytes of a finished run with its history', bytes, 600, 'bytes'),
          ]),
    ],
  };
};

const SIZES = [10_000, 1_000_000];

/** Claims among few and many finished runs. */
const growth = async (
  { own, quick, progress }: Setting,
  server: string,
): Promise<{ readonly table: Table; readonly target: Target }> => {
  const plans: Array<ReadonlyArray<string>> = [];
  const samples = await takeTurns(
    (quick ? [10, 100] : SIZES).map((size) => ({
      name: `${size.toLocaleString('en-US')} stored runs`,
      run: () =>
        inDatabase(server, async (url) => {
          const { output } = await runNode([own.script('claims'), url, String(size)], own.folder);
          const { nanoseconds, plan } = JSON.parse(output) as {
            readonly nanoseconds: number;
            readonly plan: ReadonlyArray<string>;
          };
          plans.push(plan);
          return nanoseconds;
        }),
    })),
    quick ? 1 : 3,
    progress,
  );
  const rows = SIZES.map((size, i) =>
    summarize(`${size.toLocaleString('en-US')} stored runs`, samples, i),
  );
  return {
    table: {
      title: 'Claiming a run, a hundred at once, among finished ones',
      unit: 'ns',
      rows,
      note: `The plan: ${(plans.at(-1)?.[1] ?? '')
        .trim()
        .replace(/^-> */, '')
        .replace(/ +\(.*/, '')}.`,
    },
    target: atMost(
      'claims among 1,000,000 stored runs vs 10,000',
      1.5,
      median(samples.map((round) => (round[1] ?? Number.NaN) / (round[0] ?? Number.NaN))),
    ),
  };
};

export const store: Benchmark = {
  name: 'store',
  summary: 'the store on PostgreSQL, against pg-boss, graphile-worker and a loop by hand',
  run: async (setting) => {
    if (findPostgres() === undefined) {
      process.stderr.write('store: PostgreSQL is not installed, so there is nothing to measure\n');
      return { tables: [], targets: [] };
    }
    const server = await startPostgres();
    try {
      const { tables, targets } = await against(setting, server.url);
      const grown = await growth(setting, server.url);
      return { tables: [...tables, grown.table], targets: [...targets, grown.target] };
    } finally {
      server.stop();
    }
  },
};
