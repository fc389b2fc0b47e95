/**
 * The runs of a replay in columns: about a hundred bytes for each, a quarter of what objects take.
 *
 * Laws: a row reads as the run, and the slot, that was set; `follow` does to a row what the chart's table does to a run.
 */
import * as O from 'fp-ts/lib/Option.js';
import { runChart } from '../../machines/run.chart.js';
import type { AttemptSlot } from '../journal/beginAgain.js';
import type { ReplaySlot } from '../journal/replay.js';
import type { RememberedCommand, Slots } from '../journal/RunFold.js';
import type { Observed } from '../journal/TimeAnomaly.js';
import type { Mutable } from '../run/InPlace.js';
import type { RunEvent } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import { runStates } from '../run/RunState.js';
import type { RunEdge } from '../run/runTable.js';
import { runTable } from '../run/runTable.js';
import type { AttemptId } from '../values/AttemptId.js';
import type { CommandId } from '../values/CommandId.js';
import { RunId } from '../values/RunId.js';
import type { Column } from './columns.js';
import { idColumn, nameColumn, numberColumn, objectColumn } from './columns.js';
import { hashOfId, ID_LENGTH, isSameId, viewOf, writeId } from './idBytes.js';

// ------------------------------------------------------------------------------------------------------------ model

type Columns<A> = { readonly [K in keyof A]-?: Column<A[K]> };

/** What the replay keeps of a run besides the run. */
type Kept = Observed & AttemptSlot & Pick<ReplaySlot, 'outcomes'>;

/** The runs of a replay. */
export interface RunRows extends Slots<ReplaySlot> {
  /** The row of the id at an offset; -1 if there is none. The bytes may be those of no id. */
  readonly find: (bytes: DataView, at: number) => number;
  /** The state of a run; `undefined` if there is a slot and no run. */
  readonly stateOf: (row: number) => RunState | undefined;
  /** A small number for each state; 0 if there is no run. */
  readonly stateCode: (row: number) => number;
  /** Points {@link RunRows.run} and {@link RunRows.kept} at a row. */
  readonly goTo: (row: number) => void;
  /** The run of the row, which changes with it. */
  readonly run: RunInstance;
  readonly kept: Kept;
  /** Changes the run of the row as an edge does whose guards hold. */
  readonly follow: (edge: RunEdge, event: RunEvent) => void;
  /** The run of the row as it is now. */
  readonly copy: () => RunInstance;
  /** The row of an id; -1 if there is none. */
  readonly rowOf: (id: RunId) => number;
  /** How many slots have a run. */
  readonly size: () => number;
  /** Those runs, in the order in which their ids appeared. They are not copies. */
  readonly runs: () => Iterable<RunRow>;
}

/** A run in a row. */
export interface RunRow extends RunInstance {
  readonly row: number;
}

// ------------------------------------------------------------------------------------------------------ constructors

const FIRST_CAPACITY = 8192;

