/** @jsxImportSource preact */
/** The buttons that make a picture smaller and larger, and fit it into its pane. */
import type { VNode } from 'preact';
import type { Zoom } from './zoom.js';

/** The buttons of a zoom, and its scale. */
export const ZoomButtons = ({ zoom }: { readonly zoom: Zoom }): VNode => (
  <div class="zoom" role="group" aria-label="Size of the picture">
    <button
      type="button"
      class="icon"
      title="Smaller (-)"
      aria-label="Smaller"
      onClick={() => {
        zoom.zoomBy(-1);
      }}
    >
      −
    </button>
    <output class="muted number">{Math.round(zoom.scale.value * 100)}%</output>
    <button
      type="button"
      class="icon"
      title="Larger (+)"
      aria-label="Larger"
      onClick={() => {
        zoom.zoomBy(1);
      }}
    >
      +
    </button>
    <button
      type="button"
      class="small"
      title="Fit the whole picture into its pane (f)"
      aria-pressed={zoom.isFitting.value}
      onClick={zoom.fit}
    >
      Fit
    </button>
  </div>
);
