/** Writes any statechart as one page: the picture, to zoom and search, and tables of all states and transitions. */
import type { Theme } from '../../diagram/theme.js';
import { pageColors, paletteOf, themeCss } from '../../diagram/theme.js';
import { escapeXml } from '../../diagram/xml.js';
import type { ChartNode, Statechart } from '../../statechart/Statechart.js';
import { guardText, nodesOf, triggerText } from '../../statechart/Statechart.js';
import type { ChartLayout } from '../ChartLayout.js';
import { namesIn, nodeText } from '../chartText.js';
import { chartSvg } from '../svg.js';
import { pageScript, pageScriptHash, pageStyle } from './htmlPage.js';
import { rowTexts } from './texts.js';

/**
 * How a page is written.
 * @category HTML
 */
export interface ChartHtmlOptions {
  /** Defaults to `auto`, which follows the viewer's system. */
  readonly theme?: Theme;
  /** The ids of the nodes to highlight. */
  readonly active?: Iterable<string>;
  /** The title of the page. Defaults to the chart's id. */
  readonly title?: string;
}

// ----------------------------------------------------------------------------------------------------------- colours

const variables = (theme: 'light' | 'dark'): string => {
  const { ink, line, active } = paletteOf(theme);
  return `:root{--ink:${ink};--line:${line};--active:${active};--page:${pageColors[theme]}}`;
};

const colors = (theme: Theme): string => {
  const own =
    theme === 'auto'
      ? `${variables('light')}@media (prefers-color-scheme: dark){${variables('dark')}}`
      : `${variables(theme)}:root{color-scheme:${theme}}`;
  return own + themeCss(theme);
};

// ----------------------------------------------------------------------------------------------------------- tables

type Row = readonly [head: string, ...cells: ReadonlyArray<string>];

/** A table whose rows begin with a state: a button that shows it in the picture. */
const table = (
  caption: string,
  columns: ReadonlyArray<string>,
  rows: ReadonlyArray<readonly [id: string, row: Row]>,
): string => `<table>
<caption>${escapeXml(caption)}</caption>
<thead><tr>${columns.map((column) => `<th scope="col">${escapeXml(column)}</th>`).join('')}</tr></thead>
<tbody>
${rows
  .map(
    ([id, [head, ...cells]]) =>
      `<tr><th scope="row"><button data-show="${escapeXml(id)}">${escapeXml(head)}</button></th>${cells
        .map((cell) => `<td>${escapeXml(cell)}</td>`)
        .join('')}</tr>`,
  )
  .join('\n')}
</tbody>
</table>`;

const stateRow = (node: ChartNode, names: ReadonlyMap<string, string>, root: ChartNode): Row => [
  nodeText(node),
  node.kind === 'history' ? `${node.history ?? 'shallow'} history` : node.kind,
  (node.initial?.targets ?? []).map((id) => names.get(id) ?? id).join(', '),
  rowTexts({ ...node, transitions: [] }, { details: 'all', root }).join('; '),
  node.description,
];

const transitionRows = (
  node: ChartNode,
  names: ReadonlyMap<string, string>,
  root: ChartNode,
): ReadonlyArray<Row> =>
  node.transitions.map(
    ({ trigger, guard, targets, actions, isForbidden, reenter, description }) => [
      nodeText(node),
      node.kind === 'history' ? 'default' : triggerText(trigger),
      guard === undefined ? '' : guardText(guard, root),
      isForbidden
        ? 'forbidden'
        : targets.length === 0
          ? 'stays'
          : targets.map((id) => names.get(id) ?? id).join(', ') + (reenter ? ' (reenters)' : ''),
      actions.map(({ name }) => (name === '' ? 'inline' : name)).join(', '),
      description,
    ],
  );

/**
 * Writes a statechart as the text of a page that needs no other file and no network: the picture in the viewer's theme, zoom (Ctrl and
 * wheel, `+`, `-`, `0`), search (`/`), and tables of all states and transitions. Its policy (CSP) allows its own script alone.
 *
 * @example
 * ```ts
 * import { chartHtml, layOut } from 'runchart/picture'
 * import { statechartOf } from 'runchart/statechart'
 * import { createMachine } from 'xstate'
 *
 * const chart = statechartOf(
 *   createMachine({ id: 'door', initial: 'open', states: { open: { on: { close: 'shut' } }, shut: {} } }),
 * )
 * const layout = await layOut(chart)()
 * assert.ok(layout._tag === 'Right')
 * const page = chartHtml(chart, layout.right)
 * assert.ok(page.startsWith('<!doctype html>'))
 * assert.ok(page.includes('<td>close</td>'))
 * ```
 * @category HTML
 */
export const chartHtml = (
  chart: Statechart,
  layout: ChartLayout,
  { theme = 'auto', active = [], title = chart.id }: ChartHtmlOptions = {},
): string => {
  const names = namesIn(chart);
  const nodes = nodesOf(chart.root);
  const svg = chartSvg(chart, layout, {
    theme: theme === 'dark' ? 'dark' : 'light',
    active,
    title,
    responsive: false,
  });
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '${pageScriptHash}'">
<title>${escapeXml(title)}</title>
<style>${colors(theme)}${pageStyle}</style>
</head>
<body>
<header>
<h1>${escapeXml(title)}</h1>
<label>Search <input id="search" type="search"></label>
<output id="count"></output>
<button data-zoom-by="0.8" aria-label="Zoom out">−</button>
<button data-zoom-by="fit">Fit</button>
<button data-zoom-by="1.25" aria-label="Zoom in">+</button>
</header>
<div id="picture" tabindex="0" role="region" aria-label="Picture">${svg}</div>
<main>
${table(
  'States',
  ['State', 'Kind', 'Starts in', 'Does', 'Description'],
  nodes.map((node) => [node.id, stateRow(node, names, chart.root)]),
)}
${table(
  'Transitions',
  ['State', 'Event', 'Guard', 'Target', 'Actions', 'Description'],
  nodes.flatMap((node) =>
    transitionRows(node, names, chart.root).map((row): readonly [string, Row] => [node.id, row]),
  ),
)}
</main>
<script>${pageScript}</script>
</body>
</html>`;
};
