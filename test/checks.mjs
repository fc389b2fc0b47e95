/**
 * Runs the checks of the project, as many at once as there are cores, cheapest first; stops at the first failure.
 *
 *   node test/checks.mjs quick              the checks that need neither a build nor a browser
 *   node test/checks.mjs all [JEST OPTION]  everything that CI checks
 */
import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { styleText } from 'node:util';

const [scope, ...jestOptions] = process.argv.slice(2);

/** A check is an npm script. One that is `alone` uses all cores by itself. */
const quick = [
  { name: 'layers' },
  { name: 'check:unused' },
  { name: 'format:check' },
  { name: 'typecheck' },
  { name: 'lint' },
];
const plans = {
  quick: [...quick, { name: 'test:unit', args: ['--selectProjects', 'pure'], alone: true }],
  all: [
    ...quick,
    { name: 'check:docs' },
    { name: 'build' },
    { name: 'check:size', after: 'build' },
    { name: 'test:types' },
    { name: 'check:package', after: 'build' },
    { name: 'check:api', after: 'build' },
    { name: 'check:drift', after: 'build' },
    { name: 'test:unit', args: jestOptions, alone: true },
  ],
};

const plan = plans[scope];
if (plan === undefined) {
  console.error(`usage: node test/checks.mjs ${Object.keys(plans).join('|')}`);
  process.exit(2);
}

const color = (format, text) => (process.stderr.isTTY ? styleText(format, text) : text);
const seconds = (ms) => `${(ms / 1000).toFixed(1)} s`;
const began = Date.now();

/** Checkers make many objects that soon are garbage: a larger young generation spares a tenth of their time. */
const NODE_OPTIONS = `${process.env.NODE_OPTIONS ?? ''} --max-semi-space-size=128`.trim();

/** Runs a check. Prints its output if it fails; the output of an `alone` check is printed as it arrives. */
const run = ({ name, args = [], alone = false }) =>
  new Promise((resolve) => {
    const start = Date.now();
    const child = spawn('npm', ['run', '--silent', name, '--', ...args], {
      stdio: alone ? 'inherit' : ['ignore', 'pipe', 'pipe'],
      env: alone ? process.env : { ...process.env, NODE_OPTIONS },
    });
    const output = [];
    child.stdout?.on('data', (chunk) => output.push(chunk));
    child.stderr?.on('data', (chunk) => output.push(chunk));
    child.on('close', (code, signal) => {
      const passed = code === 0;
      const mark = passed ? color('green', 'ok') : color('red', 'FAILED');
      if (signal !== 'SIGTERM') console.error(`${mark} ${name} (${seconds(Date.now() - start)})`);
      resolve({ passed, stopped: signal === 'SIGTERM', output: Buffer.concat(output).toString() });
    });
    running.set(name, child);
  });

const running = new Map();
const done = new Set();
const waiting = [...plan];

/** May a check start? One that is `alone` starts last. */
const isReady = ({ after, alone = false }) =>
  alone ? running.size === 0 && waiting.length === 1 : after === undefined || done.has(after);

const next = () => {
  const at = waiting.findIndex(isReady);
  return at === -1 ? undefined : waiting.splice(at, 1)[0];
};

const lanes = Math.max(2, availableParallelism());

await new Promise((resolve) => {
  const fill = () => {
    if (waiting.length === 0 && running.size === 0) return resolve();
    for (let check; running.size < lanes && (check = next()) !== undefined;) {
      const { name } = check;
      void run(check).then(({ passed, stopped, output }) => {
        running.delete(name);
        done.add(name);
        if (!passed && !stopped) {
          process.stderr.write(output);
          process.exitCode = 1;
          waiting.length = 0;
          for (const child of running.values()) child.kill();
        }
        fill();
      });
    }
  };
  fill();
});
console.error(
  `${process.exitCode === 1 ? 'stopped' : 'all checks passed'} after ${seconds(Date.now() - began)}`,
);
