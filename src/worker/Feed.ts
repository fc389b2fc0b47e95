/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- what waits for one subscriber, filled and emptied in turn */
/**
 * What waits for a subscriber. Nothing is queued: an outbox holds which runs have changed, not how often, and a place in the
 * journal, not its lines. A subscriber that takes nothing costs the host that much and no more.
 *
 * Laws: at most `AHEAD` messages are posted and not acknowledged; once a subscriber has taken everything, what it last heard
 * of each run is how the run is; lines come in order, each once, and those that are missing are counted.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { JournalEntryCodec } from '../journal/JournalEntry.js';
import type { RunInstance } from '../run/RunInstance.js';
import { RunRecordCodec } from '../run/RunInstanceCodec.js';
import type { RunId } from '../values/RunId.js';
import type { RunFilter } from './Protocol.js';
import type { Runs } from './Runs.js';

/** How many messages go out ahead of their acknowledgement: one is worked on while the next one travels. */
const AHEAD = 2;

/** What waits for a subscriber. */
export interface Feed {
  /** The subscriber has taken a message. */
  readonly ack: () => void;
  readonly close: () => void;
}

/** How changes are gathered. */
export interface BatchOptions {
  /** How many runs one message holds at most. */
  readonly max: number;
  /** A message goes out once so many runs have changed. */
  readonly size: number;
  /** A message goes out so many milliseconds after the first change; never, if not given. */
  readonly every?: number;
  /** Of how many runs it is held that they changed; beyond, everything is told anew. */
  readonly maxChanged: number;
}

/** Posts messages, a few ahead. */
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

/** The changes of some of the runs: first all of them as they are, then each that changed, as it is when it is told. */
export const changesFeed = (
  runs: Runs,
  filter: RunFilter,
  { max, size, every, maxChanged }: BatchOptions,
  post: (message: object) => void,
): Feed => {
  let changed = new Set<RunId>();
  let coalesced = 0;
  /** Where telling everything has got to, if it is under way. */
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
    const told = [...swept, ...takeChanged(max - swept.length)];
    post({
      type: 'changes',
      resync,
      coalesced,
      runs: told.map((run) => RunRecordCodec.encode(run)),
    });
    resync = false;
    coalesced = 0;
    if (changed.size === 0) due = false;
    return true;
  };
  const { flush, ack } = paced(send);

  /** Once the code that runs now is through, so that answers go out before what follows from them. */
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

  const startAnew = (): void => {
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
      if (changed.size > maxChanged) startAnew();
      else wait();
    },
    reset: startAnew,
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

/** The journal from a place on. */
export const journalFeed = (
  runs: Runs,
  from: number | undefined,
  max: number,
  post: (message: object) => void,
): Feed => {
  // Lines are counted from 1: what is before the first is not missing.
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
      // The lines before a snapshot are not those that led to it.
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
