/** The life of a run, by a pure function and by a peer that keeps its state in an object. */
import type * as E from 'fp-ts/lib/Either.js';
import type { RunEvent, RunInstance } from 'runchart';
import type { Decide, scheduledFields } from '../sample.js';
import { right, runBy } from '../sample.js';

/** A life by a pure function. */
export const lifeBy =
  (create: () => E.Either<unknown, RunInstance>, decide: Decide, events: ReadonlyArray<RunEvent>) =>
  (): RunInstance => {
    let now = right(create());
    for (const event of events) now = right(decide(event)(now));
    return now;
  };

type Fields = ReturnType<typeof scheduledFields>;

/** A state machine that holds its own state and takes events. */
export interface Peer<Machine = unknown> {
  readonly name: string;
  /** Creates a machine with the state and data of a run. */
  readonly create: (run: RunInstance) => Machine;
  /** Creates a machine in Scheduled, where that takes less than `create`. */
  readonly start?: (fields: Fields) => Machine;
  /** Sends an event; an illegal one changes nothing. */
  readonly send: (machine: Machine, event: RunEvent) => void;
  readonly read: (machine: Machine) => RunInstance;
}

/** A life of a peer. */
export const lifeOf = <Machine>(
  { create, start, send }: Peer<Machine>,
  fields: Fields,
  events: ReadonlyArray<RunEvent>,
): (() => Machine) => {
  const make = runBy((record) => record);
  const begin = start ?? ((given: Fields) => create(make('Scheduled', given)));
  return () => {
    const machine = begin(fields);
    for (const event of events) send(machine, event);
    return machine;
  };
};
