/** @jsxImportSource preact */
/** The middle of the page: the lifecycle, the timeline of the runs or their times, above the slider of the chosen run. */
import type { VNode } from 'preact';
import type { Show } from './address.js';
import { shows } from './address.js';
import { Chart } from './Chart.js';
import { Compare, compared } from './Compare.js';
import { useRoving } from './roving.js';
import { Scrubber } from './Scrubber.js';
import { place, showMiddle } from './state.js';
import { RunsTimeline } from './timeline/RunsTimeline.js';
import { Times } from './times/Times.js';

const views: Readonly<
  Record<Show, { readonly text: string; readonly title: string; readonly view: () => VNode }>
> = {
  chart: { text: 'Chart', title: 'The lifecycle (c)', view: Chart },
  timeline: { text: 'Timeline', title: 'The runs in time, a bar each (c)', view: RunsTimeline },
  times: { text: 'Times', title: 'How long the runs take (c)', view: Times },
};

/** Chooses what the middle shows. */
const ViewSwitch = (): VNode => {
  const roving = useRoving<HTMLDivElement>('[aria-pressed=true]');
  return (
    <div class="tabs views" role="group" aria-label="View of the runs" {...roving}>
      {shows.map((show) => (
        <button
          type="button"
          key={show}
          class="tab"
          title={views[show].title}
          aria-pressed={place.value.show === show}
          onClick={() => {
            showMiddle(show);
          }}
        >
          {views[show].text}
        </button>
      ))}
    </div>
  );
};

/** The chosen view and, for a run, its slider. */
export const Middle = (): VNode => {
  const { view: View, text } = views[place.value.show];
  return (
    <section class="middle" aria-label={place.value.show === 'chart' ? 'Lifecycle' : text}>
      <ViewSwitch />
      {compared.value === undefined ? <View /> : <Compare />}
      <Scrubber />
    </section>
  );
};
