/* eslint-disable functional/no-let, functional/immutable-data, functional/no-loop-statements -- private state inside of the observed program */
/**
 * Observes the actors of any XState program: each event that an actor received becomes one step, with its sender, the transitions that
 * were taken, and what it changed.
 *
 * Nothing is read or written but what XState shows to inspectors, and nothing throws. Data are converted when `write` is called on a
 * draft, so that a connection can do that later. What an observer keeps of an actor that is over can be collected with it.
 */
import { isRecord, readField, textOfThrown } from '../../codec/untrusted.js';
import type { ActorKind, ActorStatus } from './ActorRow.js';
import type { Fields, InspectedActor } from './readActor.js';
import {
  chartText,
  fieldOf,
  fieldsOf,
  idsOf,
  isActor,
  isMachine,
  itemsOf,
  kindOf,
  statusOf,
  textOf,
} from './readActor.js';
import type { Sanitize } from './toData.js';
import { toData } from './toData.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The part of XState's inspection events that the observer reads.
 * @category Observers
 */
export interface InspectedEvent {
  readonly type: string;
  readonly actorRef: InspectedActor;
  readonly event?: unknown;
  readonly snapshot?: unknown;
}

/** A line that is written later. */
export interface Draft {
  readonly write: () => string;
}

/** What an observer is told to do, besides observing. */
export interface AppObserver {
  /** The `inspect` option of `createActor`. */
  readonly inspect: (event: InspectedEvent) => void;
  /** Lines with which an inspector that knows nothing knows each chart and each actor, as of the last step that was written. */
  readonly restore: () => ReadonlyArray<string>;
}

/** What was seen of an actor. */
interface Seen {
  readonly ref: InspectedActor;
  readonly kind: ActorKind;
  readonly chart: Chart | undefined;
  /** The events without a snapshot, oldest first. */
  pending: ReadonlyArray<Pending>;
  microsteps: Array<unknown>;
  /** As of the last step. */
  state: State;
  /** As of the last step that was written. */
  written: State;
}

interface State {
  readonly status: ActorStatus;
  readonly value: unknown;
  readonly context: unknown;
}

interface Pending {
  readonly at: number;
  readonly event: Fields;
  readonly from: string | undefined;
  readonly sent: number;
}

interface Patch {
  readonly context?: unknown;
  readonly set?: Fields | undefined;
  readonly unset?: ReadonlyArray<string> | undefined;
}

const NO_PATCH: Patch = {};

interface Chart {
  readonly number: number;
  /** The ids of the transitions. */
  readonly ids: ReadonlyMap<unknown, string>;
}

// ------------------------------------------------------------------------------------------------------- operations

/** How many charts are told apart; those of later machines are not sent. */
const MAX_CHARTS = 500;

/** How many events without a snapshot are kept for each actor. */
const MAX_PENDING = 1000;

const stateOf = (snapshot: unknown): State => ({
  status: statusOf(snapshot),
  value: fieldOf(snapshot, 'value'),
  context: fieldOf(snapshot, 'context'),
});

