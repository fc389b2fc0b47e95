/** A virtual list: of any number of rows, only those in view are elements of the page. */
import {
  elementScroll,
  observeElementOffset,
  observeElementRect,
  Virtualizer,
} from '@tanstack/virtual-core';
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';

const OVERSCAN = 12;

/** The rows in view, and the element that scrolls. */
export interface VirtualList {
  readonly virtualizer: Virtualizer<HTMLDivElement, Element>;
  readonly ref: { current: HTMLDivElement | null };
}

/** Keeps track of the rows in view of a list with `count` rows of one height, in pixels. */
export const useVirtualizer = (
  count: number,
  rowHeight: number,
  /** The height of a head above the rows that stays in view; the starts of rows include it. */
  headHeight = 0,
): VirtualList => {
  const ref = useRef<HTMLDivElement>(null);
  const [, redraw] = useState(0);
  const options = {
    count,
    getScrollElement: () => ref.current,
    estimateSize: () => rowHeight,
    overscan: OVERSCAN,
    scrollMargin: headHeight,
    scrollPaddingStart: headHeight,
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
