/** The oldest peers, and the majors beyond the ranges. */
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gtr } from 'semver';
import { entries, exact, LIFE, NAMES, own, run, say, scratch, start, tarball } from './project.mjs';
import { storeFiles } from './store.mjs';

/** The oldest version of a range: its first number. */
const oldest = (name) => `${name}@${/\d+\.\d+\.\d+/.exec(own.peerDependencies[name])[0]}`;
const names = Object.keys(own.peerDependencies);

/** Also run with the newest peers, which every other project installs. */
export const PROGRAM = `
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { ${NAMES} } from 'runchart';
import { createRunActor, runMachine } from 'runchart/machine';
import { explore } from 'runchart/explore';
import { generate, verify } from 'runchart/testing';
import { assign, setup } from 'xstate';
import * as E from 'fp-ts/lib/Either.js';
${entries.map((entry) => `await import('${entry}');\ncreateRequire(import.meta.url)('${entry}');`).join('\n')}
${LIFE}
// XState decides as the library does, also through the machine's own functions.
const actor = createRunActor(made.right);
assert.equal(actor.send({ type: 'lease', at: now }).right.state, 'Leased');
assert.equal(runMachine.id, 'run');
// fast-check shrinks what a subject gets wrong.
const { tests } = generate({ criteria: ['guards'] }).right;
const report = await verify(() => [], tests);
assert.equal(report.failed[0].failure._tag, 'TooFewOutcomes');
assert.ok(E.isRight(explore(setup({}).createMachine({ initial: 'a', states: { a: { on: { go: 'b' } }, b: {} } }), { events: [{ type: 'go' }] })));
`;
const TYPED = `
import { ${NAMES} } from 'runchart';
${entries.map((entry, i) => `import * as entry${String(i)} from '${entry}';`).join('\n')}
import { createActor } from 'xstate';
import { runMachine } from 'runchart/machine';
export const used = [${entries.map((_, i) => `entry${String(i)}`).join(', ')}, createActor, runMachine];
${LIFE}
`;

const MODERN = [
  '--strict',
  '--noEmit',
  '--skipLibCheck',
  '--target',
  'es2022',
  '--lib',
  'es2022,dom',
  '--module',
  'nodenext',
];

const empty = (name) => {
  const folder = join(scratch, name);
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{"private":true,"type":"module"}');
  return folder;
};
const INSTALL = ['install', '--no-audit', '--no-fund', '--prefer-offline'];

export const peers = async () => {
  const folder = empty('peers');
  writeFileSync(join(folder, 'main.mjs'), PROGRAM);
  writeFileSync(join(folder, 'main.ts'), TYPED);
  writeFileSync(join(folder, 'store.mjs'), storeFiles['store.mjs']);
  const versions = names.map(oldest);
  const types = [exact('typescript'), exact('@types/react'), exact('@types/node')];
  run('npm', [...INSTALL, tarball, ...versions, ...types], folder);
  await Promise.all([
    start(process.execPath, ['main.mjs'], folder),
    start(process.execPath, ['store.mjs'], folder),
    start(process.execPath, ['node_modules/typescript/bin/tsc', ...MODERN, 'main.ts'], folder),
  ]);
  say(`the oldest peers: ${versions.join(', ')}`);
  for (const [name, beyond] of [
    ['xstate', '6.0.0-alpha.52'],
    ['fp-ts', '3.0.0-alpha.26'],
  ])
    // As npm compares, without npm: now and then it ends without a word.
    assert.ok(gtr(beyond, own.peerDependencies[name]), `the range takes ${name}@${beyond}`);
  say('the ranges refuse XState 6 and fp-ts 3');
};
