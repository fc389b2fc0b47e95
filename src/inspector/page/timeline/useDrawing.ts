/** Draws the timeline. */
import type { ReadonlySignal } from '@preact/signals';
import { effect } from '@preact/signals';
import type { RefObject } from 'preact';
import { useEffect } from 'preact/hooks';
import { nameOf } from '../labels.js';
import { shown } from '../state.js';
import { theme } from '../theme.js';
import { changesOf, toldVersion, want } from './changes.js';
import { makeDrawing } from './draw.js';
import type { Paints } from './paint.js';
import { paintsOf } from './paint.js';
import { hasFocus, pointer, told } from './state.js';
import {
  activeIndex,
  brushed,
  chosenIndex,
  gutter,
  inView,
  latest,
  paneSize,
  rowHeight,
  scrollTop,
  span,
} from './view.js';

let paints: Paints = paintsOf(theme.peek());
effect(() => {
  paints = paintsOf(theme.value);
});

/** How long the page stands still before what is in view is told, in milliseconds. */
const STILL = 200;

/** What a frame shows. */
const drawn: ReadonlyArray<ReadonlySignal<unknown>> = [
  ...[shown, inView, paneSize, theme, span, brushed, latest, chosenIndex, hasFocus, activeIndex],
  ...[pointer, toldVersion, rowHeight, scrollTop, gutter],
];

/** Draws whenever something that is shown changes, once a frame. */
export const useDrawing = (
  pane: RefObject<HTMLDivElement | null>,
  canvas: RefObject<HTMLCanvasElement | null>,
): void => {
  useEffect(() => {
    if (canvas.current === null || pane.current === null) return undefined;
    const drawing = makeDrawing(canvas.current);
    let frame = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const draw = (): void => {
      frame = 0;
      const { list } = shown.peek();
      const { first, end } = inView.peek();
      want(list, first, end);
      const isMore = drawing.draw({
        ...paneSize.peek(),
        ratio: window.devicePixelRatio,
        paints,
        list,
        first,
        end,
        rowHeight: rowHeight.peek(),
        scrollTop: scrollTop.peek(),
        gutter: gutter.peek(),
        span: span.peek(),
        latest: latest.peek(),
        brushed: brushed.peek(),
        chosen: chosenIndex.peek(),
        active: hasFocus.peek() ? activeIndex.peek() : undefined,
        pointer: pointer.peek(),
        version: toldVersion.peek(),
        changesOf,
        nameOf,
      });
      if (isMore) schedule();
    };
    const schedule = (): void => {
      if (frame === 0) frame = requestAnimationFrame(draw);
    };
    const stop = effect(() => {
      // Reads each of them, so that it draws again when one changes.
      drawn.forEach(({ value }) => value);
      schedule();
    });
    const stopTelling = effect(() => {
      const now = inView.value;
      clearTimeout(timer);
      timer = setTimeout(() => {
        told.value = now;
      }, STILL);
    });
    return () => {
      stop();
      stopTelling();
      clearTimeout(timer);
      cancelAnimationFrame(frame);
    };
  }, []);
};
