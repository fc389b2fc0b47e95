/** `runchart store init` and `stats`. Loaded on demand. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { printable } from '../codec/printable.js';
import { heldStates } from '../engine/timedStates.js';
import { runStates } from '../run/RunState.js';
import type { Row } from '../store/Database.js';
import { literals } from '../store/Database.js';
import { CLOCK_MS, namesIn } from '../store/schema.js';
import { storeErrorMessage } from '../store/StoreError.js';
import { READY } from '../store/takes.js';
import type { ExitCode } from './exit.js';
import { DONE, UNUSABLE } from './exit.js';
import { count, counted, elapsed, paintState, span } from './format.js';
import type { Colors, Outputs } from './output.js';
import { report } from './report.js';
import type { OpenedStore, StoreFlags } from './storeOpen.js';
import { placeOf, withStore } from './storeOpen.js';

/** The flags of both. */
export interface StatsFlags extends StoreFlags {
  readonly json?: true;
}

/** Runs `runchart store init`. */
export const initStore = async (flags: StatsFlags, outputs: Outputs): Promise<ExitCode> => {
  const { out, err } = outputs;
  const started = performance.now();
  const place = placeOf(flags);
  if ('folder' in place)
    await err.write(
      err.colors.dim(`opening ${printable(place.folder)}; a new folder takes some seconds\n`),
    );
  return withStore(
    flags,
    outputs,
    async ({ name, schema, isNew }) => {
      await out.write(
        flags.json === true
          ? `${JSON.stringify({ store: name, schema, made: isNew })}\n`
          : `${out.colors.bold(printable(name))}: ${isNew ? 'made' : 'already there, and up to date:'} the schema ${schema} in ${elapsed(performance.now() - started)}\n`,
      );
      return DONE;
    },
    { makes: true },
  );
};

// ------------------------------------------------------------------------------------------------------------ stats

const statsSql = (schema: string): string => {
  const { runs, events, quarantine } = namesIn(schema);
  return `
WITH clock AS (SELECT ${CLOCK_MS} AS ms)
SELECT
  (SELECT min(created_at) FROM ${runs} WHERE state = '${READY}') AS oldest_ready,
  (SELECT ms / 1000 FROM clock) AS now,
  (SELECT count(*) FROM ${runs} WHERE state IN (${literals(heldStates)})) AS held,
  (SELECT count(DISTINCT worker) FROM ${runs} WHERE state IN (${literals(heldStates)})) AS workers,
  (SELECT count(*) FROM ${runs} WHERE state IN (${literals(heldStates)}) AND due_at <= (SELECT ms FROM clock)) AS expired,
  (SELECT count(*) FROM ${runs} WHERE failures > 0) AS failed_runs,
  (SELECT coalesce(sum(failures), 0) FROM ${runs}) AS failures,
  (SELECT count(*) FROM ${quarantine}) AS quarantined,
  (SELECT count(*) FROM ${events}) AS commands,
  (SELECT count(*) FROM ${events} WHERE refusal IS NOT NULL) AS refused,
  pg_total_relation_size('${runs}') AS runs_bytes,
  pg_total_relation_size('${events}') AS history_bytes`;
};

const KILO = 1000;
const units = ['B', 'kB', 'MB', 'GB', 'TB'];

/** Formats a size in its largest unit: `4.2 MB`. */
const bytes = (n: number): string => {
  const i = Math.min(units.length - 1, n < 1 ? 0 : Math.floor(Math.log(n) / Math.log(KILO)));
  return `${(n / KILO ** i).toFixed(i === 0 ? 0 : 1)} ${units[i] ?? ''}`;
};

const numberIn = (row: Row | undefined, name: string): number => Number(row?.[name] ?? 0);

const statsOf = (
  { name, schema }: OpenedStore,
  states: Readonly<Record<string, number>>,
  row: Row | undefined,
) => {
  const oldest = row?.['oldest_ready'] ?? null;
  return {
    store: name,
    schema,
    runs: {
      total: Object.values(states).reduce((sum, n) => sum + n, 0),
      by_state: states,
    },
    oldest_ready_seconds:
      oldest === null ? null : Math.max(0, numberIn(row, 'now') - Number(oldest)),
    leases: {
      held: numberIn(row, 'held'),
      expired: numberIn(row, 'expired'),
      workers: numberIn(row, 'workers'),
    },
    failures: { total: numberIn(row, 'failures'), runs: numberIn(row, 'failed_runs') },
    quarantined: numberIn(row, 'quarantined'),
    commands: { total: numberIn(row, 'commands'), refused: numberIn(row, 'refused') },
    bytes: { runs: numberIn(row, 'runs_bytes'), history: numberIn(row, 'history_bytes') },
  };
};

const WIDTH = 12;

const statsText = (colors: Colors, stats: ReturnType<typeof statsOf>): string => {
  const line = (label: string, text: string): string => `  ${label.padEnd(WIDTH)}  ${text}`;
  const attention = (n: number, text: string): string => (n > 0 ? colors.yellow(text) : text);
  const { runs, leases, failures, commands, quarantined } = stats;
  return [
    `${colors.bold(printable(stats.store))}: ${counted(runs.total, 'run')}, schema ${stats.schema}`,
    '',
    ...runStates.map((state) => {
      const n = runs.by_state[state] ?? 0;
      const label = state.padEnd(WIDTH);
      return n === 0
        ? colors.dim(`  ${label}  0`)
        : `  ${paintState(colors, state, label)}  ${count(n)}`;
    }),
    '',
    line(
      'oldest ready',
      stats.oldest_ready_seconds === null ? 'none' : `made ${span(stats.oldest_ready_seconds)} ago`,
    ),
    line(
      'leases',
      `${count(leases.held)} held by ${counted(leases.workers, 'worker')}, ${attention(leases.expired, `${count(leases.expired)} expired`)}`,
    ),
    line('failures', `${count(failures.total)} of ${counted(failures.runs, 'run')}`),
    line('commands', `${count(commands.total)}, ${count(commands.refused)} refused`),
    line('size', `${bytes(stats.bytes.runs)} of runs, ${bytes(stats.bytes.history)} of history`),
    ...(quarantined > 0
      ? [
          line(
            'quarantine',
            colors.yellow(`${counted(quarantined, 'run')}: runchart store doctor says more`),
          ),
        ]
      : []),
    '',
  ].join('\n');
};

/** Runs `runchart store stats`. */
export const showStats = (flags: StatsFlags, outputs: Outputs): Promise<ExitCode> =>
  withStore(flags, outputs, async (opened) => {
    const read = await pipe(
      opened.store.counts(),
      TE.bindTo('states'),
      TE.bind('rows', () =>
        opened.store.database.query({ text: statsSql(opened.schema), repeatable: true }),
      ),
    )();
    if (E.isLeft(read)) {
      await report(outputs, printable(`${opened.name}: ${storeErrorMessage(read.left)}`));
      return UNUSABLE;
    }
    const stats = statsOf(opened, read.right.states, read.right.rows[0]);
    await outputs.out.write(
      flags.json === true ? `${JSON.stringify(stats)}\n` : statsText(outputs.out.colors, stats),
    );
    return DONE;
  });
