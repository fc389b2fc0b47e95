/** @jsxImportSource preact */
/** The bar at the top: the view, the sources and the connection to the server. */
import { computed } from '@preact/signals';
import type { VNode } from 'preact';
import { actors, hasActors } from './apps/board.js';
import type { AppSources } from './apps/sourcesText.js';
import { isRecording, sourcesText } from './apps/sourcesText.js';
import { count, counted } from './format.js';
import type { Connection } from './live.js';
import { connection, liveDataset } from './live.js';
import { openPalette } from './Palette.js';
import { dataset, place, showSubject, showView, subject } from './state.js';
import { theme, toggleTheme } from './theme.js';

const connectionTexts: Readonly<Record<Connection, string>> = {
  connecting: 'connecting',
  open: 'live',
  lost: 'connection lost, trying again',
};

const Tab = ({
  isShown,
  text,
  title,
  show,
}: {
  readonly isShown: boolean;
  readonly text: string;
  readonly title: string;
  readonly show: () => void;
}): VNode => (
  <button type="button" class="tab" title={title} aria-pressed={isShown} onClick={show}>
    {text}
  </button>
);

/** What the page can show. Without runs, actors are all there is. */
const Tabs = (): VNode | null => {
  const isActors = subject.value === 'actors';
  const { view } = place.value;
  if (isActors && liveDataset.value.size === 0) return null;
  return (
    <div class="tabs" role="group" aria-label="What to show">
      {hasActors.value || isActors ? (
        <Tab
          isShown={isActors}
          text="Actors"
          title="The actors of the connected apps (g)"
          show={() => {
            showSubject('actors');
          }}
        />
      ) : null}
      <Tab
        isShown={!isActors && view === 'journal'}
        text="Runs"
        title="The runs of the journals and feeds (g)"
        show={() => {
          showView('journal');
        }}
      />
      <Tab
        isShown={!isActors && view === 'play'}
        text="Play"
        title="Runs of your own, in this page alone (g)"
        show={() => {
          showView('play');
        }}
      />
    </div>
  );
};

const appSources = computed((): AppSources => {
  const { programs, totals, rows } = actors.value;
  const last = rows.reduce((latest, { changedAt }) => Math.max(latest, changedAt), 0);
  return {
    programs,
    sources: liveDataset.value.sources,
    events: totals.steps,
    last: last === 0 ? undefined : last,
  };
});

const ActorSources = (): VNode => {
  const { programs, size } = actors.value;
  const [first] = programs;
  return (
    <span class="sources">
      <b>
        {first === undefined
          ? 'no app yet'
          : programs.length === 1
            ? first.source
            : counted(programs.length, 'app')}
      </b>
      <span class="muted">
        {counted(size, 'actor')}, {sourcesText(appSources.value)}
      </span>
    </span>
  );
};

const Sources = (): VNode => {
  const { sources, totals, size, complete } = dataset.value;
  const [first] = sources;
  const names =
    first === undefined
      ? 'no journal'
      : sources.length === 1
        ? first.name
        : `${first.name} and ${counted(sources.length - 1, 'more source')}`;
  return (
    <span class="sources" title={sources.map(({ name, phase }) => `${name}: ${phase}`).join('\n')}>
      <b>{names}</b>
      <span class="muted">
        {counted(size, 'run')}, {counted(totals.lines, 'line')}
        {complete ? '' : ' so far …'}
      </span>
    </span>
  );
};

/** The bar at the top. */
export const Header = ({ openHelp }: { readonly openHelp: () => void }): VNode => {
  const isDark = theme.value === 'dark';
  return (
    <header class="bar">
      <h1>
        <img src="icon.svg" alt="" width="18" height="18" />
        runchart
      </h1>
      <Tabs />
      {subject.value === 'actors' ? (
        <ActorSources />
      ) : place.value.view === 'journal' ? (
        <Sources />
      ) : (
        <span class="sources muted">
          {count(dataset.value.size)} of your own; nothing of it leaves this page
        </span>
      )}
      <span class={`connection ${connection.value}`} role="status">
        {connection.value === 'open' && subject.value === 'actors' && isRecording(appSources.value)
          ? 'recording'
          : connectionTexts[connection.value]}
      </span>
      <button
        type="button"
        class="small palette-open"
        title="Go to a run, task, state, error, view or action"
        aria-keyshortcuts="Control+K Meta+K"
        onClick={() => {
          openPalette(openHelp);
        }}
      >
        Go to … <kbd>Ctrl K</kbd>
      </button>
      <button
        type="button"
        class="icon"
        onClick={toggleTheme}
        title="Dark or light (t)"
        aria-label={isDark ? 'Switch to light' : 'Switch to dark'}
      >
        {isDark ? '☀' : '☾'}
      </button>
      <button
        type="button"
        class="icon"
        onClick={openHelp}
        title="Keys (?)"
        aria-label="Keys and help"
      >
        ?
      </button>
    </header>
  );
};
