/** Small text: guards, actions and reasons are left out where they would be smaller than 9 pixels. Tooltips still have them. */
import type { TextRole } from './Layout.js';
import { fontOf } from './Layout.js';

/** The smallest text, in CSS pixels. */
const SMALLEST = 9;

/** The texts that a picture can do without. */
const optional: ReadonlyArray<TextRole> = ['guard', 'action', 'reason'];

/** The scale, in CSS pixels a user unit, below which the smallest of them is too small. */
const SMALLEST_SCALE = SMALLEST / Math.min(...optional.map((role) => fontOf(role).size));

/**
 * The roles of the texts that are left out at a scale, in CSS pixels a user unit: all of them or none, so that what is left of a
 * label is its beginning, as its accessible name expects.
 */
export const tooSmallAt = (scale: number): ReadonlyArray<TextRole> =>
  scale < SMALLEST_SCALE ? optional : [];

/**
 * Leaves out text that is too small, in a picture with a width in user units that is a document of its own: a file, or an
 * `<img>`. Within a page, a media query would measure the page.
 */
export const legibleCss = (width: number): string =>
  `@media (max-width:${String(Math.ceil(width * SMALLEST_SCALE) - 1)}px){${optional
    .map((role) => `svg:root .rc-${role}`)
    .join(',')}{display:none}}`;
