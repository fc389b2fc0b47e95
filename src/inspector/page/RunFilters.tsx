/** @jsxImportSource preact */
/** The filters of the list of runs, and the columns to sort it by. */
import * as O from 'fp-ts/lib/Option.js';
import type { VNode } from 'preact';
import { runStates } from '../../run/RunState.js';
import type { RowState } from '../Filter.js';
import { NEVER_BEGAN, rowStates } from '../Filter.js';
import { onlyText } from '../Only.js';
import { showsAges } from './clock.js';
import { count, rangeText } from './format.js';
import { useRoving } from './roving.js';
import type { SortKey } from './select.js';
import {
  dataset,
  place,
  showAllStates,
  showOnly,
  showRange,
  sortBy,
  toggleState,
} from './state.js';
import { StateMark } from './StateMark.js';

const StateFilter = ({
  state,
  number,
}: {
  readonly state: RowState;
  readonly number: number;
}): VNode => (
  <button
    type="button"
    class="chip"
    aria-pressed={place.value.selection.states.has(state)}
    {...(state === NEVER_BEGAN ? { title: 'Ops named these runs, and no op created them' } : {})}
    onClick={() => {
      toggleState(state);
    }}
  >
    <StateMark state={state === NEVER_BEGAN ? O.none : O.some(state)} /> <b>{count(number)}</b>
  </button>
);

/** How many runs each filter shows; every run is in one of them. */
const numbers = (): ReadonlyMap<RowState, number> => {
  const { totals, size } = dataset.value;
  const began = totals.states.reduce((sum, n) => sum + n, 0);
  return new Map<RowState, number>([
    ...runStates.map((state, i) => [state, totals.states[i] ?? 0] as const),
    [NEVER_BEGAN, size - began],
  ]);
};

/** What the list is filtered by besides states; a click removes it. */
const FilterChip = ({
  text,
  remove,
}: {
  readonly text: string;
  readonly remove: () => void;
}): VNode => (
  <button
    type="button"
    class="chip only"
    title="Remove this filter"
    aria-label={`Remove the filter: ${text}`}
    onClick={remove}
  >
    {text} <span aria-hidden="true">✕</span>
  </button>
);

/** A button for each state with its number of runs, and the fact that the list is filtered by, if any. */
export const StateFilters = (): VNode => {
  const roving = useRoving<HTMLDivElement>('[aria-pressed=true]');
  const { states, only, range } = place.value.selection;
  const byState = numbers();
  return (
    <div class="chips" role="group" aria-label="Show the runs in" {...roving}>
      <button
        type="button"
        class="chip"
        aria-pressed={states.size === 0 && only === undefined && range === undefined}
        onClick={showAllStates}
      >
        All <b>{count(dataset.value.size)}</b>
      </button>
      {rowStates
        .filter((state) => state !== NEVER_BEGAN || states.has(state) || byState.get(state) !== 0)
        .map((state) => (
          <StateFilter key={state} state={state} number={byState.get(state) ?? 0} />
        ))}
      {only === undefined ? null : (
        <FilterChip
          text={`only runs that ${onlyText(only)}`}
          remove={() => {
            showOnly(undefined);
          }}
        />
      )}
      {range === undefined ? null : (
        <FilterChip
          text={`only runs with an op ${rangeText(range)}`}
          remove={() => {
            showRange(undefined);
          }}
        />
      )}
    </div>
  );
};

const columns: ReadonlyArray<{
  readonly key: SortKey;
  readonly text: string;
  readonly title: string;
}> = [
  { key: 'state', text: 'State', title: 'Sort by state, in lifecycle order' },
  { key: 'id', text: 'Run', title: 'Sort by id' },
  { key: 'attempts', text: 'Tries', title: 'Sort by attempts: how often the run was tried' },
  { key: 'refused', text: 'Refused', title: 'Sort by refused ops' },
  { key: 'priority', text: 'Prio', title: 'Sort by priority' },
  { key: 'changed', text: 'Changed', title: 'Sort by the last change of state' },
  { key: 'age', text: 'Created', title: 'Sort by age' },
];

const isInstant = (key: SortKey): boolean => key === 'changed' || key === 'age';

/** The head of the list: a button for each column. */
export const SortColumns = (): VNode => {
  const roving = useRoving<HTMLDivElement>('[aria-pressed=true]');
  const { sort, descending } = place.value.selection;
  return (
    <div class="row heads" role="group" aria-label="Sort by" {...roving}>
      {columns.map(({ key, text, title }) => (
        <button
          type="button"
          key={key}
          class={`c-${key}`}
          title={title}
          aria-pressed={sort === key}
          onClick={() => {
            sortBy(key);
          }}
        >
          {text}
          {isInstant(key) ? <small>{showsAges.value ? ' ago' : ' UTC'}</small> : null}
          <span class="arrow" aria-hidden="true">
            {sort === key ? (descending ? '↓' : '↑') : ''}
          </span>
          {sort === key ? (
            <span class="unseen">{descending ? ', descending' : ', ascending'}</span>
          ) : null}
        </button>
      ))}
    </div>
  );
};
