/**
 * The surroundings in which XState computes a step of a machine without running it: an actor that is never started, in a system
 * that delivers nothing. What the machine would do to the world is listed instead.
 */
import type { AnyActorRef, AnyEventObject, AnyStateMachine } from 'xstate';

// ------------------------------------------------------------------------------------------------------------ model

/** An action that XState would execute. */
export interface Executable {
  readonly type: string;
  readonly params: unknown;
  /** Undefined for an action that is named and that nobody has provided. */
  readonly exec?: unknown;
}

/** The surroundings of a machine. */
export interface Surroundings {
  /** What XState takes as the scope of an actor. */
  readonly scope: Parameters<AnyStateMachine['transition']>[2];
  readonly self: object;
  readonly parent: object;
  /** Receives the actions of the current step. */
  readonly listen: (listener: (action: Executable) => void) => void;
  /** Tells the children that live, to which `system.get` leads. */
  readonly show: (snapshot: unknown, children: ReadonlyArray<AnyActorRef>) => void;
}

// -------------------------------------------------------------------------------------------------------- operations

const nothing = (): undefined => undefined;

const systemIdOf = (ref: AnyActorRef): string | undefined => {
  const id: unknown = Reflect.get(ref, 'systemId');
  return typeof id === 'string' ? id : undefined;
};

const unsubscribable = { unsubscribe: nothing };

/** A reference to an actor that takes every event and does nothing. */
const inertRef = (id: string, system: object, rest: object): object => ({
  id,
  sessionId: id,
  system,
  send: nothing,
  _send: nothing,
  start: nothing,
  stop: nothing,
  on: () => unsubscribable,
  subscribe: () => unsubscribable,
  toJSON: () => ({ id }),
  ...rest,
});

/** Whether an action is one that the machine names: not one of XState's, and no inline function. */
export const isNamed = (machine: AnyStateMachine, { type, exec }: Executable): boolean =>
  !type.startsWith('xstate.') && Reflect.get(machine.implementations.actions, type) === exec;

export const makeSurroundings = (machine: AnyStateMachine): Surroundings => {
  /* eslint-disable functional/no-let -- what is current while XState computes a step */
  let listener: (action: Executable) => void = nothing;
  let current: unknown;
  let living: ReadonlyArray<AnyActorRef> = [];
  let sessions = 0;
  /* eslint-enable functional/no-let */
  const bySystemId = (systemId: string): unknown =>
    living.find((child) => systemIdOf(child) === systemId);
  const system = {
    _snapshot: { _scheduledEvents: {} },
    _bookId: () => `x:${String((sessions += 1))}`,
    _register: (id: string) => id,
    _unregister: nothing,
    _set: nothing,
    _relay: nothing,
    _sendInspectionEvent: nothing,
    _clock: { setTimeout: nothing, clearTimeout: nothing },
    _logger: nothing,
    scheduler: { schedule: nothing, cancel: nothing, cancelAll: nothing },
    inspect: () => unsubscribable,
    get: bySystemId,
    getAll: () => Object.fromEntries(living.map((child) => [systemIdOf(child) ?? child.id, child])),
    getSnapshot: () => ({ _scheduledEvents: {} }),
    start: nothing,
  };
  const parent = inertRef('#parent', system, { getSnapshot: nothing });
  const self = inertRef('#self', system, {
    _parent: parent,
    logic: machine,
    src: machine,
    getSnapshot: () => current,
  });
  // SAFETY: XState reads no more of a scope than this while it computes a step.
  const scope = {
    self,
    id: machine.id,
    sessionId: '#self',
    system,
    logger: nothing,
    defer: nothing,
    emit: nothing,
    stopChild: nothing,
    actionExecutor: (action: Executable) => {
      listener(action);
    },
  } as unknown as Surroundings['scope'];
  return {
    scope,
    self,
    parent,
    listen: (next) => {
      listener = next;
    },
    show: (snapshot, children) => {
      current = snapshot;
      living = children;
    },
  };
};

/** What a built-in action takes, as far as it is read here. */
export interface BuiltinParams {
  readonly event?: AnyEventObject;
  readonly delay?: unknown;
  readonly id?: string;
  readonly to?: unknown;
  readonly sendId?: string;
  readonly actorRef?: AnyActorRef;
}
