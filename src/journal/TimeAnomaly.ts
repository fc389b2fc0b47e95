/* eslint-disable functional/immutable-data -- the inner loop of a replay: a pair for each line would cost more than the checks */
/**
 * `TimeAnomaly`: an instant in a journal that cannot be right, or is unlikely. Clocks differ, lines arrive late, and units are
 * mixed up.
 *
 * An anomaly is told beside the outcome of its line and never changes it: nothing is refused or corrected because of an anomaly.
 * Each instant is compared with the one before it of the same run. The creation of a run is not compared.
 */
import { snakeCase } from '../codec/WireRecord.js';
import type { RunInstance } from '../run/RunInstance.js';
import { isTerminal } from '../run/RunState.js';
import type { Timestamp } from '../values/Timestamp.js';
import type { NumericTimeUnit, TimeUnit } from '../values/TimeUnit.js';
import { isPlausible, likelyUnit, timeUnitNames } from '../values/TimeUnit.js';
import { createsRun } from './beginAgain.js';
import type { TimedStep } from './EventStep.js';
import type { Op } from './Step.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The field of a line, or of the run in a `deserialize`, in which an instant stands. */
type InstantField = 'at' | 'timestamp' | 'created_at' | 'scheduled_at' | 'last_state_change_at';

interface InstantInField {
  readonly field: InstantField;
  /** The instant in that field, in unix seconds. */
  readonly at: Timestamp;
}

/**
 * An instant before the run's previous one.
 * @category Anomalies
 */
export interface StepBack extends InstantInField {
  readonly _tag: 'StepBack';
  readonly previous: Timestamp;
  /** By how many seconds, from 1. */
  readonly seconds: number;
}

/**
 * An instant a year (365 days) or more after the run's previous one, and after the time that the run was scheduled for.
 * @category Anomalies
 */
export interface TimeGap extends InstantInField {
  readonly _tag: 'TimeGap';
  readonly previous: Timestamp;
  /** By how many seconds, from 31,536,000. */
  readonly seconds: number;
}

/**
 * An instant that was probably written in another unit than it was read in: today's milliseconds, read as seconds, lie in the
 * year 58000.
 * @category Anomalies
 */
export interface OtherUnit extends InstantInField {
  readonly _tag: 'OtherUnit';
  /** The unit that it looks like. */
  readonly unit: NumericTimeUnit;
}

/**
 * A run that ended before it was created.
 * @category Anomalies
 */
export interface EndBeforeCreation extends InstantInField {
  readonly _tag: 'EndBeforeCreation';
  readonly createdAt: Timestamp;
  /** By how many seconds, from 1. */
  readonly seconds: number;
}

/**
 * An instant that cannot be right, or is unlikely.
 * @category Anomalies
 */
export type TimeAnomaly = StepBack | TimeGap | OtherUnit | EndBeforeCreation;

// ------------------------------------------------------------------------------------------------------- operations

/** Stands for no instant. A number, so that a slot of a run holds nothing but small integers. */
export const NO_INSTANT = -1;

/** Every ordinary line has this very list, so that it takes no memory. */
export const NO_ANOMALIES: ReadonlyArray<TimeAnomaly> = [];

/** Years are told from this length on, in seconds: 365 days. */
const YEAR = 31_536_000;

type Run = RunInstance | undefined;

/** The instant in a field, as a list; empty if there is none. */
const inField = (field: InstantField, at: Timestamp | undefined): ReadonlyArray<InstantInField> =>
  at === undefined ? [] : [{ field, at }];

/** The last change of a run; none if it is the creation, or 0, which is what the codec reads if there is none. */
const changeOf = ({ createdAt, lastStateChangeAt: at }: RunInstance): Timestamp | undefined =>
  at === createdAt || at === 0 ? undefined : at;

/**
 * The instants of a line that are compared, oldest first. Those of a refused creation say nothing about the run.
 *
 * @param begun - the run, if the line created it or replaced it by a new one
 */
const instantsOf = (entry: TimedStep, begun: Run): ReadonlyArray<InstantInField> => [
  ...inField('timestamp', 'timestamp' in entry ? entry.timestamp : undefined),
  ...inField('created_at', begun?.createdAt),
  ...inField('last_state_change_at', begun === undefined ? undefined : changeOf(begun)),
  ...inField('at', entry.at),
];

