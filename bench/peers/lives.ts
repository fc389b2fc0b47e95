/**
 * Contenders that repeat the life of a run. Every peer is bundled with its own copy of this file and of the library, so that V8's
 * type feedback from one of them does not slow another.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { RunEvent, RunInstance } from '../../src/index.js';
import type { Contender, PreparedContender } from '../measure.js';
import { prepared } from '../measure.js';

/** The initial run and the events of a life. */
export interface Life {
  readonly run: RunInstance;
  readonly events: ReadonlyArray<RunEvent>;
}

/** A contender that decides with a pure function. */
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

/** A state machine that holds its own state and takes events. */
export interface Peer<Machine = unknown> {
  readonly name: string;
  /** Creates a machine with the state and data of a run. */
  readonly create: (run: RunInstance) => Machine;
  /** Sends an event; an illegal one changes nothing. */
  readonly send: (machine: Machine, event: RunEvent) => void;
  readonly read: (machine: Machine) => RunInstance;
}

/** Two contenders: one whose machines are created before the clock starts, and one that includes their creation. */
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
