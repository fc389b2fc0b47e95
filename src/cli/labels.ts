/** Reads what people call runs and tasks: a file of labels, as `runchart import --labels` writes it. */
import * as E from 'fp-ts/lib/Either.js';
import { summarizeDecodeErrors } from '../codec/DecodeError.js';
import { parseJson } from '../codec/JsonText.js';
import { printable } from '../codec/printable.js';
import { LabelCodec } from '../journal/Label.js';
import type { Source } from './input.js';
import { sourceName } from './input.js';
import { linesOf } from './lines.js';

/** What people call runs and tasks, by canonical id. */
export type Labels = ReadonlyMap<string, string>;

/** Adds what people call its run to a row, if they call it something. */
export const labelled = <Row extends { readonly run_id: string; readonly label?: string }>(
  labels: Labels,
  row: Row,
): Row => {
  const label = labels.get(row.run_id);
  return label === undefined ? row : { ...row, label };
};

/** The last column of a table of runs: what people call them, if they call any of them something. */
export const labelColumn = (
  rows: ReadonlyArray<{ readonly label?: string }>,
): {
  readonly head: ReadonlyArray<string>;
  readonly cell: (row: { readonly label?: string }) => ReadonlyArray<string>;
} =>
  rows.some(({ label }) => label !== undefined)
    ? { head: ['label'], cell: ({ label = '' }) => [printable(label)] }
    : { head: [], cell: () => [] };

/** Reads labels, the last one of an id, or says what is wrong with the first line that is none. Blank lines are skipped. */
export const readLabels = async (source: Source | undefined): Promise<E.Either<string, Labels>> => {
  const labels = new Map<string, string>();
  if (source === undefined) return E.right(labels);
  const name = printable(sourceName(source));
  let position = 0;
  for await (const batch of linesOf(source)) {
    if (E.isLeft(batch)) return E.left(`cannot read ${name}: ${batch.left.message}`);
    for (const line of batch.right.lines) {
      position += 1;
      const refuse = (message: string): E.Either<string, never> =>
        E.left(
          `${name}:${String(position)}: ${printable(message)}; --labels takes lines such as {"id":"...","label":"..."}`,
        );
      if (E.isLeft(line)) return refuse(line.left);
      if (line.right.trim() === '') continue;
      const json = parseJson(line.right);
      if (E.isLeft(json)) return refuse(`no JSON: ${json.left.message}`);
      const label = LabelCodec.decode(json.right);
      if (E.isLeft(label)) return refuse(`no label: ${summarizeDecodeErrors(label.left)}`);
      labels.set(label.right.id, label.right.label);
    }
  }
  return E.right(labels);
};
