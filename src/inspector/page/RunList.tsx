/** @jsxImportSource preact */
/** The list of runs. Of 100,000 runs, only those in view are elements of the page. */
import * as O from 'fp-ts/lib/Option.js';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { printable } from '../../codec/printable.js';
import type { RunId } from '../../values/RunId.js';
import type { Row } from '../Row.js';
import { shortWhen } from './clock.js';
import { narrow } from './format.js';
import { labelOf } from './labels.js';
import { place, shown, showRun } from './state.js';
import { StateMark } from './StateMark.js';
import { useVirtualizer } from './virtual.js';

const ROW_HEIGHT = 28;

const optionId = ({ id }: Row): string => `run-${id}`;

const numberOrDash = (n: number): string => (n === 0 ? '·' : narrow(n));

/** An instant of a run; nothing for a run that never began. */
const When = ({
  column,
  row,
  at,
}: {
  readonly column: 'changed' | 'age';
  readonly row: Row;
  readonly at: number;
}): VNode => (
  <span class={`c-${column} when`} title={O.isNone(row.state) ? '' : shortWhen(at).title}>
    {O.isNone(row.state) ? '' : shortWhen(at).text}
  </span>
);

/** What the run is called, and else its id. */
const RunName = ({ id }: { readonly id: RunId }): VNode => {
  const label = labelOf(id);
  return label === undefined ? (
    <code class="c-id" title={id}>
      <span class="head">{id.slice(0, 8)}</span>…{id.slice(-4)}
    </code>
  ) : (
    <span class="c-id label" title={`${printable(label)}\n${id}`}>
      {printable(label)}
    </span>
  );
};

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
      <RunName id={row.id} />
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
      <When column="changed" row={row} at={row.changedAt} />
      <When column="age" row={row} at={row.createdAt} />
    </div>
  );
};

/** The list; arrow keys move the selection. */
export const RunList = (): VNode => {
  const { list } = shown.value;
  const { runId } = place.value;
  const { virtualizer, ref } = useVirtualizer(list.length, ROW_HEIGHT);
  const index = runId === undefined ? -1 : list.findIndex(({ id }) => id === runId);
  useEffect(() => {
    if (index !== -1) virtualizer.scrollToIndex(index, { align: 'auto' });
  }, [runId, index === -1]);

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
