/* eslint-disable functional/immutable-data -- what is known of each actor is looked up at each event */
/**
 * XState's inspection events, as journal lines: what `@statelyai/inspect` sends over a socket, and what an actor's `inspect`
 * is told.
 *
 * That protocol says which event an actor was sent and what its snapshot was afterwards, and hides whether the event was
 * refused. So each event becomes the op it stands for, which the library then accepts or refuses as the actor did; and each
 * snapshot is compared with what the library makes of the event. Where they differ, because events were lost or the actor is
 * of a changed chart, the snapshot is right, and the run is brought in anew.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { summarizeDecodeErrors } from '../codec/DecodeError.js';
import { isRecord, readField } from '../codec/untrusted.js';
import { snakeCase } from '../codec/WireRecord.js';
import type { TimedStep } from '../journal/EventStep.js';
import { stepOf } from '../journal/EventStep.js';
import { JournalEntryCodec } from '../journal/JournalEntry.js';
import { decide } from '../run/decide.js';
import type { RunEvent } from '../run/RunEvent.js';
import { RunEventCodec } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { newScheduledWithId, runInstanceEq } from '../run/RunInstance.js';
import { RunRecordCodec } from '../run/RunInstanceCodec.js';
import type { RunId } from '../values/RunId.js';
import { bring } from './bring.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What came of an inspection event: lines of a journal, or why there are none. */
export interface FeedAnswer {
  readonly lines: ReadonlyArray<string>;
  /** What could not be understood, told once for each actor. */
  readonly problem: O.Option<string>;
}

/** Takes inspection events, and gives the lines that they come to. */
export interface XStateFeed {
  readonly take: (event: unknown) => FeedAnswer;
  /** The lines that make every run stand as it does now: for whoever has not heard of them. */
  readonly again: () => ReadonlyArray<string>;
}

interface Actor {
  readonly run: RunInstance;
  /** What the library made of the events whose snapshots have not come yet, oldest first. */
  readonly expected: ReadonlyArray<RunInstance>;
}

// ----------------------------------------------------------------------------------------------------------- codecs

/** How an inspection event is known; `@xstate.transition` and the like are none of these, and are passed over. */
const PREFIX = '@xstate.';

const EventMessage = t.type({
  type: t.literal('@xstate.event'),
  sessionId: t.string,
  event: t.UnknownRecord,
});

const SnapshotMessage = t.type({
  type: t.literal('@xstate.snapshot'),
  sessionId: t.string,
  snapshot: t.UnknownRecord,
});

/** Is this an inspection event, of whatever type? */
export const isInspection = (u: unknown): boolean => {
  const type = isRecord(u) ? readField(u, 'type') : undefined;
  return typeof type === 'string' && type.startsWith(PREFIX);
};

/** A record in the names of the wire. */
const renamed = (record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [snakeCase(key), value]));

const fromOption = (u: unknown): unknown =>
  isRecord(u) && readField(u, '_tag') === 'Some' ? readField(u, 'value') : null;

/** The run that a snapshot stands for. */
const runOf = (snapshot: Readonly<Record<string, unknown>>): t.Validation<RunInstance> => {
  const context = readField(snapshot, 'context');
  const fields = isRecord(context) ? context : {};
  return RunRecordCodec.decode({
    ...renamed(fields),
    current_attempt_id: fromOption(readField(fields, 'currentAttemptId')),
    state: readField(snapshot, 'value'),
  });
};

const runEventOf = (event: Readonly<Record<string, unknown>>): O.Option<RunEvent> =>
  O.fromEither(RunEventCodec.decode(renamed(event)));

// ------------------------------------------------------------------------------------------------------- operations

/** Of one actor, no more snapshots are waited for than this. */
const MOST_EXPECTED = 64;

/** No more actors than this are remembered; one that was forgotten is brought in anew by its next snapshot. */
const MOST_ACTORS = 50_000;

/** XState's own ids of actors are short; whoever sends longer ones may not fill the memory with them. */
const LONGEST_ID = 200;

const forgetOldest = (known: Map<string, unknown> | Set<string>): void => {
  const oldest = known.keys().next();
  if (known.size > MOST_ACTORS && oldest.done !== true) known.delete(oldest.value);
};

const NOTHING: FeedAnswer = { lines: [], problem: O.none };

const lineOf = (runId: RunId, step: TimedStep): string =>
  JSON.stringify(JournalEntryCodec.encode({ ...step, runId }));

const isNew = (run: RunInstance): boolean =>
  pipe(
    newScheduledWithId(run),
    E.exists((fresh) => runInstanceEq.equals(fresh, run)),
  );

/** The lines that make a run stand as it does. */
const begin = (run: RunInstance): FeedAnswer => {
  const { id, taskId, scheduledAt, createdAt } = run;
  const steps: O.Option<ReadonlyArray<TimedStep>> = isNew(run)
    ? O.some([{ op: 'new_scheduled_with_id', runId: id, taskId, scheduledAt, createdAt }])
    : bring(run);
  return O.isNone(steps)
    ? { lines: [], problem: O.some(`run ${id} is in no state that the chart leads to`) }
    : { lines: steps.value.map((step) => lineOf(id, step)), problem: O.none };
};

/** A feed that has heard of no actor. One for each connection, as the ids of actors are those of one program. */
export const makeXStateFeed = (): XStateFeed => {
  const actors = new Map<string, Actor>();
  /** Actors of other machines. */
  const strangers = new Set<string>();

  const onEvent = ({ sessionId, event }: t.TypeOf<typeof EventMessage>): FeedAnswer => {
    const actor = actors.get(sessionId);
    const sent = runEventOf(event);
    if (actor === undefined || O.isNone(sent)) return NOTHING;
    const run = pipe(
      decide(sent.value)(actor.run),
      E.getOrElse(() => actor.run),
    );
    // A final state answers with no snapshot: what is waited for in vain is forgotten.
    actors.set(sessionId, { run, expected: [...actor.expected, run].slice(-MOST_EXPECTED) });
    return { lines: [lineOf(run.id, stepOf(sent.value))], problem: O.none };
  };

  const onSnapshot = ({ sessionId, snapshot }: t.TypeOf<typeof SnapshotMessage>): FeedAnswer => {
    const actor = actors.get(sessionId);
    const decoded = runOf(snapshot);
    if (E.isLeft(decoded)) {
      if (strangers.has(sessionId)) return NOTHING;
      strangers.add(sessionId);
      forgetOldest(strangers);
      const why = summarizeDecodeErrors(decoded.left);
      return { lines: [], problem: O.some(`actor ${sessionId} is no run: ${why}`) };
    }
    const run = decoded.right;
    const [expected = actor?.run, ...rest] = actor?.expected ?? [];
    const agrees = expected !== undefined && runInstanceEq.equals(expected, run);
    if (actor !== undefined && agrees) {
      actors.set(sessionId, { ...actor, expected: rest });
      return NOTHING;
    }
    actors.set(sessionId, { run, expected: [] });
    forgetOldest(actors);
    return begin(run);
  };

  return {
    take: (u) => {
      const known = EventMessage.is(u) || SnapshotMessage.is(u) ? u : undefined;
      if (known === undefined) return NOTHING;
      if (known.sessionId.length > LONGEST_ID)
        return { lines: [], problem: O.some('an actor whose id is too long to be one') };
      return known.type === '@xstate.event' ? onEvent(known) : onSnapshot(known);
    },
    again: () => [...actors.values()].flatMap(({ run }) => begin(run).lines),
  };
};
