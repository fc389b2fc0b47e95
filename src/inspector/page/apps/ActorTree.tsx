/** @jsxImportSource preact */
/** The tree of actors. Of any number of them, only those in view are elements of the page. */
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import { narrow } from '../format.js';
import { place } from '../state.js';
import { useVirtualizer } from '../virtual.js';
import { ActorMark } from './ActorMark.js';
import { actorName, machineName, setOpen, showActor, tree } from './state.js';
import type { TreeRow } from './tree.js';
import { eventText, kindTexts, srcText, stateText } from './words.js';

const ROW_HEIGHT = 40;

/** How far each level is indented, in pixels, and how many levels are. */
const INDENT = { step: 14, levels: 12 } as const;

/** The id of the tree, which the skip link leads to. */
export const TREE_ID = 'actor-tree';

const itemId = ({ row }: TreeRow): string => `actor-${String(row.actor)}`;

/** The logic that an actor runs, as its parent or its machine names it, if its own name does not say it. */
const logicText = ({ row }: TreeRow): string => {
  const name = actorName(row);
  const logic = [machineName(row.chart), srcText(row)].find((text) => text !== '' && text !== name);
  return logic ?? (row.kind === 'machine' ? '' : kindTexts[row.kind]);
};

const Item = ({ item, top }: { readonly item: TreeRow; readonly top: number }): VNode => {
  const { row, level, hasChildren, isOpen, isMatch } = item;
  const indent = INDENT.step * Math.min(level - 1, INDENT.levels);
  return (
    <div
      id={itemId(item)}
      role="treeitem"
      class={`actor is-${row.status} ${isMatch ? '' : 'aside'}`}
      aria-level={level}
      aria-posinset={item.position}
      aria-setsize={item.siblings}
      aria-selected={row.actor === place.value.actors.actor}
      {...(hasChildren ? { 'aria-expanded': isOpen } : {})}
      style={{ transform: `translateY(${String(top)}px)`, paddingLeft: `${String(indent + 4)}px` }}
      onClick={() => {
        showActor(row.actor);
      }}
    >
      <span
        class={`twisty ${hasChildren ? '' : 'leaf'}`}
        aria-hidden="true"
        onClick={(event) => {
          if (!hasChildren) return;
          event.stopPropagation();
          setOpen(row.actor, !isOpen);
        }}
      >
        {hasChildren ? (isOpen ? '▾' : '▸') : ''}
      </span>
      <ActorMark status={row.status} />
      <span class="actor-name" title={`${actorName(row)}, ${row.sessionId}`}>
        <b>{actorName(row)}</b> <span class="muted">{logicText(item)}</span>
      </span>
      <span class="actor-counts number">
        <span title={`${String(row.steps)} events`}>
          {narrow(row.steps)}
          <span class="unseen"> events</span>
        </span>
        {row.refused === 0 ? null : (
          <span class="refused" title={`${String(row.refused)} refused`}>
            <span aria-hidden="true">⊘</span>
            {narrow(row.refused)}
            <span class="unseen"> refused</span>
          </span>
        )}
      </span>
      <span class="actor-state muted">
        {row.runId === undefined ? null : <span class="run-badge">run</span>}
        <span class="actor-value-text" title={stateText(row)}>
          {stateText(row) || (row.status === 'active' ? 'running' : row.status)}
        </span>
        {row.event === undefined ? null : (
          <span class="actor-event" title={`last event: ${row.event}`}>
            <span class="unseen">, last event </span>
            {eventText(row.event)}
          </span>
        )}
      </span>
    </div>
  );
};

/** The tree; arrow keys move the selection, and open and close branches. */
export const ActorTree = (): VNode => {
  const rows = tree.value;
  const { actor } = place.value.actors;
  const { virtualizer, ref } = useVirtualizer(rows.length, ROW_HEIGHT);
  const index = actor === undefined ? -1 : rows.findIndex(({ row }) => row.actor === actor);
  useEffect(() => {
    if (index !== -1) virtualizer.scrollToIndex(index, { align: 'auto' });
  }, [actor, index === -1]);

  const choose = (at: number): void => {
    const item = rows[Math.max(0, Math.min(rows.length - 1, at))];
    if (item !== undefined) showActor(item.row.actor);
  };
  const chosen = rows[index];
  const pageOf = (): number =>
    Math.max(1, Math.floor((ref.current?.clientHeight ?? 0) / ROW_HEIGHT) - 1);
  const openAround = (isOpen: boolean): void => {
    for (const item of rows)
      if (item.hasChildren && item.level === (chosen?.level ?? 1)) setOpen(item.row.actor, isOpen);
  };
  /** As the pattern of a tree says: Right opens a branch, then goes into it; Left closes it, then goes to its parent. */
  const moves: Readonly<Record<string, () => void>> = {
    ArrowDown: () => {
      choose(index + 1);
    },
    ArrowUp: () => {
      choose(index === -1 ? 0 : index - 1);
    },
    PageDown: () => {
      choose(index + pageOf());
    },
    PageUp: () => {
      choose(index - pageOf());
    },
    Home: () => {
      choose(0);
    },
    End: () => {
      choose(rows.length - 1);
    },
    ArrowRight: () => {
      if (chosen?.hasChildren !== true) return;
      if (chosen.isOpen) choose(index + 1);
      else setOpen(chosen.row.actor, true);
    },
    ArrowLeft: () => {
      if (chosen === undefined) return;
      if (chosen.isOpen) setOpen(chosen.row.actor, false);
      else {
        const parent = rows.slice(0, index).findLastIndex(({ level }) => level < chosen.level);
        if (parent !== -1) choose(parent);
      }
    },
    '*': () => {
      openAround(true);
    },
  };
  const items = virtualizer.getVirtualItems();
  const isShown = items.some((item) => item.index === index);
  return (
    <div
      ref={ref}
      id={TREE_ID}
      class="list"
      role="tree"
      tabIndex={0}
      aria-label="Actors"
      {...(chosen !== undefined && isShown ? { 'aria-activedescendant': itemId(chosen) } : {})}
      onKeyDown={(event) => {
        if (event.ctrlKey || event.metaKey || event.altKey) return;
        const move = moves[event.key];
        if (move === undefined) return;
        event.preventDefault();
        event.stopPropagation();
        move();
      }}
    >
      <div
        class="items"
        role="presentation"
        style={{ height: `${String(virtualizer.getTotalSize())}px` }}
      >
        {items.map(({ index: at, start }) => {
          const item = rows[at];
          return item === undefined ? null : <Item key={item.row.actor} item={item} top={start} />;
        })}
      </div>
    </div>
  );
};
