/**
 * Installs the packed tarball into fresh projects, and checks that it works there.
 *
 *   node test/package/consumers/main.mjs [TARBALL [NAME...]]     packs a tarball itself if none is given
 *
 * Prints the result of each consumer, or of those named. The groups run at once, one more than there are cores, because installing waits
 * for the network; the consumers of a group run one after the other, because they share what they install.
 */
import { execFile } from 'node:child_process';
import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { browsers } from './browsers.mjs';
import { esbuild } from './esbuild.mjs';
import { guide } from './guides.mjs';
import { node } from './node.mjs';
import { peers } from './peers.mjs';
import { chosen, scratch, tarball } from './project.mjs';
import { react } from './react.mjs';
import { runtimes } from './runtimes.mjs';
import { samples } from './samples.mjs';
import { contents } from './tarball.mjs';
import { typescript } from './typescript.mjs';

const guides = (...names) => Object.fromEntries(names.map((name) => [name, () => guide(name)]));

/** The consumers in groups, the longest first. */
const groups = [
  { esbuild, browsers },
  { peers },
  { runtimes },
  { contents, node },
  { typescript },
  guides('worker', 'engine'),
  {
    ...guides('frontend', 'upgrading'),
    testing: () => guide('testing', 'Try it first'),
    store: () => guide('store', 'Quick start'),
  },
  { react },
  { samples },
];

/** Runs a group in a process of its own, and prints what it printed. */
const runGroup = async (group) => {
  const script = fileURLToPath(import.meta.url);
  const run = promisify(execFile)(process.execPath, [script, tarball, ...Object.keys(group)]);
  const { stdout, stderr } = await run.catch((e) => {
    process.stdout.write(e.stdout);
    throw new Error(e.stderr.trim());
  });
  process.stdout.write(stdout);
  process.stderr.write(stderr);
};

const runAll = async () => {
  const waiting = [...groups];
  const lane = async () => {
    for (let group = waiting.shift(); group !== undefined; group = waiting.shift())
      await runGroup(group);
  };
  await Promise.all(Array.from({ length: availableParallelism() + 1 }, lane));
};

try {
  const names = process.argv.slice(3);
  if (names.length === 0) await runAll();
  for (const [name, consume] of chosen(Object.assign({}, ...groups), names)) {
    try {
      await consume();
    } catch (e) {
      throw new Error(`FAILED ${name}`, { cause: e });
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
