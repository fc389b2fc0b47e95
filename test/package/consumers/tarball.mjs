/** Checks the files of the tarball. */
import assert from 'node:assert/strict';
import { MAX_BYTES, own, root, run, say, tarball } from './project.mjs';

/** The only files that the package may contain. */
const ALLOWED = [
  /^package\.json$/,
  /^(README|CHANGELOG)\.md$/,
  /^LICENSE$/,
  /^dist\/cjs\/([\w-]+\.cjs|shared\/[\w.-]+\.cjs|THIRD-PARTY-LICENSES\.txt)$/,
  /^dist\/esm\/[\w-]+\.c?js$/,
  /^dist\/module\/([\w./-]+\.js|THIRD-PARTY-LICENSES\.txt)$/,
  /^dist\/types\/([\w-]+|shared\/[\w.-]+)\.d\.c?ts$/,
  /^dist\/cli\/([\w-]+\.js|elk\.bundled\.js|jiti(-babel)?\.cjs|THIRD-PARTY-LICENSES\.txt)$/,
  /^dist\/inspector\/(page\.(css|js)|shared\/[\w-]+\.js|icon\.svg|index\.html|THIRD-PARTY-LICENSES\.txt)$/,
];

export const contents = () => {
  const files = run('tar', ['-tzf', tarball], root)
    .trim()
    .split('\n')
    .map((name) => name.replace(/^package\//, ''));
  const unexpected = files.filter((name) => !ALLOWED.some((pattern) => pattern.test(name)));
  assert.deepEqual(unexpected, [], 'files that are not meant to be published');
  const targets = JSON.stringify(own.exports).match(/\.\/[\w./-]+/g) ?? [];
  const missing = targets
    .map((target) => target.slice(2))
    .filter((target) => target.includes('.') && !files.includes(target));
  assert.deepEqual(missing, [], 'exports without a file');
  const text = run('tar', ['-xzOf', tarball], root);
  assert.ok(text.length < MAX_BYTES, `unpacked ${String(text.length)} bytes`);
  assert.ok(!text.includes(root.replace(/\/$/, '')), 'a path of this machine');
  say(`the tarball: ${String(files.length)} files, ${String(text.length)} bytes, nothing else`);
};
