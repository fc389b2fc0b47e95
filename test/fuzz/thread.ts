/** The thread that tries inputs: the main thread watches it, and ends it if it hangs. */
import { parentPort, workerData } from 'node:worker_threads';
import { readCorpus, writeCorpus } from './corpus.js';
import type { Job, Outcome } from './Job.js';
import { progressIn } from './Job.js';
import { randomOf } from './random.js';
import type { RealSurface } from './Surface.js';
import { surfaces } from './surfaces/index.js';
import type { Failure } from './tryPure.js';
import { makeByteFuzzer, minimized, shrinkBytes, tryStructured } from './tryPure.js';

/** How many inputs are tried before the time is looked at. */
const ROUND = 500;

/** The most inputs that are kept of a surface. */
const MAX_KEPT = 60;

const job = workerData as Job;
const { note } = progressIn(job.progress);

const tryReal = async (surface: RealSurface): Promise<Outcome> => {
  const random = randomOf(job.seed);
  const failures: Array<Failure> = [];
  const ends = performance.now() + job.time;
  const opened = await surface.open();
  let tried = 0;
  while (tried < job.inputs && performance.now() < ends && failures.length === 0) {
    tried += 1;
    note(`trial ${String(tried)}`);
    try {
      await opened.trial(random);
    } catch (thrown) {
      const reason = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
      failures.push({
        surface: surface.name,
        way: 'trial',
        input: `trial ${String(tried)}`,
        reason,
      });
    }
  }
  await opened.close();
  return { tried, blocks: 0, corpus: 0, failures };
};

const tryAll = async (): Promise<Outcome> => {
  const surface = surfaces.find(({ name }) => name === job.surface);
  if (surface === undefined) throw new Error(`there is no surface ${job.surface}`);
  if (surface.kind === 'real') return tryReal(surface);
  const ends = performance.now() + job.time;
  const random = randomOf(job.seed);
  const fuzzer = makeByteFuzzer(surface, readCorpus(surface.name), random, note);
  const failures: Array<Failure> = [];
  let structured = 0;
  const goesOn = (): boolean =>
    failures.length === 0 && structured + fuzzer.tried() < job.inputs && performance.now() < ends;
  for (let round = 0; goesOn(); round += 1) {
    const values = tryStructured(surface, ROUND, job.seed + round, note);
    structured += values.tried;
    if (values.failure !== undefined) failures.push(values.failure);
    // Timers and promises of what was tried run, too.
    await new Promise(setImmediate);
    if (!goesOn()) break;
    const failure = fuzzer.run(surface.bytes === undefined ? 0 : ROUND);
    if (failure !== undefined)
      failures.push({ ...failure, input: shrinkBytes(surface, failure).toString('latin1') });
  }
  if (job.keep && surface.bytes !== undefined && failures.length === 0)
    writeCorpus(surface.name, minimized(surface, fuzzer.kept(), MAX_KEPT));
  return {
    tried: structured + fuzzer.tried(),
    blocks: fuzzer.blocks(),
    corpus: fuzzer.kept().length,
    failures,
  };
};

void tryAll().then((outcome) => {
  parentPort?.postMessage(outcome);
});
