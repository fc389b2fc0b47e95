/** Types of the connection to a server: its options, and that it can only fail later. */
import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import { describe, expect, test } from 'tstyche';
import type { Database, DatabaseFailed, OpenError, Row, RunStore } from '../../src/store/index.js';
import { openRunStore } from '../../src/store/index.js';
import { openPostgres } from '../../src/store/postgres.js';

const url = 'postgres://user@127.0.0.1:5432/app';

describe('openPostgres', () => {
  test('needs an address', () => {
    expect(openPostgres({ url })).type.toBe<Database>();
    expect(openPostgres).type.toBeCallableWith({
      ...{ url, connections: 20, prepare: false, patience: 1000 },
      driver: { ssl: true },
    });
    expect(openPostgres).type.not.toBeCallableWith();
    expect(openPostgres).type.not.toBeCallableWith(url);
    expect(openPostgres).type.not.toBeCallableWith({ host: '127.0.0.1' });
    expect(openPostgres).type.not.toBeCallableWith({ url, max: 20 });
  });

  test('gives a database for a store, whose first statement tells of a server that is away', () => {
    const database = openPostgres({ url });
    expect(openRunStore()(database)).type.toBe<TaskEither<OpenError, RunStore>>();
    expect(database.query({ text: 'SELECT 1' })).type.toBe<
      TaskEither<DatabaseFailed, ReadonlyArray<Row>>
    >();
  });

  test('takes parameters as text, and gives values as text', () => {
    const database = openPostgres({ url });
    expect(database.query).type.toBeCallableWith({ text: 'SELECT $1', parameters: ['1', null] });
    expect(database.query).type.not.toBeCallableWith({ text: 'SELECT $1', parameters: [1] });
    expect<Row[string]>().type.toBe<string | null>();
  });
});
