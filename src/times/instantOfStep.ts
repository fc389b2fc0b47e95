/** The instants of lines by which times are counted. */
import type { AcceptedStep, JournalStep } from '../journal/replay.js';
import type { TimeAnomaly } from '../journal/TimeAnomaly.js';
import { NO_INSTANT } from '../journal/TimeAnomaly.js';
import type { RunInstance } from '../run/RunInstance.js';

/** When the state of a run changed last, as the run itself says; `NO_INSTANT` if it does not. */
export const changedAt = ({ lastStateChangeAt }: RunInstance): number =>
  lastStateChangeAt === 0 ? NO_INSTANT : lastStateChangeAt;

/** Whether an instant looks like another unit, and says nothing. */
export const isMisread = (anomalies: ReadonlyArray<TimeAnomaly>): boolean =>
  anomalies.some(({ _tag }) => _tag === 'OtherUnit');

/** The instant of a line in seconds: its `at`, or else the instant in the op's own fields; `NO_INSTANT` if it has none. */
export const instantOfStep = (step: JournalStep): number => {
  const { entry, anomalies } = step;
  if (isMisread(anomalies)) return NO_INSTANT;
  if (entry.at !== undefined) return entry.at;
  if ('createdAt' in entry) return entry.createdAt;
  if ('timestamp' in entry) return entry.timestamp;
  return entry.op === 'deserialize' && step._tag === 'Accepted' ? changedAt(step.run) : NO_INSTANT;
};

/** When the run of an accepted line entered its state, if the line led there. A run that is restored says so itself. */
export const enteredAt = (step: AcceptedStep): number =>
  step.entry.op === 'deserialize' ? changedAt(step.run) : instantOfStep(step);
