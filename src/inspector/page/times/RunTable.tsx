/** @jsxImportSource preact */
/** A table of runs with what is notable of each. */
import * as O from 'fp-ts/lib/Option.js';
import type { ComponentChildren, VNode } from 'preact';
import { printable } from '../../../codec/printable.js';
import type { RunState } from '../../../run/RunState.js';
import type { RunId } from '../../../values/RunId.js';
import { nameOf } from '../labels.js';
import { showRun } from '../state.js';
import { StateMark } from '../StateMark.js';

/** A run in a table. */
export interface RunTableRow {
  readonly id: RunId;
  readonly state: RunState;
}

/** A column beside the run and its state. */
export interface RunColumn<R extends RunTableRow> {
  readonly head: string;
  readonly kind: 'number' | 'said';
  readonly cell: (row: R) => ComponentChildren;
  readonly title?: (row: R) => string;
}

/** The name of a run, which shows it. */
const RunLink = ({ id }: { readonly id: RunId }): VNode => (
  <button
    type="button"
    class="link"
    title={id}
    onClick={() => {
      showRun(id);
    }}
  >
    {printable(nameOf(id))}
  </button>
);

/** A table of runs. */
export const RunTable = <R extends RunTableRow>({
  rows,
  columns,
}: {
  readonly rows: ReadonlyArray<R>;
  readonly columns: ReadonlyArray<RunColumn<R>>;
}): VNode => (
  <table class="run-table">
    <thead>
      <tr>
        <th scope="col">Run</th>
        <th scope="col">State</th>
        {columns.map(({ head, kind }) => (
          <th key={head} scope="col" class={kind}>
            {head}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr key={row.id}>
          <td>
            <RunLink id={row.id} />
          </td>
          <td>
            <StateMark state={O.some(row.state)} />
          </td>
          {columns.map(({ head, kind, cell, title }) => (
            <td key={head} class={kind} title={title?.(row)}>
              {cell(row)}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);
