/** Kills a process in the middle of its writes: `npm run crash -- --help`. */
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Command } from 'commander';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { findingMessage, openRunStore } from 'runchart/store';
import { openPGlite } from 'runchart/store/pglite';
import { record } from '../../support/reliability.mjs';
import { wholeNumber } from '../../support/wholeNumber.mjs';

const flags = new Command('npm run crash --')
  .description(
    'Kills a process in the middle of its writes to an embedded store, again and again, and looks whether what it was told is there. ' +
      'Exits with 1 if anything that was acknowledged is missing, or if a run differs from its history.',
  )
  .option('--times <n>', 'how often', wholeNumber, 50)
  .option('--record', 'write the figures to docs/reliability.json')
  .parse()
  .opts();
const began = Date.now();
const TIMES = flags.times;

const right = (either) => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left));
  return either.right;
};

const scratch = mkdtempSync(path.join(tmpdir(), 'runchart-crash-'));
const folder = path.join(scratch, 'store');
const acknowledged = path.join(scratch, 'acknowledged.ndjson');
writeFileSync(acknowledged, '');
const open = () => pipe(openPGlite({ folder }), TE.chainW(openRunStore()))();

const problems = [];
let commands = 0;
try {
  for (let time = 1; time <= TIMES; time += 1) {
    const child = fork(path.join(import.meta.dirname, 'child.mjs'), [folder, acknowledged]);
    await new Promise((resolve, reject) => {
      child.once('message', resolve);
      child.once('exit', (code) => reject(new Error(`the child ended with ${code}`)));
    });
    await wait(20 + 400 * Math.random());
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;

    const store = right(await open());
    // The last version of each run that was told.
    const told = new Map();
    // A killed process may leave half a line.
    for (const line of readFileSync(acknowledged, 'utf8').split('\n'))
      if (line.endsWith('}')) {
        const { id, version } = JSON.parse(line);
        told.set(id, Math.max(version, told.get(id) ?? 0));
      }
    commands = told.size;
    const found = new Map(
      right(await store.database.query({ text: 'SELECT id, version FROM runchart.runs' })()).map(
        ({ id, version }) => [id, Number(version)],
      ),
    );
    for (const [id, version] of told)
      if (!(found.get(id) >= version))
        problems.push(
          `kill ${time}: run ${id} was at version ${version}, and is at ${found.get(id)}`,
        );
    if (time === TIMES) {
      let checked = 0;
      for await (const page of store.doctor()) {
        for (const finding of right(page).findings) problems.push(findingMessage(finding));
        ({ checked } = right(page));
      }
      console.log(
        `killed ${TIMES} times; ${commands} runs were acknowledged, ${checked} are there`,
      );
    }
    await store.close();
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
for (const problem of problems.slice(0, 20)) console.error(problem);
if (flags.record)
  record({
    id: 'store-crash',
    what: 'A process is killed in the middle of its writes to an embedded store',
    command: `npm run crash -- --times ${TIMES}`,
    tried: TIMES,
    unit: 'kills',
    failed: problems.length,
    failure: 'losses',
    seconds: (Date.now() - began) / 1000,
    note: `${commands.toLocaleString('en')} runs were acknowledged`,
  });
if (problems.length > 0) process.exitCode = 1;
