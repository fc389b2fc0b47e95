/** `npm run fuzz`: tries hostile inputs at each part of the project that takes what others wrote. */
import { Worker } from 'node:worker_threads';
import { SingleBar } from 'cli-progress';
import { Command, InvalidArgumentError } from 'commander';
import { record } from '../support/reliability.mjs';
import type { Job, Outcome } from './Job.js';
import { newProgress, progressIn } from './Job.js';
import type { Surface } from './Surface.js';
import { surfaces } from './surfaces/index.js';

interface Flags {
  readonly inputs: number;
  readonly seed: number;
  readonly minutes?: number;
  readonly patience: number;
  readonly record?: true;
  readonly keep?: true;
  readonly json?: true;
  readonly list?: true;
}

interface Result extends Outcome {
  readonly surface: string;
  readonly seconds: number;
}

/** How much memory the thread may use; a surface that needs more has no bound. */
const MAX_MEMORY = 1024;

const integerFrom = (text: string): number => {
  const number = Number(text.replaceAll(/[_,]/g, ''));
  if (!Number.isSafeInteger(number) || number < 0)
    throw new InvalidArgumentError('Wanted: an integer.');
  return number;
};

/** Runs a surface in a thread of its own. A thread that makes no progress hangs, and is ended. */
const run = (surface: Surface, { inputs, seed, minutes, patience, keep }: Flags): Promise<Result> =>
  new Promise((resolve) => {
    const begun = performance.now();
    const buffer = newProgress();
    const progress = progressIn(buffer);
    const wanted = Math.max(1, Math.ceil(inputs / surface.share));
    const job: Job = {
      surface: surface.name,
      inputs: wanted,
      seed,
      time: minutes === undefined ? Number.MAX_SAFE_INTEGER : minutes * 60_000,
      progress: buffer,
      keep: keep === true,
    };
    const thread = new Worker(new URL('thread.js', import.meta.url), {
      workerData: job,
      resourceLimits: { maxOldGenerationSizeMb: MAX_MEMORY },
    });
    const bar = new SingleBar({
      format: `${surface.name.padEnd(22)} {bar} {value}/{total} {eta_formatted}`,
      stream: process.stderr,
      noTTYOutput: false,
      hideCursor: true,
    });
    if (process.stderr.isTTY) bar.start(wanted, 0);
    let seen = 0;
    let since = performance.now();
    const settle = (outcome: Outcome): void => {
      clearInterval(timer);
      bar.stop();
      void thread.terminate();
      resolve({ surface: surface.name, seconds: (performance.now() - begun) / 1000, ...outcome });
    };
    const fail = (reason: string): void => {
      settle({
        tried: progress.tried(),
        blocks: 0,
        corpus: 0,
        failures: [{ surface: surface.name, way: 'bytes', input: progress.input(), reason }],
      });
    };
    const timer = setInterval(() => {
      const tried = progress.tried();
      bar.update(Math.min(tried, wanted));
      if (tried !== seen) {
        seen = tried;
        since = performance.now();
      } else if (performance.now() - since > patience * 1000)
        fail(`it hangs: no progress for ${String(patience)} seconds`);
    }, 250);
    thread.once('message', settle);
    thread.once('error', (error: Error) => {
      fail(`the thread ended: ${error.stack ?? error.message}`);
    });
  });

const printable = (text: string): string =>
  JSON.stringify(text.length > 2000 ? `${text.slice(0, 2000)}...` : text);

const main = async (names: ReadonlyArray<string>, flags: Flags): Promise<void> => {
  if (flags.list === true) {
    for (const { name, about } of surfaces) process.stdout.write(`${name.padEnd(22)} ${about}\n`);
    return;
  }
  const unknown = names.find((name) => !surfaces.some((surface) => surface.name === name));
  if (unknown !== undefined) {
    process.stderr.write(`there is no surface ${unknown}; --list shows them\n`);
    process.exitCode = 2;
    return;
  }
  const results: Array<Result> = [];
  for (const surface of surfaces) {
    if (names.length > 0 && !names.includes(surface.name)) continue;
    const result = await run(surface, flags);
    results.push(result);
    const { tried, seconds, blocks, corpus, failures } = result;
    if (flags.json !== true)
      process.stdout.write(
        `${surface.name.padEnd(22)} ${tried.toLocaleString('en').padStart(12)} inputs ${seconds.toFixed(1).padStart(8)} s ${String(blocks).padStart(6)} blocks ${String(corpus).padStart(5)} kept ${failures.length === 0 ? '' : 'FAILED'}\n`,
      );
    for (const { way, input, reason } of failures)
      process.stderr.write(`\n${surface.name} (${way}): ${reason}\ninput: ${printable(input)}\n\n`);
    if (flags.record === true)
      record({
        id: `fuzz-${surface.name}`,
        what: surface.about,
        command: `npm run fuzz -- ${surface.name} --inputs ${String(flags.inputs)} --seed ${String(flags.seed)}${flags.minutes === undefined ? '' : ` --minutes ${String(flags.minutes)}`}`,
        tried,
        unit: 'inputs',
        failed: failures.length,
        failure: 'failures',
        seconds: Math.round(seconds),
      });
  }
  if (flags.json === true) process.stdout.write(`${JSON.stringify(results)}\n`);
  if (results.some(({ failures }) => failures.length > 0)) process.exitCode = 1;
};

await new Command('npm run fuzz --')
  .description(
    'Tries hostile inputs at each part that takes what others wrote: half of them nearly valid, half of them bytes.',
  )
  .argument('[SURFACE...]', 'the parts to try; default: all')
  .option(
    '--inputs <N>',
    'how many inputs each part gets; a slow one gets a share of them',
    integerFrom,
    20_000,
  )
  .option('--seed <S>', 'the seed of the random numbers', integerFrom, 1)
  .option('--minutes <M>', 'the maximum time for each part', Number)
  .option(
    '--patience <SECONDS>',
    'how long one input may take before it counts as a hang',
    Number,
    30,
  )
  .option('--record', 'write the figures to docs/reliability.json')
  .option('--keep', 'write the inputs that reach most to test/fixtures/fuzz')
  .option('--json', 'print the results as JSON')
  .option('--list', 'list the parts, and what is tried of each')
  .addHelpText(
    'after',
    '\nExits with 0 if nothing failed, 1 if something did, 2 for a part that there is not.',
  )
  .action(main)
  .parseAsync();
