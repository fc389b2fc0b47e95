/** A replay keeps the runs, not the journal: five times the lines of the same runs need no more memory. */
import { once } from 'node:events';
import { expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { ProcessResult } from './runchart.js';
import { bin, start } from './runchart.js';

const RUNS = 200;

/**
 * A module that prints the peak memory of its process at exit, in KiB. On Linux it does not use `maxRSS`, which a process inherits
 * from its parent.
 */
const PRINT_PEAK = `data:text/javascript,${encodeURIComponent(`
import { existsSync, readFileSync } from 'node:fs';
const status = '/proc/self/status';
process.on('exit', () => {
  const peak = existsSync(status)
    ? /VmHWM:\\s+(\\d+)/.exec(readFileSync(status, 'utf8'))[1]
    : process.resourceUsage().maxRSS;
  console.error('peak', peak);
});`)}`;

const id = (kind: number, i: number): string =>
  `0000000${String(kind)}-0000-4000-8000-${String(i).padStart(12, '0')}`;

const cycle = (attempt: string): ReadonlyArray<string> => [
  '"op":"promote_to_ready"',
  '"op":"transition_to","to":"Leased"',
  '"op":"transition_to","to":"Running"',
  `"op":"start_attempt","attempt_id":"${attempt}"`,
  `"op":"transition_to","to":"Completed"`, // refused
  `"op":"finish_attempt","attempt_id":"${attempt}"`,
  '"op":"transition_to","to":"RetryWait"',
];

/** A journal in blocks with one line for each run; every line has a new command id. */
function* blocks(lines: number): Generator<string, void> {
  const all = Array.from({ length: RUNS }, (_, i) => i);
  const ops = cycle(id(3, 1));
  yield all
    .map(
      (i) =>
        `{"op":"new_scheduled_with_id","run_id":"${id(1, i + 1)}","task_id":"${id(2, 1)}","scheduled_at":5,"created_at":5}\n`,
    )
    .join('');
  for (let block = 1; block < lines / RUNS; block += 1) {
    yield all
      .map(
        (i) =>
          `{${String(ops[(block - 1) % ops.length])},"run_id":"${id(1, i + 1)}","at":${String(block + 5)},"command_id":"${id(4, block * RUNS + i)}"}\n`,
      )
      .join('');
  }
}

const Summary = t.type({
  lines: t.number,
  malformed: t.number,
  accepted: t.number,
  refused: t.type({ total: t.number }),
  runs: t.type({ total: t.number }),
});

const peakOf = async (
  blocksOfInput: Iterable<string | Buffer>,
): Promise<{ readonly peak: number; readonly ended: ProcessResult }> => {
  const { child, ended } = start(process.execPath, [
    // Collects garbage often, so that it does not count as memory in use on a busy machine.
    '--single-threaded-gc',
    '--import',
    PRINT_PEAK,
    bin,
    'replay',
    '--json',
    '-',
  ]);
  for (const block of blocksOfInput) {
    if (!child.stdin.write(block)) await once(child.stdin, 'drain');
  }
  child.stdin.end();
  const end = await ended;
  return { peak: Number(/^peak (\d+)$/m.exec(end.stderr)?.[1]), ended: end };
};

const peakOfJournal = async (lines: number): Promise<number> => {
  const { peak, ended } = await peakOf(blocks(lines));
  const summary = Summary.decode(JSON.parse(ended.stdout));
  if (E.isLeft(summary)) throw new Error('no summary');
  expect(ended.code).toBe(0);
  expect(summary.right).toMatchObject({ lines, malformed: 0, runs: { total: RUNS } });
  expect(summary.right.accepted + summary.right.refused.total).toBe(lines);
  return peak;
};

test('a journal of 500,000 lines needs as much memory as one of 100,000', async () => {
  const small = await peakOfJournal(100_000);
  const large = await peakOfJournal(500_000);
  expect(small).toBeGreaterThan(10_000);
  expect(large).toBeLessThan(small * 1.5 + 30_000);
}, 120_000);

test('a line that never ends is not kept in memory', async () => {
  const piece = Buffer.alloc(2 ** 20, 0x61);
  const { peak, ended } = await peakOf(Array.from({ length: 600 }, () => piece));
  expect(ended.code).toBe(2);
  expect(ended.stderr).toContain(
    '<stdin>:1: the line is longer than 16 MiB, the limit of --max-line',
  );
  expect(peak).toBeLessThan(300_000);
}, 120_000);
