/** @jsxImportSource preact */
/** The list of runs. Of a hundred thousand, only those that can be seen are elements of the page. */
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import * as O from 'fp-ts/lib/Option.js';
import type { VNode } from 'preact';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { RunState } from '../../run/RunState.js';
import { runStates } from '../../run/RunState.js';
import type { Row } from '../Board.js';
import { count, counted, instant, narrow, shortId, shortInstant } from './format.js';
import { SEARCH_ID } from './keys.js';
import { playJournal } from './play.js';
import { save } from './save.js';
import type { SortKey } from './select.js';
import {
  clearSelection,
  dataset,
  place,
  play,
  searchFor,
  showAllStates,
  shown,
  showRun,
  sortBy,
  toggleState,
} from './state.js';
import { StateMark, toneClass } from './StateMark.js';

const ROW_HEIGHT = 28;
const OVERSCAN = 12;

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

const Filter = ({
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

const Filters = (): VNode => {
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
        <Filter key={state} state={state} number={totals.states[i] ?? 0} />
      ))}
    </div>
  );
};

const Columns = (): VNode => {
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

const optionId = ({ id }: Row): string => `run-${id}`;

const numberOrDash = (n: number): string => (n === 0 ? '·' : narrow(n));

const Item = ({
  row,
  top,
  position,
  size,
}: {
  readonly row: Row;
  readonly top: number;
  readonly position: number;
  readonly size: number;
}): VNode => {
  const isChosen = row.id === place.value.runId;
  return (
    <div
      id={optionId(row)}
      role="option"
      class="row item"
      aria-selected={isChosen}
      aria-posinset={position + 1}
      aria-setsize={size}
      style={{ transform: `translateY(${String(top)}px)` }}
      onClick={() => {
        showRun(row.id);
      }}
    >
      <span class="c-state">
        <StateMark state={row.state} />
      </span>
      <code class="c-id" title={row.id}>
        {shortId(row.id).slice(0, -4)}
        <span class="tail">{row.id.slice(-4)}</span>
      </code>
      <span class="c-attempts number">
        {numberOrDash(row.attempts)}
        <span class="unseen"> attempts</span>
      </span>
      <span class={`c-refused number ${row.refused > 0 ? 'refused' : ''}`}>
        {numberOrDash(row.refused)}
        <span class="unseen"> refused</span>
      </span>
      <span class="c-priority number" title={String(row.priority)}>
        <span class="unseen">priority </span>
        {narrow(row.priority)}
      </span>
      <span class="c-age" title={instant(row.createdAt)}>
        {O.isNone(row.state) ? '' : shortInstant(row.createdAt)}
      </span>
    </div>
  );
};

const useVirtualizer = (
  length: number,
): {
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>;
  readonly ref: { current: HTMLDivElement | null };
} => {
  const ref = useRef<HTMLDivElement>(null);
  const [, redraw] = useState(0);
  const options = {
    count: length,
    getScrollElement: () => ref.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: OVERSCAN,
    observeElementRect,
    observeElementOffset,
    scrollToFn: elementScroll,
    onChange: () => {
      redraw((n) => n + 1);
    },
  };
  const [virtualizer] = useState(() => new Virtualizer<HTMLDivElement, Element>(options));
  virtualizer.setOptions(options);
  useEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => {
    virtualizer._willUpdate();
  });
  return { virtualizer, ref };
};

const Empty = (): VNode => {
  const { rows, complete } = dataset.value;
  if (rows.size > 0)
    return (
      <div class="empty">
        <p>No run is like that.</p>
        <button type="button" onClick={clearSelection}>
          Clear search and filter
        </button>
      </div>
    );
  if (place.value.view === 'play')
    return (
      <div class="empty">
        <p>No run yet. Begin one above, and move it by its actions.</p>
      </div>
    );
  return (
    <div class="empty">
      {complete ? (
        <>
          <p>No run yet.</p>
          <p>
            Start with a journal, <code>runchart inspect journal.ndjson</code>, or send its lines to
            the WebSocket <code>{`ws://${window.location.host}/feed`}</code>. An app with{' '}
            <code>@statelyai/inspect</code> points its inspector there.
          </p>
        </>
      ) : (
        <p>Waiting for the server …</p>
      )}
    </div>
  );
};

const List = (): VNode => {
  const { list } = shown.value;
  const { runId } = place.value;
  const { virtualizer, ref } = useVirtualizer(list.length);
  const index = runId === undefined ? -1 : list.findIndex(({ id }) => id === runId);
  useEffect(() => {
    if (index !== -1) virtualizer.scrollToIndex(index, { align: 'auto' });
  }, [runId]);

  const choose = (at: number): void => {
    const row = list[Math.max(0, Math.min(list.length - 1, at))];
    if (row !== undefined) showRun(row.id);
  };
  const pageOf = (): number =>
    Math.max(1, Math.floor((ref.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1);
  const moves: Readonly<Record<string, () => number>> = {
    ArrowDown: () => index + 1,
    ArrowUp: () => (index === -1 ? 0 : index - 1),
    PageDown: () => index + pageOf(),
    PageUp: () => index - pageOf(),
    Home: () => 0,
    End: () => list.length - 1,
  };
  const chosen = list[index];
  const items = virtualizer.getVirtualItems();
  const isShown = items.some((item) => item.index === index);
  return (
    <div
      ref={ref}
      id="run-list"
      class="list"
      role="listbox"
      tabIndex={0}
      aria-label="Runs"
      {...(chosen !== undefined && isShown ? { 'aria-activedescendant': optionId(chosen) } : {})}
      onKeyDown={(event) => {
        const move = moves[event.key];
        if (move === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        choose(move());
      }}
    >
      {list.length === 0 ? null : (
        <div
          class="items"
          role="presentation"
          style={{ height: `${String(virtualizer.getTotalSize())}px` }}
        >
          {items.map(({ index: at, start }) => {
            const row = list[at];
            return row === undefined ? null : (
              <Item key={row.id} row={row} top={start} position={at} size={list.length} />
            );
          })}
        </div>
      )}
    </div>
  );
};

const Begin = (): VNode => (
  <div class="begin">
    <button
      type="button"
      class="primary"
      title="Begin a run in Scheduled (n)"
      onClick={() => {
        play('Scheduled');
      }}
    >
      + Scheduled
    </button>
    <button
      type="button"
      class="primary"
      title="Begin a run in Ready (r)"
      onClick={() => {
        play('Ready');
      }}
    >
      + Ready
    </button>
    <button
      type="button"
      disabled={dataset.value.rows.size === 0}
      onClick={() => {
        save('play.ndjson', 'application/x-ndjson', playJournal());
      }}
    >
      Save journal
    </button>
  </div>
);

/** Search, filter, and the list. */
export const Runs = (): VNode => {
  const { query } = place.value.selection;
  const { list } = shown.value;
  return (
    <section class="runs" aria-label="Runs">
      {place.value.view === 'play' ? <Begin /> : null}
      <div class="search">
        <input
          id={SEARCH_ID}
          type="search"
          placeholder="Search by id  ( / )"
          aria-label="Search for runs by id"
          spellcheck={false}
          autocomplete="off"
          value={query}
          onInput={({ currentTarget }) => {
            searchFor(currentTarget.value);
          }}
        />
        <span class="muted" role="status">
          {counted(list.length, 'run')}
        </span>
      </div>
      <Filters />
      <Columns />
      <List />
      {list.length === 0 ? <Empty /> : null}
    </section>
  );
};
