/** The life of a run in several versions of Node. */
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Benchmark, Setting, Table } from './benchmark.js';
import { ALL, DECIDE, FROZEN, LITERAL, NAMED, UNFROZEN } from './life.js';
import { ours, peer, race } from './load.js';
import { installPackages } from './project.js';

const MAJORS = [20, 22, 24];

const versionOf = (node: string): string =>
  execFileSync(node, ['--version'], { encoding: 'utf8' }).trim();

/** The newest Node of a major version from npm, or the one that runs; `undefined` if the platform has none. */
const nodeOf = (major: number): string | undefined => {
  if (process.version.startsWith(`v${major}.`)) return process.execPath;
  try {
    return join(installPackages(`node@${major}`), 'node_modules/node/bin/node');
  } catch {
    process.stderr.write(`there is no Node ${major} for this platform\n`);
    return undefined;
  }
};

const livesIn = async (node: string, setting: Setting): Promise<Table> => {
  const version = versionOf(node);
  setting.progress(version);
  return {
    title: `Making a run, and its life, in Node ${version}`,
    unit: 'ns',
    rows: await race(
      'life',
      [
        ...[DECIDE, NAMED, ALL].flatMap((name) => ours(setting, name, ['import'])),
        ...[FROZEN, UNFROZEN].map((name) => peer(setting, name)),
        ...ours(setting, 'newScheduledWithId', ['import']),
        peer(setting, LITERAL),
      ],
      setting,
      node,
    ),
  };
};

export const nodes: Benchmark = {
  name: 'nodes',
  summary: `the life of a run in Node ${MAJORS.join(', ')}`,
  run: async (setting) => {
    const tables: Array<Table> = [];
    for (const major of MAJORS) {
      setting.progress(`installs Node ${major}`);
      const node = nodeOf(major);
      if (node !== undefined) tables.push(await livesIn(node, setting));
    }
    return { tables, targets: [] };
  },
};
