/** @jsxImportSource preact */
/** The buttons above the timeline: what it is sorted by, and its zooms. */
import type { VNode } from 'preact';
import type { SortKey } from '../select.js';
import { place, sortBy } from '../state.js';
import { FACTOR } from './state.js';
import { changeRows, fitRows, isAllRows, isWholeTime, showAllTime, zoomTime } from './view.js';

const sorts: ReadonlyArray<{
  readonly key: SortKey;
  readonly text: string;
  readonly title: string;
}> = [
  { key: 'age', text: 'Created', title: 'Sort by creation' },
  { key: 'changed', text: 'Changed', title: 'Sort by the last change of state' },
  { key: 'duration', text: 'Duration', title: 'Sort by how long a run took, or has gone on' },
];

const Sorts = (): VNode => {
  const { sort, descending } = place.value.selection;
  return (
    <div class="tabs sorts" role="group" aria-label="Sort the runs by">
      {sorts.map(({ key, text, title }) => (
        <button
          type="button"
          key={key}
          class="tab"
          title={title}
          aria-pressed={sort === key}
          onClick={() => {
            sortBy(key);
          }}
        >
          {text}
          <span aria-hidden="true">{sort === key ? (descending ? ' ↓' : ' ↑') : ''}</span>
          {sort === key ? (
            <span class="unseen">{descending ? ', descending' : ', ascending'}</span>
          ) : null}
        </button>
      ))}
    </div>
  );
};

const Zooms = ({
  name,
  less,
  more,
  fit,
  fitText,
  isFitting,
  keys,
}: {
  readonly name: string;
  readonly less: () => void;
  readonly more: () => void;
  readonly fit: () => void;
  readonly fitText: string;
  readonly isFitting: boolean;
  readonly keys: readonly [less: string, more: string];
}): VNode => (
  <div class="zoom" role="group" aria-label={name}>
    <span class="muted" aria-hidden="true">
      {name}
    </span>
    <button
      type="button"
      class="icon"
      title={`Less (${keys[0]})`}
      aria-label={`${name}: less`}
      onClick={less}
    >
      −
    </button>
    <button
      type="button"
      class="icon"
      title={`More (${keys[1]})`}
      aria-label={`${name}: more`}
      onClick={more}
    >
      +
    </button>
    <button type="button" class="small" aria-pressed={isFitting} onClick={fit}>
      {fitText}
    </button>
  </div>
);

/** The buttons above the timeline. */
export const Bar = (): VNode => (
  <div class="tl-bar">
    <Sorts />
    <Zooms
      name="Time"
      less={() => {
        zoomTime(1 / FACTOR);
      }}
      more={() => {
        zoomTime(FACTOR);
      }}
      fit={showAllTime}
      fitText="All"
      isFitting={isWholeTime.value}
      keys={['-', '+']}
    />
    <Zooms
      name="Rows"
      less={() => {
        changeRows(-1);
      }}
      more={() => {
        changeRows(1);
      }}
      fit={fitRows}
      fitText="All"
      isFitting={isAllRows.value}
      keys={['[', ']']}
    />
  </div>
);