/** Makes rows without runs. */
export const makeRunRows = (): RunRows => {
  const ids = idColumn<RunId>();
  const states = nameColumn(runStates);
  const columns: Columns<Omit<RunInstance, 'state'>> = {
    id: ids,
    taskId: idColumn(),
    currentAttemptId: objectColumn<O.Option<AttemptId>>(O.none),
    attemptCount: numberColumn(),
    createdAt: numberColumn(),
    scheduledAt: numberColumn(),
    lastStateChangeAt: numberColumn(),
    effectivePriority: numberColumn(),
  };
  const keptColumns: Columns<Kept> = {
    instant: numberColumn(),
    ended: objectColumn<Array<AttemptId> | undefined>(undefined),
    outcomes: objectColumn<Map<CommandId, RememberedCommand> | undefined>(undefined),
  };
  const all = [...Object.values(columns), states, ...Object.values(keptColumns)];
  let rows = 0;
  let capacity = 0;
  let withRun = 0;
  let changes = 0;
  /** Each id's row plus 1, at the place of its hash or the next free one. */
  let table = new Int32Array(0);

  const place = (bytes: DataView, at: number): number => {
    const known = ids.view();
    const mask = table.length - 1;
    let index = hashOfId(bytes, at) & mask;
    for (;;) {
      const row = (table[index] ?? 0) - 1;
      if (row === -1 || isSameId(known, row * ID_LENGTH, bytes, at)) return index;
      index = (index + 1) & mask;
    }
  };

  const placeOfRow = (row: number): number => place(ids.view(), row * ID_LENGTH);

  const grow = (): void => {
    capacity = Math.max(FIRST_CAPACITY, capacity * 2);
    for (const column of all) column.reserve(capacity);
    // At most half full, so that a search ends soon.
    table = new Int32Array(capacity * 2);
    for (let row = 0; row < rows; row += 1) table[placeOfRow(row)] = row + 1;
  };
  grow();

  const find = (bytes: DataView, at: number): number => (table[place(bytes, at)] ?? 0) - 1;

  const setRun = (row: number, run: RunInstance | undefined): void => {
    changes += 1;
    if (states.get(row) === undefined && run !== undefined) withRun += 1;
    if (states.get(row) !== undefined && run === undefined) withRun -= 1;
    states.set(row, run?.state);
    if (run === undefined) return;
    columns.id.set(row, run.id);
    columns.taskId.set(row, run.taskId);
    columns.currentAttemptId.set(row, run.currentAttemptId);
    columns.attemptCount.set(row, run.attemptCount);
    columns.createdAt.set(row, run.createdAt);
    columns.scheduledAt.set(row, run.scheduledAt);
    columns.lastStateChangeAt.set(row, run.lastStateChangeAt);
    columns.effectivePriority.set(row, run.effectivePriority);
  };

  /**
   * A run whose fields are those of a row. Each accessor is written out: the calls of one that all fields share would not be inlined.
   */
  class RowRun implements Mutable<RunInstance> {
    row: number;
    constructor(row: number) {
      this.row = row;
    }
    get state(): RunState {
      return states.get(this.row) ?? runChart.initial;
    }
    set state(state) {
      states.set(this.row, state);
    }
    get id() {
      return columns.id.get(this.row);
    }
    set id(value) {
      columns.id.set(this.row, value);
    }
    get taskId() {
      return columns.taskId.get(this.row);
    }
    set taskId(value) {
      columns.taskId.set(this.row, value);
    }
    get currentAttemptId() {
      return columns.currentAttemptId.get(this.row);
    }
    set currentAttemptId(value) {
      columns.currentAttemptId.set(this.row, value);
    }
    get attemptCount() {
      return columns.attemptCount.get(this.row);
    }
    set attemptCount(value) {
      columns.attemptCount.set(this.row, value);
    }
    get createdAt() {
      return columns.createdAt.get(this.row);
    }
    set createdAt(value) {
      columns.createdAt.set(this.row, value);
    }
    get scheduledAt() {
      return columns.scheduledAt.get(this.row);
    }
    set scheduledAt(value) {
      columns.scheduledAt.set(this.row, value);
    }
    get lastStateChangeAt() {
      return columns.lastStateChangeAt.get(this.row);
    }
    set lastStateChangeAt(value) {
      columns.lastStateChangeAt.set(this.row, value);
    }
    get effectivePriority() {
      return columns.effectivePriority.get(this.row);
    }
    set effectivePriority(value) {
      columns.effectivePriority.set(this.row, value);
    }
  }

  /** The run of a row, as it is now. */
  const copyOf = (row: number): RunInstance => runTable.seal(runTable.copy(new RowRun(row)));

  class RowSlot implements ReplaySlot {
    /** Steps are not kept. */
    readonly history = undefined;
    readonly id: RunId;
    row: number;
    /** The run as it was after so many changes of rows, because it is read several times for each line. */
    copied: RunInstance | undefined;
    copiedAt = -1;
    constructor(id: RunId, row: number) {
      this.id = id;
      this.row = row;
    }
    get run(): RunInstance | undefined {
      if (this.copiedAt === changes) return this.copied;
      this.copied = states.code(this.row) === 0 ? undefined : copyOf(this.row);
      this.copiedAt = changes;
      return this.copied;
    }
    set run(run) {
      setRun(this.row, run);
      this.copied = run;
      this.copiedAt = changes;
    }
    get instant(): number {
      return keptColumns.instant.get(this.row);
    }
    set instant(instant) {
      keptColumns.instant.set(this.row, instant);
    }
    get ended(): Array<AttemptId> | undefined {
      return keptColumns.ended.get(this.row);
    }
    set ended(ended) {
      keptColumns.ended.set(this.row, ended);
    }
    get outcomes(): Map<CommandId, RememberedCommand> | undefined {
      return keptColumns.outcomes.get(this.row);
    }
    set outcomes(outcomes) {
      keptColumns.outcomes.set(this.row, outcomes);
    }
  }

  const run = new RowRun(0);
  const kept = new RowSlot(RunId.nil, 0);
  const probe = Buffer.alloc(ID_LENGTH);
  const probeView = viewOf(probe);

  /** The id that was looked for last, and its row: it is looked for several times for each line. */
  let [lastId, lastRow] = ['', -1];

  /** The row of an id; -1 if there is none. */
  const rowOf = (id: string): number => {
    if (id !== lastId) {
      lastId = id;
      lastRow = id.length === ID_LENGTH && writeId(probe, 0, id) ? find(probeView, 0) : -1;
    }
    return lastRow;
  };

  const addRow = (id: RunId): number => {
    if (rows === capacity) grow();
    const row = rows;
    ids.set(row, id);
    table[placeOfRow(row)] = row + 1;
    rows += 1;
    lastId = id;
    lastRow = row;
    return row;
  };

  return {
    find,
    stateOf: states.get,
    stateCode: states.code,
    goTo: (row) => {
      run.row = row;
      kept.row = row;
    },
    run,
    kept,
    follow: (edge, event) => {
      changes += 1;
      runTable.advance(edge, run, event);
    },
    copy: () => copyOf(run.row),
    rowOf,
    size: () => withRun,
    runs: function* () {
      for (let row = 0; row < rows; row += 1)
        if (states.get(row) !== undefined) yield new RowRun(row);
    },
    get: (id) => {
      const row = rowOf(id);
      return row === -1 ? undefined : new RowSlot(id, row);
    },
    add: ({ id, run: own, instant, ended, outcomes }) => {
      const known = rowOf(id);
      const row = known === -1 ? addRow(id) : known;
      setRun(row, own);
      keptColumns.instant.set(row, instant);
      keptColumns.ended.set(row, ended);
      keptColumns.outcomes.set(row, outcomes);
      return new RowSlot(id, row);
    },
  };
};
