/** @jsxImportSource preact */
/** The lifecycle, drawn from the chart: the picture in its pane, its legend, its zoom and its export buttons. */
import { useSignal } from '@preact/signals';
import type { ComponentChildren, VNode } from 'preact';
import { h } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { runSvg } from '../../diagram/run.js';
import type { RunChartElement } from '../../element/index.js';
import { defineRunChart } from '../../element/index.js';
import { sendEventOfType } from './events.js';
import { revealRuns } from './panes.js';
import type { Part } from './picture.js';
import { counts, partAt, partText, pictureOptions, taken } from './picture.js';
import { PicturePane } from './PicturePane.js';
import { fullPicture, runZoom } from './runZoom.js';
import { save, savePng } from './save.js';
import { place, run, showOnly, showState } from './state.js';
import { theme } from './theme.js';
import { ZoomButtons } from './ZoomButtons.js';

defineRunChart();

const svgText = (): string => runSvg({ ...pictureOptions(), theme: theme.value });

/** Lists the runs in a state, or those that took an edge. */
const showRunsOf = (part: Part): void => {
  if (part._tag === 'State') showState(part.state);
  else showOnly({ _tag: 'Edge', edge: part.edge });
  revealRuns();
};

/**
 * The `<run-chart>` element. While a run is shown, an event chosen on it is sent, as by the action of the same name; else its
 * states and edges list their runs.
 */
const RunChart = ({
  point,
}: {
  readonly point: (part: Part | undefined) => void;
}): ComponentChildren => {
  const ref = useRef<RunChartElement>(null);
  const props = { run: run.value, counts: counts.value, taken: taken.value, theme: theme.value };
  useEffect(() => {
    if (ref.current !== null) Object.assign(ref.current, props);
  });
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    element.addEventListener('event-chosen', ({ detail }) => {
      sendEventOfType(detail.type);
    });
    element.addEventListener('click', (event) => {
      const part = partAt(event);
      if (part !== undefined && place.peek().runId === undefined) showRunsOf(part);
    });
    element.addEventListener('pointermove', (event) => {
      const part = partAt(event);
      point(part);
      const isLink = part !== undefined && place.peek().runId === undefined;
      element.style.cursor = isLink ? 'pointer' : '';
    });
    element.addEventListener('pointerleave', () => {
      point(undefined);
    });
  }, []);
  return h('run-chart', {
    ref,
    style: { width: `${String(fullPicture.width * runZoom.scale.value)}px` },
  });
};

const Legend = ({ part }: { readonly part: Part | undefined }): VNode => {
  if (part !== undefined) return <p class="legend">{partText(part)}</p>;
  return (
    <p class="legend muted">
      {place.value.runId === undefined ? (
        <>
          <span>
            <span class="badge">12</span> runs in a state
          </span>{' '}
          <span>
            <span class="glow" /> edges taken most
          </span>
        </>
      ) : (
        <>
          <span>
            <span class="ring" /> the state of the run
          </span>{' '}
          <span>
            <span class="glow" /> its path
          </span>
        </>
      )}
    </p>
  );
};

/** The picture with its legend and its buttons. */
export const Chart = (): VNode => {
  const pointed = useSignal<Part | undefined>(undefined);
  const state = run.value?.state;
  return (
    <div class="chart">
      <div class="chart-bar">
        <Legend part={pointed.value} />
        <ZoomButtons zoom={runZoom} />
        <button
          type="button"
          class="small"
          title="Save the picture as SVG"
          onClick={() => {
            save('lifecycle.svg', 'image/svg+xml', svgText());
          }}
        >
          SVG
        </button>
        <button
          type="button"
          class="small"
          title="Save the picture as PNG"
          onClick={() => {
            void savePng('lifecycle.png', svgText(), theme.value);
          }}
        >
          PNG
        </button>
      </div>
      <PicturePane
        zoom={runZoom}
        label="Picture of the lifecycle"
        inSight={state === undefined ? undefined : fullPicture.states[state]}
        inSightKey={state}
      >
        <RunChart
          point={(part) => {
            pointed.value = part;
          }}
        />
      </PicturePane>
    </div>
  );
};
