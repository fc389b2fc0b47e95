/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a cell of the changes that one subscriber has not received yet */
/**
 * A feed makes the messages of a subscription. It queues no messages: it keeps only which runs have changed, or a line number of
 * the journal. So a subscriber that acknowledges nothing costs the host a bounded amount of memory.
 *
 * Laws: at most `AHEAD` messages are posted and not acknowledged; once a subscriber has acknowledged everything, it has
 * the latest version of each run; journal lines are sent in order, each once, and missing ones are counted.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { JournalEntryCodec } from '../journal/JournalEntryCodec.js';
import type { RunInstance } from '../run/RunInstance.js';
import { RunRecordCodec } from '../run/RunInstanceCodec.js';
import type { RunId } from '../values/RunId.js';
import type { RunFilter } from './Protocol.js';
import type { Runs } from './Runs.js';

/** How many messages are sent before the first is acknowledged: the client handles one while the next travels. */
const AHEAD = 2;

/** The feed of a subscription. */
export interface Feed {
  /** Called when the subscriber has handled a message. */
  readonly ack: () => void;
  readonly close: () => void;
}

/** How changes are batched. */
export interface BatchOptions {
  /** The largest number of runs in one message. */
  readonly max: number;
  /** The number of changed runs at which a message is sent. */
  readonly size: number;
  /** Milliseconds from the first change to the message. Without it only `size` counts. */
  readonly every?: number;
  /** The number of changed runs beyond which all runs are sent again. */
  readonly maxChanged: number;
}

/** Sends messages until `AHEAD` of them are unacknowledged. */
const paced = (send: () => boolean): { readonly flush: () => void; readonly ack: () => void } => {
  let ahead = 0;
  const flush = (): void => {
    while (ahead < AHEAD && send()) ahead += 1;
  };
  return {
    flush,
    ack: () => {
      ahead = Math.max(0, ahead - 1);
      flush();
    },
  };
};

/** Sends the runs of a filter: first all of them, then each that changed, in its version at the time of sending. */
export const changesFeed = (
  runs: Runs,
  filter: RunFilter,
  { max, size, every, maxChanged }: BatchOptions,
  post: (message: object) => void,
): Feed => {
  let changed = new Set<RunId>();
  let coalesced = 0;
  /** Where the next page of all runs begins; none once all were sent. */
  let sweep: O.Option<number> = O.some(0);
  let resync = true;
  let due = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isFlushing = false;
  let isOpen = true;

  const takeChanged = (room: number): ReadonlyArray<RunInstance> => {
    const taken: Array<RunInstance> = [];
    for (const id of changed) {
      if (taken.length >= room) break;
      changed.delete(id);
      const run = runs.get(id);
      if (E.isRight(run)) taken.push(run.right);
    }
    return taken;
  };

  const send = (): boolean => {
    if (O.isNone(sweep) && (changed.size === 0 || !(due || changed.size >= size))) return false;
    const page = O.isSome(sweep) ? runs.list(sweep.value, max, filter) : undefined;
    const swept = page?.runs ?? [];
    swept.forEach(({ id }) => changed.delete(id));
    if (page !== undefined) sweep = page.next;
    const sent = [...swept, ...takeChanged(max - swept.length)];
    post({
      type: 'changes',
      resync,
      coalesced,
      runs: sent.map((run) => RunRecordCodec.encode(run)),
    });
    resync = false;
    coalesced = 0;
    if (changed.size === 0) due = false;
    return true;
  };
  const { flush, ack } = paced(send);

  /** Flushes in a microtask, so that answers are sent before the changes that they caused. */
  const flushSoon = (): void => {
    if (isFlushing) return;
    isFlushing = true;
    queueMicrotask(() => {
      isFlushing = false;
      if (isOpen) flush();
    });
  };

  const wait = (): void => {
    if (changed.size >= size) flushSoon();
    if (every === undefined || timer !== undefined || due) return;
    if (every === 0) {
      due = true;
      flushSoon();
      return;
    }
    timer = setTimeout(() => {
      timer = undefined;
      due = changed.size > 0;
      flush();
    }, every);
  };

  const startOver = (): void => {
    changed = new Set();
    coalesced = 0;
    sweep = O.some(0);
    resync = true;
    flushSoon();
  };

  const unwatch = runs.watch(filter, {
    changed: (id) => {
      const before = changed.size;
      changed.add(id);
      if (changed.size === before) coalesced += 1;
      if (changed.size > maxChanged) startOver();
      else wait();
    },
    reset: startOver,
  });
  flushSoon();

  return {
    ack,
    close: () => {
      isOpen = false;
      unwatch();
      clearTimeout(timer);
    },
  };
};

/** Sends the journal from a given line on. */
export const journalFeed = (
  runs: Runs,
  from: number | undefined,
  max: number,
  post: (message: object) => void,
): Feed => {
  // Lines are counted from 1: nothing is missing before the first.
  let next = Math.max(1, from ?? runs.sequence() + 1);
  let isFlushing = false;
  let isOpen = true;

  const send = (): boolean => {
    const { first, dropped, entries } = runs.journal(next, max);
    if (entries.length === 0 && dropped <= 0) return false;
    next = first + entries.length;
    post({
      type: 'lines',
      first,
      dropped: Math.max(0, dropped),
      lines: entries.map((entry) => JSON.stringify(JournalEntryCodec.encode(entry))),
    });
    return true;
  };
  const { flush, ack } = paced(send);

  const flushSoon = (): void => {
    if (isFlushing) return;
    isFlushing = true;
    queueMicrotask(() => {
      isFlushing = false;
      if (isOpen) flush();
    });
  };

  const unwatch = runs.watchJournal({
    changed: flushSoon,
    reset: () => {
      // The lines before a restore did not lead to the snapshot.
      next = runs.sequence() + 1;
      flushSoon();
    },
  });
  flushSoon();

  return {
    ack,
    close: () => {
      isOpen = false;
      unwatch();
    },
  };
};
