/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- what one program sent, in private maps */
/**
 * The messages of `@statelyai/inspect` from one program, put on the board of actors.
 *
 * It sends events and snapshots apart, and no transitions: an event becomes a step when its snapshot arrives. XState sends no snapshot
 * if a guard or an action throws. Then the parent gets an error from the actor, and the actor is known to have died as soon as the
 * snapshot is overdue.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { summarizeDecodeErrors } from '../../codec/DecodeError.js';
import { isRecord, readField, textOfThrown } from '../../codec/untrusted.js';
import { readDefinition } from '../../statechart/readConfig.js';
import { readErrorText } from '../../statechart/ReadError.js';
import type { Statechart } from '../../statechart/Statechart.js';
import type { Actor } from './Actor.js';
import type { ActorBoard } from './ActorBoard.js';
import type { ActorKind } from './ActorRow.js';
import type { EventData } from './AppLine.js';
import type { ChartIndex } from './ChartIndex.js';
import type { ChartStore } from './ChartStore.js';
import type { Received } from './Received.js';
import { NOTHING, problemOf } from './Received.js';
import type { RunStep } from './RunSteps.js';
import type { StatelyActor, StatelyEvent, StatelySnapshot } from './StatelyMessage.js';
import { decodeStatelyMessage, instantOf, kindOf, readSnapshot } from './StatelyMessage.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What the messages are put on. */
export interface StatelyFeedOptions {
  readonly board: ActorBoard;
  readonly charts: ChartStore;
  readonly program: number;
  /** Takes what actors do that are runs. */
  readonly runStep: RunStep;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Called when a change is noticed without a message. */
  readonly onChange: () => void;
}

/** The messages of one program. */
export interface StatelyFeed {
  /** Takes a message, of so many characters. */
  readonly receive: (json: unknown, size: number) => Received;
  /** Nothing more will come. */
  readonly end: () => void;
}

/** An event without its snapshot. */
interface Pending {
  readonly at: number;
  readonly event: EventData;
  readonly from: string | undefined;
  readonly sent: number;
}

/** What is remembered of an actor of `@statelyai/inspect`. */
interface Waiting {
  pending: ReadonlyArray<Pending>;
  /** Its children, tags and history, as text. */
  rest: string;
}

/** An actor that gave its parent an error, and has no snapshot yet. */
interface Dying {
  readonly actor: Actor;
  readonly at: number;
  readonly error: unknown;
  readonly parent: string;
  readonly type: string;
  /** Whether its snapshot, if there is one, is the next message. */
  isDue: boolean;
}

// ------------------------------------------------------------------------------------------------------- operations

/** How many events without a snapshot are kept for an actor. */
const MAX_PENDING = 1000;

/** How long a snapshot that is due may take, in milliseconds. */
const MAX_DELAY = 500;

/** How many definitions are remembered. */
const MAX_DEFINITIONS = 2000;

/** What the types of XState's own events tell of the logic that gets them. */
const kindByEvent = (type: string): ActorKind | undefined => {
  if (type.startsWith('xstate.promise.')) return 'promise';
  return type.startsWith('xstate.observable.') ? 'observable' : undefined;
};

/** Reads the definition of a machine. The error is one line of text. */
const chartOfDefinition = (definition: string): E.Either<string, Statechart> =>
  pipe(
    // What nests too deeply for the stack throws.
    E.tryCatch(() => readDefinition(definition), textOfThrown),
    E.chain(E.mapLeft(readErrorText)),
    E.mapLeft((text) => text.replaceAll('\n', '; ')),
  );

