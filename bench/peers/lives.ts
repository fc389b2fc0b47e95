/**
 * How each contender lives a run's life over and over. Every peer is bundled with its own copy of this file and of the
 * library: what one of them makes of shared functions at run time must not slow another.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { RunEvent, RunInstance } from '../../src/index.js';
import type { Contender, PreparedContender } from '../measure.js';
import { prepared } from '../measure.js';

/** The start and the events of a life. */
export interface Life {
  readonly run: RunInstance;
  readonly events: ReadonlyArray<RunEvent>;
}

/** What a function from run to run needs for a life: nothing but the run. */
export const decidingLife = (
  name: string,
  decide: (event: RunEvent) => (run: RunInstance) => E.Either<unknown, RunInstance>,
  { run, events }: Life,
): Contender => {
  const live = (): RunInstance => {
    let now = run;
    for (const event of events) {
      const next = decide(event)(now);
      if (E.isLeft(next)) throw new Error(`${name} refused ${event.type}`);
      now = next.right;
    }
    return now;
  };
  return {
    name,
    run: (times) => {
      let last = run;
      for (let i = 0; i < times; i += 1) last = live();
      return last;
    },
  };
};

/** A state machine that holds its own state and is sent events. */
export interface Peer<Machine = unknown> {
  readonly name: string;
  /** A machine that stands where the run stands. */
  readonly create: (run: RunInstance) => Machine;
  /** Sends an event; one that is illegal changes nothing. */
  readonly send: (machine: Machine, event: RunEvent) => void;
  readonly read: (machine: Machine) => RunInstance;
}

/** Two contenders: one whose machines are made before the clock runs, and one that makes them within. */
export const sendingLives = <Machine>(
  { name, create, send }: Peer<Machine>,
  { run, events }: Life,
): ReadonlyArray<Contender | PreparedContender> => {
  const live = (machine: Machine): Machine => {
    for (const event of events) send(machine, event);
    return machine;
  };
  return [
    prepared(
      name,
      () => create(run),
      (machines) => {
        let last: Machine | undefined;
        for (const machine of machines) last = live(machine);
        return last;
      },
    ),
    {
      name: `${name}, with its creation`,
      run: (times) => {
        let last: Machine | undefined;
        for (let i = 0; i < times; i += 1) last = live(create(run));
        return last;
      },
    },
  ];
};
