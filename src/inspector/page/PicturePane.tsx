/** @jsxImportSource preact */
/** The pane of a picture. If the picture is larger, it is dragged, scrolled, or moved by the arrow keys. */
import type { ComponentChildren, VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { panByDragging } from './pan.js';
import type { Zoom } from './zoom.js';

/** A part of a picture, at its full scale. */
export interface Place {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** The pane. While the picture is larger than it, the place `inSight` is kept in the middle whenever `inSightKey` changes. */
export const PicturePane = ({
  zoom,
  label,
  inSight,
  inSightKey,
  children,
}: {
  readonly zoom: Zoom;
  readonly label: string;
  readonly inSight: Place | undefined;
  readonly inSightKey: string | undefined;
  readonly children: ComponentChildren;
}): VNode => {
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const pane = ref.current;
    if (pane === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry === undefined) return;
      const { width, height } = entry.contentRect;
      if (width > 0 && height > 0) zoom.paneSize.value = { width, height };
    });
    observer.observe(pane);
    const stopPanning = panByDragging(pane, zoom);
    return () => {
      observer.disconnect();
      stopPanning();
    };
  }, [zoom]);
  const scale = zoom.scale.value;
  const overflows = zoom.overflows.value;
  useEffect(() => {
    const pane = ref.current;
    if (pane === null || inSight === undefined || !overflows) return;
    const { x, y, width, height } = inSight;
    pane.scrollTo(
      (x + width / 2) * scale - pane.clientWidth / 2,
      (y + height / 2) * scale - pane.clientHeight / 2,
    );
  }, [inSightKey, scale, overflows]);
  return (
    <div
      ref={ref}
      class={`picture ${overflows ? 'large' : ''}`}
      {...(overflows ? { tabIndex: 0, role: 'group', 'aria-label': `${label}, scrolls` } : {})}
    >
      {children}
    </div>
  );
};
