/* eslint-disable functional/immutable-data -- collects the ids of a machine in a map */
/**
 * What can be seen of an actor and of its logic. XState tells inspectors no types of what they are given, so everything is read as
 * unknown data.
 */
import { isRecord, readField } from '../../codec/untrusted.js';
import { statechartOf } from '../../statechart/fromMachine.js';
import type { ActorKind, ActorStatus } from './ActorRow.js';
import { toData } from './toData.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The part of an actor that the observer reads; some other fields are read if they are there.
 * @category Observers
 */
export interface InspectedActor {
  readonly sessionId: string;
  readonly getSnapshot: () => unknown;
}

/** A machine, as XState makes it. */
export type AnyStateMachine = Parameters<typeof statechartOf>[0];

/** A record of unknown values. */
export type Fields = Readonly<Record<string, unknown>>;

// ----------------------------------------------------------------------------------------------------------- values

/** The fields of a value; none if it is no record. */
export const fieldsOf = (u: unknown): Fields => (isRecord(u) ? u : {});
/** A field of a value, if it has it. */
export const fieldOf = (u: unknown, key: string): unknown => readField(fieldsOf(u), key);
/** A value, if it is a text. */
export const textOf = (u: unknown): string | undefined => (typeof u === 'string' ? u : undefined);
/** The items of a value; none if it is no list. */
export const itemsOf = (u: unknown): ReadonlyArray<unknown> => (Array.isArray(u) ? u : []);

/** Whether a value is an actor. */
export const isActor = (u: unknown): u is InspectedActor =>
  typeof fieldOf(u, 'sessionId') === 'string' && typeof fieldOf(u, 'getSnapshot') === 'function';

/** Whether the logic of an actor is a machine. */
export const isMachine = (u: unknown): u is AnyStateMachine =>
  isRecord(fieldOf(u, 'root')) && isRecord(fieldOf(u, 'implementations'));

/** The status of a snapshot. */
export const statusOf = (snapshot: unknown): ActorStatus => {
  const status = fieldOf(snapshot, 'status');
  return status === 'done' || status === 'error' || status === 'stopped' ? status : 'active';
};

// ------------------------------------------------------------------------------------------------------------ logic

/** About how many characters a chart may have: a message of the feed has a megabyte at most. */
const CHART_BUDGET = 700_000;

/** The ids of a machine's transitions, numbered as in its chart. */
export const idsOf = (machine: AnyStateMachine): ReadonlyMap<unknown, string> => {
  const ids = new Map<unknown, string>();
  const add = (node: AnyStateMachine['root']): void => {
    [...[...node.transitions.values()].flat(), ...(node.always ?? [])].forEach((each, i) => {
      ids.set(each, `${node.id}:${String(i)}`);
    });
    Object.values(node.states).forEach(add);
  };
  add(machine.root);
  return ids;
};

/**
 * The kind of an actor's logic. XState's promises and callbacks have snapshots with the same fields. Only that of a promise takes an
 * event which says that the promise is fulfilled, so it is tried, without an actor, on logic that XState made.
 */
export const kindOf = (logic: unknown, snapshot: unknown): ActorKind => {
  if (isMachine(logic)) return 'machine';
  const fields = fieldsOf(snapshot);
  if ('_subscription' in fields) return 'observable';
  const transition = fieldOf(logic, 'transition');
  if (typeof fieldOf(logic, 'config') !== 'function' || typeof transition !== 'function')
    return 'other';
  if (!('input' in fields)) return 'context' in fields ? 'transition' : 'other';
  try {
    const after: unknown = Reflect.apply(transition, logic, [
      { status: 'active' },
      { type: 'xstate.promise.resolve' },
      { self: {} },
    ]);
    return statusOf(after) === 'done' ? 'promise' : 'callback';
  } catch {
    return 'callback';
  }
};

/** The chart of a machine as JSON text; empty if it cannot be read. */
export const chartText = (machine: AnyStateMachine): string => {
  try {
    return JSON.stringify(toData(statechartOf(machine), '', undefined, CHART_BUDGET));
  } catch {
    return '';
  }
};
