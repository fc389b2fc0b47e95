/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- a fold over the ops of one run, with a local list */
/**
 * The story of a run: the ops for it in all journals, and the outcome of each.
 *
 * Only the ops travel to the page. The page replays them with the same library, so it cannot show an outcome that the library
 * would not give.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import { listOf, optionFromNullable, wireRecord } from '../codec/WireRecord.js';
import type { EntryError, EntryOutcome } from '../journal/Command.js';
import { commandIdReused, commandOf, entryErrorText } from '../journal/Command.js';
import { eventOf } from '../journal/EventStep.js';
import type { JournalEntry } from '../journal/JournalEntry.js';
import { JournalEntryCodec } from '../journal/JournalEntryCodec.js';
import { applyEntry } from '../journal/RunFold.js';
import type { TimeAnomaly } from '../journal/TimeAnomaly.js';
import { NO_ANOMALIES, NO_INSTANT, observeTime } from '../journal/TimeAnomaly.js';
import { allowedActions } from '../run/AllowedAction.js';
import type { EventType } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunInstanceWire } from '../run/RunInstanceCodec.js';
import { RunRecordCodec } from '../run/RunInstanceCodec.js';
import type { RunId } from '../values/RunId.js';
import { Timestamp } from '../values/Timestamp.js';
import type { TimeUnit } from '../values/TimeUnit.js';
import { CountCodec } from './Totals.js';

// ------------------------------------------------------------------------------------------------------------ model

/** An op, and the line where it was read. */
export interface StoryOp {
  readonly source: string;
  readonly line: number;
  readonly entry: JournalEntry;
  /** The command was delivered before, so the op got the first outcome and changed nothing. */
  readonly redelivered: boolean;
  /** The unit in which the instants of the op were read. */
  readonly readAs: TimeUnit;
  /** The command that has the op's command id; the op is another command, and was refused for that. */
  readonly firstCommand?: string;
}

/** The kept ops of one run. */
export interface Story {
  readonly runId: RunId;
  /** The run before the first op that is kept. */
  readonly base: O.Option<RunInstance>;
  /** The run's latest instant before the first op that is kept. */
  readonly baseInstant: O.Option<Timestamp>;
  /** How many earlier ops were dropped. */
  readonly forgotten: number;
  readonly ops: ReadonlyArray<StoryOp>;
}

interface Replayed extends StoryOp {
  readonly before: O.Option<RunInstance>;
  readonly after: O.Option<RunInstance>;
  /** The event that the op sends; none for an op that creates a run or overwrites its fields. */
  readonly event: O.Option<EventType>;
  /** What is wrong or unlikely about the instants of the op. */
  readonly anomalies: ReadonlyArray<TimeAnomaly>;
}

/** An op with its outcome. */
export type StoryStep =
  | (Replayed & { readonly _tag: 'Accepted' })
  | (Replayed & { readonly _tag: 'Refused'; readonly error: EntryError })
  | (Replayed & { readonly _tag: 'Redelivered' });

// ----------------------------------------------------------------------------------------------------------- codecs

const runOrNull: FastCodec<O.Option<RunInstance>, RunInstanceWire | null> = leafCodec(
  'a run or null',
  (u): u is O.Option<RunInstance> => typeof u === 'object' && u !== null && '_tag' in u,
  (u) => {
    if (u === null) return O.none;
    const run = RunRecordCodec.tryDecode(u);
    return run === INVALID ? INVALID : O.some(run);
  },
  (run) => (O.isNone(run) ? null : RunRecordCodec.encode(run.value)),
);

/** The codec of a {@link Story} without its run id. */
export const StoryCodec = wireRecord('a story', {
  base: runOrNull,
  baseInstant: optionFromNullable(Timestamp),
  forgotten: CountCodec,
  ops: listOf(
    'a list of ops',
    wireRecord(
      'an op',
      {
        source: t.string,
        line: CountCodec,
        entry: JournalEntryCodec,
        redelivered: t.boolean,
        readAs: t.keyof({ s: null, ms: null, us: null, ns: null, iso: null }),
      },
      { firstCommand: t.string },
    ),
  ),
});

// ------------------------------------------------------------------------------------------------------- operations

/** The outcome of an op that was not redelivered. */
const outcomeOf = ({ entry, firstCommand }: StoryOp, run: O.Option<RunInstance>): EntryOutcome =>
  firstCommand === undefined || entry.commandId === undefined
    ? applyEntry(entry, run)
    : E.left(commandIdReused(entry.runId, entry.commandId, firstCommand, commandOf(entry)));

/** Replays a story: every op with its outcome, oldest first. */
export const replayStory = ({ base, baseInstant, ops }: Story): ReadonlyArray<StoryStep> => {
  const steps: Array<StoryStep> = [];
  let run = base;
  const observed = { instant: O.isSome(baseInstant) ? baseInstant.value : NO_INSTANT };
  for (const op of ops) {
    const before = run;
    const event = O.fromNullable(eventOf(op.entry, O.toUndefined(before)?.state)?.type);
    if (op.redelivered) {
      steps.push({
        _tag: 'Redelivered',
        ...op,
        before,
        after: before,
        event,
        anomalies: NO_ANOMALIES,
      });
      continue;
    }
    const outcome = outcomeOf(op, before);
    if (E.isRight(outcome)) run = O.some(outcome.right);
    const anomalies = observeTime(
      op.readAs,
      observed,
      op.entry,
      E.isRight(outcome),
      O.toUndefined(run),
    );
    steps.push(
      E.isRight(outcome)
        ? { _tag: 'Accepted', ...op, before, after: run, event, anomalies }
        : {
            _tag: 'Refused',
            ...op,
            before,
            after: before,
            event,
            anomalies,
            error: outcome.left,
          },
    );
  }
  return steps;
};

/** The message of a step error, including the errors that `errorMessage` does not cover. */
export const stepErrorText = (error: EntryError): string => {
  if (error._tag === 'NoRun') return 'no run was created under this id';
  return error._tag === 'Decode' ? error.message : entryErrorText(error);
};

/** The events that a run would accept. */
export const legalEvents = (run: O.Option<RunInstance>): ReadonlyArray<EventType> =>
  O.isNone(run)
    ? []
    : allowedActions(run.value).flatMap(({ _tag, type }) => (_tag === 'Enabled' ? [type] : []));
