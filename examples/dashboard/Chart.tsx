/** The lifecycle: the number of runs in each state, how often each edge was taken, and the state of the chosen run. */
import 'runchart/element/define';
import type { EventType, RunView } from 'runchart';
import { isKnownRun } from 'runchart';
import type { EventChosen, RunChartElement } from 'runchart/element';
import { useRun } from 'runchart/react';
import type { ChosenRun } from './chosen.js';
import type { FigureSource } from './figures.js';
import { someEvent } from './habits.js';
import type { Look } from './theme.js';
import { useWatched } from './watch.js';

declare module 'react' {
  // eslint-disable-next-line @typescript-eslint/no-namespace -- React declares custom elements in this namespace
  namespace JSX {
    interface IntrinsicElements {
      'run-chart': DetailedHTMLProps<HTMLAttributes<RunChartElement>, RunChartElement> & {
        readonly run?: unknown;
        readonly counts?: unknown;
        readonly taken?: unknown;
        readonly theme?: Look;
        readonly 'onevent-chosen'?: (event: CustomEvent<EventChosen>) => void;
      };
    }
  }
}

interface ChartProps {
  readonly figures: FigureSource;
  readonly theme: Look;
}

const Picture = ({
  figures,
  theme,
  run,
  onChosen,
}: ChartProps & {
  readonly run?: RunView;
  readonly onChosen?: (type: EventType) => void;
}) => {
  const { counts, taken } = useWatched(figures);
  return (
    <section className="chart" aria-label="Lifecycle">
      <run-chart
        counts={counts}
        taken={taken}
        theme={theme}
        run={run !== undefined && isKnownRun(run) ? run : undefined}
        onevent-chosen={({ detail }) => onChosen?.(detail.type)}
      />
    </section>
  );
};

/** The chart with the chosen run: clicking an arrow sends its event. */
const PictureOfRun = ({ chosen, ...props }: ChartProps & { readonly chosen: ChosenRun }) => {
  const { run, send } = useRun(chosen.store);
  return <Picture {...props} run={run} onChosen={(type) => void send(someEvent(type))} />;
};

/** The chart, with the chosen run if there is one. */
export const Chart = ({
  chosen,
  ...props
}: ChartProps & { readonly chosen: ChosenRun | undefined }) =>
  chosen === undefined ? <Picture {...props} /> : <PictureOfRun {...props} chosen={chosen} />;
