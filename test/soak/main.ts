/** `npm run soak`: plays random commands to every part that has runs, and compares each with the plain chart after every step. */
import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { SingleBar } from 'cli-progress';
import Table from 'cli-table3';
import { Command, InvalidArgumentError } from 'commander';
import { record } from '../support/reliability.mjs';
import type { Reported, ShardInput, ShardMessage } from './shard.js';
import type { SubjectName } from './subjects/index.js';
import { plans } from './subjects/index.js';
import { WALK } from './walk.js';

// ------------------------------------------------------------------------------------------------------------ flags

interface Flags {
  readonly steps: number;
  readonly seed: number;
  readonly subjects: ReadonlyArray<SubjectName>;
  readonly subject?: string;
  readonly walk?: number;
  readonly threads: number;
  readonly record?: true;
  readonly json?: true;
}

const integer =
  (min: number, max: number) =>
  (text: string): number => {
    const n = Number(text);
    if (/^\d+$/.test(text) && n >= min && n <= max) return n;
    throw new InvalidArgumentError(`It must be an integer from ${String(min)} to ${String(max)}.`);
  };

const url = process.env['RUNCHART_PG_URL'] ?? '';

// SAFETY: the keys of `plans` are the names.
const names = Object.keys(plans) as ReadonlyArray<SubjectName>;
const defaultNames = names.filter((name) => name !== 'postgres' || url !== '');

const isName = (text: string): text is SubjectName => Object.hasOwn(plans, text);

const namesIn = (text: string): ReadonlyArray<SubjectName> => {
  const chosen = text.split(',').filter((name) => name !== '');
  const unknown = chosen.find((name) => !isName(name));
  if (unknown !== undefined)
    throw new InvalidArgumentError(`There is no ${unknown}, only ${names.join(', ')}.`);
  if (chosen.includes('postgres') && url === '')
    throw new InvalidArgumentError('RUNCHART_PG_URL must have the address of a server.');
  return chosen.filter(isName);
};

const program = new Command('npm run soak --')
  .description(
    'Plays random commands to every part that has runs, and compares each with the plain chart after every step.',
  )
  .option('--steps <N>', 'how many commands', integer(1, 1e12), 1_000_000)
  .option('--seed <N>', 'what the commands come from', integer(0, 2 ** 32 - 1), 1)
  .option('--subjects <NAMES>', 'what is compared, separated by commas', namesIn, defaultNames)
  .option('--subject <COMMAND>', 'a program that is compared too, as by `runchart verify`')
  .option(
    '--walk <N>',
    `one walk alone, of ${String(WALK)} commands, to every subject`,
    integer(0, 2 ** 32 - 1),
  )
  .option(
    '--threads <N>',
    'how many threads share the walks',
    integer(1, 64),
    availableParallelism(),
  )
  .option('--record', 'keep the figures in docs/reliability.json')
  .option('--json', 'print the figures as JSON')
  .addHelpText(
    'after',
    `
Subjects:
${Object.entries(plans)
  .map(
    ([name, { what, every }]) =>
      `  ${name.padEnd(10)} ${what}${every === 1 ? '' : `, on one of ${String(every)} walks`}`,
  )
  .join('\n')}

Exit codes: 0 no difference, 1 a difference, 2 it could not be tried.`,
  )
  .exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : 2));

// ------------------------------------------------------------------------------------------------------------- run

interface Result {
  readonly steps: Readonly<Record<string, number>>;
  readonly seconds: Readonly<Record<string, number>>;
  readonly found: Reported | undefined;
}

const sum = (records: ReadonlyArray<Readonly<Record<string, number>>>): Record<string, number> => {
  const total: Record<string, number> = {};
  for (const each of records)
    for (const [name, n] of Object.entries(each)) total[name] = (total[name] ?? 0) + n;
  return total;
};

const run = async (flags: Flags, onProgress: (steps: number) => void): Promise<Result> => {
  const { seed, subjects, subject: command, walk } = flags;
  const walks = walk === undefined ? Math.ceil(flags.steps / WALK) : walk + 1;
  const threads = walk === undefined ? Math.min(flags.threads, walks) : 1;
  const latest = new Map<number, ShardMessage>();
  let found: Reported | undefined;
  const workers: Array<Worker> = [];
  await Promise.all(
    Array.from({ length: threads }, (_, i) => {
      const input: ShardInput = {
        seed,
        first: walk ?? i,
        stride: threads,
        walks,
        subjects,
        command,
        isWhole: walk !== undefined,
      };
      const worker = new Worker(new URL('./shard.js', import.meta.url), { workerData: input });
      workers.push(worker);
      return new Promise<void>((resolve, reject) => {
        worker.on('message', (message: ShardMessage) => {
          latest.set(i, message);
          const played = sum([...latest.values()].map(({ steps }) => steps));
          onProgress(Math.max(0, ...Object.values(played)));
          if (message.found === undefined) return;
          found ??= message.found;
          // The others need not go on.
          for (const other of workers) other.postMessage('stop');
        });
        worker.on('error', reject);
        worker.on('exit', () => {
          resolve();
        });
      });
    }),
  );
  return {
    steps: sum([...latest.values()].map(({ steps }) => steps)),
    seconds: sum([...latest.values()].map(({ seconds }) => seconds)),
    found,
  };
};

