/** @jsxImportSource preact */
/** Where the time of the runs goes, lines over time, what is stuck, and which runs are unlike the rest. */
import { computed, effect, signal } from '@preact/signals';
import * as O from 'fp-ts/lib/Option.js';
import type { ComponentChildren, VNode } from 'preact';
import type { RunState } from '../../../run/RunState.js';
import type { TimeFigures } from '../../../times/StateTimes.js';
import type { Filter } from '../../Filter.js';
import { isEveryRun } from '../../Filter.js';
import { counted, instant } from '../format.js';
import { askForFigures, figures } from '../found.js';
import { place } from '../state.js';
import { StateMark } from '../StateMark.js';
import { OverTime } from './OverTime.js';
import { Stuck } from './Stuck.js';
import type { Line } from './TimesTable.js';
import { TimesTable } from './TimesTable.js';
import { Unlike } from './Unlike.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Are the figures of all runs shown while a filter is set? */
const comparesAll = signal(true);

const filter = computed((): Filter => {
  const { states, only, query, range } = place.value.selection;
  return { states, only, query, range };
});

effect(() => {
  const { show, view, times } = place.value;
  askForFigures(
    show === 'times' && view === 'journal'
      ? { filter: filter.value, stuckFor: times.stuckFor }
      : undefined,
  );
});

// ------------------------------------------------------------------------------------------------------------ lines

/** The figures of all runs, if they are shown. */
const beside = (all: TimeFigures | undefined): TimeFigures | undefined =>
  comparesAll.value ? all : undefined;

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
            all: beside(told.allTimes)?.attempts,
          },
        ];
  return [
    ...told.times.states.map((own) => ({
      key: own.state,
      head: stateMark(own.state),
      own,
      all: beside(told.allTimes)?.states.find(({ state }) => state === own.state),
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
    all: beside(figures.value?.allTimes)?.edges.find(
      ({ from, to }) => from === own.from && to === own.to,
    ),
  })),
);

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
          <TimesTable caption="Time in each state" head="State" lines={stateLines.value} />
        )}
      </Section>
      <OverTime />
      <Stuck />
      <Unlike />
      {edgeLines.value.length === 0 ? null : (
        <Section title="Time from state to state">
          <TimesTable
            caption="Time from state to state"
            head="From and to"
            lines={edgeLines.value}
          />
        </Section>
      )}
      <Quality />
    </div>
  );
};
