/** Small text: guards, actions and reasons are left out where they would be smaller than 9 pixels. Tooltips still have them. */
import type { TextRole } from './Layout.js';
import { fontOf } from './Layout.js';

/** The smallest text, in CSS pixels. */
const SMALLEST = 9;

/** The texts that a picture can do without. */
const optional: ReadonlyArray<TextRole> = ['guard', 'action', 'reason'];

/** The roles of the texts that are too small at a scale, in CSS pixels a user unit. */
export const tooSmallAt = (scale: number): ReadonlyArray<TextRole> =>
  optional.filter((role) => fontOf(role).size * scale < SMALLEST);

/**
 * Leaves out text that is too small, in a picture with a width in user units that is a document of its own: a file, or an
 * `<img>`. Within a page, a media query would measure the page.
 */
export const legibleCss = (width: number): string =>
  optional
    .map((role) => {
      const narrowest = (width * SMALLEST) / fontOf(role).size;
      return `@media (max-width:${String(Math.ceil(narrowest) - 1)}px){svg:root .rc-${role}{display:none}}`;
    })
    .join('');
