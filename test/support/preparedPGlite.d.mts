import type { PGlite as Original } from '@electric-sql/pglite';

/** Initializes the database, if that was not done before. */
export declare const prepare: () => Promise<void>;
/** PGlite whose databases in memory begin as copies of one that was initialized before. */
export declare const PGlite: Pick<typeof Original, 'create'>;
