/**
 * What can happen to a machine: somebody sends it an event, time passes, or an actor that it has started answers.
 *
 * An input is data, so that a test can be written down and executed elsewhere. An actor is named by its id. One that is invoked without
 * an id, and in one place alone, is named by its logic, `fetchUser`; one that is spawned without an id by its logic and a number,
 * `worker#1`: the first of those that the machine has.
 */
import type { AnyEventObject } from 'xstate';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * What can happen to a machine.
 * @category Exploring
 */
export type MachineInput<Event extends { readonly type: string } = AnyEventObject> =
  /** Somebody sends the event. */
  | { readonly kind: 'event'; readonly event: Event }
  /** So many milliseconds pass, until the next timer is due; all timers that are due then fire, in the order in which they were set. */
  | { readonly kind: 'time'; readonly ms: number }
  /** The actor is done. */
  | { readonly kind: 'done'; readonly actor: string; readonly output: unknown }
  /** The actor fails. */
  | { readonly kind: 'error'; readonly actor: string; readonly error: unknown }
  /** The actor has a new snapshot. */
  | { readonly kind: 'snapshot'; readonly actor: string; readonly snapshot: unknown }
  /** The actor sends the machine an event. */
  | { readonly kind: 'actorEvent'; readonly actor: string; readonly event: AnyEventObject };

/**
 * What an actor may do while it lives: each is an input of the machine. An actor without any never answers.
 * @category Exploring
 */
export interface ActorOutcomes {
  /** The outputs with which it may be done. */
  readonly done?: ReadonlyArray<unknown>;
  /** The errors with which it may fail. */
  readonly error?: ReadonlyArray<unknown>;
  /** The snapshots that it may show, such as `{ context: 1 }`; a machine that watches it (`onSnapshot`) gets each as an event. */
  readonly snapshots?: ReadonlyArray<unknown>;
  /** The events that it may send to the machine. */
  readonly events?: ReadonlyArray<AnyEventObject>;
}

/** Whether a machine that is active has no choice: time passes, and an actor ends or shows a snapshot, whatever the machine does. */
export const isAlwaysAccepted = ({ kind }: MachineInput): boolean =>
  kind !== 'event' && kind !== 'actorEvent';
