/** The run that was chosen: its store, and whether somebody is always faster than we are. */
import type { RunInstance } from 'runchart';
import type { RunStore } from 'runchart/live';
import { createRunStore } from 'runchart/live';
import type { RunNotFound } from 'runchart/worker';
import type { Cell } from './cell.js';
import { makeCell } from './cell.js';
import type { Dashboard } from './dashboard.js';
import { someEvent } from './habits.js';
import type { HostTransport } from './transport.js';
import { hostTransport } from './transport.js';

/** A run that was chosen. */
export interface ChosenRun {
  readonly store: RunStore<RunNotFound>;
  /** Does somebody cancel the run just before what we send arrives? Then the host refuses what is already shown as done. */
  readonly isBeaten: Cell<boolean>;
}

/** A store of a run that lives in the host. */
export const chooseRun = (
  run: RunInstance,
  { client, sending }: Pick<Dashboard, 'client' | 'sending'>,
): ChosenRun => {
  const isBeaten = makeCell(false);
  const ours = hostTransport(client, sending, run.id);
  const transport: HostTransport = {
    ...ours,
    send: (command) => () => {
      // What is sent first arrives first.
      if (isBeaten.getSnapshot()) void sending.send(run.id, someEvent('cancel'))();
      return ours.send(command)();
    },
  };
  return { store: createRunStore(run, { transport }), isBeaten };
};
