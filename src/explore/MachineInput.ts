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
  /** The actor, which the machine watches (`onSnapshot`), has a new snapshot. */
  | { readonly kind: 'snapshot'; readonly actor: string; readonly snapshot: unknown }
  /** The actor sends the machine an event. */
  | { readonly kind: 'actorEvent'; readonly actor: string; readonly event: AnyEventObject };

/**
 * What an actor may do while it lives: it is done with an output, fails with an error, sends the machine an event, or shows the
 * machine that watches it a snapshot. Each is an input of the machine.
 * @category Exploring
 */
export type ActorOutcome =
  | { readonly done: unknown }
  | { readonly error: unknown }
  | { readonly send: AnyEventObject }
  | { readonly snapshot: unknown };
