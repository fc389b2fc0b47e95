/* eslint-disable functional/immutable-data -- a map of actors that every event updates */
/**
 * Converts XState's inspection events to journal entries: the events that `@statelyai/inspect` sends over a socket, and those that
 * an actor's `inspect` receives.
 *
 * They contain the event that an actor received and its snapshot afterwards, but not whether the actor ignored the event. So each
 * event becomes its op, which the library accepts or refuses as the actor did, and each snapshot is compared with the library's
 * run. If they differ, because events were lost or the actor has another chart, the run is restored from the snapshot.
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
import type { JournalEntry } from '../journal/JournalEntry.js';
import { decide } from '../run/decide.js';
import type { RunEvent } from '../run/RunEvent.js';
import { RunEventCodec } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { newScheduledWithId, runInstanceEq } from '../run/RunInstance.js';
import { RunRecordCodec } from '../run/RunInstanceCodec.js';
import type { RunId } from '../values/RunId.js';
import { restoreSteps } from './restoreSteps.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The result of an inspection event: journal entries, or why there are none. */
export interface FeedResult {
  readonly entries: ReadonlyArray<JournalEntry>;
  /** Why an actor is not a run, reported once for each actor. */
  readonly problem: O.Option<string>;
}

/** Turns the inspection events of one program into journal entries. */
export interface XStateFeed {
  readonly receive: (event: unknown) => FeedResult;
  /** The entries that restore the current value of every run. */
  readonly restoreAll: () => ReadonlyArray<JournalEntry>;
}

interface Actor {
  readonly run: RunInstance;
  /** The runs that snapshots still to come should show, oldest first. */
  readonly expected: ReadonlyArray<RunInstance>;
}

// ----------------------------------------------------------------------------------------------------------- codecs

/** The prefix of every type of inspection event. Types other than the two below, such as `@xstate.transition`, are ignored. */
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

/** Is this an inspection event of any type? */
export const isInspection = (u: unknown): boolean => {
  const type = isRecord(u) ? readField(u, 'type') : undefined;
  return typeof type === 'string' && type.startsWith(PREFIX);
};

/** A record with its keys in snake_case, as on the wire. */
const renamed = (record: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [snakeCase(key), value]));

const fromOption = (u: unknown): unknown =>
  isRecord(u) && readField(u, '_tag') === 'Some' ? readField(u, 'value') : null;

/** Decodes the run in a snapshot. */
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

/** How many expected snapshots are kept for each actor. */
const MAX_EXPECTED = 64;

/** How many actors are remembered. A forgotten one is restored from its next snapshot. */
const MAX_ACTORS = 50_000;

/** The longest session id that is stored. XState's own are short, and a sender must not fill the memory. */
const MAX_ID_LENGTH = 200;

const forgetOldest = (known: Map<string, unknown> | Set<string>): void => {
  const oldest = known.keys().next();
  if (known.size > MAX_ACTORS && oldest.done !== true) known.delete(oldest.value);
};

const NOTHING: FeedResult = { entries: [], problem: O.none };

const problemResult = (message: string): FeedResult => ({ entries: [], problem: O.some(message) });

const entryOf = (runId: RunId, step: TimedStep): JournalEntry => ({ ...step, runId });

const isNew = (run: RunInstance): boolean =>
  pipe(
    newScheduledWithId(run),
    E.exists((fresh) => runInstanceEq.equals(fresh, run)),
  );

/** The entries that create a run, or restore one that is not new. */
const restore = (run: RunInstance): FeedResult => {
  const { id, taskId, scheduledAt, createdAt } = run;
  const steps: O.Option<ReadonlyArray<TimedStep>> = isNew(run)
    ? O.some([{ op: 'new_scheduled_with_id', runId: id, taskId, scheduledAt, createdAt }])
    : restoreSteps(run);
  return O.isNone(steps)
    ? problemResult(`run ${id} is in no state that the chart leads to`)
    : { entries: steps.value.map((step) => entryOf(id, step)), problem: O.none };
};

/** A feed without actors. Session ids are unique in one program only, so each connection needs a feed of its own. */
export const makeXStateFeed = (): XStateFeed => {
  const actors = new Map<string, Actor>();
  /** Actors of other machines, which have been reported. */
  const foreign = new Set<string>();

  const onEvent = ({ sessionId, event }: t.TypeOf<typeof EventMessage>): FeedResult => {
    const actor = actors.get(sessionId);
    const sent = runEventOf(event);
    if (actor === undefined || O.isNone(sent)) return NOTHING;
    const run = pipe(
      decide(sent.value)(actor.run),
      E.getOrElse(() => actor.run),
    );
    // An actor in a final state sends no snapshot, so the list of expected ones is bounded.
    actors.set(sessionId, { run, expected: [...actor.expected, run].slice(-MAX_EXPECTED) });
    return { entries: [entryOf(run.id, stepOf(sent.value))], problem: O.none };
  };

  const onSnapshot = ({ sessionId, snapshot }: t.TypeOf<typeof SnapshotMessage>): FeedResult => {
    const actor = actors.get(sessionId);
    const decoded = runOf(snapshot);
    if (E.isLeft(decoded)) {
      if (foreign.has(sessionId)) return NOTHING;
      foreign.add(sessionId);
      forgetOldest(foreign);
      return problemResult(`actor ${sessionId} is no run: ${summarizeDecodeErrors(decoded.left)}`);
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
    return restore(run);
  };

  return {
    receive: (u) => {
      const known = EventMessage.is(u) || SnapshotMessage.is(u) ? u : undefined;
      if (known === undefined) return NOTHING;
      if (known.sessionId.length > MAX_ID_LENGTH)
        return problemResult('an actor whose id is too long to be one');
      return known.type === '@xstate.event' ? onEvent(known) : onSnapshot(known);
    },
    restoreAll: () => [...actors.values()].flatMap(({ run }) => restore(run).entries),
  };
};
