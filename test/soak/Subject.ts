/** What a subject of the soak is, and what it shows of itself after each command. */
import type { Either } from 'fp-ts/lib/Either.js';
import type { EventType, RunEvent, RunInstance, RunState } from '../../src/index.js';
import type { Delivery } from './Command.js';

/** Any tagged error. */
export interface Tagged {
  readonly _tag: string;
}

/** The run after a command, or why the command was refused. */
export type Outcome = Either<Tagged, RunInstance>;

/** An event of the chart as the actions of a run have it; a subject leaves out what it cannot tell. */
export interface Action {
  readonly type: EventType;
  readonly isEnabled: boolean;
  readonly target?: RunState;
  readonly event?: RunEvent;
  readonly error?: Tagged;
}

/** What a subject shows after a command. Everything there is compared. */
export interface Observation {
  /** The result, in each way that the subject has to come to it; none if it does not take the command. */
  readonly outcomes: ReadonlyArray<Outcome>;
  /** The run of the command, in each place where the subject has it. */
  readonly runs: ReadonlyArray<RunInstance | undefined>;
  /** The run as JSON. */
  readonly wire?: string | undefined;
  /** The outcome as JSON. */
  readonly answer?: string | undefined;
  readonly actions?: ReadonlyArray<Action> | undefined;
  /** The subject freezes a run, but not the attempt within it. */
  readonly isFlat?: true;
}

/** A subject that answers at once. */
export interface QuickSubject {
  readonly name: string;
  /** Begins a walk without runs. */
  readonly start: () => (delivery: Delivery) => Observation;
}

/** A subject that needs time: a worker, a database. */
export interface SlowSubject {
  readonly name: string;
  /** Plays walks. Shows nothing of a command after which it has no run to go on with. */
  readonly play: (
    walks: ReadonlyArray<ReadonlyArray<Delivery>>,
  ) => Promise<ReadonlyArray<ReadonlyArray<Observation | undefined>>>;
  readonly close: () => Promise<void>;
}
