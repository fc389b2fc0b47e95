/**
 * The timeline by pointer: the wheel scrolls the rows and, with Ctrl or a pinch, zooms time; dragging moves time and rows, and on the
 * axis or with Shift it brushes a range; a click opens a run. Two fingers zoom.
 */
import { barsBetween } from './draw.js';
import { instantAt } from './span.js';
import {
  AXIS,
  brush,
  draft,
  gutter,
  paneSize,
  panTime,
  rowHeight,
  span,
  zoomTime,
} from './view.js';

/** A press that moves less than this, in pixels, is a click. */
const SLOP = 4;

/** How much a pixel of the wheel zooms; browsers report a pinch on a touchpad as a wheel with Ctrl. */
const WHEEL = 0.01;

/** What pointers do. */
export interface PointerActions {
  /** The pointer is at a place of the pane, or has left it. */
  readonly hover: (place: { readonly x: number; readonly y: number } | undefined) => void;
  /** A row was clicked, at a place of the pane. */
  readonly choose: (row: number, y: number) => void;
  readonly scrollBy: (y: number) => void;
}

const barArea = (): readonly [left: number, width: number] => {
  const [left, right] = barsBetween({ gutter: gutter.peek(), width: paneSize.peek().width });
  return [left, right - left];
};

/** The instant at a horizontal place of the pane. */
export const instantAtX = (x: number): number => {
  const [left, width] = barArea();
  return instantAt(span.peek(), width, Math.max(0, Math.min(width, x - left)));
};

/** Listens to the pointers on a pane that scrolls. Returns a function that stops listening. */
export const listenToPointers = (
  pane: HTMLElement,
  { hover, choose, scrollBy }: PointerActions,
): (() => void) => {
  const down = new Map<number, { readonly x: number; readonly y: number }>();
  let mode: 'press' | 'pan' | 'brush' | undefined;
  let last = { x: 0, y: 0 };
  let begun = { x: 0, y: 0, at: 0, brushes: false };

  const placeOf = ({ clientX, clientY }: MouseEvent): { x: number; y: number } => {
    const box = pane.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  };

  const onDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const own = placeOf(event);
    // The scroll bar is not ours.
    if (own.x > pane.clientWidth) return;
    down.set(event.pointerId, own);
    if (down.size > 1) {
      mode = undefined;
      draft.value = undefined;
      return;
    }
    mode = 'press';
    last = own;
    begun = { ...own, at: instantAtX(own.x), brushes: event.shiftKey || own.y < AXIS };
  };

  const pinch = (id: number, to: { x: number; y: number }): void => {
    const [one, other] = [...down].map(([own, place]) =>
      own === id ? { was: place, is: to } : { was: place, is: place },
    );
    if (one === undefined || other === undefined) return;
    const before = Math.max(10, Math.abs(one.was.x - other.was.x));
    const after = Math.max(10, Math.abs(one.is.x - other.is.x));
    zoomTime(after / before, instantAtX((one.is.x + other.is.x) / 2));
  };

  const onMove = (event: PointerEvent): void => {
    const own = placeOf(event);
    const isOver =
      own.x >= 0 && own.y >= 0 && own.x <= pane.clientWidth && own.y <= pane.clientHeight;
    if (event.pointerType === 'mouse') hover(isOver && mode !== 'pan' ? own : undefined);
    if (!down.has(event.pointerId)) return;
    if (down.size > 1) {
      pinch(event.pointerId, own);
      down.set(event.pointerId, own);
      return;
    }
    if (mode === 'press' && Math.hypot(own.x - begun.x, own.y - begun.y) >= SLOP) {
      mode = begun.brushes ? 'brush' : 'pan';
      pane.setPointerCapture(event.pointerId);
    }
    if (mode === 'brush') draft.value = { from: begun.at, to: instantAtX(own.x) };
    if (mode === 'pan') {
      const [, width] = barArea();
      panTime((last.x - own.x) / width);
      // A touch screen scrolls the rows by itself.
      if (event.pointerType === 'mouse') scrollBy(last.y - own.y);
    }
    last = own;
  };

  const onUp = (event: PointerEvent): void => {
    if (!down.delete(event.pointerId)) return;
    if (mode === 'brush') brush(draft.peek());
    else if (mode === 'press' && event.type === 'pointerup') {
      if (begun.y >= AXIS) choose((begun.y - AXIS + pane.scrollTop) / rowHeight.peek(), begun.y);
      else brush(undefined);
    }
    mode = undefined;
  };

  const onWheel = (event: WheelEvent): void => {
    const { deltaX, deltaY, ctrlKey, metaKey, shiftKey } = event;
    if (ctrlKey || metaKey) {
      event.preventDefault();
      zoomTime(Math.exp(-deltaY * WHEEL), instantAtX(placeOf(event).x));
    } else if (shiftKey || Math.abs(deltaX) > Math.abs(deltaY)) {
      event.preventDefault();
      const [, width] = barArea();
      panTime((deltaX === 0 ? deltaY : deltaX) / width);
    }
  };

  const listening = new AbortController();
  const { signal } = listening;
  pane.addEventListener('pointerdown', onDown, { signal });
  pane.addEventListener('pointermove', onMove, { signal });
  pane.addEventListener('pointerup', onUp, { signal });
  pane.addEventListener('pointercancel', onUp, { signal });
  pane.addEventListener(
    'pointerleave',
    () => {
      if (down.size === 0) hover(undefined);
    },
    { signal },
  );
  pane.addEventListener('wheel', onWheel, { signal, passive: false });
  return () => {
    listening.abort();
  };
};
