/** What drivers throw, as errors of one line that say what to do and whether to send a statement again. */
import { describe, expect, it } from '@jest/globals';
import { databaseFailed } from '../../src/store/Database.js';

const thrown = (message: string, code?: string): Error =>
  Object.assign(new Error(message), code === undefined ? {} : { code });

describe('the error of a driver', () => {
  it.each<[string, unknown, string, 'undone' | 'unknown' | 'never']>([
    [
      'a wrong password',
      thrown('password authentication failed for user "app"', '28P01'),
      'password authentication failed for user "app": check the user and the password',
      'never',
    ],
    [
      'a full disk of the server',
      thrown(
        'could not extend file: No space left on device\nHINT: Check free disk space.',
        '53100',
      ),
      'could not extend file: No space left on device: make room on the disk of the database',
      'never',
    ],
    [
      'a full disk here',
      thrown('ENOSPC: no space left on device, write', 'ENOSPC'),
      'ENOSPC: no space left on device, write: make room on the disk',
      'never',
    ],
    [
      'a full disk of the embedded database',
      { name: 'ErrnoError', errno: 51 },
      'ENOSPC: make room on the disk',
      'never',
    ],
    ['an object that says nothing', {}, 'the database gave no reason', 'never'],
    [
      'a password that is missing',
      thrown('SASL: SCRAM-SERVER-FIRST-MESSAGE: client password must be a string'),
      'the server asks for a password: give it in the address',
      'never',
    ],
    [
      'a place where no folder can be made',
      thrown("ENOENT: no such file or directory, mkdir '/proc/x'", 'ENOENT'),
      "ENOENT: no such file or directory, mkdir '/proc/x': no folder can be made there",
      'never',
    ],
    [
      'a folder that cannot be written',
      thrown("EROFS: read-only file system, mkdir '/x'", 'EROFS'),
      "EROFS: read-only file system, mkdir '/x': the folder cannot be written",
      'never',
    ],
    [
      'a folder of somebody else',
      thrown("EACCES: permission denied, mkdir '/x'", 'EACCES'),
      "EACCES: permission denied, mkdir '/x': the folder cannot be written",
      'never',
    ],
    [
      'too many connections',
      thrown('sorry, too many clients already', '53300'),
      'sorry, too many clients already: the server takes no more connections; lower the size of the pool',
      'undone',
    ],
    [
      'a conflict of transactions',
      thrown('could not serialize access', '40001'),
      'could not serialize access',
      'undone',
    ],
    ['a deadlock', thrown('deadlock detected', '40P01'), 'deadlock detected', 'undone'],
    [
      'a server that starts',
      thrown('the database system is starting up', '57P03'),
      'the database system is starting up',
      'undone',
    ],
    [
      'a server that is away on both addresses of localhost',
      thrown('', 'ECONNREFUSED'),
      'ECONNREFUSED: is the server running, and is its address right?',
      'undone',
    ],
    [
      'a connection that was cut',
      thrown('terminating connection due to administrator command', '57P01'),
      'terminating connection due to administrator command',
      'unknown',
    ],
    [
      'a connection that was reset',
      thrown('read ECONNRESET', 'ECONNRESET'),
      'read ECONNRESET',
      'unknown',
    ],
    [
      'a connection that ended',
      thrown('Connection terminated unexpectedly'),
      'Connection terminated unexpectedly',
      'unknown',
    ],
    [
      'a constraint',
      thrown('violates check constraint "x"', '23514'),
      'violates check constraint "x"',
      'never',
    ],
    ['no error', 'nothing\nat all', 'nothing', 'never'],
    ['nothing', undefined, 'undefined', 'never'],
    ['an error of no words', thrown(''), 'the database gave no reason', 'never'],
  ])('for %s', (_, error, message, again) => {
    expect(databaseFailed(error)).toMatchObject({ _tag: 'DatabaseFailed', message, again });
  });
});
