/** @jsxImportSource preact */
/** Where the time of the runs goes, lines over time, what is stuck, and which runs are unlike the rest. */
import { computed, effect, signal } from '@preact/signals';
import * as O from 'fp-ts/lib/Option.js';
import type { ComponentChildren, VNode } from 'preact';
import { printable } from '../../codec/printable.js';
import type { RunState } from '../../run/RunState.js';
import { runStates } from '../../run/RunState.js';
import type { DurationFigures } from '../../times/Durations.js';
import type { StuckRow, UnlikeRow } from '../Figures.js';
import type { Filter } from '../Filter.js';
import { isEveryRun } from '../Filter.js';
import { reasons } from '../reasons.js';
import { count, counted, instant, span } from './format.js';
import { askForFigures, figures } from './found.js';
import { nameOf } from './labels.js';
import { OverTime } from './OverTime.js';
import { useRoving } from './roving.js';
import { place, showRun } from './state.js';
import { StateMark } from './StateMark.js';

// ------------------------------------------------------------------------------------------------------------ model

/** How long a run must be in its state to be listed, in seconds. */
const thresholds = [0, 60, 900, 3600, 21_600, 86_400, 604_800] as const;

/** The chosen one of the thresholds. */
const stuckFor = signal<number>(3600);

/** Are the figures of all runs shown while a filter is set? */
const comparesAll = signal(true);

const filter = computed((): Filter => {
  const { states, only, query, range } = place.value.selection;
  return { states, only, query, range };
});

effect(() => {
  const isShown = place.value.show === 'times' && place.value.view === 'journal';
  askForFigures(isShown ? { filter: filter.value, stuckFor: stuckFor.value } : undefined);
});

// ------------------------------------------------------------------------------------------------------------ tables

const columns = ['count', 'p50', 'p90', 'p99', 'max', 'total'] as const satisfies ReadonlyArray<
  keyof DurationFigures
>;

type Column = (typeof columns)[number];

const columnTitles: Readonly<Record<Column, string>> = {
  count: 'How many stays are over',
  p50: 'Half of the stays are not longer (the median)',
  p90: '90 % of the stays are not longer',
  p99: '99 % of the stays are not longer',
  max: 'The longest stay',
  total: 'The sum of all stays',
};

/** A line of a table of times. */
interface Line {
  readonly key: string;
  readonly head: VNode;
  readonly own: DurationFigures;
  /** The figures of all runs, to compare with. */
  readonly all: DurationFigures | undefined;
}

/** What the tables are sorted by; without a column, in lifecycle order. */
const sorting = signal<{ readonly column: Column | undefined; readonly descending: boolean }>({
  column: undefined,
  descending: true,
});

const sortBy = (column: Column): void => {
  const now = sorting.value;
  sorting.value =
    now.column !== column
      ? { column, descending: true }
      : now.descending
        ? { column, descending: false }
        : { column: undefined, descending: true };
};

