import { describe, expect, test } from '@jest/globals';
import type { CommandId } from '../../src/index.js';
import { chartIdentity, errorMessage, RunId } from '../../src/index.js';
import type { StoreError } from '../../src/store/index.js';
import { storeErrorMessage } from '../../src/store/index.js';

const runId = RunId.nil;

const texts: ReadonlyArray<readonly [StoreError, string]> = [
  [{ _tag: 'DatabaseFailed', message: 'no', code: undefined, again: 'never' }, 'no'],
  [
    { _tag: 'FolderInUse', folder: '/data', process: 7, host: 'vm', file: '/data.locks/7' },
    'process 7 on vm has the folder /data open, and one process at a time can use it; if that process is gone, remove /data.locks/7',
  ],
  [
    { _tag: 'SchemaTooNew', found: 2, known: 1 },
    'a newer version of runchart made the schema (version 2; this one knows version 1): update runchart',
  ],
  [
    { _tag: 'ServerTooOld', found: '12.1', needed: 14 },
    'the server is PostgreSQL 12.1, and the oldest that works is 14',
  ],
  [
    {
      _tag: 'ChartMismatch',
      expected: { ...chartIdentity, id: 'run', version: '1.0.0', hash: 'a' },
      found: { id: 'run', version: '2.0.0', hash: 'b' },
    },
    'the runs of the store are of the chart run 2.0.0 (b), and this version of runchart has run 1.0.0 (a)',
  ],
  [{ _tag: 'RunNotInStore', runId }, `there is no run ${runId} in the store`],
  [
    { _tag: 'VersionConflict', runId, expectedVersion: 1, actualVersion: 2 },
    `run ${runId} is at version 2, not 1`,
  ],
  [
    { _tag: 'TooManyConflicts', runId, tries: 20 },
    `run ${runId} was changed by others each of 20 times: send the command again`,
  ],
  [
    { _tag: 'NotACommand', runId, events: 0, max: 6 },
    `a command for ${runId} has 0 events, and a command has 1 to 6`,
  ],
  [
    { _tag: 'NotANewRun', runId },
    `run ${runId} has had events, and only a new run can be inserted`,
  ],
  [
    { _tag: 'NotStorable', path: '/a', reason: 'the number NaN' },
    'cannot store the number NaN at /a',
  ],
  [
    {
      _tag: 'RowNotDecodable',
      runId,
      errors: [
        { path: '/state', expected: 'a state', found: '"Lost"' },
        { path: '/id', expected: 'an id', found: 'null' },
      ],
    },
    `the row of run ${runId} is no run: /state: expected a state, found "Lost"; /id: expected an id, found null`,
  ],
  [
    { _tag: 'BadSchedule', name: 'daily', reason: 'no time to come' },
    'the schedule daily: no time to come',
  ],
  [
    { _tag: 'JournalUnreadable', lines: 3, message: 'cut off' },
    'the journal ended in an error after 3 lines, and nothing was imported: cut off',
  ],
  [
    {
      _tag: 'CommandIdReused',
      runId,
      // SAFETY: a canonical UUID.
      commandId: '00000000-0000-4000-8000-000000000001' as CommandId,
      firstCommand: 'lease',
      command: 'start',
    },
    `command id 00000000-0000-4000-8000-000000000001 of run ${runId} belongs to lease, and cannot be given to start`,
  ],
];

describe('storeErrorMessage', () => {
  test.each(texts)('%j', (error, text) => {
    expect(storeErrorMessage(error)).toBe(text);
  });

  test('the errors of the facade have its texts', () => {
    const error = { _tag: 'NoActiveAttempt', runId } as const;
    expect(storeErrorMessage(error)).toBe(errorMessage(error));
  });
});