// ---------------------------------------------------------------------------------------------------------- report

const quick = names.filter((name) => plans[name].every === 1);

const shown = (value: unknown): string => JSON.stringify(value, undefined, 2);

const differenceText = (found: Reported, seed: number, command: string | undefined): string =>
  [
    `${found.subject} differs in its ${found.of}, in walk ${String(found.walk)}.`,
    ...(found.expected === undefined && found.actual === undefined
      ? []
      : [`expected ${shown(found.expected)}`, `found ${shown(found.actual)}`]),
    ...(found.subject === 'subject'
      ? []
      : [`After ${String(found.lines.length)} commands, shrunk from ${String(found.length)}:`]),
    ...found.lines,
    `Again: npm run soak -- --seed ${String(seed)} --walk ${String(found.walk)} ${
      found.subject === 'subject'
        ? `--subjects '' --subject '${command ?? ''}'`
        : `--subjects ${found.subject}`
    }`,
  ].join('\n');

const tableText = ({ steps, seconds }: Result): string => {
  const table = new Table({
    head: ['subject', 'steps compared', 'seconds'],
    colAligns: ['left', 'right', 'right'],
    style: { head: [], border: [] },
  });
  for (const [name, n] of Object.entries(steps))
    table.push([name, n.toLocaleString('en-US'), (seconds[name] ?? 0).toFixed(1)]);
  return table.toString();
};

/** The rows of docs/reliability.md: one for all that is compared on every walk, and one for each other subject. */
const rowsOf = (flags: Flags, { steps, seconds, found }: Result, elapsed: number) => {
  const isDefault = flags.subjects.join() === defaultNames.join();
  const command = `npm run soak -- --steps ${String(flags.steps)} --seed ${String(flags.seed)}${
    isDefault ? '' : ` --subjects ${flags.subjects.join()}`
  }`;
  const row = (
    id: string,
    what: string,
    tried: number,
    took: number,
    isFailed: boolean,
    note: string,
  ) => ({
    id,
    what,
    command: id === 'soak-postgres' ? `RUNCHART_PG_URL=ADDRESS ${command}` : command,
    tried,
    unit: 'steps',
    failed: isFailed ? 1 : 0,
    failure: 'differences',
    seconds: Math.round(took),
    note,
  });
  const pure = quick.filter((name) => steps[name] !== undefined);
  return [
    ...(pure.length === 0
      ? []
      : [
          row(
            'soak',
            `Random commands: ${pure.map((name) => plans[name].what).join('; ')}`,
            Math.min(...pure.map((name) => steps[name] ?? 0)),
            elapsed,
            found !== undefined && pure.some((name) => name === found.subject),
            'each after every step: result, run, JSON, allowed actions',
          ),
        ]),
    ...names
      .filter((name) => !quick.includes(name) && steps[name] !== undefined)
      .map((name) =>
        row(
          `soak-${name}`,
          `The same commands: ${plans[name].what}`,
          steps[name] ?? 0,
          seconds[name] ?? 0,
          found?.subject === name,
          `one of ${String(plans[name].every)} walks`,
        ),
      ),
  ];
};

// ------------------------------------------------------------------------------------------------------------- main

program.parse();
const flags = program.opts<Flags>();
const bar = new SingleBar({
  stream: process.stderr,
  format: '{bar} {percentage}%  {value} steps  {eta_formatted} left',
  hideCursor: true,
  clearOnComplete: true,
  noTTYOutput: false,
});
const began = performance.now();
if (flags.json !== true) bar.start(flags.walk === undefined ? flags.steps : WALK, 0);
const result = await run(flags, (steps) => {
  bar.update(Math.min(steps, bar.getTotal()));
});
bar.stop();
const elapsed = (performance.now() - began) / 1000;
const { found, steps, seconds } = result;
if (flags.json === true)
  process.stdout.write(
    `${JSON.stringify({ seed: flags.seed, elapsed, steps, seconds, difference: found ?? null }, undefined, 2)}\n`,
  );
else {
  process.stdout.write(`${tableText(result)}\n`);
  process.stdout.write(
    found === undefined
      ? `No difference, in ${elapsed.toFixed(0)} s.\n`
      : `${differenceText(found, flags.seed, flags.subject)}\n`,
  );
}
if (flags.record === true) record(rowsOf(flags, result, elapsed));
process.exitCode = found === undefined ? 0 : 1;
