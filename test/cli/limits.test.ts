/** `--max-line` and `--max-inflated`: what is too long is told of, and what is not too long is read. */
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { endAll, runchart, temporaryFolder } from './runchart.js';

const folder = temporaryFolder();
afterAll(() => {
  folder.remove();
  endAll();
});

const MIB = 2 ** 20;
const ID = '00000000-0000-4000-8000-000000000001';
const created = `{"op":"new_ready_with_id","run_id":"${ID}","task_id":"${ID}","scheduled_at":1,"created_at":1,"effective_priority":0}`;
const leased = `{"op":"transition_to","run_id":"${ID}","to":"Leased"}`;

/** A journal of two ops; white space makes the line of the second longer than 2 MiB. */
const journal = `${created}\n${leased.slice(0, -1)}${' '.repeat(2 * MIB)}}\n`;

describe('the longest line', () => {
  let file = '';
  beforeAll(() => {
    file = folder.file('long.ndjson', journal);
  });

  test('is 16 MiB unless a flag says otherwise', async () => {
    const { code, stdout } = await runchart(['replay', file, '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 2, malformed: 0 });
  });

  test('is that of the flag: a longer one is malformed, and the others are read', async () => {
    const { code, stdout, stderr } = await runchart([
      ...['replay', file, '--json', '--strict'],
      ...['--max-line', '2'],
    ]);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ accepted: 1, malformed: 1 });
    expect(stderr).toContain(
      'long.ndjson:2: the line is longer than 2 MiB, the limit of --max-line',
    );
  });

  test('also limits the records of an import', async () => {
    const records = folder.file(
      'jobs.ndjson',
      `{"id":"1","name":"a","timestamp":1000${' '.repeat(2 * MIB)}}\n{"id":"2","name":"a","timestamp":1000}\n`,
    );
    const { code, stdout, stderr } = await runchart([
      ...['import', '--from', 'bullmq', '--max-line', '1', records],
    ]);
    expect(code).toBe(1);
    expect(stdout.trimEnd().split('\n')).toHaveLength(1);
    expect(stderr).toContain('jobs.ndjson:1: the line is longer than 1 MiB');
  });
});

describe('a gzipped file', () => {
  test('that inflates to more than the limit is refused, by name', async () => {
    const file = folder.file('long.ndjson.gz', gzipSync(journal));
    const { code, stderr } = await runchart(['replay', file, '--max-inflated', '1']);
    expect(code).toBe(1);
    expect(stderr).toContain('long.ndjson.gz');
    expect(stderr).toContain('it inflates to more than 1 MiB, the limit of --max-inflated');
    expect((await runchart(['replay', file, '--max-inflated', '3'])).code).toBe(0);
  });
});

test.each(['0', '501', '1.5', 'many'])('--max-line %s is refused', async (text) => {
  const { code, stdout, stderr } = await runchart(['replay', '-', '--max-line', text]);
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).toContain('--max-line');
});