/** Makes what takes the messages of a program. */
export const makeStatelyFeed = ({
  board,
  charts,
  program,
  runStep,
  now,
  onChange,
}: StatelyFeedOptions): StatelyFeed => {
  const waiting = new WeakMap<Actor, Waiting>();
  const dying = new Map<string, Dying>();
  /** How many events were sent. */
  let sent = 0;
  /** The definitions that were read already, by their text. */
  const definitions = new Map<string, ChartIndex | undefined>();

  const chartOf = (message: StatelyActor): E.Either<string, ChartIndex | undefined> => {
    const text = message.definition;
    if (text === undefined || kindOf(message) !== 'machine') return E.right(undefined);
    if (definitions.has(text)) return E.right(definitions.get(text));
    if (definitions.size >= MAX_DEFINITIONS) definitions.clear();
    definitions.set(text, undefined);
    return pipe(
      chartOfDefinition(text),
      E.map((chart) => {
        const index = charts.add(chart);
        definitions.set(text, index);
        return index;
      }),
    );
  };

  const waitingOf = (actor: Actor): Waiting => {
    const its = waiting.get(actor) ?? { pending: [], rest: '' };
    waiting.set(actor, its);
    return its;
  };

  const stepLate = (actor: Actor, { at, event, from, sent }: Pending, size: number): void => {
    const { status, value, context } = actor;
    board.step(actor, { at, event, from, sent, late: true, status, value, context, size });
  };

  /** An actor threw an error, so that its oldest event has no snapshot and the others are dropped. */
  const die = ({ actor, at, error }: Dying): void => {
    const its = waitingOf(actor);
    const [culprit, ...others] = its.pending;
    its.pending = [];
    const { value, context } = actor;
    const event = culprit?.event ?? { type: 'unknown' };
    board.step(actor, {
      ...{
        at: culprit?.at ?? at,
        event,
        from: culprit?.from,
        sent: culprit?.sent,
        status: 'error',
        value,
        context,
      },
      ...{ error, size: 0 },
    });
    others.forEach((other) => {
      stepLate(actor, other, 0);
    });
  };

  const settle = (sessionId: string): void => {
    const its = dying.get(sessionId);
    if (its === undefined) return;
    dying.delete(sessionId);
    if (its.actor.status === 'active') die(its);
  };

  const settleDue = (): void => {
    for (const [sessionId, { isDue }] of dying) if (isDue) settle(sessionId);
    onChange();
  };

  const onActor = (message: StatelyActor, size: number): Received => {
    const { sessionId, name, parentId } = message;
    const chart = chartOf(message);
    const at = instantOf(message, now());
    const actor = board.putActor(
      program,
      {
        ...{ actor: sessionId, at, kind: kindOf(message), status: 'active' },
        ...(name === undefined ? {} : { name }),
        ...(parentId === undefined ? {} : { parent: parentId }),
      },
      E.isRight(chart) ? chart.right : undefined,
      size,
    );
    if (actor === undefined || E.isRight(chart)) return NOTHING;
    return problemOf(`the definition of actor ${sessionId} cannot be read: ${chart.left}`);
  };

  const onEvent = (message: StatelyEvent, size: number): Received => {
    const { sessionId, event, sourceId: from } = message;
    const at = instantOf(message, now());
    sent += 1;
    const source = from === undefined ? undefined : board.findActor(program, from);
    if (source?.status === 'active' && event.type.startsWith('xstate.error.actor.'))
      dying.set(source.sessionId, {
        ...{ actor: source, at, error: event['error'], parent: sessionId, type: event.type },
        isDue: false,
      });
    const actor = board.findActor(program, sessionId);
    if (actor === undefined) {
      board.leaveOut();
      return NOTHING;
    }
    settle(sessionId);
    const kind = kindByEvent(event.type);
    if (kind !== undefined) board.setKind(actor, kind);
    // An actor that was stopped may start again, as those of React do in its strict mode.
    if (actor.status !== 'active' && event.type !== 'xstate.init') {
      stepLate(actor, { at, event, from, sent }, size);
      return runStep(actor, event, undefined);
    }
    const its = waitingOf(actor);
    its.pending = [...its.pending, { at, event, from, sent }].slice(-MAX_PENDING);
    return NOTHING;
  };

  /** Takes the pending event that led to a snapshot, or makes one: nobody sends the event that stops an actor. */
  const takePending = (its: Waiting, message: StatelySnapshot): Pending => {
    const { event } = message;
    const type = isRecord(event) ? readField(event, 'type') : undefined;
    const found = its.pending.findIndex((pending) => pending.event.type === type);
    const at = instantOf(message, now());
    const made = {
      at,
      event: { type: typeof type === 'string' ? type : '' },
      from: undefined,
      sent,
    };
    const taken = its.pending[found];
    if (taken === undefined) return made;
    its.pending = its.pending.filter((_, i) => i !== found);
    return taken;
  };

  const onSnapshot = (message: StatelySnapshot, size: number): Received => {
    const { sessionId } = message;
    const snapshot = readSnapshot(message.snapshot);
    const actor =
      board.findActor(program, sessionId) ??
      board.putActor(
        program,
        {
          ...{ actor: sessionId, at: instantOf(message, now()), status: 'active' },
          kind: snapshot.value === undefined ? 'other' : 'machine',
        },
        undefined,
        0,
      );
    if (actor === undefined) {
      board.leaveOut();
      return NOTHING;
    }
    dying.delete(sessionId);
    const its = waitingOf(actor);
    const { at, event, from, sent: number } = takePending(its, message);
    const { status, value, context, output, error, rest } = snapshot;
    board.step(actor, {
      ...{ at, event, from, sent: number, status, value, context, output, error, size },
      hasOtherChange: its.rest !== rest,
    });
    its.rest = rest;
    for (const its of dying.values())
      if (its.parent === sessionId && its.type === event.type) {
        its.isDue = true;
        setTimeout(settleDue, MAX_DELAY).unref();
      }
    const received = runStep(actor, event, snapshot);
    if (status === 'active') return received;
    const { pending } = its;
    its.pending = [];
    pending.forEach((late) => {
      stepLate(actor, late, 0);
    });
    return received;
  };

  return {
    receive: (json, size) => {
      const decoded = decodeStatelyMessage(json);
      if (E.isLeft(decoded)) {
        const type = isRecord(json) ? readField(json, 'type') : undefined;
        // Types that later versions may send.
        if (type !== '@xstate.actor' && type !== '@xstate.event' && type !== '@xstate.snapshot')
          return NOTHING;
        return problemOf(summarizeDecodeErrors(decoded.left));
      }
      const { right: message } = decoded;
      for (const [sessionId, { isDue }] of dying)
        if (isDue && !(message.type === '@xstate.snapshot' && message.sessionId === sessionId))
          settle(sessionId);
      switch (message.type) {
        case '@xstate.actor':
          return onActor(message, size);
        case '@xstate.event':
          return onEvent(message, size);
        case '@xstate.snapshot':
          return onSnapshot(message, size);
      }
    },
    end: () => {
      for (const sessionId of dying.keys()) settle(sessionId);
    },
  };
};
