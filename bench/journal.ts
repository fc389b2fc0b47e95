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

const opOf = (runId: string, attemptId: string, step: number): Op => {
  if (step === 0)
    return {
      op: 'new_scheduled_with_id',
      run_id: runId,
      task_id: attemptId,
      scheduled_at: instant(60),
      created_at: instant(0),
      at: instant(0),
    };
  const ops = round(attemptId);
  // The first round starts with the last op, the promotion.
  const { op, ...rest } = ops[(step + ops.length - 2) % ops.length] ?? {};
  return { op, run_id: runId, ...rest, at: instant(60 + step) };
};

/** How many lines a run has from its creation until it waits for its next attempt. */
export const LIFE = 7;

/** The line of a run at a step, counted from 0. */
export const lineOf = (runId: string, attemptId: string, step: number): string =>
  JSON.stringify(opOf(runId, attemptId, step));

/** Writes a journal with the lines of all runs in turn. All ops are accepted. */
export const writeJournal = (file: string, lines: number, runs: number): void => {
  const ids = Array.from({ length: runs }, () => [randomUUID(), randomUUID()] as const);
  const fd = openSync(file, 'w');
  let block = '';
  for (let line = 0; line < lines; line += 1) {
    const [runId = '', attemptId = ''] = ids[line % runs] ?? [];
    block += `${lineOf(runId, attemptId, Math.floor(line / runs))}\n`;
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
