/** @jsxImportSource preact */
/** The lifecycle, drawn from the chart. */
import type { ComponentChildren, VNode } from 'preact';
import { h } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { runSvg } from '../../diagram/run.js';
import { runLayouts } from '../../diagram/runLayouts.js';
import type { RunChartElement } from '../../element/index.js';
import { defineRunChart } from '../../element/index.js';
import { sendEventOfType } from './events.js';
import { counts, pictureOptions, taken } from './picture.js';
import { save, savePng } from './save.js';
import { place, run } from './state.js';
import { theme } from './theme.js';

defineRunChart();

const svgText = (): string => runSvg({ ...pictureOptions(), theme: theme.value });

/** As wide as its container, but never higher than it. */
const { width, height } = runLayouts.down;
const fitting = `min(100cqw, ${String(width)}px, 100cqh * ${String(width / height)})`;

/** The `<run-chart>` element. An event chosen on it is sent, as by the action of the same name. */
const RunChart = (): ComponentChildren => {
  const ref = useRef<RunChartElement>(null);
  const props = { run: run.value, counts: counts.value, taken: taken.value, theme: theme.value };
  useEffect(() => {
    if (ref.current !== null) Object.assign(ref.current, props);
  });
  useEffect(() => {
    ref.current?.addEventListener('event-chosen', ({ detail }) => {
      sendEventOfType(detail.type);
    });
  }, []);
  return h('run-chart', { ref, style: { width: fitting } });
};

const Legend = (): VNode => (
  <p class="legend muted">
    {place.value.runId === undefined ? (
      <>
        <span class="badge">12</span> runs in a state <span class="glow" /> how often an arrow was
        taken
      </>
    ) : (
      <>
        <span class="ring" /> the state of the run <span class="glow" /> its path
      </>
    )}
  </p>
);

/** The picture with its legend and its export buttons. */
export const Chart = (): VNode => (
  <div class="chart">
    <div class="chart-bar">
      <Legend />
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
    <div class="picture">
      <RunChart />
    </div>
  </div>
);
