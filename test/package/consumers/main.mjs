/**
 * Installs the packed tarball into fresh projects, and checks that it works there.
 *
 *   node test/package/consumers/main.mjs [TARBALL [NAME...]]     packs a tarball itself if none is given
 *
 * Prints the result of each consumer, or of those named.
 */
import { rmSync } from 'node:fs';
import { browsers } from './browsers.mjs';
import { esbuild } from './esbuild.mjs';
import { guide } from './guides.mjs';
import { node } from './node.mjs';
import { peers } from './peers.mjs';
import { chosen, scratch } from './project.mjs';
import { react } from './react.mjs';
import { runtimes } from './runtimes.mjs';
import { samples } from './samples.mjs';
import { contents } from './tarball.mjs';
import { typescript } from './typescript.mjs';

const consumers = {
  contents,
  node,
  typescript,
  esbuild,
  browsers,
  react,
  peers,
  runtimes,
  ...Object.fromEntries(
    ['worker', 'engine', 'frontend', 'upgrading'].map((name) => [name, () => guide(name)]),
  ),
  testing: () => guide('testing', 'Try it first'),
  samples,
};

try {
  for (const [name, consume] of chosen(consumers)) {
    try {
      await consume();
    } catch (e) {
      throw new Error(`FAILED ${name}`, { cause: e });
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
