/** The colours of the timeline: those of the states in the diagram's palette, and of what is drawn beside them. */
import { runHue } from '../../../diagram/marks.js';
import { pageColors, paletteOf } from '../../../diagram/theme.js';
import { runStates } from '../../../run/RunState.js';
import type { AttemptOutcome } from '../../RunChange.js';

/** A theme's colours for drawing on a canvas. */
export interface Paints {
  readonly page: string;
  readonly ink: string;
  readonly muted: string;
  readonly quiet: string;
  readonly grid: string;
  readonly brush: string;
  readonly chosen: string;
  readonly focus: string;
  readonly refused: string;
  /** By the index of the state. */
  readonly states: ReadonlyArray<string>;
  /** How an attempt ended; none where it is not told. */
  readonly outcomes: Readonly<Record<AttemptOutcome, string | undefined>>;
}

/** The colours of a theme. */
export const paintsOf = (theme: 'light' | 'dark'): Paints => {
  const palette = paletteOf(theme);
  const isDark = theme === 'dark';
  return {
    page: pageColors[theme],
    ink: palette.ink,
    muted: palette.muted,
    quiet: palette.quiet,
    grid: isDark ? '#21262d' : '#e7ebef',
    brush: palette.active,
    chosen: palette['active-fill'],
    focus: palette.active,
    refused: isDark ? '#ff6a60' : '#d1242f',
    states: runStates.map((state) => palette[runHue(state)]),
    outcomes: {
      untold: undefined,
      succeeded: palette.done,
      failed: palette.failed,
      timed_out: palette.failed,
      canceled: palette.canceled,
      crashed: palette.failed,
      lost: palette.failed,
      other: palette.quiet,
    },
  };
};
