/** @jsxImportSource preact */
/** The page: the runs on the left, the lifecycle in the middle, the overview or one run on the right. */
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { Chart } from './Chart.js';
import { shortId } from './format.js';
import { Header } from './Header.js';
import { Help } from './Help.js';
import { listen } from './keys.js';
import { Notices } from './Notices.js';
import { Overview } from './Overview.js';
import { isFolded, revealRuns, smallScreen } from './panes.js';
import { RunPanel } from './RunPanel.js';
import { Runs } from './Runs.js';
import { Scrubber } from './Scrubber.js';
import { FoldedPane, Splitter } from './Splitter.js';
import { place } from './state.js';

/** On a small screen: the list, or the run with its picture. */
const ScreenTabs = (): VNode => {
  const { runId } = place.value;
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
      {tab('runs', 'List of runs')}
      {tab('run', runId === undefined ? 'Overview' : `Run ${shortId(runId)}`)}
    </div>
  );
};

const Panel = (): VNode => {
  const { runId } = place.value;
  if (isFolded('panel'))
    return <FoldedPane side="panel" name={runId === undefined ? 'Overview' : 'Run'} />;
  return runId === undefined ? <Overview /> : <RunPanel runId={runId} />;
};

/** The whole page. */
export const App = (): VNode => {
  const helping = useSignal(false);
  const openHelp = (): void => {
    helping.value = true;
  };
  useEffect(() => listen(openHelp), []);
  const folded = (['runs', 'panel'] as const).filter(isFolded).map((side) => `no-${side}`);
  return (
    <>
      <a
        class="skip"
        href="#run-list"
        onClick={(event) => {
          event.preventDefault();
          revealRuns();
          requestAnimationFrame(() => document.getElementById('run-list')?.focus());
        }}
      >
        Skip to the runs
      </a>
      <Header openHelp={openHelp} />
      <Notices />
      <ScreenTabs />
      <main class={`columns shows-${smallScreen.value} ${folded.join(' ')}`}>
        <Runs />
        <Splitter side="runs" />
        <section class="middle" aria-label="Lifecycle">
          <Chart />
          <Scrubber />
        </section>
        <Splitter side="panel" />
        <Panel />
      </main>
      <Help open={helping} />
    </>
  );
};
