/* eslint-disable functional/immutable-data -- the items of each signal */
/** `heedSignals`: cancels items when their signal is aborted, with one listener for each signal: Node warns of a leak at eleven. */
import type { Signal } from './timeout.js';

/** Returns a function that cancels an item once a signal is aborted, and returns one that lets the item go. */
export const heedSignals = <A>(
  cancel: (item: A) => void,
): ((signal: Signal, item: A) => () => void) => {
  const bySignal = new Map<Signal, { readonly items: Set<A>; readonly stop: () => void }>();

  const listen = (signal: Signal): { readonly items: Set<A>; readonly stop: () => void } => {
    const items = new Set<A>();
    const abort = (): void => {
      items.forEach(cancel);
    };
    const stop = (): void => {
      bySignal.delete(signal);
      signal.removeEventListener('abort', abort);
    };
    signal.addEventListener('abort', abort);
    bySignal.set(signal, { items, stop });
    return { items, stop };
  };

  return (signal, item) => {
    const { items, stop } = bySignal.get(signal) ?? listen(signal);
    items.add(item);
    return () => {
      if (items.delete(item) && items.size === 0) stop();
    };
  };
};
