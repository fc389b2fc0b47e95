/** Tables of text. */
import type { Colors } from './output.js';

/** The width of a cell, which has no wide characters, without its colours. */
const widthOf = (cell: string): number => cell.replace(/\u001b\[\d+m/g, '').length;

/** Formats a table without borders. The columns of `numbers` are aligned to the right. */
export const table = (
  colors: Colors,
  head: ReadonlyArray<string>,
  rows: ReadonlyArray<ReadonlyArray<string>>,
  numbers: ReadonlyArray<number>,
): string => {
  const lines = [head.map((title) => colors.bold(title)), ...rows];
  const widths = head.map((_, i) => Math.max(...lines.map((cells) => widthOf(cells[i] ?? ''))));
  const pad = (cell: string, i: number): string => {
    const space = ' '.repeat((widths[i] ?? 0) - widthOf(cell));
    return numbers.includes(i) ? `  ${space}${cell}` : `  ${cell}${space}`;
  };
  return lines.map((cells) => cells.map(pad).join('').trimEnd()).join('\n');
};
