/** `JournalTimes`: what a replay tells of time: how long runs are in their states, and lines over time. */
import * as O from 'fp-ts/lib/Option.js';
import { createsRun } from '../journal/beginAgain.js';
import type { JournalStep } from '../journal/replay.js';
import type { TimeAnomaly } from '../journal/TimeAnomaly.js';
import { NO_INSTANT } from '../journal/TimeAnomaly.js';
import type { RunInstance } from '../run/RunInstance.js';
import { isTerminal, runStates } from '../run/RunState.js';
import type { StateTimes } from './StateTimes.js';
import { makeStateTimes } from './StateTimes.js';
import type { Throughput } from './Throughput.js';
import { makeThroughput } from './Throughput.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The times of a replay in progress. A run is known by its row, a small number. */
export interface JournalTimes {
  readonly states: Pick<StateTimes, 'enteredAt' | 'figures'>;
  readonly throughput: Pick<Throughput, 'last' | 'figures'>;
  /** Notes a run that exists before the first line. */
  readonly exists: (row: number, run: RunInstance) => void;
  /**
   * Notes an accepted line that sent an event.
   *
   * @param to - the index of the state that the run entered; -1 if it stayed where it was
   * @param hasTurned - whether the line began or ended an attempt
   * @param at - the instant of the line, or `NO_INSTANT`
   */
  readonly moved: (
    row: number,
    run: RunInstance,
    to: number,
    hasTurned: boolean,
    at: number,
  ) => void;
  /** Notes any line that is an op. A redelivered one changes nothing, and is not counted. */
  readonly step: (row: number, step: JournalStep) => void;
}

// ------------------------------------------------------------------------------------------------------ constructors

/** When the state of a run changed last, as the run itself says. */
const changedAt = ({ lastStateChangeAt }: RunInstance): number =>
  lastStateChangeAt === 0 ? NO_INSTANT : lastStateChangeAt;

/** Whether an instant looks like another unit, and says nothing. */
const isMisread = (anomalies: ReadonlyArray<TimeAnomaly>): boolean =>
  anomalies.some(({ _tag }) => _tag === 'OtherUnit');

/** The instant of a line in seconds: its `at`, or else the instant in the op's own fields; `NO_INSTANT` if it has none. */
const instantOfStep = (step: JournalStep): number => {
  const { entry, anomalies } = step;
  if (isMisread(anomalies)) return NO_INSTANT;
  if (entry.at !== undefined) return entry.at;
  if ('createdAt' in entry) return entry.createdAt;
  if ('timestamp' in entry) return entry.timestamp;
  return entry.op === 'deserialize' && step._tag === 'Accepted' ? changedAt(step.run) : NO_INSTANT;
};

/** Makes the times of no lines. */
export const makeJournalTimes = (): JournalTimes => {
  const states = makeStateTimes();
  const throughput = makeThroughput();

  const isActive = ({ currentAttemptId }: RunInstance): boolean => O.isSome(currentAttemptId);

  return {
    states,
    throughput,
    exists: (row, run) => {
      states.begin(row, run.state, isActive(run), changedAt(run));
    },
    moved: (row, run, to, hasTurned, at) => {
      if (to !== -1) states.enter(row, to, at);
      if (hasTurned) states.setActive(row, isActive(run), at);
      throughput.accepted(at, false, to !== -1 && isTerminal(run.state));
    },
    step: (row, step) => {
      if (step.redelivered) return;
      const at = instantOfStep(step);
      if (step._tag === 'Refused') {
        throughput.refused(at, step.error._tag);
        return;
      }
      const { entry, run } = step;
      if (createsRun(entry.op)) {
        // A run that is restored entered its state when it says.
        const entered = entry.op === 'deserialize' ? changedAt(run) : at;
        states.begin(row, run.state, isActive(run), entered);
        throughput.accepted(at, true, isTerminal(run.state));
        return;
      }
      const hasMoved = states.enter(row, runStates.indexOf(run.state), at);
      states.setActive(row, isActive(run), at);
      if (entry.op === 'record_state_change_at') states.date(row, entry.timestamp);
      throughput.accepted(at, false, hasMoved && isTerminal(run.state));
    },
  };
};
