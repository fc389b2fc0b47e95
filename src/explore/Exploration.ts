/**
 * An exploration: the labelled transition system of a machine, with what the machine did inside at each of its transitions.
 *
 * Laws: `steps` has a step for each transition of `lts`; a refused input takes no transition of the chart; every id is one of
 * `chart`. Every path of `lts` is one that the machine takes; what was not explored is in `leftOut`.
 */
import type { AnyEventObject } from 'xstate';
import type { Lts, Transition } from '../graph/Lts.js';
import type { Statechart } from '../statechart/Statechart.js';
import type { MachineInput } from './MachineInput.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A guard that was evaluated, and what it said.
 * @category Exploring
 */
export interface GuardOutcome {
  /** The id of the transition of the chart that has the guard. */
  readonly transition: string;
  readonly outcome: boolean;
}

/**
 * What the machine did at one input: all microsteps, those of raised events and of `always` among them.
 * @category Exploring
 */
export interface MachineStep {
  /** The ids of the transitions of the chart that were taken, in order. */
  readonly taken: ReadonlyArray<string>;
  /** The guards that were evaluated, in order. */
  readonly guards: ReadonlyArray<GuardOutcome>;
  /** The ids of the nodes that were entered, also those left again at once. */
  readonly entered: ReadonlyArray<string>;
  /** The ids of transitions that forbade the input: it was refused because of them. */
  readonly forbidden: ReadonlyArray<string>;
  /** The events that the machine emitted. */
  readonly emitted: ReadonlyArray<AnyEventObject>;
  /** The names of the actions that XState would execute, in order. Its own actions, such as `assign`, and inline functions have none. */
  readonly executed: ReadonlyArray<string>;
}

/**
 * A configuration: what a state of the transition system stands for.
 * @category Exploring
 */
export interface Configuration {
  /** Its name, unique in the exploration: `playing.normal | volume.muted`. */
  readonly name: string;
  /** The state value. */
  readonly value: unknown;
  readonly context: unknown;
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  /** The output of the machine; undefined until it is done. */
  readonly output: unknown;
  /** The ids of the active nodes, parents first. */
  readonly nodes: ReadonlyArray<string>;
  /** The names of the actors that live. */
  readonly actors: ReadonlyArray<string>;
  /** The timers that are pending, the next one first: the event that each raises, and in how many milliseconds. */
  readonly timers: ReadonlyArray<{ readonly event: string; readonly ms: number }>;
}

/**
 * A part of the machine that was not explored, and why.
 * @category Exploring
 */
export interface LeftOut {
  /** In the machine's own names: `the actor fetchUser`, `context.createdAt`, `paying + PAY`. */
  readonly part: string;
  /** One sentence. */
  readonly why: string;
}

/**
 * What {@link explore} found.
 * @category Exploring
 */
export interface Exploration<Event extends { readonly type: string } = AnyEventObject> {
  readonly chart: Statechart;
  readonly lts: Lts<MachineInput<Event>>;
  /** What the machine did before the first input. */
  readonly start: MachineStep;
  /** What the machine did at each transition of the system. */
  readonly steps: ReadonlyMap<Transition<MachineInput<Event>>, MachineStep>;
  /** What each state of the system stands for, by its name. */
  readonly configurations: ReadonlyMap<string, Configuration>;
  readonly leftOut: ReadonlyArray<LeftOut>;
}
