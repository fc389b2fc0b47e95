/** The timeline by keyboard. */
import { shown, showRun } from '../state.js';
import { lengthOf } from './span.js';
import { FACTOR, STEP, told } from './state.js';
import {
  active,
  activeIndex,
  AXIS,
  brush,
  brushed,
  changeRows,
  inView,
  latest,
  panTime,
  rowHeight,
  showAllTime,
  showSpan,
  span,
  zoomTime,
} from './view.js';

/** Scrolls a row into view. */
export const revealRow = (pane: HTMLElement, index: number): void => {
  const [top, height] = [index * rowHeight.peek(), Math.max(1, rowHeight.peek())];
  const room = pane.clientHeight - AXIS;
  if (top < pane.scrollTop) pane.scrollTop = top;
  else if (top + height > pane.scrollTop + room) pane.scrollTop = top + height - room;
};

/** Moves the end of the brushed range; without one, it begins in the middle. */
const extendBrush = (by: number): void => {
  const { from, to } = span.peek();
  const step = Math.max(1, lengthOf(span.peek()) * STEP);
  const middle = (from + to) / 2;
  const range = brushed.peek() ?? { from: middle, to: middle };
  const end = Math.max(range.from + 1, range.to + by * step);
  brush({ from: range.from, to: Math.min(end, latest.peek() + 1) });
};

/** The keys of the timeline; others are those of the page. */
export const keysOf = (
  pane: HTMLElement,
): Readonly<Record<string, (shift: boolean) => boolean>> => {
  const goTo = (index: number): boolean => {
    const { list } = shown.peek();
    const at = Math.max(0, Math.min(list.length - 1, index));
    active.value = list[at]?.id;
    revealRow(pane, at);
    told.value = inView.peek();
    return true;
  };
  const page = (): number =>
    Math.max(1, Math.floor((pane.clientHeight - AXIS) / rowHeight.peek()) - 1);
  const time =
    (by: number) =>
    (shift: boolean): boolean => {
      if (shift) extendBrush(by);
      else panTime(by * STEP);
      return true;
    };
  const zoom = (factor: number) => (): boolean => {
    zoomTime(factor);
    return true;
  };
  return {
    ArrowDown: () => goTo(activeIndex.peek() + 1),
    ArrowUp: () => goTo(activeIndex.peek() - 1),
    PageDown: () => goTo(activeIndex.peek() + page()),
    PageUp: () => goTo(activeIndex.peek() - page()),
    Home: () => goTo(0),
    End: () => goTo(Infinity),
    ArrowLeft: time(-1),
    ArrowRight: time(1),
    '+': zoom(FACTOR),
    '=': zoom(FACTOR),
    '-': zoom(1 / FACTOR),
    f: () => {
      showAllTime();
      return true;
    },
    '[': () => {
      changeRows(-1);
      return true;
    },
    ']': () => {
      changeRows(1);
      return true;
    },
    z: () => {
      const range = brushed.peek();
      if (range !== undefined) showSpan(range);
      return range !== undefined;
    },
    Enter: () => {
      const row = shown.peek().list[activeIndex.peek()];
      if (row !== undefined) showRun(row.id);
      return row !== undefined;
    },
    Escape: () => {
      const isBrushed = brushed.peek() !== undefined;
      if (isBrushed) brush(undefined);
      return isBrushed;
    },
  };
};
