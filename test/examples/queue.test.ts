/** The queue of a newcomer ends well, also by Ctrl+C, and leaves nothing behind. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { root } from '../cli/runchart.js';
import { findPostgres } from '../support/postgres.mjs';

/** A program in a group of processes of its own, as a terminal has one. */
interface Started {
  readonly output: () => string;
  /** Waits until the output has a text. */
  readonly says: (text: string) => Promise<void>;
  readonly interrupt: () => void;
  readonly ended: Promise<number | null>;
}

const started = new Set<number>();
afterEach(() => {
  for (const pid of started) {
    try {
      process.kill(-pid, 'SIGKILL');
    } catch {
      // It has ended.
    }
  }
  started.clear();
});

const start = (...flags: ReadonlyArray<string>): Started => {
  // The program then starts a server of its own.
  const env = { ...process.env, RUNCHART_PG_URL: undefined };
  const child = spawn(process.execPath, ['examples/queue/main.mjs', '--no-open', ...flags], {
    cwd: root,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const pid = child.pid ?? 0;
  started.add(pid);
  let output = '';
  for (const part of [child.stdout, child.stderr])
    part.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  const ended = once(child, 'close').then(([code]: ReadonlyArray<number | null>) => code ?? null);
  return {
    output: () => output,
    says: async (text) => {
      const over = ended.then(() => 'over' as const);
      while (!output.includes(text)) {
        const next = await Promise.race([once(child.stdout, 'data'), over]);
        if (next === 'over') throw new Error(`it ended without ${text}: ${output}`);
      }
    },
    interrupt: () => {
      process.kill(-pid, 'SIGINT');
    },
    ended,
  };
};

/** Whether the server that the output names is there. */
const isServed = async (output: string): Promise<boolean> => {
  const port = Number(/127\.0\.0\.1:(\d+)\/postgres/.exec(output)?.[1]);
  const socket = connect(port, '127.0.0.1');
  const isThere = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'error').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return isThere;
};

test('embedded, every run ends', async () => {
  const { ended, output } = start('--embedded', '--tasks', '40');
  expect(await ended).toBe(0);
  expect(output()).toContain('every run has ended');
}, 60_000);

(findPostgres() === undefined ? describe.skip : describe)('Ctrl+C', () => {
  test('at the end closes the inspector and the server', async () => {
    const { says, interrupt, ended, output } = start('--tasks', '40');
    await says('Ctrl+C ends it');
    expect(await isServed(output())).toBe(true);
    interrupt();
    expect(await ended).toBe(0);
    expect(output()).not.toMatch(/Error/);
    expect(await isServed(output())).toBe(false);
  }, 120_000);

  test('before that, too', async () => {
    const { says, interrupt, ended, output } = start();
    await says('started the workers');
    interrupt();
    expect(await ended).toBe(130);
    expect(output()).not.toMatch(/Error/);
    expect(await isServed(output())).toBe(false);
  }, 120_000);
});
