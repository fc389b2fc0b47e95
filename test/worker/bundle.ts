/** Bundles the programs of workers from the sources, as a user's bundler would. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Makes a temporary folder, with a function that removes it. */
export const temporary = (): { readonly folder: string; readonly remove: () => void } => {
  const folder = mkdtempSync(path.join(tmpdir(), 'runchart-worker-'));
  return {
    folder,
    remove: () => {
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Bundles a program for Node, which imports the sources as `./src/...`, and gives the path of the file. */
export const bundleForNode = async (code: string, outfile: string): Promise<string> => {
  await build({
    stdin: { contents: code, loader: 'ts', resolveDir: root },
    bundle: true,
    // CommonJS packages call `require`, which modules do not have.
    format: 'cjs',
    platform: 'node',
    target: 'node20',
    outfile,
    logLevel: 'silent',
  });
  return outfile;
};

/** The whole program of a Node worker that runs a host. */
export const HOST_WORKER = `
import { parentPort } from 'node:worker_threads';
import { serveRunHost } from './src/worker/index.js';
if (parentPort !== null) serveRunHost(parentPort);
`;
