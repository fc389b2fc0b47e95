/** @jsxImportSource preact */
/** The keyboard shortcuts of the actors' page, and what its help says. */
import type { VNode } from 'preact';
import { revealRuns } from '../panes.js';
import type { Shortcut } from '../shortcut.js';
import { nextSubject } from '../shortcut.js';
import { place, showActors } from '../state.js';
import { toggleTheme } from '../theme.js';
import { SEARCH_ID } from './ActorList.js';
import { machineZoom } from './Machine.js';
import { clearSelection, goToRefused, goToStep, showActor, stepNumber, tree } from './state.js';

const focusSearch = (): void => {
  document.getElementById(SEARCH_ID)?.focus();
};

const moveBy = (by: number): void => {
  const rows = tree.value;
  const at = rows.findIndex(({ row }) => row.actor === place.value.actors.actor);
  const next = rows[at === -1 ? 0 : Math.max(0, Math.min(rows.length - 1, at + by))];
  if (next !== undefined) showActor(next.row.actor);
};

/** Every shortcut; `openHelp` opens the help. */
export const actorShortcuts = (openHelp: () => void): ReadonlyArray<Shortcut> => [
  {
    keys: ['/'],
    does: 'search for actors by id, logic, state or event',
    run: () => {
      revealRuns();
      focusSearch();
      if (document.activeElement?.id !== SEARCH_ID) requestAnimationFrame(focusSearch);
    },
  },
  {
    keys: ['j'],
    does: 'the next actor of the tree',
    run: () => {
      moveBy(1);
    },
  },
  {
    keys: ['k'],
    does: 'the actor before it',
    run: () => {
      moveBy(-1);
    },
  },
  {
    keys: ['ArrowLeft', 'h'],
    label: '←',
    does: 'one step back in time',
    run: () => {
      goToStep(stepNumber.value - 1);
    },
  },
  {
    keys: ['ArrowRight', 'l'],
    label: '→',
    does: 'one step forward',
    run: () => {
      goToStep(stepNumber.value + 1);
    },
  },
  {
    keys: ['Home'],
    does: 'the first step of the actor',
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
    keys: ['['],
    does: 'the refused event before',
    run: () => {
      goToRefused(-1);
    },
  },
  {
    keys: [']'],
    does: 'the next refused event',
    run: () => {
      goToRefused(1);
    },
  },
  {
    keys: ['m'],
    does: 'the picture or the messages',
    run: () => {
      showActors({ middle: place.value.actors.middle === 'picture' ? 'messages' : 'picture' });
    },
  },
  { keys: ['0'], does: 'clear search and filters', run: clearSelection },
  { keys: ['g'], does: 'actors, runs or play', run: nextSubject },
  {
    keys: ['+', '='],
    does: 'a larger picture',
    run: () => {
      machineZoom.zoomBy(1);
    },
  },
  {
    keys: ['-'],
    does: 'a smaller picture',
    run: () => {
      machineZoom.zoomBy(-1);
    },
  },
  { keys: ['f'], does: 'fit the picture', run: machineZoom.fit },
  { keys: ['t'], does: 'dark or light', run: toggleTheme },
  {
    keys: ['Escape'],
    label: 'Esc',
    does: 'leave the actor, show them all',
    run: () => {
      showActor(undefined);
    },
  },
  { keys: ['?'], does: 'these keys', run: openHelp },
];

/** How to read the actors' page. */
export const actorsGuide = (): VNode => (
  <>
    <p>
      The tree has every <b>actor</b> of the connected apps, spawned and invoked ones under their
      parents. The picture is the machine of the chosen actor: its active states, the transition
      that was just taken and, as a glow, those taken most.
    </p>
    <p>
      Each <b>step</b> is an event that the actor received. An event is <b>refused</b> ⊘ if no
      active state takes it, or if guards refused every transition for it. The slider goes back in
      time: the picture, the context and its changes are those of the shown step.
    </p>
  </>
);
