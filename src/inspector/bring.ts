/**
 * `bring`: a run as the steps that bring it in.
 *
 * Law: replaying `bring(run)` gives the run.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { TimedStep } from '../journal/EventStep.js';
import type { RunInstance } from '../run/RunInstance.js';
import { RunInstanceStrictCodec, RunRecordCodec } from '../run/RunInstanceCodec.js';

const deserialize = (run: RunInstance): TimedStep => ({
  op: 'deserialize',
  json: JSON.stringify(RunRecordCodec.encode(run)),
});

const isStrict = (run: RunInstance): boolean =>
  E.isRight(RunInstanceStrictCodec.decode(RunRecordCodec.encode(run)));

/**
 * The steps that bring a run in as it stands. Steps are read by the strict codec, which takes no run in Ready that was
 * scheduled ahead; such a run comes in as it was before, and is promoted. None for a run that the chart cannot lead to.
 */
export const bring = (run: RunInstance): O.Option<ReadonlyArray<TimedStep>> => {
  if (isStrict(run)) return O.some([deserialize(run)]);
  const before: RunInstance = { ...run, state: 'Scheduled' };
  return run.state === 'Ready' && isStrict(before)
    ? O.some([deserialize(before), { op: 'promote_to_ready', at: run.lastStateChangeAt }])
    : O.none;
};