/** Every instant of a line that may be in another unit. */
const writtenInstants = (entry: TimedStep, begun: Run): ReadonlyArray<InstantInField> => {
  const refused = begun === undefined && 'createdAt' in entry ? entry : undefined;
  return [
    ...instantsOf(entry, begun),
    ...inField('created_at', refused?.createdAt),
    ...inField('scheduled_at', (begun ?? refused)?.scheduledAt),
  ];
};

/** The unit in which an instant was read: the run in a `deserialize` is in seconds, whatever the journal is in. */
const unitOf = (readAs: TimeUnit, { op }: TimedStep, { field }: InstantInField): TimeUnit =>
  op === 'deserialize' && field !== 'at' ? 's' : readAs;

const unitAnomaly =
  (readAs: TimeUnit, entry: TimedStep) =>
  (own: InstantInField): ReadonlyArray<OtherUnit> => {
    const { field, at } = own;
    const unit = likelyUnit(unitOf(readAs, entry, own), at);
    return unit === undefined ? [] : [{ _tag: 'OtherUnit', field, at, unit }];
  };

const comparison = (
  { field, at }: InstantInField,
  previous: number,
  run: Run,
): ReadonlyArray<TimeAnomaly> => {
  if (previous === NO_INSTANT) return NO_ANOMALIES;
  // SAFETY: a previous instant is a timestamp.
  const known = { field, at, previous: previous as Timestamp };
  if (at < previous) return [{ _tag: 'StepBack', ...known, seconds: previous - at }];
  return at - Math.max(previous, run?.scheduledAt ?? 0) >= YEAR
    ? [{ _tag: 'TimeGap', ...known, seconds: at - previous }]
    : NO_ANOMALIES;
};

/**
 * The last instant of a run is before its creation, which says so once: no event follows the end.
 *
 * @param accepted - the run, if the line was accepted
 */
const endBeforeCreation = ({ op }: TimedStep, accepted: Run): ReadonlyArray<EndBeforeCreation> => {
  if (accepted === undefined || op === 'restore_attempt_state_for_bootstrap') return [];
  const { createdAt, lastStateChangeAt: at, state } = accepted;
  const isEarly = at < createdAt && isTerminal(state) && !(op === 'deserialize' && at === 0);
  return isEarly
    ? [
        {
          _tag: 'EndBeforeCreation',
          field: 'last_state_change_at',
          at,
          createdAt,
          seconds: createdAt - at,
        },
      ]
    : [];
};

/** Does this op have instants other than its `at`? */
const hasOwnInstants = (op: Op): boolean => op === 'record_state_change_at' || createsRun(op);

/** Does a line that creates its run certainly have no anomaly? */
const isOrdinaryBeginning = (
  readAs: TimeUnit,
  { at, op }: TimedStep,
  { createdAt, scheduledAt }: RunInstance,
): boolean =>
  createsRun(op) &&
  op !== 'deserialize' &&
  isPlausible(readAs, createdAt) &&
  isPlausible(readAs, scheduledAt) &&
  (at === undefined || (at >= createdAt && at - createdAt < YEAR && isPlausible(readAs, at)));

/** Has a line without instants of its own, after which the run is `run`, certainly no anomaly? Nearly every line is answered here. */
export const isOrdinaryStep = (
  readAs: TimeUnit,
  previous: number,
  at: Timestamp | undefined,
  { lastStateChangeAt, createdAt }: RunInstance,
): boolean =>
  (at === undefined || (at >= previous && at - previous < YEAR && isPlausible(readAs, at))) &&
  lastStateChangeAt >= createdAt;

/** The anomalies of a line, and the instant with which the next one of the run is compared. */
interface Observation {
  readonly anomalies: ReadonlyArray<TimeAnomaly>;
  /** In unix seconds, or {@link NO_INSTANT}. An instant that looks like another unit is passed over, so that it is told once. */
  readonly instant: number;
}

const observeFully = (
  readAs: TimeUnit,
  previous: number,
  entry: TimedStep,
  isAccepted: boolean,
  run: Run,
): Observation => {
  const accepted = isAccepted ? run : undefined;
  const begun = createsRun(entry.op) ? accepted : undefined;
  const compared = instantsOf(entry, begun).filter((own) =>
    isPlausible(unitOf(readAs, entry, own), own.at),
  );
  const before = begun === undefined ? previous : NO_INSTANT;
  return {
    anomalies: [
      ...writtenInstants(entry, begun).flatMap(unitAnomaly(readAs, entry)),
      ...compared.flatMap((own, i) => comparison(own, compared[i - 1]?.at ?? before, run)),
      ...endBeforeCreation(entry, accepted),
    ],
    instant: compared.at(-1)?.at ?? before,
  };
};

