/** Copies of the subjects with one fault each, and how a soak finds one. */
import { MessageChannel } from 'node:worker_threads';
import * as E from 'fp-ts/lib/Either.js';
import type { RunGuard, RunUpdate } from '../../machines/run.chart.js';
import { guards, runChart, updates } from '../../machines/run.chart.js';
import { runMachine } from '../../machines/run.machine.js';
import type { RunEvent, RunInstance } from '../../src/index.js';
import { allowedActions, AttemptCount, decide, decideAll } from '../../src/index.js';
import type { ChartTable } from '../../src/run/ChartTable.js';
import { compile } from '../../src/run/ChartTable.js';
import { fieldByField } from '../../src/run/fieldByField.js';
import { runTable } from '../../src/run/runTable.js';
import type { Database } from '../../src/store/index.js';
import { pgliteDatabase } from '../../src/store/pgliteDatabase.js';
import type { RunHostClient, RunHostOptions } from '../../src/worker/index.js';
import { connectRunHost, makeRunHost } from '../../src/worker/index.js';
import { outcomeOf } from '../expectations.js';
import { PGlite } from '../support/preparedPGlite.mjs';
import { right } from '../support/right.js';
import { REMEMBERED } from './oracle.js';
import { openStoreIn } from './places.js';
import type { Found } from './play.js';
import { compareQuick, compareSlow, playAll, walkOf } from './play.js';
import type { Budget } from './shrink.js';
import { shrink } from './shrink.js';
import type { QuickSubject, SlowSubject } from './Subject.js';
import { actorSubject } from './subjects/actor.js';
import { byHandSubject } from './subjects/byHand.js';
import { facadeSubject } from './subjects/facade.js';
import type { Hosted } from './subjects/host.js';
import { hostSubject } from './subjects/host.js';
import { journalSubject } from './subjects/journal.js';
import { lifecycleSubject } from './subjects/lifecycle.js';
import { applied } from './subjects/runs.js';
import { storeSubject } from './subjects/store.js';
import { tableSubject } from './subjects/table.js';

/** A subject with a fault, and the most commands that it takes to show it. */
export interface Faulty<Subject> {
  readonly name: string;
  readonly subject: Subject;
  readonly most: number;
}

// ------------------------------------------------------------------------------------------------------------ quick

const countIsMax: RunGuard = (run) => run.attemptCount + 1 < AttemptCount.max;

const facade = { applied, decide, allowedActions };

/** The compiled chart with other updates, guards or states. */
const tableWith = (parts: {
  readonly guards?: Partial<Record<keyof typeof guards, RunGuard>>;
  readonly updates?: Partial<Record<keyof typeof updates, RunUpdate>>;
  readonly states?: object;
}): ChartTable<RunInstance, RunEvent> =>
  compile<RunInstance, RunEvent, string, string>(
    // SAFETY: a chart of the same form.
    { ...runChart, states: { ...runChart.states, ...parts.states } },
    {
      guards: { ...guards, ...parts.guards },
      // SAFETY: the updates of a run.
      updates: { ...updates, ...parts.updates },
      // As the compiled chart does, but for any field.
      inPlace: { ...fieldByField(), copy: runTable.copy, seal: runTable.seal },
    },
  );

const tableFault = (parts: Parameters<typeof tableWith>[0]): QuickSubject =>
  tableSubject({ table: tableWith(parts), decideAll });

/** Quick subjects with a fault each. */
export const quickFaults: ReadonlyArray<Faulty<QuickSubject>> = [
  {
    name: 'facade: the count overflows one too early',
    most: 6,
    subject: facadeSubject({
      ...facade,
      decide: ((event: RunEvent) => (run: RunInstance) =>
        event.type === 'attempt.start' && run.state === 'Running' && !countIsMax(run, event)
          ? E.left({ _tag: 'AttemptCountOverflow', runId: run.id })
          : decide(event)(run)) as typeof decide, // SAFETY: a fault of the same form.
    }),
  },
  {
    name: 'facade: an instant of 0 is taken for none',
    most: 3,
    subject: facadeSubject({
      ...facade,
      applied: ({ at, ...entry }, run) =>
        applied(at === undefined || at === 0 ? entry : { at, ...entry }, run),
    }),
  },
  {
    name: 'facade: allowedActions offers nothing to a run with an attempt',
    most: 5,
    subject: facadeSubject({
      ...facade,
      allowedActions: (run) => (run.currentAttemptId._tag === 'Some' ? [] : allowedActions(run)),
    }),
  },
  {
    name: 'facade: an accepted run is not frozen',
    most: 1,
    subject: facadeSubject({
      ...facade,
      applied: (entry, run) => E.map((after: RunInstance) => ({ ...after }))(applied(entry, run)),
    }),
  },
  {
    name: 'table: an active attempt does not hold the run',
    most: 6,
    subject: tableFault({ guards: { noActiveAttempt: () => true } }),
  },
  {
    name: 'table: a canceled run keeps its attempt',
    most: 6,
    subject: tableFault({ states: { Canceled: { type: 'final', entry: 'recordStateChange' } } }),
  },
  {
    name: 'table: a lease that expires takes no priority',
    most: 4,
    subject: tableFault({
      states: {
        Leased: {
          ...runChart.states.Leased,
          on: { ...runChart.states.Leased.on, promote: { target: 'Ready' } },
        },
      },
    }),
  },
  {
    name: 'table: decideAll forgets what the first event did if the last is refused',
    most: 4,
    subject: tableSubject({
      table: runTable,
      decideAll: ((events: ReadonlyArray<RunEvent>) => (run: RunInstance) => {
        const decided = decideAll(events)(run);
        return E.isLeft(decided) ? E.left({ ...decided.left, run }) : decided;
      }) as typeof decideAll, // SAFETY: a fault of the same form.
    }),
  },
  {
    name: 'hand: anyone finishes an attempt',
    most: 6,
    subject: byHandSubject((run, event) => {
      const outcome = outcomeOf(run, event);
      return outcome === 'AttemptOwnershipMismatch' ? 'Running' : outcome;
    }),
  },
  {
    name: 'journal: the oldest command is forgotten one too early',
    most: 30,
    subject: journalSubject(REMEMBERED - 1),
  },
  { name: 'journal: no command is remembered', most: 4, subject: journalSubject(0) },
  {
    name: 'lifecycle: attempts are told apart by their first digits',
    most: 6,
    subject: lifecycleSubject({
      ownsActiveAttempt: (run, event) =>
        event.type === 'attempt.finish' &&
        run.currentAttemptId._tag === 'Some' &&
        run.currentAttemptId.value.slice(0, 18) === event.attemptId.slice(0, 18),
    }), // SAFETY: a guard of the same form.
  },
  {
    name: 'actor: the count overflows one too late',
    most: 6,
    subject: actorSubject(
      runMachine.provide({
        guards: {
          all: ({ context, event }, { of }) =>
            of.every((name) => name === 'attemptCountBelowMax' || guards[name](context, event)),
        },
      }),
    ),
  },
  {
    name: 'actor: no instant is recorded',
    most: 2,
    subject: actorSubject(runMachine.provide({ actions: { recordStateChange: () => undefined } })),
  },
];

