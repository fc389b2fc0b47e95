/** The bar chart of each peer's ratio to us, on a logarithmic scale, for light and dark pages. */
import type { Table } from './benchmark.js';

const WIDTH = 900;
const LABELS = 375;
const RIGHT = 90;
const BAR = 14;
const ROW = 22;
const HEAD = 34;

const escaped = (text: string): string =>
  text.replace(/[&<>"]/g, (char) => `&#${String(char.charCodeAt(0))};`);

const ratioText = (ratio: number): string =>
  `${ratio < 10 ? ratio.toFixed(2) : ratio.toFixed(0)} x`;

const STYLE = `
  text { font: 13px system-ui, sans-serif; fill: #24292f }
  .head { font-weight: 600 }
  .quiet { fill: #57606a }
  .slower { fill: #8250df }
  .faster { fill: #bf8700 }
  .ours { fill: #1a7f37 }
  line { stroke: #8c959f; stroke-width: 1 }
  .grid { stroke-opacity: 0.3 }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6edf3 }
    .quiet { fill: #9198a1 }
    .slower { fill: #a371f7 }
    .faster { fill: #d29922 }
    .ours { fill: #3fb950 }
    line { stroke: #6e7681 }
  }`;

/** Paints tables as an SVG of bars. */
export const chartSvg = (tables: ReadonlyArray<Table>): string => {
  const ratios = tables.flatMap(({ rows }) => rows.map(({ ratio }) => ratio));
  const low = Math.min(0, ...ratios.map((ratio) => Math.floor(Math.log10(ratio) * 2) / 2));
  const high = Math.max(1, ...ratios.map((ratio) => Math.log10(ratio)));
  const x = (ratio: number): number =>
    LABELS + ((Math.log10(ratio) - low) / (high - low)) * (WIDTH - LABELS - RIGHT);
  const one = x(1);

  const parts: Array<string> = [];
  let y = 40;
  for (const { title, rows } of tables) {
    y += HEAD;
    parts.push(`<text class="head" x="12" y="${String(y - 10)}">${escaped(title)}</text>`);
    for (const [i, { name, ratio }] of rows.entries()) {
      const middle = y + ROW / 2;
      const [from, to] = [Math.min(one, x(ratio)), Math.max(one, x(ratio))];
      const kind = i === 0 ? 'ours' : ratio < 1 ? 'faster' : 'slower';
      parts.push(
        `<text x="${String(LABELS - 10)}" y="${String(middle + 4)}" text-anchor="end">${escaped(name)}</text>`,
        `<rect class="${kind}" x="${(i === 0 ? one - 2 : from).toFixed(1)}" y="${String(middle - BAR / 2)}" width="${Math.max(4, to - from).toFixed(1)}" height="${String(BAR)}" rx="2"/>`,
        `<text class="quiet" x="${(to + 8).toFixed(1)}" y="${String(middle + 4)}">${i === 0 ? '1' : ratioText(ratio)}</text>`,
      );
      y += ROW;
    }
  }
  const height = y + 16;
  const marks = Array.from(
    { length: Math.floor(high) - Math.ceil(low) + 1 },
    (_, i) => 10 ** (i + Math.ceil(low)),
  );
  const grid = marks.flatMap((mark) => [
    `<line class="${mark === 1 ? 'one' : 'grid'}" x1="${x(mark).toFixed(1)}" x2="${x(mark).toFixed(1)}" y1="36" y2="${String(height - 8)}"/>`,
    `<text class="quiet" x="${x(mark).toFixed(1)}" y="28" text-anchor="middle">${String(mark)} x</text>`,
  ]);
  const best = tables.map(
    ({ title, rows }) =>
      `${title}: ${rows.map(({ name, ratio }) => `${name} ${ratioText(ratio)}`).join(', ')}.`,
  );
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(height)}" width="${String(WIDTH)}" height="${String(height)}" role="img" aria-labelledby="title desc">
<title id="title">runchart and its peers: how many times as much each takes, on a logarithmic scale</title>
<desc id="desc">${escaped(best.join(' '))}</desc>
<style>${STYLE}
</style>
${[...grid, ...parts].join('\n')}
</svg>
`;
};
