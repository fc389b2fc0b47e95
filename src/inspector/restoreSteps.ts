/**
 * `restoreSteps`: the steps that restore a run.
 *
 * Law: replaying `restoreSteps(run)` gives the run.
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
 * The steps that restore a run. The strict codec reads them, and refuses a Ready run that was scheduled ahead; such a run is
 * restored in Scheduled and then promoted. None for a run that no events can produce.
 */
export const restoreSteps = (run: RunInstance): O.Option<ReadonlyArray<TimedStep>> => {
  if (isStrict(run)) return O.some([deserialize(run)]);
  const before: RunInstance = { ...run, state: 'Scheduled' };
  return run.state === 'Ready' && isStrict(before)
    ? O.some([deserialize(before), { op: 'promote_to_ready', at: run.lastStateChangeAt }])
    : O.none;
};
