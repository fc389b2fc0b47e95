/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- what one program sent, in private maps */
/**
 * The feed of one program: puts what it sends on the board of actors, and turns what its runs do into journal entries.
 *
 * Two senders are understood. The observer of this package sends whole steps with the transitions that were taken. `@statelyai/inspect`
 * sends events and snapshots apart, and no transitions: an event becomes a step when its snapshot arrives. XState sends no snapshot if
 * a guard or an action throws. Then the parent gets an error from the actor, and the actor is known to have died as soon as the
 * snapshot is overdue.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { summarizeDecodeErrors } from '../../codec/DecodeError.js';
import { isRecord, readField, textOfThrown } from '../../codec/untrusted.js';
import type { JournalEntry } from '../../journal/JournalEntry.js';
import { readDefinition } from '../../statechart/readConfig.js';
import { readErrorText } from '../../statechart/ReadError.js';
import type { Statechart } from '../../statechart/Statechart.js';
import { RunId } from '../../values/RunId.js';
import { makeXStateFeed } from '../XStateFeed.js';
import type { Actor, ActorBoard } from './ActorBoard.js';
import { contextAfter } from './ActorBoard.js';
import type { ActorKind } from './ActorRow.js';
import type { AppLine, EventData, StepLine } from './AppLine.js';
import type { ChartIndex } from './ChartIndex.js';
import type { ChartStore } from './ChartStore.js';
import type { Snapshot, StatelyActor, StatelyEvent, StatelySnapshot } from './StatelyMessage.js';
import { decodeStatelyMessage, instantOf, kindOf, readSnapshot } from './StatelyMessage.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What something that a program sent led to. */
export interface Received {
  /** The journal entries of runs. */
  readonly entries: ReadonlyArray<JournalEntry>;
  /** Why it could not be used, or only in part. */
  readonly problem: O.Option<string>;
}

/** What a feed puts its findings on. */
export interface ProgramFeedOptions {
  readonly board: ActorBoard;
  readonly charts: ChartStore;
  readonly program: number;
  /** Unix milliseconds. */
  readonly now?: () => number;
  /** Called when the feed notices a change without a message: an actor has died if its snapshot does not come. */
  readonly onChange?: () => void;
}

/** The feed of one program. */
export interface ProgramFeed {
  /** Takes a line of the observer, of so many characters. */
  readonly line: (line: AppLine, size: number) => Received;
  /** Takes a message of `@statelyai/inspect`, of so many characters. */
  readonly message: (json: unknown, size: number) => Received;
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

/** What leads to nothing. */
export const NOTHING: Received = { entries: [], problem: O.none };

const problemOf = (message: string): Received => ({ entries: [], problem: O.some(message) });

/** How many events without a snapshot are kept for an actor. */
const MAX_PENDING = 1000;

/** How long a snapshot that is due may take, in milliseconds. */
const MAX_DELAY = 500;

/** How many charts one program may have. */
const MAX_CHARTS = 2000;

/** Does a context have the fields that only those of runs have? */
const isRunContext = (context: unknown): boolean =>
  isRecord(context) &&
  Object.hasOwn(context, 'taskId') &&
  Object.hasOwn(context, 'currentAttemptId');

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

/** Makes the feed of a program. */
export const makeProgramFeed = ({
  board,
  charts,
  program,
  now = Date.now,
  onChange = () => undefined,
}: ProgramFeedOptions): ProgramFeed => {
  /** By the number that the program gave them. */
  const chartsOfProgram = new Map<number, ChartIndex>();
  const runs = makeXStateFeed();
  const waiting = new WeakMap<Actor, Waiting>();
  const dying = new Map<string, Dying>();
  /** How many events were sent. */
  let sent = 0;
  /** The definitions that were read already, by their text. */
  const definitions = new Map<string, ChartIndex | undefined>();

  // ------------------------------------------------------------------------------------------------------------ runs

  /** Gives a step of a run to the feed of runs. */
  const runStep = (
    actor: Actor,
    event: EventData | undefined,
    snapshot: Pick<Snapshot, 'status' | 'value' | 'context'> | undefined,
  ): Received => {
    if (actor.runId === undefined && !isRunContext(snapshot?.context)) return NOTHING;
    const { sessionId } = actor;
    const sent =
      event === undefined ? NOTHING : runs.receive({ type: '@xstate.event', sessionId, event });
    const seen =
      snapshot === undefined
        ? NOTHING
        : runs.receive({ type: '@xstate.snapshot', sessionId, snapshot, event });
    const context = snapshot?.context;
    const id = RunId.decode(isRecord(context) ? readField(context, 'id') : undefined);
    if (seen.entries.length > 0 && E.isRight(id)) board.setRun(actor, id.right);
    return {
      entries: [...sent.entries, ...seen.entries],
      problem: O.isSome(sent.problem) ? sent.problem : seen.problem,
    };
  };

  // ------------------------------------------------------------------------------------------------------------ lines

  const stepLine = (line: StepLine, size: number): Received => {
    const actor = board.findActor(program, line.actor);
    if (actor === undefined) {
      board.leaveOut();
      return NOTHING;
    }
    const isLate = line.late === true;
    const context = contextAfter(actor.context, line);
    const status = line.status ?? actor.status;
    const value = line.value ?? actor.value;
    const { at, event, from, sent, microsteps, output, error } = line;
    board.step(actor, {
      at,
      event,
      from,
      sent,
      microsteps,
      late: isLate,
      status,
      value,
      context,
      output,
      error,
      size,
    });
    return runStep(actor, event, isLate ? undefined : { status, value, context });
  };

  const receiveLine = (line: AppLine, size: number): Received => {
    switch (line.app) {
      case 'recording':
        return NOTHING;
      case 'program':
        if (line.dropped !== undefined) board.addDropped(program, line.dropped);
        return NOTHING;
      case 'chart': {
        const index = chartsOfProgram.size < MAX_CHARTS ? charts.add(line.statechart) : undefined;
        if (index === undefined) return problemOf('too many charts: this one is not shown');
        chartsOfProgram.set(line.chart, index);
        return NOTHING;
      }
      case 'actor': {
        const { chart, status, value, context } = line;
        const index = chart === undefined ? undefined : chartsOfProgram.get(chart);
        const actor = board.putActor(program, line, index, size);
        return actor === undefined || value === undefined
          ? NOTHING
          : runStep(actor, undefined, { status, value, context });
      }
      case 'step':
        return stepLine(line, size);
      case 'problem':
        return problemOf(line.message);
    }
  };

  // --------------------------------------------------------------------------------------------------------- messages

  const chartOf = (message: StatelyActor): E.Either<string, ChartIndex | undefined> => {
    const text = message.definition;
    if (text === undefined || kindOf(message) !== 'machine') return E.right(undefined);
    if (definitions.has(text)) return E.right(definitions.get(text));
    if (definitions.size >= MAX_CHARTS) definitions.clear();
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
    line: receiveLine,
    message: (json, size) => {
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
