/** A watched value in a component, which renders again when it is replaced. */
import { useSyncExternalStore } from 'react';
import type { Watched } from './cell.js';

/** What a cell holds. */
export const useWatched = <A>({ subscribe, getSnapshot }: Watched<A>): A =>
  useSyncExternalStore(subscribe, getSnapshot);
