/** @jsxImportSource preact */
/** What is in view of the timeline: as rows for screen readers, and as a line of text. */
import { computed } from '@preact/signals';
import type { VNode } from 'preact';
import { count } from '../format.js';
import { nameOf } from '../labels.js';
import { place, shown } from '../state.js';
import { summary } from './changes.js';
import { told } from './state.js';
import {
  activeIndex,
  brush,
  brushed,
  latest,
  NAMED_FROM,
  rowHeight,
  rowsPerLine,
  showSpan,
  span,
} from './view.js';
import { rowsText, runText, statesText, timeText } from './words.js';

/** The rows for screen readers: those in view if there are not too many, and the one that the keyboard is at. */
export const Options = (): VNode => {
  const { list } = shown.value;
  const { first, end } = rowHeight.value >= NAMED_FROM ? told.value : { first: 0, end: 0 };
  const at = activeIndex.value;
  const places = Array.from({ length: Math.max(0, end - first) }, (_, i) => first + i);
  const all =
    places.includes(at) || list.length === 0 ? places : [...places, at].sort((a, b) => a - b);
  return (
    <>
      {all.map((index) => {
        const row = list[index];
        return row === undefined ? null : (
          <div
            key={row.id}
            id={`bar-${row.id}`}
            class="unseen"
            role="option"
            aria-selected={row.id === place.value.runId}
            aria-posinset={index + 1}
            aria-setsize={list.length}
          >
            {runText(row, nameOf(row.id), latest.value)}
          </div>
        );
      })}
    </>
  );
};

/** What the rows in view are, in words; counted only once the page stands still. */
const toldStates = computed((): string => {
  const { first, end } = told.value;
  return statesText(shown.value.list, first, end);
});

/** What is in view, in a line. */
export const Status = (): VNode => {
  const { list } = shown.value;
  const { first, end } = told.value;
  const range = brushed.value;
  const { dropped } = summary.value;
  return (
    <div class="tl-status">
      <p role="status">
        <b>{rowsText(first, Math.min(end, list.length), list.length)}</b>, {timeText(span.value)}
        <span class="unseen">. {toldStates.value}.</span>
      </p>
      {rowHeight.value < 1 ? (
        <p class="muted">
          A line is {count(Math.round(rowsPerLine.value))} runs: the colour of most, paler where
          fewer exist, red for refusals.
        </p>
      ) : null}
      {dropped === 0 ? null : (
        <p class="muted">
          The oldest {count(dropped)} changes were dropped; what was then is grey.
        </p>
      )}
      {range === undefined ? null : (
        <p class="tl-range">
          <span>Only runs with ops in {timeText(range)}</span>
          <button
            type="button"
            class="small"
            title="Show this time alone (z)"
            onClick={() => {
              showSpan(range);
            }}
          >
            Zoom in
          </button>
          <button
            type="button"
            class="small"
            title="All runs (Esc)"
            onClick={() => {
              brush(undefined);
            }}
          >
            Clear
          </button>
        </p>
      )}
    </div>
  );
};