const sortedLines = (lines: ReadonlyArray<Line>): ReadonlyArray<Line> => {
  const { column, descending } = sorting.value;
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
      {all === undefined || !comparesAll.value ? null : (
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

const Table = ({
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
  const { column: by, descending } = sorting.value;
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
                  sortBy(column);
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

const stateMark = (state: RunState): VNode => <StateMark state={O.some(state)} />;

const stateLines = computed((): ReadonlyArray<Line> => {
  const told = figures.value;
  if (told === undefined) return [];
  const attempts: ReadonlyArray<Line> =
    told.times.attempts.count === 0
      ? []
      : [
          {
            key: 'attempts',
            head: <span class="attempt-head">an attempt</span>,
            own: told.times.attempts,
            all: told.allTimes?.attempts,
          },
        ];
  return [
    ...told.times.states.map((own) => ({
      key: own.state,
      head: stateMark(own.state),
      own,
      all: told.allTimes?.states.find(({ state }) => state === own.state),
    })),
    ...attempts,
  ];
});

const edgeLines = computed((): ReadonlyArray<Line> =>
  (figures.value?.times.edges ?? []).map((own) => ({
    key: `${own.from} ${own.to}`,
    head: (
      <>
        {stateMark(own.from)} → {stateMark(own.to)}
      </>
    ),
    own,
    all: figures.value?.allTimes?.edges.find(({ from, to }) => from === own.from && to === own.to),
  })),
);

// ------------------------------------------------------------------------------------------------------------- runs

const RunLink = ({ id }: { readonly id: StuckRow['id'] }): VNode => (
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

const lastText = ({ outcome, error, reason }: StuckRow): string =>
  [
    ...(outcome === undefined ? [] : [outcome]),
    ...(error === undefined ? [] : [error]),
    ...(reason === undefined ? [] : [`refused: ${reasons[reason]}`]),
  ].join('; ');

const Stuck = (): VNode | null => {
  const told = figures.value?.stuck;
  if (told === undefined) return null;
  return (
    <section aria-label="What is stuck">
      <h3>
        What is stuck{' '}
        <label class="muted">
          in its state for at least{' '}
          <select
            value={String(stuckFor.value)}
            onChange={({ currentTarget }) => {
              stuckFor.value = Number(currentTarget.value);
            }}
          >
            {thresholds.map((seconds) => (
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
      {told.runs.length === 0 ? null : (
        <table class="run-table">
          <thead>
            <tr>
              <th scope="col">Run</th>
              <th scope="col">State</th>
              <th scope="col" class="number">
                For
              </th>
              <th scope="col" class="number">
                Tries
              </th>
              <th scope="col" class="said">
                Last outcome, error, refusal
              </th>
            </tr>
          </thead>
          <tbody>
            {told.runs.map((row) => (
              <tr key={row.id}>
                <td>
                  <RunLink id={row.id} />
                </td>
                <td>{stateMark(row.state)}</td>
                <td class="number" title={`since ${instant(row.since)}`}>
                  {span(row.seconds)}
                </td>
                <td class="number">{row.attempts}</td>
                <td class="said" title={printable(lastText(row))}>
                  {printable(lastText(row))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
};

const factorText = ({ seconds, p99 }: UnlikeRow): string =>
  p99 === 0 ? '' : `${(seconds / p99).toFixed(1)} ×`;

const Unlike = (): VNode | null => {
  const rows = figures.value?.unlike ?? [];
  return rows.length === 0 ? null : (
    <section aria-label="Runs unlike the rest">
      <h3>
        Unlike the rest <span class="muted">longer in a state than 99 % of the stays there</span>
      </h3>
      <table class="run-table">
        <thead>
          <tr>
            <th scope="col">Run</th>
            <th scope="col">State</th>
            <th scope="col" class="number">
              For
            </th>
            <th scope="col" class="number">
              p99
            </th>
            <th scope="col" class="number">
              Times it
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td>
                <RunLink id={row.id} />
              </td>
              <td>{stateMark(row.state)}</td>
              <td class="number">
                {span(row.seconds)}
                {row.lasts ? <span class="muted"> so far</span> : null}
              </td>
              <td class="number">{span(row.p99)}</td>
              <td class="number">{factorText(row)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
};

// ------------------------------------------------------------------------------------------------------------- view

/** How good the figures are. */
const Quality = (): VNode | null => {
  const told = figures.value;
  if (told === undefined) return null;
  const all = [...told.times.states, ...told.times.edges, told.times.attempts];
  const sketched = all.filter(({ exact }) => !exact).length;
  return (
    <p class="muted quality">
      {sketched === 0
        ? 'Every figure is exact, to the second.'
        : 'Figures with ≈ are of a sketch (DDSketch): at most 1 % off. Counts, sums and the longest are exact.'}
      {told.times.unknown === 0
        ? ''
        : ` ${counted(told.times.unknown, 'stay')} of unknown length, for want of an instant or because it goes back, ${told.times.unknown === 1 ? 'is' : 'are'} in no figure.`}
      {told.droppedChanges === 0
        ? ''
        : ` ${counted(told.droppedChanges, 'earlier change')} of these runs dropped, and in no figure of the filter.`}{' '}
      Ages as of {instant(told.asOf)}.
    </p>
  );
};

const Section = ({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ComponentChildren;
}): VNode => <section aria-label={title}>{children}</section>;

/** The figures of all runs that the list shows. */
export const Times = (): VNode => {
  const told = figures.value;
  if (place.value.view === 'play')
    return (
      <div class="times">
        <p class="empty">
          The times are those of the journals and feeds; runs of your own have none.
        </p>
      </div>
    );
  if (told === undefined)
    return (
      <div class="times" aria-busy="true">
        <p class="empty">Counting …</p>
      </div>
    );
  const isFiltered = !isEveryRun(filter.value);
  return (
    <div class="times" tabIndex={0} role="group" aria-label="Times, scrolls">
      <p class="times-scope" role="status">
        <b>
          {isFiltered
            ? `${counted(told.runs, 'run')} of the filter`
            : `All ${counted(told.runs, 'run')}`}
        </b>
        {isFiltered ? (
          <label>
            <input
              type="checkbox"
              checked={comparesAll.value}
              onChange={({ currentTarget }) => {
                comparesAll.value = currentTarget.checked;
              }}
            />{' '}
            beside those of all runs
          </label>
        ) : null}
      </p>
      <Section title="Time in each state">
        {stateLines.value.length === 0 ? (
          <p class="muted">No run has left a state yet.</p>
        ) : (
          <Table caption="Time in each state" head="State" lines={stateLines.value} />
        )}
      </Section>
      <OverTime />
      <Stuck />
      <Unlike />
      {edgeLines.value.length === 0 ? null : (
        <Section title="Time from state to state">
          <Table caption="Time from state to state" head="From and to" lines={edgeLines.value} />
        </Section>
      )}
      <Quality />
    </div>
  );
};
