/** `RunEvent`: the chart's events, types derived from its edges, and the codec. */
import type * as t from 'io-ts';
import type { runChart, RunEvent as Event } from '../../machines/run.chart.js';
import type { Fields } from '../codec/WireRecord.js';
import { choiceOf, constant, wireRecord } from '../codec/WireRecord.js';
import { AttemptId } from '../values/AttemptId.js';
import { Priority } from '../values/Priority.js';
import { Timestamp } from '../values/Timestamp.js';
import { runTable } from './runTable.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * An event of a run.
 * @category States and events
 */
export type RunEvent = Event;

/**
 * The name of an event.
 * @category States and events
 */
export type EventType = RunEvent['type'];

/**
 * The events with a name.
 * @category States and events
 */
export type EventOf<Type extends EventType> = Extract<RunEvent, { readonly type: Type }>;

type States = typeof runChart.states;

/** Every edge of the chart, as a union of `[event, edge]`. */
type ChartEdge = {
  [S in keyof States]: States[S] extends { readonly on: infer On }
    ? { [K in keyof On]: [K, On[K]] }[keyof On]
    : never;
}[keyof States];

type EdgeOf<Type extends EventType> = Extract<ChartEdge, [Type, unknown]>[1];

/**
 * The guards on the edges of an event, in all states.
 * @category States and events
 */
export type GuardOf<Type extends EventType> =
  EdgeOf<Type> extends infer Edge
    ? Edge extends { readonly guard: infer G }
      ? G extends { readonly params: { readonly of: ReadonlyArray<infer Name extends string> } }
        ? Name
        : G
      : never
    : never;

/**
 * The state that an event leads to; `never` for an event that stays inside a state.
 * @category States and events
 */
export type TargetOf<Type extends EventType> =
  EdgeOf<Type> extends infer Edge ? (Edge extends { readonly target: infer T } ? T : never) : never;

/**
 * An event that changes the state.
 * @category States and events
 */
export type LifecycleEventType = {
  [T in EventType]: [TargetOf<T>] extends [never] ? never : T;
}[EventType];

/**
 * Every event, in the order of its first appearance in the chart.
 *
 * @example
 * ```ts
 * import { eventTypes } from 'runchart'
 *
 * assert.ok(eventTypes.includes('attempt.start'))
 * assert.strictEqual(eventTypes[0], 'promote')
 * ```
 * @category States and events
 */
export const eventTypes: ReadonlyArray<EventType> = runTable.events;

// ----------------------------------------------------------------------------------------------------------- codecs

type Payload<Type extends EventType> = Omit<EventOf<Type>, 'type' | 'at'>;

/** The codecs of an event's fields besides `type` and `at`. */
type PayloadFields<Type extends EventType> = {
  readonly [K in keyof Payload<Type>]-?: t.Type<Exclude<Payload<Type>[K], undefined>, unknown>;
};

const requiredPayloads: {
  readonly [T in EventType as object extends Payload<T> ? never : T]: PayloadFields<T>;
} = {
  'attempt.start': { attemptId: AttemptId },
  'attempt.finish': { attemptId: AttemptId },
  'priority.set': { effectivePriority: Priority },
};

const optionalPayloads: {
  readonly [
    T in EventType as object extends Payload<T>
      ? keyof Payload<T> extends never
        ? never
        : T
      : never
  ]: PayloadFields<T>;
} = {
  promote: { effectivePriority: Priority },
};

const fieldsOf = (payloads: Readonly<Record<string, Fields>>, type: string): Fields =>
  Object.hasOwn(payloads, type) ? (payloads[type] ?? {}) : {};

const codecs: ReadonlyMap<unknown, t.Mixed> = new Map(
  eventTypes.map((type) => [
    type,
    wireRecord(
      `a ${type} event`,
      { type: constant(type), ...fieldsOf(requiredPayloads, type) },
      { at: Timestamp, ...fieldsOf(optionalPayloads, type) },
    ),
  ]),
);

/**
 * An event on the wire, with snake_case names.
 * @category Codecs
 */
export interface RunEventWire {
  readonly type: EventType;
  readonly at?: number;
  readonly attempt_id?: string;
  readonly effective_priority?: number;
}

/**
 * The codec of {@link RunEvent}. Unknown fields are ignored.
 *
 * @example
 * ```ts
 * import { formatDecodeErrors, RunEventCodec } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * assert.deepStrictEqual(RunEventCodec.decode({ type: 'lease', at: 7 }), E.right({ type: 'lease', at: 7 }))
 * assert.deepStrictEqual(
 *   pipe(RunEventCodec.decode({ type: 'attempt.start' }), E.mapLeft(formatDecodeErrors)),
 *   E.left(['at /attempt_id: expected a UUID (attempt id), found nothing']),
 * )
 * ```
 * @category Codecs
 */
export const RunEventCodec: t.Type<RunEvent, RunEventWire> = /* #__PURE__ */ choiceOf(
  'an event',
  'type',
  codecs,
);