/** What is observed of a run between two lines. */
export interface Observed {
  /** The run's latest instant, or {@link NO_INSTANT}. */
  instant: number;
}

/**
 * Finds the anomalies of a line, and keeps its instant in `observed`, with which the next line of the run is compared. A line that
 * is redelivered is not observed.
 *
 * @param readAs - the unit in which instants were read
 * @param isAccepted - whether the line was accepted
 * @param run - the run after the line
 */
export const observeTime = (
  readAs: TimeUnit,
  observed: Observed,
  entry: TimedStep,
  isAccepted: boolean,
  run: Run,
): ReadonlyArray<TimeAnomaly> => {
  if (run !== undefined) {
    const { at, op } = entry;
    if (isOrdinaryStep(readAs, observed.instant, at, run) && !hasOwnInstants(op)) {
      observed.instant = at ?? observed.instant;
      return NO_ANOMALIES;
    }
    if (isAccepted && isOrdinaryBeginning(readAs, entry, run)) {
      observed.instant = at ?? run.createdAt;
      return NO_ANOMALIES;
    }
  }
  const { anomalies, instant } = observeFully(readAs, observed.instant, entry, isAccepted, run);
  observed.instant = instant;
  return anomalies;
};

// ------------------------------------------------------------------------------------------------------- destructors

/** The last second that a `Date` can hold. */
const LAST_DATE = 8.64e12;

const yearOf = (at: Timestamp): string =>
  at > LAST_DATE
    ? 'after the year 275760'
    : `in the year ${String(new Date(at * 1000).getUTCFullYear())}`;

/** A number of seconds, and in years if it is more than one. */
const lengthOf = (seconds: number): string =>
  seconds < YEAR
    ? `${String(seconds)} s`
    : `${String(seconds)} s (${(seconds / 31_556_952).toFixed(1)} years)`;

/**
 * Returns an anomaly's text. Instants are in unix seconds.
 *
 * @example
 * ```ts
 * import { makeReplayer, timeAnomalyMessage } from 'runchart'
 * import * as O from 'fp-ts/lib/Option.js'
 *
 * const id = '00000000-0000-0000-0000-000000000001'
 * const replayer = makeReplayer()
 * replayer.line(`{"op":"new_scheduled_with_id","run_id":"${id}","task_id":"${id}","scheduled_at":100,"created_at":100}`)
 * const promoted = replayer.line(`{"op":"promote_to_ready","run_id":"${id}","at":60}`)
 * assert.deepStrictEqual(
 *   O.isSome(promoted) && promoted.value._tag === 'Accepted' && promoted.value.anomalies.map(timeAnomalyMessage),
 *   ["at 60 is 40 s before the run's previous instant, 100"],
 * )
 * ```
 * @category Anomalies
 */
export const timeAnomalyMessage = (anomaly: TimeAnomaly): string => {
  const found = `${anomaly.field} ${String(anomaly.at)}`;
  switch (anomaly._tag) {
    case 'StepBack':
      return `${found} is ${lengthOf(anomaly.seconds)} before the run's previous instant, ${String(anomaly.previous)}`;
    case 'TimeGap':
      return `${found} is ${lengthOf(anomaly.seconds)} after the run's previous instant, ${String(anomaly.previous)}`;
    case 'OtherUnit':
      return `${found} is ${yearOf(anomaly.at)}: it looks like ${timeUnitNames[anomaly.unit]}`;
    case 'EndBeforeCreation':
      return `the run ended ${lengthOf(anomaly.seconds)} before it was created: ${found}, created_at ${String(anomaly.createdAt)}`;
  }
};

/**
 * An anomaly on the wire: its tag as `code`, its fields in snake_case, and its text as `message`.
 * @category Anomalies
 */
export interface TimeAnomalyWire {
  readonly code: TimeAnomaly['_tag'];
  readonly [field: string]: string | number;
}

/** Encodes an anomaly. */
export const encodeTimeAnomaly = (anomaly: TimeAnomaly): TimeAnomalyWire => {
  const { _tag: code, ...fields } = anomaly;
  const renamed = Object.entries<string | number>(fields).map(
    ([key, value]) => [snakeCase(key), value] as const,
  );
  return { code, ...Object.fromEntries(renamed), message: timeAnomalyMessage(anomaly) };
};