/** Observes actors: calls `emit` for each line, in their order. */
export const makeAppObserver = (
  emit: (draft: Draft) => void,
  sanitize: Sanitize | undefined,
): AppObserver => {
  const seenActors = new WeakMap<object, Seen>();
  /** Those that are not over. */
  const live = new Map<string, Seen>();
  const chartsOfLogic = new WeakMap<object, Chart>();
  /** The lines of all charts, and their numbers. */
  const charts = new Map<string, number>();
  const kinds = new WeakMap<object, ActorKind>();
  /** Those that have events without a snapshot. */
  const open = new Set<Seen>();
  /** The microsteps of actors that were made and not started. */
  const early = new WeakMap<object, ReadonlyArray<InspectedEvent>>();
  let isSettling = false;
  /** How many events were sent. */
  let sent = 0;

  const data = (key: string, u: unknown): unknown => toData(u, key, sanitize);

  /** A record as JSON; one that `sanitize` made something else is empty. */
  const record = (key: string, u: unknown): Fields => fieldsOf(data(key, u));

  const emitLine = (write: () => Fields): void => {
    emit({ write: () => JSON.stringify(write()) });
  };

  // ---------------------------------------------------------------------------------------------------------- actors

  const chartOf = (logic: unknown): Chart | undefined => {
    if (!isMachine(logic)) return undefined;
    const known = chartsOfLogic.get(logic);
    if (known !== undefined) return known;
    const text = chartText(logic);
    const number = charts.get(text) ?? charts.size;
    if (number >= MAX_CHARTS || text === '') return undefined;
    if (!charts.has(text)) {
      charts.set(text, number);
      emit({ write: () => chartLine(number, text) });
    }
    const chart = { number, ids: idsOf(logic) };
    chartsOfLogic.set(logic, chart);
    return chart;
  };

  const chartLine = (chart: number, text: string): string =>
    `{"app":"chart","chart":${String(chart)},"statechart":${text}}`;

  const actorLine = ({ ref, kind, chart }: Seen, at: number, { status, value, context }: State) => {
    const fields = fieldsOf(ref);
    const parent = readField(fields, '_parent');
    return {
      app: 'actor',
      actor: ref.sessionId,
      at,
      kind,
      status,
      parent: isActor(parent) ? parent.sessionId : undefined,
      name: textOf(readField(fields, 'id')),
      system_id: textOf(readField(fields, 'systemId')),
      src: textOf(readField(fields, 'src')),
      chart: chart?.number,
      value,
      context: context === undefined ? undefined : data('context', context),
    };
  };

  /** What was seen of an actor, which is made known first. */
  const see = (ref: InspectedActor, isStarting: boolean): Seen => {
    const known = seenActors.get(ref);
    if (known !== undefined) return known;
    const parent = fieldOf(ref, '_parent');
    if (isActor(parent)) see(parent, false);
    const logic = fieldOf(ref, 'logic');
    const snapshot = ref.getSnapshot();
    const kind = (isRecord(logic) ? kinds.get(logic) : undefined) ?? kindOf(logic, snapshot);
    if (isRecord(logic)) kinds.set(logic, kind);
    const state: State = isStarting
      ? { status: 'active', value: undefined, context: undefined }
      : stateOf(snapshot);
    const seen: Seen = {
      ...{ ref, kind, chart: chartOf(logic), pending: [], state, written: state },
      microsteps: isStarting ? [...(early.get(ref) ?? [])] : [],
    };
    seenActors.set(ref, seen);
    if (state.status === 'active') live.set(ref.sessionId, seen);
    const at = Date.now();
    emitLine(() => actorLine(seen, at, state));
    return seen;
  };

  /** An actor that was stopped starts again, as those of React do in its strict mode. */
  const reopen = (seen: Seen, at: number): void => {
    const state: State = { ...seen.state, status: 'active' };
    seen.state = state;
    live.set(seen.ref.sessionId, seen);
    emitLine(() => {
      seen.written = state;
      return actorLine(seen, at, state);
    });
  };

  // ----------------------------------------------------------------------------------------------------------- steps

  /** An event with its type, whatever `sanitize` makes of it. */
  const eventOf = (event: Fields): Fields => ({
    ...record('event', event),
    type: textOf(readField(event, 'type')) ?? '',
  });

  /** The fields of the context that a step replaced or removed. */
  const patchOf = (before: unknown, after: unknown): Patch => {
    if (before === after) return NO_PATCH;
    if (!isRecord(before) || !isRecord(after)) return { context: data('context', after) ?? null };
    const set: Record<string, unknown> = {};
    let isSet = false;
    for (const key of Object.keys(after)) {
      if (Object.hasOwn(before, key) && before[key] === after[key]) continue;
      Object.defineProperty(set, key, { value: after[key], enumerable: true });
      isSet = true;
    }
    const unset = Object.keys(before).filter((key) => !Object.hasOwn(after, key));
    return {
      set: isSet ? record('context', set) : undefined,
      unset: unset.length === 0 ? undefined : unset,
    };
  };

  const microstepsOf = (
    { chart, microsteps }: Seen,
    event: unknown,
  ): ReadonlyArray<Fields> | undefined => {
    if (chart === undefined) return undefined;
    return microsteps.map((microstep, i) => ({
      taken: itemsOf(fieldOf(microstep, '_transitions')).flatMap(
        (each) => chart.ids.get(each) ?? [],
      ),
      event:
        fieldOf(microstep, 'event') === event
          ? undefined
          : textOf(fieldOf(fieldOf(microstep, 'event'), 'type')),
      value:
        i === microsteps.length - 1 ? undefined : fieldOf(fieldOf(microstep, 'snapshot'), 'value'),
    }));
  };

  const emitStep = (
    seen: Seen,
    { at, event, from, sent: number }: Pending,
    after: State,
    facts: { readonly output?: unknown; readonly error?: unknown; readonly late?: true },
    microsteps: ReadonlyArray<Fields> | undefined,
  ): void => {
    const before = seen.state;
    const actor = seen.ref.sessionId;
    seen.state = after;
    emitLine(() => {
      seen.written = after;
      const patch = patchOf(before.context, after.context);
      return {
        app: 'step',
        actor,
        at,
        from,
        sent: number,
        late: facts.late,
        event: eventOf(event),
        microsteps,
        status: after.status === before.status ? undefined : after.status,
        value: after.value === before.value ? undefined : after.value,
        context: patch.context,
        set: patch.set,
        unset: patch.unset,
        output: data('output', facts.output),
        error: data('error', facts.error),
      };
    });
    if (after.status !== 'active') live.delete(actor);
  };

  const emitLate = (seen: Seen, pending: Pending): void => {
    emitStep(seen, pending, seen.state, { late: true }, undefined);
  };

  /** Ends what is pending: the oldest event of an actor that died has no snapshot, and later ones are dropped. */
  const settle = (): void => {
    isSettling = false;
    for (const seen of [...open]) {
      const snapshot = seen.ref.getSnapshot();
      const [culprit, ...others] = seen.pending;
      if (culprit === undefined || statusOf(snapshot) === 'active') continue;
      open.delete(seen);
      seen.pending = [];
      seen.microsteps = [];
      const isDeath = seen.state.status === 'active' && statusOf(snapshot) === 'error';
      if (isDeath)
        emitStep(
          seen,
          culprit,
          { ...seen.state, status: 'error' },
          { error: fieldOf(snapshot, 'error') },
          undefined,
        );
      (isDeath ? others : [culprit, ...others]).forEach((late) => {
        emitLate(seen, late);
      });
    }
  };

  /** Once XState has done all that an event leads to, an actor without a snapshot has died. */
  const settleSoon = (): void => {
    if (isSettling) return;
    isSettling = true;
    void Promise.resolve().then(settle);
  };

  const onEvent = (ref: InspectedActor, { event, ...rest }: InspectedEvent): void => {
    const isStarting = fieldOf(event, 'type') === 'xstate.init';
    const seen = see(ref, isStarting);
    const source = fieldOf(rest, 'sourceRef');
    sent += 1;
    const pending: Pending = {
      at: Date.now(),
      event: fieldsOf(event),
      from: isActor(source) ? source.sessionId : undefined,
      sent,
    };
    if (seen.state.status !== 'active' && !isStarting) {
      emitLate(seen, pending);
      return;
    }
    if (seen.state.status !== 'active') reopen(seen, pending.at);
    seen.pending = [...seen.pending.slice(1 - MAX_PENDING), pending];
    open.add(seen);
    settleSoon();
  };

  const onSnapshot = (ref: InspectedActor, { event, snapshot }: InspectedEvent): void => {
    const seen = see(ref, false);
    const found = seen.pending.find((pending) => pending.event === event);
    seen.pending = seen.pending.filter((pending) => pending !== found);
    const microsteps = microstepsOf(seen, event);
    seen.microsteps = [];
    // A transition function has no status of its own, and stays active when it is stopped.
    const isStopped = fieldOf(event, 'type') === 'xstate.stop';
    const state = stateOf(snapshot);
    const after =
      isStopped && state.status === 'active' ? { ...state, status: 'stopped' as const } : state;
    emitStep(
      seen,
      // Nobody sends the event that stops an actor.
      found ?? { at: Date.now(), event: fieldsOf(event), from: undefined, sent },
      after,
      { output: fieldOf(snapshot, 'output'), error: fieldOf(snapshot, 'error') },
      microsteps,
    );
    if (after.status !== 'active') {
      const late = seen.pending;
      seen.pending = [];
      late.forEach((each) => {
        emitLate(seen, each);
      });
    }
    if (seen.pending.length === 0) open.delete(seen);
  };

  const receive = (event: InspectedEvent): void => {
    const { actorRef } = event;
    switch (event.type) {
      case '@xstate.event':
        onEvent(actorRef, event);
        break;
      case '@xstate.snapshot':
        onSnapshot(actorRef, event);
        break;
      case '@xstate.microstep': {
        const seen = seenActors.get(actorRef);
        if (seen === undefined) early.set(actorRef, [...(early.get(actorRef) ?? []), event]);
        else seen.microsteps.push(event);
        break;
      }
    }
  };

  return {
    inspect: (event) => {
      try {
        receive(event);
      } catch (thrown) {
        const message = `the observer failed: ${textOfThrown(thrown)}`;
        emitLine(() => ({ app: 'problem', message }));
      }
    },
    restore: () => {
      const at = Date.now();
      const actors = [...live.values()].map((seen) =>
        JSON.stringify(actorLine(seen, at, seen.written)),
      );
      return [...[...charts].map(([text, number]) => chartLine(number, text)), ...actors];
    },
  };
};
