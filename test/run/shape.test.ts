/** What runs are in memory: one hidden class, whatever makes them, and ids of their own. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, expect, it } from '@jest/globals';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), 'runchart-shape-'));

afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

const PROGRAM = `
import { fromSnapshot, toSnapshot } from './src/actor/index.js';
import * as R from './src/index.js';
import * as O from 'fp-ts/lib/Option.js';

const args = { taskId: R.TaskId.generate(), scheduledAt: 5, createdAt: 5 };
const ready = { ...args, effectivePriority: 3 };
const attemptId = R.AttemptId.generate();
const right = (either) => either.right ?? (() => { throw new Error(JSON.stringify(either)); })();
const first = right(R.newScheduled(args));
const makers = {
  newScheduledWithId: right(R.newScheduledWithId({ ...args, id: R.RunId.generate() })),
  newReady: right(R.newReady(ready)),
  newReadyWithId: right(R.newReadyWithId({ ...ready, id: R.RunId.generate() })),
  recordStateChangeAt: R.recordStateChangeAt(7)(first),
  restoreAttemptStateForBootstrap: R.restoreAttemptStateForBootstrap(2, O.none)(first),
  transitionTo: right(R.transitionTo('Ready', 7)(first)),
  decideAll: right(R.decideAll([{ type: 'promote' }, { type: 'lease' }])(first)),
  RunInstanceCodec: right(R.RunInstanceCodec.decode(JSON.parse(JSON.stringify(R.RunInstanceCodec.encode(first))))),
  decodeJson: right(R.decodeJson(R.RunInstanceCodec)(JSON.stringify(R.RunInstanceCodec.encode(first)))),
  restoreRun: right(R.restoreRun()(JSON.parse(JSON.stringify(R.persistRun(first))))),
  fromSnapshot: fromSnapshot(toSnapshot(first)),
  broken: { ...first },
};
let run = right(R.newReady(ready));
for (const event of [{ type: 'lease' }, { type: 'start' }, { type: 'attempt.start', attemptId }, { type: 'attempt.finish', attemptId }, { type: 'complete' }])
  makers['decide ' + event.type] = run = right(R.decide(event)(run));
console.log(JSON.stringify(Object.keys(makers).filter((name) => !%HaveSameMap(makers[name], first))));
`;

/** Bundles a program with the sources, runs it, and returns what it prints. */
const run = async (contents: string, ...flags: ReadonlyArray<string>): Promise<string> => {
  const outfile = path.join(folder, 'shape.cjs');
  await build({
    stdin: { contents: contents.replace(/%HaveSameMap/g, 'haveSameMap'), resolveDir: root },
    bundle: true,
    platform: 'node',
    format: 'cjs',
    outfile,
    // The bundler does not parse V8's own functions.
    banner: { js: 'const haveSameMap = new Function("a", "b", "return %HaveSameMap(a, b)");' },
  });
  return execFileSync(process.execPath, ['--allow-natives-syntax', ...flags, outfile], {
    encoding: 'utf8',
  });
};

it('is one hidden class for the runs of all makers', async () => {
  // The copy shows that the test can see another class: it is not frozen.
  expect(JSON.parse(await run(PROGRAM))).toStrictEqual(['broken']);
});

/** Decodes runs, each from a part of a text of a megabyte, and says how much memory a run and the texts that it keeps take. */
const HOLDERS = `
import * as R from './src/index.js';
const right = (either) => either.right ?? (() => { throw new Error(JSON.stringify(either)); })();
const wire = () => {
  const run = right(R.newReady({ taskId: R.TaskId.generate(), scheduledAt: 5, createdAt: 5, effectivePriority: 3 }));
  const events = [{ type: 'lease' }, { type: 'start' }, { type: 'attempt.start', attemptId: R.AttemptId.generate() }];
  return JSON.stringify(R.RunInstanceCodec.encode(right(R.decideAll(events)(run))));
};
const decode = R.decodeJson(R.RunInstanceCodec);
const runs = [];
gc();
const before = process.memoryUsage().heapUsed;
for (let i = 0; i < 200; i += 1) {
  const text = Buffer.from(wire() + ' '.repeat(2 ** 20)).toString();
  runs.push(right(decode(text.slice(0, text.indexOf('}') + 1))));
}
gc();
gc();
console.log((process.memoryUsage().heapUsed - before) / runs.length);
`;

it('is a run without the text that it was decoded from', async () => {
  expect(Number(await run(HOLDERS, '--expose-gc'))).toBeLessThan(10_000);
});
