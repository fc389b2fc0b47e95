/** The chosen run: its store, and the switch that makes another client always faster. */
import type { RunInstance } from 'runchart';
import type { RunStore } from 'runchart/live';
import { createRunStore } from 'runchart/live';
import type { Cell } from './cell.js';
import { makeCell } from './cell.js';
import type { Dashboard } from './dashboard.js';
import { someEvent } from './habits.js';
import type { HostRefusal } from './sending.js';
import type { HostTransport } from './transport.js';
import { hostTransport } from './transport.js';

/** The chosen run. */
export interface ChosenRun {
  readonly store: RunStore<HostRefusal>;
  /** Whether another client cancels the run just before our event arrives. Then the host refuses an event that is already shown as accepted. */
  readonly isBeaten: Cell<boolean>;
}

/** A store for a run of the host. */
export const chooseRun = (
  run: RunInstance,
  { client, sending }: Pick<Dashboard, 'client' | 'sending'>,
): ChosenRun => {
  const isBeaten = makeCell(false);
  const ours = hostTransport(client, sending, run.id);
  const transport: HostTransport = {
    ...ours,
    send: (command) => () => {
      // Messages arrive in the order in which they are sent.
      if (isBeaten.getSnapshot()) void sending.send(run.id, someEvent('cancel'))();
      return ours.send(command)();
    },
  };
  return { store: createRunStore(run, { transport }), isBeaten };
};
