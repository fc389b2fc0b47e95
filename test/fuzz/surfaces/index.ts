/** All surfaces. */
import { growthSurface } from '../growth.js';
import type { Surface } from '../Surface.js';
import { pureSurfaces } from './pure.js';
import { realSurfaces } from './real.js';

export const surfaces: ReadonlyArray<Surface> = [
  ...pureSurfaces,
  growthSurface(pureSurfaces),
  ...realSurfaces,
];
