/** Panning and zooming of a scrolling pane by pointer: dragging scrolls it, and the wheel zooms it while Ctrl is held. */
import type { Zoom } from './zoom.js';

/** A press that moves less than this, in pixels, is a click. */
const SLOP = 4;

/** How much of a zoom step a pixel of the wheel is; browsers report a pinch on a touchpad as a wheel with Ctrl. */
const WHEEL_STEP = 0.01;

interface Drag {
  readonly x: number;
  readonly y: number;
  readonly left: number;
  readonly top: number;
}

/** Lets the mouse drag the content of a pane. Touch screens scroll it by themselves. Returns a function that undoes this. */
export const panByDragging = (
  pane: HTMLElement,
  { zoomBy }: Pick<Zoom, 'zoomBy'>,
): (() => void) => {
  let drag: Drag | undefined;
  let dragged = false;
  const onDown = ({ button, pointerType, clientX, clientY }: PointerEvent): void => {
    if (button !== 0 || pointerType === 'touch') return;
    dragged = false;
    drag = { x: clientX, y: clientY, left: pane.scrollLeft, top: pane.scrollTop };
  };
  const onMove = ({ clientX, clientY, buttons }: PointerEvent): void => {
    if (drag === undefined) return;
    if (buttons % 2 === 0) {
      drag = undefined;
      return;
    }
    const [x, y] = [clientX - drag.x, clientY - drag.y];
    if (!dragged && Math.hypot(x, y) < SLOP) return;
    dragged = true;
    pane.scrollTo(drag.left - x, drag.top - y);
  };
  const onUp = (): void => {
    drag = undefined;
  };
  /** The click at the end of a drag chooses nothing. */
  const onClick = (event: MouseEvent): void => {
    if (dragged) event.stopPropagation();
    dragged = false;
  };
  const onWheel = (event: WheelEvent): void => {
    if (!event.ctrlKey) return;
    event.preventDefault();
    zoomBy(-event.deltaY * WHEEL_STEP);
  };
  const listening = new AbortController();
  const { signal } = listening;
  pane.addEventListener('pointerdown', onDown, { signal });
  window.addEventListener('pointermove', onMove, { signal });
  window.addEventListener('pointerup', onUp, { signal });
  pane.addEventListener('click', onClick, { signal, capture: true });
  pane.addEventListener('wheel', onWheel, { signal, passive: false });
  return () => {
    listening.abort();
  };
};
