/** All surfaces. */
import type { PureSurface, Surface } from '../Surface.js';
import { codecSurfaces } from './codecs.js';
import { importSurfaces } from './imports.js';
import { journalSurfaces } from './journal.js';
import { readerSurfaces } from './readers.js';

export const pureSurfaces: ReadonlyArray<PureSurface> = [
  ...codecSurfaces,
  ...journalSurfaces,
  ...readerSurfaces,
  ...importSurfaces,
];

export const surfaces: ReadonlyArray<Surface> = [...pureSurfaces];
