/* eslint-disable functional/immutable-data -- a map of actors that every event updates */
/**
 * Converts XState's inspection events to journal entries: the events that `@statelyai/inspect` sends over a socket, and those that
 * an actor's `inspect` receives.
 *
 * They contain the event that was sent to an actor and its snapshot afterwards, but not whether the actor ignored the event. An
 * event becomes its op when its snapshot arrives; the library accepts or refuses the op as the actor did, and its run is compared
 * with the snapshot. If they differ, because events were lost or the actor has another chart, the run is restored from the snapshot.
 *
 * An event that has no snapshot was dropped by XState: the actor had been stopped, or a guard or action threw and the actor died.
 * Such an event becomes no op. Only an actor that is done refuses without a snapshot, as the library refuses every event then.
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
import { isTerminal } from '../run/RunState.js';
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
  /** The events whose snapshots have not arrived, oldest first. */
  readonly pending: ReadonlyArray<RunEvent>;
  /** Whether XState drops the actor's events from now on: it was stopped, or it died. */
  readonly isOver: boolean;
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

/** How many events without a snapshot are kept for each actor. */
const MAX_PENDING = 64;

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
    if (actor === undefined || actor.isOver || O.isNone(sent)) return NOTHING;
    if (isTerminal(actor.run.state))
      return { entries: [entryOf(actor.run.id, stepOf(sent.value))], problem: O.none };
    // An actor that died sends nothing more, so the list is bounded.
    const pending = [...actor.pending, sent.value].slice(-MAX_PENDING);
    actors.set(sessionId, { ...actor, pending });
    return NOTHING;
  };

  /** What the pending events of an actor did, now that the snapshot of the oldest has arrived. */
  const onNext = (
    sessionId: string,
    { run: before, pending: [oldest, ...pending] }: Actor,
    { event, run }: { readonly event: unknown; readonly run: RunInstance },
  ): FeedResult => {
    // The snapshot may be that of an event that no run has.
    const isItsOwn =
      oldest !== undefined && (!isRecord(event) || readField(event, 'type') === oldest.type);
    const expected = isItsOwn
      ? pipe(
          decide(oldest)(before),
          E.getOrElse(() => before),
        )
      : before;
    if (runInstanceEq.equals(expected, run)) {
      const rest = isItsOwn ? pending : oldest === undefined ? [] : [oldest, ...pending];
      actors.set(sessionId, { run: expected, pending: rest, isOver: false });
      return isItsOwn ? { entries: [entryOf(run.id, stepOf(oldest))], problem: O.none } : NOTHING;
    }
    actors.set(sessionId, { run, pending: [], isOver: false });
    return restore(run);
  };

  const onSnapshot = (message: t.TypeOf<typeof SnapshotMessage>): FeedResult => {
    const { sessionId, snapshot } = message;
    const actor = actors.get(sessionId);
    const status = readField(snapshot, 'status');
    if (actor !== undefined && (status === 'stopped' || status === 'error')) {
      actors.set(sessionId, { ...actor, pending: [], isOver: true });
      return status === 'error'
        ? problemResult(`actor ${sessionId} died: XState drops its events from now on`)
        : NOTHING;
    }
    const decoded = runOf(snapshot);
    if (E.isLeft(decoded)) {
      if (foreign.has(sessionId)) return NOTHING;
      foreign.add(sessionId);
      forgetOldest(foreign);
      return problemResult(`actor ${sessionId} is no run: ${summarizeDecodeErrors(decoded.left)}`);
    }
    const run = decoded.right;
    if (actor !== undefined)
      return onNext(sessionId, actor, { event: readField(message, 'event'), run });
    actors.set(sessionId, { run, pending: [], isOver: false });
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
