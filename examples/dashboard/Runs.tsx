/** All runs, live. Of 10,000 runs, only those in view are elements of the page. */
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import type { KeyboardEvent } from 'react';
import { memo, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import type { RunId, RunInstance, RunState } from 'runchart';
import { runStates } from 'runchart';
import type { Board } from './board.js';
import type { FigureSource } from './figures.js';
import { clock, count, shortId } from './format.js';
import { StateMark } from './StateMark.js';
import { totalOf } from './traffic.js';
import { useWatched } from './watch.js';

const ROW_HEIGHT = 28;
const OVERSCAN = 6;

/** The states that are shown; all if none is given. */
type Filter = RunState | undefined;

const Filters = ({
  figures,
  filter,
  onFilter,
}: {
  readonly figures: FigureSource;
  readonly filter: Filter;
  readonly onFilter: (filter: Filter) => void;
}) => {
  const { counts } = useWatched(figures);
  const chip = (state: Filter) => (
    <button
      key={state ?? 'All'}
      type="button"
      className="chip"
      aria-pressed={state === filter}
      onClick={() => {
        onFilter(state);
      }}
    >
      {state === undefined ? 'All' : <StateMark state={state} />}{' '}
      <b>{count(state === undefined ? totalOf(counts) : counts[state])}</b>
    </button>
  );
  return (
    <div className="chips" role="group" aria-label="Show the runs in">
      {[undefined, ...runStates].map(chip)}
    </div>
  );
};

const optionId = (id: RunId): string => `run-${id}`;

interface ItemProps {
  readonly run: RunInstance;
  readonly top: number;
  readonly place: number;
  readonly size: number;
  readonly isChosen: boolean;
  readonly onChoose: (run: RunInstance) => void;
}

/** A row. It renders again only if its run or its place has changed. */
const Item = memo(({ run, top, place, size, isChosen, onChoose }: ItemProps) => (
  <div
    id={optionId(run.id)}
    role="option"
    className="row"
    aria-selected={isChosen}
    aria-posinset={place + 1}
    aria-setsize={size}
    style={{ transform: `translateY(${top}px)` }}
    onClick={() => {
      onChoose(run);
    }}
  >
    <StateMark key={run.state} state={run.state} />
    <code>{shortId(run.id)}</code>
    <span className="number">
      {run.attemptCount}
      <span className="unseen"> attempts</span>
    </span>
    <span className="number">
      <span className="unseen">priority </span>
      {run.effectivePriority}
    </span>
    <span className="number">{clock(run.lastStateChangeAt)}</span>
  </div>
));
Item.displayName = 'Item';

/** The range of rows in view. */
const useVirtualizer = (length: number) => {
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
  useEffect(() => virtualizer._didMount(), [virtualizer]);
  useLayoutEffect(() => {
    virtualizer._willUpdate();
  });
  return { virtualizer, ref };
};

/** The indexes of the runs in a state. They are computed once a second, so that a row stays long enough to be clicked. */
const usePlaces = (board: Board, figures: FigureSource, filter: Filter): ReadonlyArray<number> => {
  const { second } = useWatched(figures);
  return useMemo(
    () =>
      board
        .runs()
        .flatMap(({ state }, place) => (filter === undefined || state === filter ? [place] : [])),
    // `second` is the trigger.
    [board, filter, second],
  );
};

interface RunsProps {
  readonly board: Board;
  readonly figures: FigureSource;
  readonly chosenId: RunId | undefined;
  readonly onChoose: (run: RunInstance) => void;
}

const List = ({
  board,
  figures,
  chosenId,
  onChoose,
  filter,
}: RunsProps & { readonly filter: Filter }) => {
  useWatched(board.version);
  const places = usePlaces(board, figures, filter);
  const { virtualizer, ref } = useVirtualizer(places.length);
  const runs = board.runs();
  const runAt = (row: number): RunInstance | undefined => runs[places[row] ?? -1];
  const items = virtualizer.getVirtualItems();
  const isShown = items.some(({ index }) => runAt(index)?.id === chosenId);

  const press = (event: KeyboardEvent): void => {
    const chosen = places.findIndex((place) => runs[place]?.id === chosenId);
    const page = Math.floor((ref.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1;
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: chosen + 1,
      ArrowUp: chosen - 1,
      PageDown: chosen + page,
      PageUp: chosen - page,
      Home: 0,
      End: places.length - 1,
    };
    const move = moves[event.key];
    if (move === undefined) return;
    event.preventDefault();
    const row = Math.max(0, Math.min(places.length - 1, move));
    const run = runAt(row);
    if (run === undefined) return;
    onChoose(run);
    virtualizer.scrollToIndex(row, { align: 'auto' });
  };

  return (
    <div
      ref={ref}
      className="list"
      role="listbox"
      tabIndex={0}
      aria-label="Runs"
      aria-activedescendant={chosenId !== undefined && isShown ? optionId(chosenId) : undefined}
      onKeyDown={press}
    >
      <div role="presentation" style={{ height: virtualizer.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const run = runAt(index);
          return run === undefined ? null : (
            <Item
              key={run.id}
              run={run}
              top={start}
              place={index}
              size={places.length}
              isChosen={run.id === chosenId}
              onChoose={onChoose}
            />
          );
        })}
      </div>
    </div>
  );
};

/** The filter and the list. */
export const Runs = (props: RunsProps) => {
  const [filter, setFilter] = useState<Filter>();
  return (
    <section className="runs" aria-label="Runs">
      <Filters figures={props.figures} filter={filter} onFilter={setFilter} />
      <div className="row heads" aria-hidden="true">
        <span>State</span>
        <span>Run</span>
        <span className="number">Tries</span>
        <span className="number">Prio</span>
        <span className="number">Since</span>
      </div>
      <List key={filter} {...props} filter={filter} />
    </section>
  );
};
