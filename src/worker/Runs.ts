/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- the state of a host: the order of its runs, counts, and a ring of journal entries */
/**
 * The runs of a host: a fold over journal entries, with the order, the counts and the journal that clients request.
 *
 * Laws: the runs are those that a replay of the journal gives; the counts are those of the runs; watchers are notified of every
 * change after it was made.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { NoRun } from '../journal/applyStep.js';
import type { EntryError } from '../journal/Command.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import type { RunSlot } from '../journal/RunFold.js';
import { makeRunFold, rememberedText } from '../journal/RunFold.js';
import type { ChartMismatch } from '../run/ChartIdentity.js';
import { chartIdentity, chartIdentityEq } from '../run/ChartIdentity.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import { runStates } from '../run/RunState.js';
import type { RunId } from '../values/RunId.js';
import type { RunExists, RunNotFound } from './HostError.js';
import type { RunFilter } from './Protocol.js';
import type { RunHostSnapshot } from './Snapshot.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Why a host did not apply an entry. */
export type ApplyError = Exclude<EntryError, NoRun> | RunNotFound | RunExists;

/** The outcome of an entry. `sequence` is its place in the journal; a redelivery, or a run that exists already, has none. */
export interface Applied {
  readonly outcome: E.Either<ApplyError, RunInstance>;
  readonly sequence?: number;
}

/**
 * A page of runs, and where the next page begins; none after the last.
 * @category Clients
 */
export interface RunPage {
  readonly runs: ReadonlyArray<RunInstance>;
  readonly next: O.Option<number>;
}

/** A part of the journal. */
export interface JournalPart {
  /** The number of the first entry, or of the next op if there is none. */
  readonly first: number;
  /** How many of the requested entries are no longer kept. */
  readonly dropped: number;
  readonly entries: ReadonlyArray<JournalEntry>;
}

/** Callbacks of a subscription. */
export interface Watcher {
  /** Called when a run that matches the filter, or did until now, has changed. */
  readonly changed: (runId: RunId) => void;
  /** Called when every run may have changed. */
  readonly reset: () => void;
}

/** The runs of a host. */
export interface Runs {
  readonly apply: (entry: JournalEntry, mustBeNew: boolean) => Applied;
  readonly get: (runId: RunId) => E.Either<RunNotFound, RunInstance>;
  /** Finds the id of a run by its text. */
  readonly known: (runId: RunId) => RunId | undefined;
  readonly list: (after: number, limit: number, filter: RunFilter) => RunPage;
  readonly counts: () => Readonly<Record<RunState, number>>;
  readonly snapshot: () => RunHostSnapshot;
  readonly restore: (snapshot: RunHostSnapshot) => E.Either<ChartMismatch, void>;
  readonly sequence: () => number;
  readonly journal: (from: number, max: number) => JournalPart;
  readonly watch: (filter: RunFilter, watcher: Watcher) => () => void;
  readonly watchJournal: (watcher: Watcher) => () => void;
}

// -------------------------------------------------------------------------------------------------------- operations

/** Whether a run matches a filter. */
const matches =
  (filter: RunFilter) =>
  (run: RunInstance): boolean =>
    'runId' in filter
      ? run.id === filter.runId
      : !('state' in filter) || run.state === filter.state;

/** The key of a filter's watchers. No id is the name of a state, so one map serves both. */
const keyOf = (filter: RunFilter): string =>
  'runId' in filter ? filter.runId : 'state' in filter ? filter.state : '';

const noCounts = (): Record<RunState, number> =>
  // SAFETY: the entries are those of all states.
  Object.fromEntries(runStates.map((state) => [state, 0])) as Record<RunState, number>;

