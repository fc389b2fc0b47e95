/** @jsxImportSource preact */
/** A table of times: a line for each state or edge, with quantiles, and a bar of them. */
import type { VNode } from 'preact';
import type { DurationFigures } from '../../../times/Durations.js';
import { count, span } from '../format.js';
import { useRoving } from '../roving.js';
import { place, showTimes } from '../state.js';
import type { Column, Sorting } from './place.js';
import { columns, sortedBy } from './place.js';

const columnTitles: Readonly<Record<Column, string>> = {
  count: 'How many stays are over',
  p50: 'Half of the stays are not longer (the median)',
  p90: '90 % of the stays are not longer',
  p99: '99 % of the stays are not longer',
  max: 'The longest stay',
  total: 'The sum of all stays',
};

/** A line of a table of times. */
export interface Line {
  readonly key: string;
  readonly head: VNode;
  readonly own: DurationFigures;
  /** The figures of all runs, to compare with. */
  readonly all: DurationFigures | undefined;
}

const sorting = (): Sorting => place.value.times.sorting;

const sortedLines = (lines: ReadonlyArray<Line>): ReadonlyArray<Line> => {
  const { column, descending } = sorting();
  return column === undefined
    ? lines
    : lines.toSorted((a, b) => (descending ? -1 : 1) * (a.own[column] - b.own[column]));
};

const textOf = (column: Column, n: number): string => (column === 'count' ? count(n) : span(n));

const Value = ({ column, line }: { readonly column: Column; readonly line: Line }): VNode => {
  const [own, all] = [line.own[column], line.all?.[column]];
  const mark = line.own.exact || column === 'count' || column === 'max' || column === 'total';
  return (
    <td title={column === 'count' ? undefined : `${count(own)} s`}>
      {mark ? '' : '≈ '}
      {textOf(column, own)}
      {all === undefined ? null : (
        <span class="of-all">
          <span class="unseen">of all runs: </span>
          {textOf(column, all)}
        </span>
      )}
    </td>
  );
};

/** Bars of p50, p90 and p99 on one scale, whose square root is taken: most stays are short, and some are long. */
const Bar = ({
  figures: own,
  longest,
}: {
  readonly figures: DurationFigures;
  readonly longest: number;
}): VNode => {
  const width = (seconds: number): string =>
    String(Math.round(1000 * Math.sqrt(seconds / Math.max(1, longest))) / 10);
  return (
    <svg class="time-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">
      <rect class="p99" width={width(own.p99)} height="10" />
      <rect class="p90" width={width(own.p90)} height="10" />
      <rect class="p50" width={width(own.p50)} height="10" />
    </svg>
  );
};

/** A table of times, sorted as the address says. */
export const TimesTable = ({
  caption,
  head,
  lines,
}: {
  readonly caption: string;
  readonly head: string;
  readonly lines: ReadonlyArray<Line>;
}): VNode => {
  const roving = useRoving<HTMLTableRowElement>('[data-sorted]');
  const longest = Math.max(1, ...lines.map(({ own }) => own.p99));
  const { column: by, descending } = sorting();
  return (
    <table class="times-table">
      <caption>{caption}</caption>
      <thead>
        <tr {...roving}>
          <th scope="col">{head}</th>
          {columns.map((column) => (
            <th
              key={column}
              scope="col"
              class={`t-${column}`}
              {...(by === column
                ? { 'aria-sort': descending ? ('descending' as const) : ('ascending' as const) }
                : {})}
            >
              <button
                type="button"
                title={`${columnTitles[column]}; sort by it`}
                {...(by === column ? { 'data-sorted': true } : {})}
                onClick={() => {
                  showTimes({ sorting: sortedBy(sorting(), column) });
                }}
              >
                {column}
                <span aria-hidden="true">{by === column ? (descending ? ' ↓' : ' ↑') : ''}</span>
              </button>
            </th>
          ))}
          <td class="t-bar muted" aria-hidden="true">
            p50 · p90 · p99
          </td>
        </tr>
      </thead>
      <tbody>
        {sortedLines(lines).map((line) => (
          <tr key={line.key}>
            <th scope="row">{line.head}</th>
            {columns.map((column) => (
              <Value key={column} column={column} line={line} />
            ))}
            <td class="t-bar">
              <Bar figures={line.own} longest={longest} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
};
