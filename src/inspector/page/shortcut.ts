/** A keyboard shortcut, and what the shortcuts of runs and of actors share. */
import { hasActors } from './apps/board.js';
import { place, showSubject, showView, subject } from './state.js';

/** One or more keys with one effect. */
export interface Shortcut {
  readonly keys: ReadonlyArray<string>;
  /** The name that the help shows, if not the key itself. */
  readonly label?: string;
  readonly does: string;
  readonly run: (key: string) => void;
}

/** Shows what follows: actors if there are any, runs, the runs that were created in the page. */
export const nextSubject = (): void => {
  if (subject.value === 'actors') showView('journal');
  else if (place.value.view === 'journal') showView('play');
  else if (hasActors.value) showSubject('actors');
  else showView('journal');
};
