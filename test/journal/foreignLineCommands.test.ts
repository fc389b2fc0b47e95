/** The commands that `foreignLine` names, as a shell runs them. */
import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { foreignLine } from '../../src/journal/foreignLine.js';

const op = '{"op":"promote_to_ready","run_id":"a"}';

describe('the commands', () => {
  const run = (line: string, input: string): string =>
    execFileSync('sh', ['-c', foreignLine(line)?.command ?? 'false'], { input, encoding: 'utf8' });

  it('drops prefixes, and lines without an object', () => {
    const line = `web-1  | ${op}`;
    expect(run(line, `${line}\nweb-1  | started\n${line}\n`)).toBe(`${op}\n${op}\n`);
  });

  it('drops commas', () => {
    expect(run(`${op},`, `${op},\n${op}\n`)).toBe(`${op}\n${op}\n`);
  });
});
