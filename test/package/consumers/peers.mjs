/** The peers at both ends of their ranges, and the majors beyond, which npm refuses. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entries, exact, LIFE, NAMES, own, run, say, scratch, tarball } from './project.mjs';

/** The oldest version of a range: its first number. */
const oldest = (name) => `${name}@${/\d+\.\d+\.\d+/.exec(own.peerDependencies[name])[0]}`;
const names = Object.keys(own.peerDependencies);

const PROGRAM = `
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { ${NAMES} } from 'runchart';
import { createRunActor, runMachine } from 'runchart/machine';
import { explore, generate, verify } from 'runchart/testing';
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

export const peers = () => {
  const folder = empty('peers');
  writeFileSync(join(folder, 'main.mjs'), PROGRAM);
  writeFileSync(join(folder, 'main.ts'), TYPED);
  for (const [end, versions] of Object.entries({
    oldest: names.map(oldest),
    newest: names.map(exact),
  })) {
    const types = [exact('typescript'), exact('@types/react'), exact('@types/node')];
    run('npm', [...INSTALL, tarball, ...versions, ...types], folder);
    run(process.execPath, ['main.mjs'], folder);
    run(process.execPath, ['node_modules/typescript/bin/tsc', ...MODERN, 'main.ts'], folder);
    say(`the ${end} peers: ${versions.join(', ')}`);
  }
  for (const beyond of ['xstate@6.0.0-alpha.52', 'fp-ts@3.0.0-alpha.26']) {
    const folder = empty(`beyond-${beyond}`);
    const { status, stderr } = spawnSync('npm', [...INSTALL, '--dry-run', tarball, beyond], {
      cwd: folder,
      encoding: 'utf8',
    });
    assert.notEqual(status, 0, `npm takes ${beyond}`);
    assert.match(stderr, /ERESOLVE/);
  }
  say('npm refuses XState 6 and fp-ts 3');
};
