/** @jsxImportSource preact */
/** The runs that were longer in a state than nearly all others. */
import type { VNode } from 'preact';
import type { UnlikeRow } from '../../Figures.js';
import { span } from '../format.js';
import { figures } from '../found.js';
import type { RunColumn } from './RunTable.js';
import { RunTable } from './RunTable.js';

const columns: ReadonlyArray<RunColumn<UnlikeRow>> = [
  {
    head: 'For',
    kind: 'number',
    cell: ({ seconds, lasts }) => (
      <>
        {span(seconds)}
        {lasts ? <span class="muted"> so far</span> : null}
      </>
    ),
  },
  { head: 'p99', kind: 'number', cell: ({ p99 }) => span(p99) },
  {
    head: 'Times it',
    kind: 'number',
    cell: ({ seconds, p99 }) => (p99 === 0 ? '' : `${(seconds / p99).toFixed(1)} ×`),
  },
];

/** The runs unlike the rest. */
export const Unlike = (): VNode | null => {
  const rows = figures.value?.unlike ?? [];
  return rows.length === 0 ? null : (
    <section aria-label="Runs unlike the rest">
      <h3>
        Unlike the rest <span class="muted">longer in a state than 99 % of the stays there</span>
      </h3>
      <RunTable rows={rows} columns={columns} />
    </section>
  );
};
