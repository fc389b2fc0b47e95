/** The zoom of the picture. The picture is laid out anew at each size, so its text stays sharp, and native scrolling pans it. */
import { computed, signal } from '@preact/signals';
import { runLayouts } from '../../diagram/runLayouts.js';
import { smallestWidth } from '../../element/readable.js';

/** The size of the picture at its full scale. */
export const fullSize = runLayouts.down;

/** The inner size of the pane that shows the picture, in pixels. */
export const paneSize = signal<{ readonly width: number; readonly height: number }>({
  width: fullSize.width,
  height: fullSize.height,
});

/** The scale that the user chose; without one, the whole picture fits its pane. */
const chosen = signal<number | undefined>(undefined);

/** The smallest scale at which every text can be read, and the largest. */
const SCALES = { min: smallestWidth('down') / fullSize.width, max: 3 } as const;

const FACTOR = 1.25;

const clampScale = (scale: number): number => Math.max(SCALES.min, Math.min(SCALES.max, scale));

/** The scale at which the whole picture fits its pane, if its text can still be read, and at most the full scale. */
const fitting = computed((): number =>
  clampScale(
    Math.min(1, paneSize.value.width / fullSize.width, paneSize.value.height / fullSize.height),
  ),
);

/** The scale of the picture. */
export const scale = computed((): number => chosen.value ?? fitting.value);

/** Does the picture always fit its pane? */
export const isFitting = computed((): boolean => chosen.value === undefined);

/** Is the picture larger than its pane, so that it can be panned? */
export const overflows = computed(
  (): boolean =>
    fullSize.width * scale.value > paneSize.value.width + 1 ||
    fullSize.height * scale.value > paneSize.value.height + 1,
);

/** Makes the picture larger or smaller, by steps of a quarter. */
export const zoomBy = (steps: number): void => {
  chosen.value = clampScale(scale.value * FACTOR ** steps);
};

/** Fits the whole picture into its pane, now and whenever the pane changes. */
export const fit = (): void => {
  chosen.value = undefined;
};
