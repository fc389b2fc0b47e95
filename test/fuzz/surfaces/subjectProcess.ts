/** Subjects of `runchart verify` as processes that answer rubbish, late, or not at all, and do not end. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as O from 'fp-ts/lib/Option.js';
import { processSubject } from '../../../src/cli/subject.js';
import { judge } from '../../../src/testing/Failure.js';
import { failureText } from '../../../src/testing/reportLines.js';
import { runWording } from '../../../src/testing/reportText.js';
import { runVocabulary } from '../../../src/testing/runVocabulary.js';
import { makeMutator } from '../mutate.js';
import { expectMessage } from '../oracle.js';
import type { Random } from '../random.js';
import { below, pick } from '../random.js';
import type { RealSurface } from '../Surface.js';
import { Fault } from '../Surface.js';
import { subjectSurfaces, tests } from './subject.js';

/** Does what its plan says, and notes its process and those that it starts. */
const PROGRAM = `
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, readFileSync } from 'node:fs';
const [, , plan, pids] = process.argv;
const note = (pid) => appendFileSync(pids, pid + '\\n');
note(process.pid);
process.stdin.on('error', () => undefined).resume();
process.stdout.on('error', () => undefined);
for (const [what, value] of JSON.parse(readFileSync(plan, 'utf8'))) {
  if (what === 'out') process.stdout.write(Buffer.from(value, 'base64'));
  else if (what === 'err') process.stderr.write(Buffer.from(value, 'base64'));
  else if (what === 'wait') await new Promise((resolve) => setTimeout(resolve, value));
  else if (what === 'start') note(spawn(process.execPath, ['-e', 'setInterval(() => 0, 1e6)'], { stdio: 'inherit' }).pid);
  else if (what === 'close') closeSync(value);
  else if (what === 'exit') process.exit(value);
  else if (what === 'kill') process.kill(process.pid, value);
}
`;

const { seeds = [], words } = subjectSurfaces[0] ?? {};
const mutate = makeMutator(words ?? []);

const answersOf = (random: Random): string =>
  (random() < 0.3
    ? pick(random, seeds)
    : random() < 0.9
      ? mutate(random, pick(random, seeds), seeds)
      : Buffer.alloc(2 ** 20 + below(random, 2 ** 20), random() < 0.5 ? 0x0a : 0x78)
  ).toString('base64');

const stepOf = (random: Random): readonly [string, unknown] => {
  const at = random();
  if (at < 0.55) return ['out', answersOf(random)];
  if (at < 0.65) return ['err', answersOf(random)];
  if (at < 0.75) return ['wait', below(random, 120)];
  if (at < 0.8) return ['start', null];
  if (at < 0.87) return ['close', below(random, 3)];
  if (at < 0.94) return ['exit', below(random, 3)];
  return ['kill', pick(random, ['SIGKILL', 'SIGTERM', 'SIGSTOP'])];
};

const isThere = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    // A zombie is over, though nobody has asked how it ended.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  } catch {
    return false;
  }
};

const hasEnded = async (pid: number): Promise<boolean> => {
  for (let i = 0; i < 200; i += 1) {
    if (!isThere(pid)) return true;
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
  return false;
};

/** The longest that a few tests may take, in milliseconds; the machine may be busy. */
const MAX_TIME = 60_000;

export const subjectProcessSurface: RealSurface = {
  kind: 'real',
  name: 'subject-process',
  about:
    'subjects as processes that answer rubbish, close, die, stop or start others: each test gets one reply, and no process is left',
  share: 500,
  open: () => {
    const folder = mkdtempSync(join(tmpdir(), 'runchart-fuzz-'));
    const [program, plan, pids] = ['subject.mjs', 'plan.json', 'pids'].map((name) =>
      join(folder, name),
    ) as [string, string, string];
    writeFileSync(program, PROGRAM);
    const command = { program: process.execPath, args: [program, plan, pids] };
    return Promise.resolve({
      trial: async (random) => {
        writeFileSync(pids, '');
        writeFileSync(
          plan,
          JSON.stringify(Array.from({ length: 1 + below(random, 6) }, () => stepOf(random))),
        );
        const subject = processSubject(command, runVocabulary, 1 + below(random, 2));
        const replied = new Set<unknown>();
        const wanted = random() < 0.2 ? 1 : Infinity;
        const hear = (
          test: (typeof tests)[number],
          reply: Parameters<typeof judge>[2],
        ): boolean => {
          if (replied.has(test)) throw new Fault(`${test.name} gets two replies`);
          replied.add(test);
          const failure = judge(runVocabulary, test, reply);
          if (O.isSome(failure)) expectMessage(failureText(runWording, failure.value), 20_000);
          return replied.size < wanted;
        };
        const begun = performance.now();
        if (random() < 0.3) await subject.runKept(tests, 0.5, hear);
        else
          await subject.run(tests, 0.5, (index, reply) => {
            const test = tests[index];
            if (test === undefined) throw new Fault(`there is no test ${String(index)}`);
            return hear(test, reply);
          });
        subject.close();
        if (performance.now() - begun > MAX_TIME) throw new Fault('it takes a minute');
        for (const pid of readFileSync(pids, 'utf8').trim().split('\n'))
          if (pid !== '' && !(await hasEnded(Number(pid))))
            throw new Fault(`process ${pid} is left`);
      },
      close: () => {
        rmSync(folder, { recursive: true, force: true });
        return Promise.resolve();
      },
    });
  },
};
