/** @jsxImportSource preact */
/** The page: the runs on the left, the lifecycle in the middle, the overview or one run on the right. */
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { Chart } from './Chart.js';
import { Header } from './Header.js';
import { Help } from './Help.js';
import { listen } from './keys.js';
import { Notices } from './Notices.js';
import { Overview } from './Overview.js';
import { RunPanel } from './RunPanel.js';
import { Runs } from './Runs.js';
import { Scrubber } from './Scrubber.js';
import { place } from './state.js';

/** The whole page. */
export const App = (): VNode => {
  const helping = useSignal(false);
  const openHelp = (): void => {
    helping.value = true;
  };
  useEffect(() => listen(openHelp), []);
  return (
    <>
      <a
        class="skip"
        href="#run-list"
        onClick={(event) => {
          event.preventDefault();
          document.getElementById('run-list')?.focus();
        }}
      >
        Skip to the runs
      </a>
      <Header openHelp={openHelp} />
      <Notices />
      <main class="columns">
        <Runs />
        <section class="middle" aria-label="Lifecycle">
          <Chart />
          <Scrubber />
        </section>
        {place.value.runId === undefined ? <Overview /> : <RunPanel runId={place.value.runId} />}
      </main>
      <Help open={helping} />
    </>
  );
};
