/** The zoom of a picture. The picture is laid out anew at each size, so its text stays sharp, and native scrolling pans it. */
import type { ReadonlySignal, Signal } from '@preact/signals';
import { computed, signal } from '@preact/signals';

/** A width and a height, in pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** The zoom of one picture. */
export interface Zoom {
  /** The size of the picture at its full scale. */
  readonly fullSize: ReadonlySignal<Size>;
  /** The inner size of the pane that shows the picture. */
  readonly paneSize: Signal<Size>;
  /** The scale of the picture. */
  readonly scale: ReadonlySignal<number>;
  /** Does the picture always fit its pane? */
  readonly isFitting: ReadonlySignal<boolean>;
  /** Is the picture larger than its pane, so that it can be panned? */
  readonly overflows: ReadonlySignal<boolean>;
  /** Makes the picture larger or smaller, by steps of a quarter. */
  readonly zoomBy: (steps: number) => void;
  /** Fits the whole picture into its pane, now and whenever the pane changes. */
  readonly fit: () => void;
}

const LARGEST = 3;

const FACTOR = 1.25;

/** Makes the zoom of a picture; `smallest` is the smallest scale at which every text can be read. */
export const makeZoom = (
  fullSize: ReadonlySignal<Size>,
  smallest: ReadonlySignal<number>,
): Zoom => {
  const paneSize = signal<Size>(fullSize.peek());
  /** The scale that the user chose; without one, the whole picture fits its pane. */
  const chosen = signal<number | undefined>(undefined);
  const clampScale = (scale: number): number => Math.max(smallest.value, Math.min(LARGEST, scale));
  /** The scale at which the whole picture fits its pane, if its text can still be read, and at most the full scale. */
  const fitting = computed((): number =>
    clampScale(
      Math.min(
        1,
        paneSize.value.width / fullSize.value.width,
        paneSize.value.height / fullSize.value.height,
      ),
    ),
  );
  const scale = computed((): number =>
    chosen.value === undefined ? fitting.value : clampScale(chosen.value),
  );
  return {
    fullSize,
    paneSize,
    scale,
    isFitting: computed(() => chosen.value === undefined),
    overflows: computed(
      () =>
        fullSize.value.width * scale.value > paneSize.value.width + 1 ||
        fullSize.value.height * scale.value > paneSize.value.height + 1,
    ),
    zoomBy: (steps) => {
      chosen.value = clampScale(scale.value * FACTOR ** steps);
    },
    fit: () => {
      chosen.value = undefined;
    },
  };
};
