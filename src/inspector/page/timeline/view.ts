/** What the timeline shows: which part of time, how high its rows are, and which row the keyboard is at. */
import { computed, signal } from '@preact/signals';
import * as O from 'fp-ts/lib/Option.js';
import type { RunId } from '../../../values/RunId.js';
import { Timestamp } from '../../../values/Timestamp.js';
import { isPlausible } from '../../../values/TimeUnit.js';
import { dataset, place, shown, showRange } from '../state.js';
import type { Size } from '../zoom.js';
import { summary } from './changes.js';
import type { Span } from './span.js';
import { around, moved, within, zoomed } from './span.js';

// ------------------------------------------------------------------------------------------------------------ state

/** The height of the axis above the rows, in pixels. */
export const AXIS = 26;

/** The heights that rows can have, in pixels, beside that at which all fit. */
const heights = [1, 2, 4, 7, 12, 18, 26] as const;

const FIRST_HEIGHT = 18;

/** Rows from this height on have their ids beside them. */
export const NAMED_FROM = 12;

/** The size of the part that scrolls. */
export const paneSize = signal<Size>({ width: 0, height: 0 });

/** The height of rows that was chosen; `all` for that at which all fit. */
const chosenHeight = signal<number | 'all'>(FIRST_HEIGHT);

/** The span that was chosen; without one, everything is shown. */
const chosenSpan = signal<Span | undefined>(undefined);

/** The run that the keyboard is at; without one, the chosen one or the first. */
export const active = signal<RunId | undefined>(undefined);

/** How far the rows are scrolled, in pixels. */
export const scrollTop = signal(0);

/** The range that is being dragged. */
export const draft = signal<Span | undefined>(undefined);

// ---------------------------------------------------------------------------------------------------------- computed

const isLikely = (at: number): boolean => Timestamp.is(at) && isPlausible('s', at);

/** The instants between which all runs are. Those that were likely read in another unit are left out, or nothing else were in sight. */
const ends = computed((): { readonly first: number; readonly last: number } => {
  let first = Infinity;
  let last = -Infinity;
  const { rows, version } = dataset.value;
  if (version < 0) return { first, last };
  for (const { state, createdAt, changedAt } of rows) {
    if (O.isNone(state)) continue;
    if (isLikely(createdAt)) {
      first = Math.min(first, createdAt);
      last = Math.max(last, createdAt);
    }
    if (isLikely(changedAt)) last = Math.max(last, changedAt);
  }
  const told = summary.value.latest;
  if (place.value.view === 'journal' && told !== undefined && isLikely(told))
    last = Math.max(last, told);
  return first <= last ? { first, last } : { first: 0, last: 0 };
});

/** The latest instant of all. */
export const latest = computed((): number => ends.value.last);

/** All of time, with some room. */
export const bounds = computed((): Span => around(ends.value.first, ends.value.last));

/** The span that is shown. */
export const span = computed((): Span =>
  chosenSpan.value === undefined ? bounds.value : within(bounds.value, chosenSpan.value),
);

/** Is all of time shown? */
export const isWholeTime = computed(() => chosenSpan.value === undefined);

/** The height of the rows, of which all fit at the lowest. */
export const rowHeight = computed((): number => {
  const count = Math.max(1, shown.value.list.length);
  const fitting = Math.min(FIRST_HEIGHT, (paneSize.value.height - AXIS - 1) / count);
  return chosenHeight.value === 'all' ? Math.max(0.001, fitting) : chosenHeight.value;
});

/** Do all rows fit? */
export const isAllRows = computed(() => chosenHeight.value === 'all');

/** How many rows a line of pixels stands for. */
export const rowsPerLine = computed((): number => Math.max(1, 1 / rowHeight.value));

/** The height of all rows. */
export const contentHeight = computed(
  (): number => Math.ceil(shown.value.list.length * rowHeight.value) + AXIS,
);

/** The rows in view: from `first` to before `end`. */
export const inView = computed((): { readonly first: number; readonly end: number } => {
  const { length } = shown.value.list;
  const [top, height] = [scrollTop.value / rowHeight.value, rowHeight.value];
  const first = Math.max(0, Math.min(length - 1, Math.floor(top)));
  const end = Math.ceil(top + (paneSize.value.height - AXIS) / height);
  return { first, end: Math.max(0, Math.min(length, end)) };
});

/** The width at the left for the ids of runs. */
export const gutter = computed((): number =>
  rowHeight.value < NAMED_FROM ? 12 : paneSize.value.width < 560 ? 86 : 128,
);

/** The place of the chosen run's row; -1 if there is none. */
export const chosenIndex = computed((): number => {
  const { runId } = place.value;
  return runId === undefined ? -1 : shown.value.list.findIndex(({ id }) => id === runId);
});

/** The place of the row that the keyboard is at. */
export const activeIndex = computed((): number => {
  const { list } = shown.value;
  const id = active.value ?? place.value.runId;
  return id === undefined
    ? 0
    : Math.max(
        0,
        list.findIndex((row) => row.id === id),
      );
});

// ------------------------------------------------------------------------------------------------------- operations

/** Shows a span. */
export const showSpan = (to: Span): void => {
  const own = within(bounds.value, to);
  const isAll = own.to - own.from >= (bounds.value.to - bounds.value.from) * 0.9999;
  chosenSpan.value = isAll ? undefined : own;
};

/** Shows all of time. */
export const showAllTime = (): void => {
  chosenSpan.value = undefined;
};

/** Zooms time by a factor around an instant, or else the middle. */
export const zoomTime = (factor: number, at = (span.value.from + span.value.to) / 2): void => {
  showSpan(zoomed(bounds.value, span.value, factor, at));
};

/** Moves the span by a share of its length. */
export const panTime = (share: number): void => {
  const { from, to } = span.value;
  if (chosenSpan.value !== undefined)
    chosenSpan.value = moved(bounds.value, span.value, share * (to - from));
};

/** Makes the rows higher or lower by steps; below the lowest, all fit. */
export const changeRows = (steps: number): void => {
  const now = rowHeight.value;
  const next =
    steps > 0
      ? heights.find((height) => height > now + 0.01)
      : heights.findLast((height) => height < now - 0.01);
  const fitting = (paneSize.value.height - AXIS) / Math.max(1, shown.value.list.length);
  if (next === undefined) {
    if (steps < 0) chosenHeight.value = 'all';
  } else chosenHeight.value = steps < 0 && next < fitting ? 'all' : next;
};

/** Makes the rows so high that their ids can be read. */
export const nameRows = (): void => {
  chosenHeight.value = FIRST_HEIGHT;
};

/** Makes all rows fit. */
export const fitRows = (): void => {
  chosenHeight.value = 'all';
};

/** Shows only runs with ops in a range, on whole seconds; without one, all. */
export const brush = (range: Span | undefined): void => {
  draft.value = undefined;
  if (range === undefined) showRange(undefined);
  else {
    const [from, to] = [Math.min(range.from, range.to), Math.max(range.from, range.to)];
    showRange({ from: Math.max(0, Math.floor(from)), to: Math.max(1, Math.ceil(to)) });
  }
};

/** The brushed range: the one that is being dragged, or that which filters. */
export const brushed = computed((): Span | undefined => draft.value ?? place.value.selection.range);
