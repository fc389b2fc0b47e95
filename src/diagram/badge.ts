/** The badge with the number of runs in a state: its text, and where it stands. */
import { round } from './arrow.js';
import { countText } from './description.js';
import type { Box, Layout } from './Layout.js';
import { textWidth } from './metrics.js';

/** A badge, in user units. */
export interface Badge {
  readonly text: string;
  readonly textWidth: number;
  readonly box: Box;
}

/** The size of the number on a badge. */
export const badgeFontSize = 11.5;

/** Places the badge of a state. */
export const badgeOf = (
  layout: Pick<Layout<string>, 'direction' | 'width'>,
  state: Box,
  count: number,
): Badge => {
  const text = countText(count);
  const width = textWidth(text, badgeFontSize, 'bold');
  const pill = { width: Math.max(20, round(width) + 10), height: 19 };
  const right = state.x + state.width;
  // Growing down, on the upper edge, outwards: arrows end inwards of it. Growing right, on the lower edge, where no arrow ends,
  // and inwards: labels stand outwards.
  const [x, middle] =
    layout.direction === 'down'
      ? [Math.min(right - 12, layout.width - pill.width), state.y]
      : [right + 12 - pill.width, state.y + state.height];
  return {
    text,
    textWidth: width,
    box: { x, y: middle - pill.height / 2, ...pill },
  };
};
