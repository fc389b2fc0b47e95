/** What a replay tells of time besides the figures of all runs: what is stuck, and until when runs that are not over count. */
import * as E from 'fp-ts/lib/Either.js';
import { INVALID } from '../codec/FastCodec.js';
import { printable } from '../codec/printable.js';
import { NO_INSTANT } from '../journal/TimeAnomaly.js';
import type { JournalTimes } from '../times/JournalTimes.js';
import type { Standing } from '../times/Stuck.js';
import { findStuck } from '../times/Stuck.js';
import { Timestamp } from '../values/Timestamp.js';
import { timestampIn } from '../values/TimeUnit.js';
import type { BlockReplay } from './blockReplay.js';
import type { JournalFormatFlags } from './journalFormat.js';
import type { Only } from './only.js';
import type { RunRow } from './runRows.js';
import type { TimeFacts } from './summary.js';
import { encodeStuck } from './times.js';

/** The flags about time. */
export interface TimeFlags {
  /** Whether times are told; true unless `--no-times` is given. */
  readonly times: boolean;
  /** How long a run must be in its state to be stuck, in seconds. */
  readonly stuck?: number;
  /** The instant until which runs that are not over count, as it is written. */
  readonly asOf?: string;
  /** The runs whose times are told besides those of all runs. */
  readonly only?: Only;
}

/** The instant of `--as-of`: in the unit of the journals, in the form of RFC 3339, or `now`. */
export const asOfFrom = ({
  asOf,
  time,
}: TimeFlags & JournalFormatFlags): E.Either<string, number | undefined> => {
  if (asOf === undefined) return E.right(undefined);
  if (asOf === 'now') return E.right(Timestamp.now());
  const isNumber = /^\d+$/.test(asOf);
  const unit = isNumber ? (time === 'iso' ? 's' : time) : 'iso';
  const at = timestampIn(unit).tryDecode(
    isNumber ? (unit === 's' ? Number(asOf) : BigInt(asOf)) : asOf,
  );
  return at === INVALID
    ? E.left(
        `--as-of ${printable(asOf)} is no instant: give one as in RFC 3339, such as 2026-01-31T09:30:00Z, a number in the unit of --time, or now`,
      )
    : E.right(at);
};

/** How many stuck runs are listed. */
const MAX_STUCK = 1000;

/** What is told of time besides the figures of all runs. */
export const timeFacts = (
  { runs }: BlockReplay,
  times: JournalTimes | undefined,
  given: number | undefined,
  seconds: number | undefined,
): Omit<TimeFacts, 'only'> => {
  const last = times?.throughput.last() ?? NO_INSTANT;
  const asOf = given ?? (last === NO_INSTANT ? undefined : last);
  const since = (run: RunRow): number => {
    const entered = times?.states.enteredAt(run.row) ?? NO_INSTANT;
    return entered === NO_INSTANT ? Math.max(run.lastStateChangeAt, run.createdAt) : entered;
  };
  const standings = function* (): Generator<Standing, void> {
    for (const run of runs.values()) yield { run, since: since(run) };
  };
  const stuck =
    seconds === undefined
      ? undefined
      : encodeStuck(
          findStuck(asOf === undefined ? [] : standings(), {
            asOf: asOf ?? 0,
            seconds,
            limit: MAX_STUCK,
          }),
          asOf,
          seconds,
        );
  return { times, asOf, stuck };
};
