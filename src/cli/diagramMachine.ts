/** The machine of a file as a picture or in the format of another tool. Loaded on demand: it brings XState, and elkjs if it lays out. */
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { ChartLayout, LayoutError } from '../picture/index.js';
import {
  chartDot,
  chartHtml,
  chartJson,
  chartMermaid,
  chartScxml,
  chartSvg,
} from '../picture/index.js';
import { layOutOrSimplify } from '../picture/simplified.js';
import type { Statechart } from '../statechart/Statechart.js';
import type { DrawOptions, Format } from './diagramFormats.js';
import { nodesNamed } from './diagramHighlight.js';
import { loadMachine } from './machineFile.js';

const layoutErrorText = (error: LayoutError): string =>
  error._tag === 'NoLayoutEngine'
    ? `cannot load elkjs, which lays pictures out: ${error.message}`
    : `cannot lay out ${error.chart}: ${error.message}`;

const layoutOf = (
  chart: Statechart,
  { direction, width, details }: DrawOptions,
  notify: (message: string) => void,
): TE.TaskEither<string, ChartLayout> =>
  pipe(
    layOutOrSimplify(chart, {
      ...(direction === undefined ? {} : { direction }),
      ...(width === undefined ? {} : { maxWidth: width }),
      ...(details === undefined ? {} : { details }),
    }),
    TE.bimap(layoutErrorText, (layout) => {
      if (layout.isSimplified === true)
        notify(
          `${chart.id} is too tangled to lay out, so its picture is simplified: only the transitions of highlighted states have texts`,
        );
      return layout;
    }),
  );

const drawChart = (
  chart: Statechart,
  format: Format,
  options: DrawOptions,
  active: ReadonlyArray<string>,
  notify: (message: string) => void,
): TE.TaskEither<string, string> => {
  const { direction = 'down', details = 'all', theme = 'auto' } = options;
  switch (format) {
    case 'svg':
      return pipe(
        layoutOf(chart, options, notify),
        TE.map((layout) => chartSvg(chart, layout, { theme, active })),
      );
    case 'html':
      return pipe(
        layoutOf(chart, options, notify),
        TE.map((layout) => chartHtml(chart, layout, { theme, active })),
      );
    case 'mermaid':
      return TE.right(chartMermaid(chart, { direction, details, active }));
    case 'dot':
      return TE.right(chartDot(chart, { direction, details, active }));
    case 'scxml':
      return TE.right(chartScxml(chart));
    case 'json':
      return TE.right(chartJson(chart));
    case 'quint':
      return TE.left(
        '--format quint is for the lifecycle of a run, without a FILE: it cannot read what the guards and actions of a machine do',
      );
  }
};

/** Draws the machine that `FILE#NAME` names; `notify` takes what to tell about the picture. The error is a text for people, of one or more lines. */
export const drawMachine = (
  address: string,
  format: Format,
  options: DrawOptions,
  notify: (message: string) => void,
): TE.TaskEither<string, string> =>
  pipe(
    loadMachine(address),
    TE.chain(({ chart }) =>
      pipe(
        TE.fromEither(nodesNamed(chart, options.highlight ?? [])),
        TE.chain((active) => drawChart(chart, format, options, active, notify)),
      ),
    ),
  );
