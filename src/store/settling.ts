/* eslint-disable functional/no-let -- what waits to be written, and whether it is */
/** Writes what became of attempts: settlements that come while others are written are written together. */
import * as E from 'fp-ts/lib/Either.js';
import type { RunId } from '../values/RunId.js';
import type { Mutation, RunStore } from './RunStore.js';
import { AFTER_ERROR, nextTurn, wait } from './waits.js';
import type { WorkerOptions } from './Worker.js';
import type { WorkResult } from './WorkResult.js';

/** What is to be written of an attempt. */
export interface Settlement {
  readonly runId: RunId;
  readonly mutation: Mutation;
  readonly outcome: WorkResult['_tag'];
}

/** Writes settlements. */
export interface Settling {
  readonly add: (settlement: Settlement) => void;
  /** How many wait to be written. */
  readonly waiting: () => number;
  /** Whether any is being written. */
  readonly isBusy: () => boolean;
  /** Writes no more than it is writing: nobody waits for it. */
  readonly abandon: () => void;
}

/** Makes the settling of a worker; calls `onWritten` when some are written, and `onEmpty` when none is left. */
export const makeSettling = (
  store: Pick<RunStore, 'mutateMany'>,
  onEvent: NonNullable<WorkerOptions['onEvent']>,
  { onWritten, onEmpty }: { readonly onWritten: () => void; readonly onEmpty: () => void },
): Settling => {
  let waiting: ReadonlyArray<Settlement> = [];
  let isBusy = false;
  let isAbandoned = false;

  const write = async (): Promise<void> => {
    const batch = waiting;
    waiting = [];
    const written = await store.mutateMany(batch.map(({ mutation }) => mutation))();
    if (E.isLeft(written)) {
      onEvent({ type: 'error', error: written.left });
      await wait(AFTER_ERROR);
      // A run whose lease has passed meanwhile is refused by its attempt.
      waiting = [...batch, ...waiting];
      return;
    }
    batch.forEach(({ runId, mutation, outcome }, i) => {
      const done = written.right[i];
      if (done !== undefined && E.isRight(done))
        onEvent({ type: 'settled', run: done.right.run, outcome, note: mutation.note });
      else if (done !== undefined) onEvent({ type: 'refused', runId, error: done.left });
    });
    onWritten();
  };

  const writeAll = async (): Promise<void> => {
    isBusy = true;
    // Handlers that end in the same turn are settled together.
    await nextTurn();
    // eslint-disable-next-line functional/no-loop-statements -- until nothing came while it was written
    while (waiting.length > 0 && !isAbandoned) await write();
    isBusy = false;
    onEmpty();
  };

  return {
    add: (settlement) => {
      waiting = [...waiting, settlement];
      if (!isBusy) void writeAll();
    },
    waiting: () => waiting.length,
    isBusy: () => isBusy,
    abandon: () => {
      isAbandoned = true;
    },
  };
};
