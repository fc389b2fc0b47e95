/**
 * Asks the registry for advisories on the packages of the lock file, and fails for each that docs/dependencies.md does not explain.
 *
 *   npm run check:audit
 *
 * Exits with 1 for an advisory without a reason, and with 3 if the registry does not answer.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { unexplained } from './advisories.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { stdout, stderr } = spawnSync('npm', ['audit', '--json'], { cwd: root, encoding: 'utf8' });

let report;
try {
  report = JSON.parse(stdout);
} catch {
  report = {};
}
if (report.vulnerabilities === undefined) {
  console.error(`the registry told no advisories: ${report.message ?? stderr.trim()}`);
  process.exit(3);
}
const found = unexplained(report, readFileSync(join(root, 'docs/dependencies.md'), 'utf8'));
for (const { name, id, severity, title } of found)
  console.error(`${name}: ${severity}: ${title} (${id})`);
const count = report.metadata?.dependencies?.total ?? 'all';
console.log(
  `${count} packages, ${found.length} advisories without a reason in docs/dependencies.md`,
);
process.exitCode = found.length === 0 ? 0 : 1;
