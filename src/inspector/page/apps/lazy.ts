/** Loads the part of the page that shows actors as soon as it is needed. */
import { effect, signal } from '@preact/signals';
import { connection } from '../live.js';
import { subject } from '../state.js';
import type * as Part from './part.js';

/** The part that shows actors, once it is loaded. */
export const actorsPart = signal<typeof Part | undefined>(undefined);

let isLoading = false;

const load = async (): Promise<void> => {
  isLoading = true;
  try {
    actorsPart.value = await import('./part.js');
  } catch {
    // The server is gone. The next connection tries again.
  }
  isLoading = false;
};

effect(() => {
  const isNeeded = subject.value === 'actors' && connection.value === 'open';
  if (isNeeded && actorsPart.peek() === undefined && !isLoading) void load();
});
