/** @jsxImportSource preact */
/** The page: the runs on the left, the lifecycle in the middle, the overview or one run on the right. */
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { Show } from './address.js';
import { actors } from './apps/board.js';
import { actorsPart } from './apps/lazy.js';
import { shortId } from './format.js';
import { Header } from './Header.js';
import { Help } from './Help.js';
import { listen } from './keys.js';
import { Middle } from './Middle.js';
import { Notices } from './Notices.js';
import { Overview } from './Overview.js';
import { Palette } from './Palette.js';
import { isFolded, revealRuns, smallScreen } from './panes.js';
import { Printed } from './Printed.js';
import { RunPanel } from './RunPanel.js';
import { Runs } from './Runs.js';
import { FoldedPane, Splitter } from './Splitter.js';
import { place, subject } from './state.js';

/** What stands beside the list while no run is chosen. */
const overviewNames: Readonly<Record<Show, string>> = {
  chart: 'Overview',
  timeline: 'Timeline',
  times: 'Times',
};

/** On a small screen: the list, or the run with its picture. */
const ScreenTabs = (): VNode => {
  const { runId, show } = place.value;
  const isActors = subject.value === 'actors';
  const { actor } = place.value.actors;
  const one = isActors
    ? actor === undefined
      ? undefined
      : `Actor ${actors.value.row(actor)?.name ?? ''}`
    : runId === undefined
      ? overviewNames[show]
      : `Run ${shortId(runId)}`;
  const tab = (screen: 'runs' | 'run', text: string): VNode => (
    <button
      type="button"
      class="tab"
      aria-pressed={smallScreen.value === screen}
      onClick={() => {
        smallScreen.value = screen;
      }}
    >
      {text}
    </button>
  );
  return (
    <div class="tabs screens" role="group" aria-label="Screen">
      {tab('runs', isActors ? 'Tree of actors' : 'List of runs')}
      {tab('run', one ?? 'Overview')}
    </div>
  );
};

const Panel = (): VNode => {
  const { runId } = place.value;
  if (isFolded('panel'))
    return <FoldedPane side="panel" name={runId === undefined ? 'Overview' : 'Run'} />;
  return runId === undefined ? <Overview /> : <RunPanel runId={runId} />;
};

/** The runs' page. */
const RunsView = (): VNode => {
  const folded = (['runs', 'panel'] as const).filter(isFolded).map((side) => `no-${side}`);
  // The timeline and the times take the place of the overview; a run has its panel beside them.
  const isWide = place.value.show !== 'chart' && place.value.runId === undefined;
  return (
    <main class={`columns shows-${smallScreen.value} ${isWide ? 'wide' : ''} ${folded.join(' ')}`}>
      <Runs />
      <Splitter side="runs" />
      <Middle />
      {isWide ? null : (
        <>
          <Splitter side="panel" />
          <Panel />
        </>
      )}
    </main>
  );
};

/** What is shown; the actors' page is loaded when it is needed. */
const View = (): VNode => {
  if (subject.value === 'runs') return <RunsView />;
  const part = actorsPart.value;
  return part === undefined ? <main class="columns" aria-busy="true" /> : <part.ActorsView />;
};

/** The whole page. */
export const App = (): VNode => {
  const helping = useSignal(false);
  const openHelp = (): void => {
    helping.value = true;
  };
  useEffect(() => listen(openHelp), []);
  const isActors = subject.value === 'actors';
  const listId = isActors ? 'actor-tree' : 'run-list';
  return (
    <>
      <a
        class="skip"
        href={`#${listId}`}
        onClick={(event) => {
          event.preventDefault();
          revealRuns();
          requestAnimationFrame(() => document.getElementById(listId)?.focus());
        }}
      >
        {isActors ? 'Skip to the actors' : 'Skip to the runs'}
      </a>
      <Header openHelp={openHelp} />
      <Notices />
      <ScreenTabs />
      <View />
      <Help open={helping} />
      <Palette openHelp={openHelp} />
      <Printed />
    </>
  );
};
