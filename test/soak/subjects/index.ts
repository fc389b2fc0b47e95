/** Every subject of the soak, and how often it is compared: a slow one only on a sample of the walks. */
import { openPGliteStore, openPostgresStore, openWorkerHost } from '../places.js';
import type { QuickSubject, SlowSubject } from '../Subject.js';
import { actorSubject } from './actor.js';
import { byHandSubject } from './byHand.js';
import { facadeSubject } from './facade.js';
import { hostSubject } from './host.js';
import { journalSubject } from './journal.js';
import { lifecycleSubject } from './lifecycle.js';
import { storeSubject } from './store.js';
import { tableSubject } from './table.js';

/** How a subject is compared. */
export type Plan = {
  /** One of so many walks. */
  readonly every: number;
  /** What it is, for people. */
  readonly what: string;
} & (
  | { readonly kind: 'quick'; readonly make: () => QuickSubject }
  | {
      readonly kind: 'slow';
      /** How many walks it plays at once. */
      readonly batch: number;
      readonly make: () => SlowSubject;
    }
);

const hostFile = new URL('./host.js', import.meta.url);

/** The subjects by name. */
export const plans = {
  facade: { kind: 'quick', every: 1, what: 'decide, mutations, steps', make: facadeSubject },
  table: { kind: 'quick', every: 1, what: 'the compiled table, decideAll', make: tableSubject },
  hand: { kind: 'quick', every: 1, what: 'the table written by hand', make: byHandSubject },
  journal: { kind: 'quick', every: 1, what: 'lines of a journal, folded', make: journalSubject },
  lifecycle: { kind: 'quick', every: 5, what: 'makeLifecycle', make: lifecycleSubject },
  actor: { kind: 'quick', every: 20, what: 'live XState actors', make: actorSubject },
  host: {
    kind: 'slow',
    every: 50,
    batch: 10,
    what: 'the run host, in a worker',
    make: () => hostSubject(openWorkerHost(hostFile)),
  },
  pglite: {
    kind: 'slow',
    every: 500,
    batch: 20,
    what: 'the store, on PGlite in memory',
    make: () => storeSubject('pglite', openPGliteStore),
  },
  postgres: {
    kind: 'slow',
    every: 500,
    batch: 20,
    what: 'the store, on a server of PostgreSQL',
    make: () => storeSubject('postgres', openPostgresStore(process.env['RUNCHART_PG_URL'] ?? '')),
  },
} as const satisfies Readonly<Record<string, Plan>>;

/** The name of a subject. */
export type SubjectName = keyof typeof plans;
