/**
 * `Figures`: where the time of runs goes, of all runs and of those of a filter; lines over time; what is stuck; and which runs are unlike the
 * rest. And their wire format.
 */
import * as t from 'io-ts';
import type { FastCodec } from '../codec/FastCodec.js';
import { listOf, oneOf, wireRecord } from '../codec/WireRecord.js';
import type { RunState } from '../run/RunState.js';
import { runStates } from '../run/RunState.js';
import type { DurationFigures } from '../times/Durations.js';
import type { TimeFigures, TimeInState, TimeToState } from '../times/StateTimes.js';
import { RunId } from '../values/RunId.js';
import type { LastSaid } from './Board.js';
import type { RefusalTag } from './reasons.js';
import { refusalTags } from './reasons.js';
import { CountCodec } from './Totals.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What happened in an interval of time. */
export interface Bucket {
  /** The first second. */
  readonly from: number;
  readonly accepted: number;
  readonly created: number;
  readonly ended: number;
  readonly refused: number;
  /** The refused lines by the tag of their error. */
  readonly refusedBy: Readonly<Record<string, number>>;
}

/** Lines over time. */
export interface OverTime {
  /** The length of each interval, in seconds. */
  readonly seconds: number;
  /** The intervals in which something happened, in ascending order. */
  readonly buckets: ReadonlyArray<Bucket>;
  /** How many lines have no instant. */
  readonly unknown: number;
}

/** A run that is in its state for long, and what its lines said last. */
export interface StuckRow extends LastSaid {
  readonly id: RunId;
  readonly state: RunState;
  readonly since: number;
  readonly seconds: number;
  readonly attempts: number;
}

/** The runs that are not over, the longest in their state first. */
export interface StuckRows {
  readonly total: number;
  /** How many there are in each state, in the order of `runStates`. */
  readonly byState: ReadonlyArray<number>;
  readonly runs: ReadonlyArray<StuckRow>;
}

/** A stay in a state that was longer than 99 % of those of all runs. */
export interface UnlikeRow {
  readonly id: RunId;
  readonly state: RunState;
  readonly seconds: number;
  /** Whether the run is still in the state. */
  readonly lasts: boolean;
  /** What 99 % of the stays of all runs in this state did not exceed. */
  readonly p99: number;
}

/** The figures of the runs of a filter. */
export interface Figures {
  /** The instant until which stays that last are counted, in unix seconds. */
  readonly asOf: number;
  /** How many runs the filter shows. */
  readonly runs: number;
  readonly times: TimeFigures;
  /** Of all runs; absent if the filter shows all. */
  readonly allTimes?: TimeFigures;
  readonly overTime: OverTime;
  readonly stuck: StuckRows;
  readonly unlike: ReadonlyArray<UnlikeRow>;
  /** How many state changes of the runs of the filter were dropped, and are in no figure. */
  readonly droppedChanges: number;
  /** How many ops of all runs were dropped, and are not over time. */
  readonly droppedOps: number;
}

// ----------------------------------------------------------------------------------------------------------- codecs

const StateCodec = oneOf<RunState>('a state', runStates);

const duration = {
  count: CountCodec,
  total: CountCodec,
  mean: t.number,
  p50: CountCodec,
  p90: CountCodec,
  p99: CountCodec,
  max: CountCodec,
  exact: t.boolean,
} as const satisfies Record<keyof DurationFigures, t.Mixed>;

const TimesCodec: FastCodec<TimeFigures, unknown> = wireRecord('times', {
  states: listOf<TimeInState, unknown>(
    'a list of times in states',
    wireRecord('the time in a state', { state: StateCodec, ...duration }),
  ),
  edges: listOf<TimeToState, unknown>(
    'a list of times to states',
    wireRecord('the time to a state', { from: StateCodec, to: StateCodec, ...duration }),
  ),
  attempts: wireRecord('the time of attempts', duration),
  unknown: CountCodec,
});

const said = {
  worker: t.string,
  outcome: t.string,
  error: t.string,
  reason: oneOf<RefusalTag>('a reason', refusalTags),
} as const satisfies Record<keyof LastSaid, t.Mixed>;

/** The fields of {@link Figures} on the wire. */
export const figuresFields = {
  asOf: CountCodec,
  runs: CountCodec,
  times: TimesCodec,
  overTime: wireRecord('lines over time', {
    seconds: CountCodec,
    buckets: listOf(
      'a list of intervals',
      wireRecord('an interval', {
        from: CountCodec,
        accepted: CountCodec,
        created: CountCodec,
        ended: CountCodec,
        refused: CountCodec,
        refusedBy: t.readonly(t.record(t.string, CountCodec)),
      }),
    ),
    unknown: CountCodec,
  }),
  stuck: wireRecord('what is stuck', {
    total: CountCodec,
    byState: listOf('a list of counts', CountCodec),
    runs: listOf(
      'a list of stuck runs',
      wireRecord(
        'a stuck run',
        {
          ...{ id: RunId, state: StateCodec, since: CountCodec },
          ...{ seconds: CountCodec, attempts: CountCodec },
        },
        said,
      ),
    ),
  }),
  unlike: listOf(
    'a list of long stays',
    wireRecord('a long stay', {
      ...{ id: RunId, state: StateCodec, seconds: CountCodec },
      ...{ lasts: t.boolean, p99: CountCodec },
    }),
  ),
  droppedChanges: CountCodec,
  droppedOps: CountCodec,
} as const;

/** The optional field of {@link Figures} on the wire. */
export const optionalFiguresFields = { allTimes: TimesCodec } as const;
