/** The zoom of the lifecycle's picture. */
import { signal } from '@preact/signals';
import { runLayouts } from '../../diagram/runLayouts.js';
import { smallestWidth } from '../../element/readable.js';
import { makeZoom } from './zoom.js';

/** The lifecycle at its full scale, with the place of each state. */
export const fullPicture = runLayouts.down;

/** The zoom of the lifecycle's picture. */
export const runZoom = makeZoom(
  signal(fullPicture),
  signal(smallestWidth('down') / fullPicture.width),
);
