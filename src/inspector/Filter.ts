/**
 * `Filter`: which runs are shown. The page selects its list by it, and the server the runs of figures, by the same functions.
 *
 * What a run is and was refused for is in its row. What its ops said, such as their worker, only the board knows: it gives the runs
 * of a word as a set.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import { listOf, oneOf, wireRecord } from '../codec/WireRecord.js';
import type { RunState } from '../run/RunState.js';
import { runStates } from '../run/RunState.js';
import { hasIndex } from './IndexSet.js';
import type { Only } from './Only.js';
import { hasFact, readOnly, writeOnly } from './Only.js';
import type { QueryTerm } from './Query.js';
import { readQuery } from './Query.js';
import { refusalTags } from './reasons.js';
import type { Row } from './Row.js';
import { CountCodec } from './Totals.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What runs can be filtered by: a state, or that a run never began. */
export type RowState = RunState | typeof NEVER_BEGAN;

/** Stands in a filter for runs that ops named and none created. */
export const NEVER_BEGAN = 'NeverBegan';

/** What runs can be filtered by, in the order of the chips. */
export const rowStates: ReadonlyArray<RowState> = [...runStates, NEVER_BEGAN];

/** A range of real time in unix seconds, without its end. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

/** Which runs are shown. */
export interface Filter {
  /** The states that are shown; all if empty. */
  readonly states: ReadonlySet<RowState>;
  readonly only?: Only | undefined;
  /** As `Query.ts` reads it. */
  readonly query: string;
  /** Only runs that changed in it, or had an op refused. */
  readonly range?: TimeRange | undefined;
}

/** Shows all runs. */
export const everyRun: Filter = { states: new Set(), query: '' };

/** What a filter asks for besides rows. */
export interface FilterContext {
  /** What people call a run or a task. */
  readonly labelOf: (id: string) => string | undefined;
  /** Whether an op of the run, by its number, says what a word asks for. */
  readonly opsSay: (term: QueryTerm) => (number: number) => boolean;
  /** Whether the run, by its number, has an op in a range. */
  readonly opsIn: (range: TimeRange) => (number: number) => boolean;
}

// ----------------------------------------------------------------------------------------------------------- codecs

const OnlyCodec = leafCodec<Only, string>(
  'a fact of runs',
  (u): u is Only => typeof u === 'object' && u !== null && '_tag' in u,
  (u) => (typeof u === 'string' ? (readOnly(u) ?? INVALID) : INVALID),
  writeOnly,
);

const RowStatesCodec = listOf('a list of states', oneOf<RowState>('a state', rowStates));

/** The states as a set, and as a list on the wire. */
const StateSetCodec = leafCodec<ReadonlySet<RowState>, ReadonlyArray<RowState>>(
  'a list of states',
  (u): u is ReadonlySet<RowState> => u instanceof Set,
  (u) => {
    const states = RowStatesCodec.decode(u);
    return E.isLeft(states) ? INVALID : new Set(states.right);
  },
  (states) => [...states],
);

/** The codec of a {@link Filter}. */
export const FilterCodec = wireRecord(
  'a filter',
  { states: StateSetCodec, query: t.string },
  { only: OnlyCodec, range: wireRecord('a range of time', { from: CountCodec, to: CountCodec }) },
);

// ------------------------------------------------------------------------------------------------------- operations

/** The fields of which rows and labels do not tell all. */
const saidByOps: ReadonlySet<QueryTerm['field']> = new Set([
  'attempt',
  'worker',
  'outcome',
  'error',
]);

/** Does a filter show all runs? */
export const isEveryRun = ({ states, only, query, range }: Filter): boolean =>
  states.size === 0 && only === undefined && range === undefined && readQuery(query).length === 0;

/** Does a filter ask for what ops said, or when? If `isStrict`, words that rows may answer do not count. */
export const asksForOps = ({ query, range }: Filter, isStrict = false): boolean =>
  range !== undefined ||
  readQuery(query).some(({ field }) => (field === undefined ? !isStrict : saidByOps.has(field)));

/** Is one of the reasons why ops of the run were refused named so, such as `AttemptInProgress`? */
const hasTag = ({ reasons }: Row, text: string): boolean =>
  reasons !== 0 &&
  refusalTags.some((tag, i) => tag.toLowerCase().startsWith(text) && hasIndex(reasons, i));

const rowSays =
  ({ field, text }: QueryTerm, labelOf: FilterContext['labelOf']) =>
  (row: Row): boolean => {
    const taskId = O.toUndefined(row.taskId);
    const isLabelled = (id: string | undefined): boolean =>
      id !== undefined && (labelOf(id)?.toLowerCase().includes(text) ?? false);
    switch (field) {
      case 'run':
        return row.id.startsWith(text) || isLabelled(row.id);
      case 'task':
        return (taskId?.startsWith(text) ?? false) || isLabelled(taskId);
      case 'label':
        return isLabelled(row.id) || isLabelled(taskId);
      case 'error':
        return hasTag(row, text);
      case 'attempt':
      case 'worker':
      case 'outcome':
        return false;
      case undefined:
        return (
          row.id.includes(text) ||
          (taskId?.includes(text) ?? false) ||
          isLabelled(row.id) ||
          isLabelled(taskId) ||
          hasTag(row, text)
        );
    }
  };

/** Tells whether a run is in a state and has the fact that a filter asks for. */
export const isInStates = ({ states, only }: Filter): ((row: Row) => boolean) => {
  const isFact = only === undefined ? () => true : hasFact(only);
  return (row) =>
    (states.size === 0 || states.has(O.isSome(row.state) ? row.state.value : NEVER_BEGAN)) &&
    isFact(row);
};

/** Tells whether a run is found by the query and the range of a filter. */
export const isFound = (
  { query, range }: Filter,
  { labelOf, opsSay, opsIn }: FilterContext,
): ((row: Row) => boolean) => {
  const isIn = range === undefined ? () => true : opsIn(range);
  const terms = readQuery(query).map((term) => ({
    inRow: rowSays(term, labelOf),
    inOps:
      term.field === undefined || saidByOps.has(term.field) ? opsSay(term) : (): boolean => false,
  }));
  return (row) =>
    isIn(row.number) && terms.every(({ inRow, inOps }) => inRow(row) || inOps(row.number));
};
