/** @jsxImportSource preact */
/** The runs that have stood in their state for long. */
import type { VNode } from 'preact';
import { printable } from '../../../codec/printable.js';
import { runStates } from '../../../run/RunState.js';
import type { StuckRow } from '../../Figures.js';
import { reasons } from '../../reasons.js';
import { count, counted, instant, span } from '../format.js';
import { figures } from '../found.js';
import { place, showTimes } from '../state.js';
import type { RunColumn } from './RunTable.js';
import { RunTable } from './RunTable.js';

/** How long a run must be in its state to be listed, in seconds: what is offered. */
const thresholds: ReadonlyArray<number> = [0, 60, 900, 3600, 21_600, 86_400, 604_800];

/** The offered thresholds with that of the address, which may be any. */
const offered = (chosen: number): ReadonlyArray<number> =>
  [...new Set([...thresholds, chosen])].sort((a, b) => a - b);

const lastText = ({ outcome, error, reason }: StuckRow): string =>
  printable(
    [
      ...(outcome === undefined ? [] : [outcome]),
      ...(error === undefined ? [] : [error]),
      ...(reason === undefined ? [] : [`refused: ${reasons[reason]}`]),
    ].join('; '),
  );

const columns: ReadonlyArray<RunColumn<StuckRow>> = [
  {
    head: 'For',
    kind: 'number',
    cell: ({ seconds }) => span(seconds),
    title: ({ since }) => `since ${instant(since)}`,
  },
  { head: 'Tries', kind: 'number', cell: ({ attempts }) => attempts },
  { head: 'Last outcome, error, refusal', kind: 'said', cell: lastText, title: lastText },
];

/** What is stuck. */
export const Stuck = (): VNode | null => {
  const told = figures.value?.stuck;
  if (told === undefined) return null;
  const { stuckFor } = place.value.times;
  return (
    <section aria-label="What is stuck">
      <h3>
        What is stuck{' '}
        <label class="muted">
          in its state for at least{' '}
          <select
            value={String(stuckFor)}
            onChange={({ currentTarget }) => {
              showTimes({ stuckFor: Number(currentTarget.value) });
            }}
          >
            {offered(stuckFor).map((seconds) => (
              <option key={seconds} value={String(seconds)}>
                {seconds === 0 ? 'any time' : span(seconds)}
              </option>
            ))}
          </select>
        </label>
      </h3>
      <p class="muted" role="status">
        {told.total === 0
          ? 'No run that is not over is in its state for so long.'
          : `${counted(told.total, 'run')}: ${runStates
              .flatMap((state, i) => {
                const n = told.byState[i] ?? 0;
                return n === 0 ? [] : [`${count(n)} in ${state}`];
              })
              .join(', ')}.`}
        {told.total > told.runs.length
          ? ` The ${String(told.runs.length)} longest are listed.`
          : ''}
      </p>
      {told.runs.length === 0 ? null : <RunTable rows={told.runs} columns={columns} />}
    </section>
  );
};