// ------------------------------------------------------------------------------------------------------------- slow

/** A host in this program, whose client may be a faulty one. */
export const localHost =
  (
    options: RunHostOptions = { remember: REMEMBERED },
    change: (client: RunHostClient) => Partial<RunHostClient> = () => ({}),
  ) =>
  async (): Promise<Hosted> => {
    const { port1, port2 } = new MessageChannel();
    makeRunHost(options).serve(port1);
    const client = right(await connectRunHost(port2)());
    return {
      client: { ...client, ...change(client) },
      end: () => {
        client.close();
        port1.close();
        return Promise.resolve();
      },
    };
  };

/** Hosts with a fault each. */
export const hostFaults: ReadonlyArray<Faulty<SlowSubject>> = [
  {
    name: 'host: a snapshot is without the answers to commands',
    most: 6,
    subject: hostSubject(
      localHost(undefined, (client) => ({
        restore: (snapshot, options) =>
          client.restore(
            { ...snapshot, runs: snapshot.runs.map((held) => ({ ...held, answers: [] })) },
            options,
          ),
      })),
    ),
  },
  {
    name: 'host: an event without an instant is sent with the present',
    most: 3,
    subject: hostSubject(
      localHost(undefined, (client) => ({
        apply: (entry, options) =>
          client.apply(
            'createdAt' in entry || entry.at !== undefined
              ? entry
              : { ...entry, at: 7 as NonNullable<typeof entry.at> }, // SAFETY: an instant.
            options,
          ),
        send: (id, event, options) =>
          client.send(id, event.at === undefined ? { ...event, at: 7 } : event, options),
      })),
    ),
  },
];

/** A database that changes each statement before it is sent. */
const rewriting = (database: Database, change: (text: string) => string): Database => ({
  ...database,
  query: (statement) => database.query({ ...statement, text: change(statement.text) }),
});

const storeFault = (find: string, replace: string): SlowSubject =>
  storeSubject('pglite', async () => {
    const database = right(await pgliteDatabase(PGlite)());
    return openStoreIn(rewriting(database, (text) => text.replace(find, () => replace)));
  });

/** Stores with a fault each. */
export const storeFaults: ReadonlyArray<Faulty<SlowSubject>> = [
  {
    name: 'store: a priority is not written',
    most: 4,
    subject: storeFault('effective_priority = i.priority,', ''),
  },
  {
    name: 'store: the count is of 31 bits',
    most: 8,
    subject: storeFault(
      'attempt_count = i.attempt_count',
      'attempt_count = least(i.attempt_count, 2147483647)',
    ),
  },
  {
    name: 'store: a command that comes again is not found',
    most: 8,
    subject: storeFault('(e.command_id = i.command_id OR', '(false OR'),
  },
];

// ------------------------------------------------------------------------------------------------------------- find

/** By tries alone, so that a busy machine finds as short a difference. */
const BUDGET: Budget = { tries: 500, seconds: Infinity };

/** Plays walks until a quick subject differs, and shrinks that. */
export const findQuick = async (
  subject: QuickSubject,
  walks: number,
): Promise<Found | undefined> => {
  for (let walk = 0; walk < walks; walk += 1) {
    const { found } = compareQuick(subject, walkOf(1, walk));
    if (found !== undefined)
      return shrink(
        found,
        (commands) => Promise.resolve(compareQuick(subject, playAll(commands)).found),
        BUDGET,
      );
  }
  return undefined;
};

/** The same of a slow subject, which plays some walks at once. */
export const findSlow = async (
  subject: SlowSubject,
  walks: number,
  length: number,
  budget = BUDGET,
): Promise<Found | undefined> => {
  const all = Array.from({ length: walks }, (_, walk) => walkOf(1, walk, length));
  const { found } = await compareSlow(subject, all);
  return found === undefined
    ? undefined
    : shrink(
        found,
        async (commands) => (await compareSlow(subject, [playAll(commands)])).found,
        budget,
      );
};
