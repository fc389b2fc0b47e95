/** @jsxImportSource preact */
/** The left column of the actors' page: search, filters and the tree. */
import type { VNode } from 'preact';
import type { ActorStatus } from '../../apps/ActorRow.js';
import { count, counted } from '../format.js';
import { isFolded } from '../panes.js';
import { useRoving } from '../roving.js';
import { FoldButton, FoldedPane } from '../Splitter.js';
import { place } from '../state.js';
import { ActorMark } from './ActorMark.js';
import { ActorTree, TREE_ID } from './ActorTree.js';
import { actors } from './board.js';
import { clearSelection, machines, select, tree } from './state.js';
import { showsEvery, statuses } from './tree.js';

/** The id of the search field, which `/` focuses. */
export const SEARCH_ID = 'actor-search';

const countBy = (): ReadonlyMap<ActorStatus, number> => {
  const counts = new Map<ActorStatus, number>();
  for (const { status } of actors.value.rows) counts.set(status, (counts.get(status) ?? 0) + 1);
  return counts;
};

const Filters = (): VNode => {
  const roving = useRoving<HTMLDivElement>('[aria-pressed=true]');
  const { selection } = place.value.actors;
  const counts = countBy();
  const refusing = actors.value.rows.filter(({ refused }) => refused > 0).length;
  const toggle = (status: ActorStatus): void => {
    const next = new Set(selection.statuses);
    if (!next.delete(status)) next.add(status);
    select({ statuses: next });
  };
  return (
    <div class="chips" role="group" aria-label="Show the actors that are" {...roving}>
      <button
        type="button"
        class="chip"
        aria-pressed={selection.statuses.size === 0 && !selection.refused}
        onClick={() => {
          select({ statuses: new Set(), refused: false });
        }}
      >
        All <b>{count(actors.value.size)}</b>
      </button>
      {statuses
        .filter((status) => counts.has(status) || selection.statuses.has(status))
        .map((status) => (
          <button
            key={status}
            type="button"
            class="chip"
            aria-pressed={selection.statuses.has(status)}
            onClick={() => {
              toggle(status);
            }}
          >
            <ActorMark status={status} /> <span aria-hidden="true">{status}</span>{' '}
            <b>{count(counts.get(status) ?? 0)}</b>
          </button>
        ))}
      {refusing === 0 && !selection.refused ? null : (
        <button
          type="button"
          class="chip"
          aria-pressed={selection.refused}
          title="Only actors that refused events"
          onClick={() => {
            select({ refused: !selection.refused });
          }}
        >
          <span class="refused" aria-hidden="true">
            ⊘
          </span>{' '}
          refused <b>{count(refusing)}</b>
        </button>
      )}
    </div>
  );
};

const MachineFilter = (): VNode | null => {
  const { machine } = place.value.actors.selection;
  const known = machines.value;
  if (known.length < 2 && machine === '') return null;
  return (
    <select
      class="machine-filter"
      aria-label="Show the actors of a machine"
      value={machine}
      onChange={({ currentTarget }) => {
        select({ machine: currentTarget.value });
      }}
    >
      <option value="">all machines</option>
      {known.map(({ hash, name, actors: n }) => (
        <option key={hash} value={hash}>
          {name} ({count(n)})
        </option>
      ))}
    </select>
  );
};

const Empty = (): VNode =>
  actors.value.size === 0 ? (
    <div class="empty">
      <p>{actors.value.isComplete ? 'No actor yet.' : 'Waiting for the server …'}</p>
    </div>
  ) : (
    <div class="empty">
      <p>No actor matches the search and filters.</p>
      <button type="button" onClick={clearSelection}>
        Clear search and filters
      </button>
    </div>
  );

/** Search, filters and the tree of actors. */
export const ActorList = (): VNode => {
  if (isFolded('runs')) return <FoldedPane side="runs" name="Actors" />;
  const { selection } = place.value.actors;
  const rows = tree.value;
  const matches = rows.filter(({ isMatch }) => isMatch).length;
  return (
    <section id="runs" class="runs actors" aria-label="Actors">
      <div class="search">
        <input
          id={SEARCH_ID}
          type="search"
          placeholder="Actor, state or event  ( / )"
          aria-label="Search for actors by their id, logic, machine, state or events"
          spellcheck={false}
          autocomplete="off"
          value={selection.query}
          onInput={({ currentTarget }) => {
            select({ query: currentTarget.value });
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            event.preventDefault();
            clearSelection();
            document.getElementById(TREE_ID)?.focus();
          }}
        />
        <span class="muted" role="status">
          {counted(showsEvery(selection) ? actors.value.size : matches, 'actor')}
        </span>
        <FoldButton side="runs" name="the tree of actors" />
      </div>
      <Filters />
      <MachineFilter />
      <ActorTree />
      {rows.length === 0 ? <Empty /> : null}
    </section>
  );
};
