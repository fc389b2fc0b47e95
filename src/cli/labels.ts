/** Reads what people call runs and tasks: a file of labels, as `runchart import --labels` writes it. */
import * as E from 'fp-ts/lib/Either.js';
import { printable } from '../codec/printable.js';
import type { Label } from '../journal/Label.js';
import { LabelCodec } from '../journal/Label.js';
import type { LineForm } from './decodedLines.js';
import { readDecoded } from './decodedLines.js';
import type { Source } from './input.js';

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

/** Reads labels, the last one of an id, or says what is wrong with the first line that is none. */
export const readLabels = async (source: Source | undefined): Promise<E.Either<string, Labels>> => {
  const labels = new Map<string, string>();
  if (source === undefined) return E.right(labels);
  const form: LineForm<Label> = {
    codec: LabelCodec,
    name: 'label',
    wanted: '--labels takes lines such as {"id":"...","label":"..."}',
  };
  const read = await readDecoded(source, form, ({ id, label }) => labels.set(id, label));
  return E.isLeft(read) ? read : E.right(labels);
};