/** Makes the runs of a new host: none. */
export const makeRuns = (remember: number, tail: number): Runs => {
  const fold = makeRunFold<RunSlot>({
    makeSlot: (id) => ({ id, run: undefined, outcomes: undefined }),
    remember,
    // A slot without a run is kept only for the outcomes of its commands.
    keep: ({ run, outcomes }) => run !== undefined || outcomes !== undefined,
  });
  /** The slots in the order in which they were added, so that a list can go on where a page ended. */
  let order: Array<RunSlot> = [];
  let counts = noCounts();
  let sequence = 0;
  /** The entry of number `n` is at `n % tail`. */
  let ring: Array<JournalEntry> = [];
  let oldest = 1;
  const watchers = new Map<string, Set<Watcher>>();
  const journalWatchers = new Set<Watcher>();

  const add = (slot: RunSlot): void => {
    fold.add(slot);
    order.push(slot);
  };

  const notifyKey = (key: string, id: RunId): void => {
    for (const watcher of watchers.get(key) ?? []) watcher.changed(id);
  };

  const notify = (before: RunInstance | undefined, after: RunInstance): void => {
    if (watchers.size === 0) return;
    notifyKey('', after.id);
    notifyKey(after.id, after.id);
    notifyKey(after.state, after.id);
    if (before !== undefined && before.state !== after.state) notifyKey(before.state, after.id);
  };

  const record = (entry: JournalEntry): number => {
    sequence += 1;
    if (tail > 0) ring[sequence % tail] = entry;
    if (sequence - oldest >= tail) oldest = sequence - tail + 1;
    for (const watcher of journalWatchers) watcher.changed(entry.runId);
    return sequence;
  };

  const list = (after: number, limit: number, filter: RunFilter): RunPage => {
    const runs: Array<RunInstance> = [];
    const wanted = matches(filter);
    let at = after;
    for (; at < order.length && runs.length < limit; at += 1) {
      const run = order[at]?.run;
      if (run !== undefined && wanted(run)) runs.push(run);
    }
    return { runs, next: at < order.length ? O.some(at) : O.none };
  };

  return {
    apply: (entry, mustBeNew) => {
      const { runId, commandId } = entry;
      const known = fold.find(runId);
      const before = known?.run;
      const isKnown = commandId !== undefined && known?.outcomes?.has(commandId) === true;
      if (mustBeNew && before !== undefined && !isKnown)
        return { outcome: E.left({ _tag: 'RunExists', runId }) };
      const { slot, outcome, redelivered } = fold.apply(entry);
      if (known === undefined && fold.find(runId) === slot) order.push(slot);
      const answer: Applied['outcome'] =
        E.isLeft(outcome) && outcome.left._tag === 'NoRun'
          ? E.left({ _tag: 'RunNotFound', runId })
          : // SAFETY: `NoRun` was replaced above.
            (outcome as Applied['outcome']);
      if (redelivered) return { outcome: answer };
      const number = record(entry);
      if (E.isRight(outcome)) {
        if (before !== undefined) counts[before.state] -= 1;
        counts[outcome.right.state] += 1;
        notify(before, outcome.right);
      }
      return { outcome: answer, sequence: number };
    },
    get: (runId) => {
      const run = fold.find(runId)?.run;
      return run === undefined ? E.left({ _tag: 'RunNotFound', runId }) : E.right(run);
    },
    known: (runId) => fold.find(runId)?.id,
    list,
    counts: () => ({ ...counts }),
    snapshot: () => ({
      chart: chartIdentity,
      sequence,
      runs: order.map(({ id, run, outcomes }) => ({
        runId: id,
        run: O.fromNullable(run),
        answers: [...(outcomes ?? [])].map(([commandId, remembered]) => {
          const command = rememberedText(remembered);
          return {
            commandId,
            ...(command === undefined ? {} : { command }),
            answer: remembered.outcome,
          };
        }),
      })),
    }),
    restore: (snapshot) => {
      const { chart } = snapshot;
      if (!chartIdentityEq.equals(chart, chartIdentity))
        return E.left({ _tag: 'ChartMismatch', expected: chartIdentity, found: chart });
      fold.clear();
      order = [];
      counts = noCounts();
      ring = [];
      sequence = snapshot.sequence;
      oldest = sequence + 1;
      for (const { runId, run, answers } of snapshot.runs) {
        const remembered = answers.slice(Math.max(0, answers.length - remember));
        add({
          id: runId,
          run: O.toUndefined(run),
          outcomes:
            remembered.length === 0
              ? undefined
              : new Map(
                  remembered.map(({ commandId, command, answer }) => [
                    commandId,
                    { command, outcome: answer },
                  ]),
                ),
        });
        if (O.isSome(run)) counts[run.value.state] += 1;
      }
      for (const set of [...watchers.values(), journalWatchers])
        for (const watcher of set) watcher.reset();
      return E.right(undefined);
    },
    sequence: () => sequence,
    journal: (from, max) => {
      const first = Math.max(from, oldest);
      const entries: Array<JournalEntry> = [];
      for (let n = first; n <= sequence && entries.length < max; n += 1) {
        const entry = ring[n % tail];
        if (entry !== undefined) entries.push(entry);
      }
      return { first, dropped: first - from, entries };
    },
    watch: (filter, watcher) => {
      const key = keyOf(filter);
      const set = watchers.get(key) ?? new Set();
      watchers.set(key, set.add(watcher));
      return () => {
        set.delete(watcher);
        if (set.size === 0 && watchers.get(key) === set) watchers.delete(key);
      };
    },
    watchJournal: (watcher) => {
      journalWatchers.add(watcher);
      return () => {
        journalWatchers.delete(watcher);
      };
    },
  };
};
