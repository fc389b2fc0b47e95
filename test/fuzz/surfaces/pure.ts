/** The surfaces that are functions. */
import type { PureSurface } from '../Surface.js';
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

export const pureSurfaceNamed = (name: string): PureSurface => {
  const found = pureSurfaces.find((surface) => surface.name === name);
  if (found === undefined) throw new Error(`there is no surface ${name}`);
  return found;
};
