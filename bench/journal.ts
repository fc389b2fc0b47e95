/** Writes journals of any length over a given number of runs to a temporary folder. */
import { randomUUID } from 'node:crypto';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { instant } from './sample.js';

type Op = Readonly<Record<string, unknown>>;

/** The ops of a run after its creation, repeated: lines 1, 2, ... of its part of the journal. */
const round = (attemptId: string): ReadonlyArray<Op> => [
  { op: 'transition_to', to: 'Leased' },
  { op: 'transition_to', to: 'Running' },
  { op: 'start_attempt', attempt_id: attemptId },
  { op: 'finish_attempt', attempt_id: attemptId },
  { op: 'transition_to', to: 'RetryWait' },
  { op: 'promote_to_ready' },
];

const opOf = (runId: string, attemptId: string, step: number, at: number): Op => {
  if (step === 0)
    return {
      op: 'new_scheduled_with_id',
      run_id: runId,
      task_id: attemptId,
      scheduled_at: instant(60),
      created_at: instant(0),
      at,
    };
  const ops = round(attemptId);
  // The first round starts with the last op, the promotion.
  const { op, ...rest } = ops[(step + ops.length - 2) % ops.length] ?? {};
  return { op, run_id: runId, ...rest, at };
};

/** How many lines a run has from its creation until it waits for its next attempt. */
export const LIFE = 7;

/** One second after the other. */
const inTurn = (step: number): number => instant(step === 0 ? 0 : 60 + step);

/** The line of a run at a step, counted from 0. */
export const lineOf = (runId: string, attemptId: string, step: number, at = inTurn(step)): string =>
  JSON.stringify(opOf(runId, attemptId, step, at));

/** From a second to five hours, mostly short: the same for each run and step. */
const pause = (run: number, step: number): number => {
  const mixed = Math.imul(run + 1, 0x9e3779b1) ^ Math.imul(step + 1, 0x85ebca6b);
  const part = (Math.imul(mixed ^ (mixed >>> 15), 0xc2b2ae35) >>> 8) / 2 ** 24;
  return 1 + Math.floor(part ** 4 * 18_000);
};

/**
 * Writes a journal with the lines of all runs in turn. All ops are accepted.
 *
 * @param isVaried - whether runs are in their states for different times
 */
export const writeJournal = (file: string, lines: number, runs: number, isVaried = false): void => {
  const ids = Array.from({ length: runs }, () => [randomUUID(), randomUUID()] as const);
  const fd = openSync(file, 'w');
  const seconds = Array.from({ length: runs }, () => 0);
  let block = '';
  for (let line = 0; line < lines; line += 1) {
    const [runId = '', attemptId = ''] = ids[line % runs] ?? [];
    const step = Math.floor(line / runs);
    const run = line % runs;
    if (step > 0) seconds[run] = (seconds[run] ?? 0) + pause(run, step);
    const at = isVaried ? instant(seconds[run] ?? 0) : inTurn(step);
    block += `${lineOf(runId, attemptId, step, at)}\n`;
    if (block.length > 1 << 20) {
      writeSync(fd, block);
      block = '';
    }
  }
  writeSync(fd, block);
  closeSync(fd);
};

/** Calls `work` with a temporary folder, and removes the folder afterwards. */
export const inScratch = async <A>(work: (folder: string) => Promise<A>): Promise<A> => {
  const folder = mkdtempSync(join(tmpdir(), 'runchart-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};
