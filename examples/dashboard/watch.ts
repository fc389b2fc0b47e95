/** A hook for watched values. */
import { useSyncExternalStore } from 'react';
import type { Watched } from './cell.js';

/** The current value of a cell; the component renders again when it is replaced. */
export const useWatched = <A>({ subscribe, getSnapshot }: Watched<A>): A =>
  useSyncExternalStore(subscribe, getSnapshot);
