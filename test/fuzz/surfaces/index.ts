/** All surfaces. */
import type { PureSurface, Surface } from '../Surface.js';
import { codecSurfaces } from './codecs.js';
import { importSurfaces } from './imports.js';
import { inspectorSurfaces } from './inspector.js';
import { journalSurfaces } from './journal.js';
import { protocolSurfaces } from './protocol.js';
import { readerSurfaces } from './readers.js';
import { rowSurfaces } from './rows.js';
import { subjectSurfaces } from './subject.js';

export const pureSurfaces: ReadonlyArray<PureSurface> = [
  ...codecSurfaces,
  ...journalSurfaces,
  ...readerSurfaces,
  ...importSurfaces,
  ...subjectSurfaces,
  ...protocolSurfaces,
  ...rowSurfaces,
  ...inspectorSurfaces,
];

export const surfaces: ReadonlyArray<Surface> = [...pureSurfaces];
