/** Types of the embedded database: where it keeps its data, and why it does not open. */
import { pipe } from 'fp-ts/lib/function.js';
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { describe, expect, test } from 'tstyche';
import type { Database, DatabaseFailed, OpenError, RunStore } from '../../src/store/index.js';
import { openRunStore } from '../../src/store/index.js';
import type { FolderInUse } from '../../src/store/pglite.js';
import { openPGlite } from '../../src/store/pglite.js';

describe('openPGlite', () => {
  test('opens a folder or memory, or says why not', () => {
    expect(openPGlite()).type.toBe<TaskEither<DatabaseFailed | FolderInUse, Database>>();
    expect(openPGlite).type.toBeCallableWith({ folder: 'runs' });
    expect(openPGlite).type.toBeCallableWith({});
    expect(openPGlite).type.not.toBeCallableWith('runs');
    expect(openPGlite).type.not.toBeCallableWith({ folder: 3 });
    expect(openPGlite).type.not.toBeCallableWith({ dataDir: 'runs' });
  });

  test('is followed by the store, with the errors of both', () => {
    expect(pipe(openPGlite(), TE.chainW(openRunStore()))).type.toBe<
      TaskEither<OpenError | FolderInUse, RunStore>
    >();
    // Without `W` the errors of the store would be lost.
    expect(openRunStore()).type.not.toBeCallableWith(openPGlite());
  });
});
