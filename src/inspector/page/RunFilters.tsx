/** @jsxImportSource preact */
/** The states to filter the list of runs by, and the columns to sort it by. */
import type { VNode } from 'preact';
import type { RunState } from '../../run/RunState.js';
import { runStates } from '../../run/RunState.js';
import { count } from './format.js';
import type { SortKey } from './select.js';
import { dataset, place, showAllStates, sortBy, toggleState } from './state.js';
import { toneClass } from './StateMark.js';

const StateFilter = ({
  state,
  number,
}: {
  readonly state: RunState;
  readonly number: number;
}): VNode => (
  <button
    type="button"
    class="chip"
    aria-pressed={place.value.selection.states.has(state)}
    onClick={() => {
      toggleState(state);
    }}
  >
    <span class={`mark ${toneClass(state)}`}>{state}</span> <b>{count(number)}</b>
  </button>
);

/** A button for each state, with its number of runs. */
export const StateFilters = (): VNode => {
  const { totals } = dataset.value;
  return (
    <div class="chips" role="group" aria-label="Show the runs in">
      <button
        type="button"
        class="chip"
        aria-pressed={place.value.selection.states.size === 0}
        onClick={showAllStates}
      >
        All <b>{count(dataset.value.rows.size)}</b>
      </button>
      {runStates.map((state, i) => (
        <StateFilter key={state} state={state} number={totals.states[i] ?? 0} />
      ))}
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
  { key: 'age', text: 'Created', title: 'Sort by age (UTC)' },
];

/** The head of the list: a button for each column. */
export const SortColumns = (): VNode => {
  const { sort, descending } = place.value.selection;
  return (
    <div class="row heads" role="group" aria-label="Sort by">
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
