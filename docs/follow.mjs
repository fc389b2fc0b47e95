/**
 * Runs a script of a guide in a folder with the guide's files, and prints its output. The library comes from its sources.
 *
 *   node docs/follow.mjs docs/upgrading.md upgrade.mjs
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { filesOf } from '../test/package/consumers/filesOf.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const [, , page, script] = process.argv;

const folder = mkdtempSync(join(tmpdir(), 'runchart-guide-'));
try {
  for (const [, name, text] of filesOf(readFileSync(join(root, page), 'utf8')))
    writeFileSync(join(folder, name), text);
  const outfile = join(folder, 'bundle.mjs');
  await build({
    entryPoints: [join(folder, script)],
    outfile,
    bundle: true,
    format: 'esm',
    platform: 'node',
    alias: { runchart: join(root, 'src/index.ts') },
    nodePaths: [join(root, 'node_modules')],
  });
  const { status } = spawnSync(process.execPath, [outfile], { cwd: folder, stdio: 'inherit' });
  process.exitCode = status ?? 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
