/** The keyboard shortcuts, as the help lists them. */
import { runStates } from '../../run/RunState.js';
import { shows } from './address.js';
import { actorsPart } from './apps/lazy.js';
import { toggleAges } from './clock.js';
import { revealRuns } from './panes.js';
import { runZoom } from './runZoom.js';
import type { Shortcut } from './shortcut.js';
import { nextSubject } from './shortcut.js';
import {
  goToStep,
  place,
  play,
  showAllStates,
  showMiddle,
  shown,
  showRun,
  stepIndex,
  subject,
  toggleCompare,
  toggleState,
} from './state.js';
import { toggleTheme } from './theme.js';

/** The id of the search field, which `/` focuses. */
export const SEARCH_ID = 'search';

const focusSearch = (): void => {
  document.getElementById(SEARCH_ID)?.focus();
};

const moveBy = (by: number): void => {
  const { list } = shown.value;
  const at = list.findIndex(({ id }) => id === place.value.runId);
  const next = list[at === -1 ? 0 : Math.max(0, Math.min(list.length - 1, at + by))];
  if (next !== undefined) showRun(next.id);
};

const runShortcuts = (openHelp: () => void): ReadonlyArray<Shortcut> => [
  {
    keys: ['/'],
    does: 'search for runs by their id or their task',
    run: () => {
      revealRuns();
      focusSearch();
      // A folded list appears with the next render. A list in sight must have the focus before the next key.
      if (document.activeElement?.id !== SEARCH_ID) requestAnimationFrame(focusSearch);
    },
  },
  {
    keys: ['j'],
    does: 'the next run of the list',
    run: () => {
      moveBy(1);
    },
  },
  {
    keys: ['k'],
    does: 'the run before it',
    run: () => {
      moveBy(-1);
    },
  },
  {
    keys: ['ArrowLeft', 'h'],
    label: '←',
    does: 'one step back in time',
    run: () => {
      goToStep(stepIndex.value - 1);
    },
  },
  {
    keys: ['ArrowRight', 'l'],
    label: '→',
    does: 'one step forward',
    run: () => {
      goToStep(stepIndex.value + 1);
    },
  },
  {
    keys: ['Home'],
    does: 'the first step of the run',
    run: () => {
      goToStep(0);
    },
  },
  {
    keys: ['End'],
    does: 'the latest step, and later ones',
    run: () => {
      goToStep(Infinity);
    },
  },
  {
    keys: runStates.map((_, i) => String(i + 1)),
    label: `1 – ${String(runStates.length)}`,
    does: 'show the runs of one state, in the order of the list',
    run: (key) => {
      const state = runStates[Number(key) - 1];
      if (state !== undefined) toggleState(state);
    },
  },
  { keys: ['0'], does: 'show the runs of all states', run: showAllStates },
  {
    keys: ['g'],
    does: 'actors, runs or play',
    run: nextSubject,
  },
  {
    keys: ['c'],
    does: 'chart, timeline or times',
    run: () => {
      const next = shows[(shows.indexOf(place.value.show) + 1) % shows.length];
      if (next !== undefined) showMiddle(next);
    },
  },
  {
    keys: ['d'],
    does: 'compare the run with the next one that you choose, or no longer',
    run: toggleCompare,
  },
  { keys: ['a'], does: 'ages or instants', run: toggleAges },
  {
    keys: ['n'],
    does: 'play: begin a run in Scheduled',
    run: () => {
      play('Scheduled');
    },
  },
  {
    keys: ['r'],
    does: 'play: begin a run in Ready',
    run: () => {
      play('Ready');
    },
  },
  {
    keys: ['+', '='],
    does: 'a larger picture',
    run: () => {
      runZoom.zoomBy(1);
    },
  },
  {
    keys: ['-'],
    does: 'a smaller picture',
    run: () => {
      runZoom.zoomBy(-1);
    },
  },
  { keys: ['f'], does: 'fit the picture', run: runZoom.fit },
  { keys: ['t'], does: 'dark or light', run: toggleTheme },
  {
    keys: ['Escape'],
    label: 'Esc',
    does: 'leave the run, show them all',
    run: () => {
      showRun(undefined);
    },
  },
  { keys: ['?'], does: 'these keys', run: openHelp },
];

/** The shortcuts of what is shown; `openHelp` opens the help. */
export const shortcuts = (openHelp: () => void): ReadonlyArray<Shortcut> =>
  subject.value === 'actors'
    ? (actorsPart.value?.actorShortcuts(openHelp) ?? [])
    : runShortcuts(openHelp);

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName));

/** Listens for shortcuts outside input fields (the slider keeps its arrow keys). Returns a function that stops listening. */
export const listen = (openHelp: () => void): (() => void) => {
  const onKey = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (document.querySelector('dialog[open]') !== null) return;
    if (event.key === 'Escape' && isTyping(event.target)) {
      (event.target as HTMLElement).blur();
      return;
    }
    if (isTyping(event.target)) return;
    const found = shortcuts(openHelp).find(({ keys }) => keys.includes(event.key));
    if (found === undefined) return;
    event.preventDefault();
    found.run(event.key);
  };
  window.addEventListener('keydown', onKey);
  return () => {
    window.removeEventListener('keydown', onKey);
  };
};
