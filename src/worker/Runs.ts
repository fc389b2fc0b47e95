/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- the one place of a host that changes: a map of runs, counts, and a ring of journal lines */
/**
 * The runs of a host: a fold over journal entries that never ends, which can be asked at any time.
 *
 * Laws: the runs are those that a replay of the journal gives; the counts are those of the runs; whoever watches is told of
 * every change after it was made.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { chartIdentity } from '../ChartIdentity.js';
import { enter } from '../Journal.js';
import type { JournalEntry, Ledger } from '../Journal.js';
import type { RunId } from '../RunId.js';
import type { RunInstance } from '../RunInstance.js';
import type { RunState } from '../RunState.js';
import { runStates } from '../RunState.js';
import type { NoRun, StepError } from '../Scenario.js';
import type { ChartMismatch } from '../PersistedRun.js';
import type { RunExists, RunNotFound } from './HostError.js';
import type { RunFilter } from './Protocol.js';
import type { RunHostSnapshot } from './Snapshot.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Why an op was not done by a host. */
export type Refusal = Exclude<StepError, NoRun> | RunNotFound | RunExists;

/** What came of an op. `sequence` is its place in the journal; a command that came again, or was no op, has none. */
export interface Applied {
  readonly given: E.Either<Refusal, RunInstance>;
  readonly sequence?: number;
}

/** A part of a list, and where the next one begins. */
export interface RunPage {
  readonly runs: ReadonlyArray<RunInstance>;
  readonly next: O.Option<number>;
}

/** A part of the journal. */
export interface JournalPart {
  /** The number of the first entry, or of the one to come. */
  readonly first: number;
  /** How many were wanted before it and are kept no more. */
  readonly dropped: number;
  readonly entries: ReadonlyArray<JournalEntry>;
}

/** One who wants to know. */
export interface Watcher {
  /** A run of its filter, or one that was until now, changed. */
  readonly changed: (runId: RunId) => void;
  /** Everything may have changed. */
  readonly reset: () => void;
}

interface Slot extends Ledger {
  readonly id: RunId;
}

/** The runs of a host. */
export interface Runs {
  readonly apply: (entry: JournalEntry, mustBeNew: boolean) => Applied;
  readonly get: (runId: RunId) => E.Either<RunNotFound, RunInstance>;
  readonly list: (after: number, limit: number, filter: RunFilter) => RunPage;
  readonly counts: () => Readonly<Record<RunState, number>>;
  readonly snapshot: () => RunHostSnapshot;
  readonly restore: (snapshot: RunHostSnapshot) => E.Either<ChartMismatch, void>;
  readonly sequence: () => number;
  readonly journal: (from: number, most: number) => JournalPart;
  readonly watch: (filter: RunFilter, watcher: Watcher) => () => void;
  readonly watchJournal: (watcher: Watcher) => () => void;
}

// -------------------------------------------------------------------------------------------------------- operations

/** Is a run one of those that a filter means? */
const matches =
  (filter: RunFilter) =>
  (run: RunInstance): boolean =>
    'runId' in filter
      ? run.id === filter.runId
      : !('state' in filter) || run.state === filter.state;

/** Ids and states have no text in common, so one map serves both. */
const keyOf = (filter: RunFilter): string =>
  'runId' in filter ? filter.runId : 'state' in filter ? filter.state : '';

const noCounts = (): Record<RunState, number> =>
  // SAFETY: the entries are those of all states.
  Object.fromEntries(runStates.map((state) => [state, 0])) as Record<RunState, number>;

/** The runs of a new host: none. */
export const makeRuns = (remember: number, tail: number): Runs => {
  const slots = new Map<RunId, Slot>();
  /** The same in the order in which they came to be, so that a list can go on where it was left. */
  let order: Array<Slot> = [];
  let counts = noCounts();
  let sequence = 0;
  /** The entry of number `n` is at `n % tail`. */
  let ring: Array<JournalEntry> = [];
  let oldest = 1;
  const watchers = new Map<string, Set<Watcher>>();
  const journalWatchers = new Set<Watcher>();

  const keep = (slot: Slot): void => {
    slots.set(slot.id, slot);
    order.push(slot);
  };

  const told = (key: string, id: RunId): void => {
    for (const watcher of watchers.get(key) ?? []) watcher.changed(id);
  };

  const tell = (before: RunInstance | undefined, after: RunInstance): void => {
    if (watchers.size === 0) return;
    told('', after.id);
    told(after.id, after.id);
    told(after.state, after.id);
    if (before !== undefined && before.state !== after.state) told(before.state, after.id);
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
      const known = slots.get(entry.runId);
      const slot = known ?? { id: entry.runId, run: undefined, answers: undefined };
      const before = slot.run;
      const isKnown = entry.commandId !== undefined && slot.answers?.has(entry.commandId) === true;
      if (mustBeNew && before !== undefined && !isKnown)
        return { given: E.left({ _tag: 'RunExists', runId: entry.runId }) };
      const { given, redelivered } = enter(slot, entry, remember);
      // An id without a run is kept only if there is something to remember of it.
      if (known === undefined && (E.isRight(given) || slot.answers !== undefined)) keep(slot);
      const answer: Applied['given'] =
        E.isLeft(given) && given.left._tag === 'NoRun'
          ? E.left({ _tag: 'RunNotFound', runId: entry.runId })
          : // SAFETY: `NoRun` is the one that has just been left out.
            (given as Applied['given']);
      if (redelivered) return { given: answer };
      const number = record(entry);
      if (E.isRight(given)) {
        if (before !== undefined) counts[before.state] -= 1;
        counts[given.right.state] += 1;
        tell(before, given.right);
      }
      return { given: answer, sequence: number };
    },
    get: (runId) => {
      const run = slots.get(runId)?.run;
      return run === undefined ? E.left({ _tag: 'RunNotFound', runId }) : E.right(run);
    },
    list,
    counts: () => ({ ...counts }),
    snapshot: () => ({
      chart: chartIdentity,
      sequence,
      runs: order.map(({ id, run, answers }) => ({
        runId: id,
        run: O.fromNullable(run),
        answers: [...(answers ?? [])].map(([commandId, answer]) => ({ commandId, answer })),
      })),
    }),
    restore: (snapshot) => {
      const { chart } = snapshot;
      if (
        chart.id !== chartIdentity.id ||
        chart.version !== chartIdentity.version ||
        chart.hash !== chartIdentity.hash
      )
        return E.left({ _tag: 'ChartMismatch', expected: chartIdentity, found: chart });
      slots.clear();
      order = [];
      counts = noCounts();
      ring = [];
      sequence = snapshot.sequence;
      oldest = sequence + 1;
      for (const { runId, run, answers } of snapshot.runs) {
        const remembered = answers.slice(Math.max(0, answers.length - remember));
        keep({
          id: runId,
          run: O.toUndefined(run),
          answers:
            remembered.length === 0
              ? undefined
              : new Map(remembered.map(({ commandId, answer }) => [commandId, answer])),
        });
        if (O.isSome(run)) counts[run.value.state] += 1;
      }
      for (const set of [...watchers.values(), journalWatchers])
        for (const watcher of set) watcher.reset();
      return E.right(undefined);
    },
    sequence: () => sequence,
    journal: (from, most) => {
      const first = Math.max(from, oldest);
      const entries: Array<JournalEntry> = [];
      for (let n = first; n <= sequence && entries.length < most; n += 1) {
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
