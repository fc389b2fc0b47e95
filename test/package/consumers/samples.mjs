/** Compiles and runs the samples of the pages with the packed tarball. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exact, project, root, run, say } from './project.mjs';

/** The pages whose samples state their output. */
const SAMPLED = [
  ...['../README', 'actor', 'codecs', 'frontend', 'journal', 'store', 'testing', 'upgrading'],
];

/** Copies the samples into a project, as a reader does, compiles them, and compares their output. */
export const samples = () => {
  const all = SAMPLED.flatMap((name) =>
    [
      ...readFileSync(join(root, 'docs', `${name}.md`), 'utf8').matchAll(/^```ts\n([^]*?)^```$/gm),
    ].map(([, code], i) => ({ file: `${name.replace('../', '')}-${String(i + 1)}`, code })),
  );
  const folder = project(
    'samples',
    Object.fromEntries(all.map(({ file, code }) => [`${file}.ts`, code])),
    [exact('typescript'), exact('@types/node')],
  );
  run(
    process.execPath,
    [
      join(folder, 'node_modules/typescript/bin/tsc'),
      ...['--strict', '--target', 'es2022', '--lib', 'es2023,dom', '--module', 'nodenext'],
      ...[
        '--types',
        'node',
        '--rootDir',
        '.',
        '--outDir',
        'out',
        ...all.map(({ file }) => `${file}.ts`),
      ],
    ],
    folder,
  );
  for (const { file, code } of all) {
    const printed = run(process.execPath, [join('out', `${file}.js`)], folder);
    // Only the comments beside a `console.log`; test/docs/readme.test.ts compares every line.
    for (const [, said] of code.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm))
      assert.ok(printed.includes(said), `${file} printed\n${printed}\nwithout\n${said}`);
  }
  say(`the ${String(all.length)} samples of the pages, compiled and run`);
};
