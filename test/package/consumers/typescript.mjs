/** TypeScript, with each module resolution. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { entries, exact, LIFE, NAMES, optionalPeers, project, run, say } from './project.mjs';

export const typescript = () => {
  const program = (specifier) => `
import { ${NAMES} } from 'runchart';
import type { RunInstance } from 'runchart';
${entries.map((entry, i) => `import * as entry${String(i)} from '${entry}';`).join('\n')}
import { right } from '${specifier}';
import { createActor } from 'xstate';
import { runMachine } from 'runchart/machine';
import { connectRunHost } from 'runchart/worker';
export const used = [${entries.map((_, i) => `entry${String(i)}`).join(', ')}, createActor, runMachine, connectRunHost];
${LIFE}
export const run: RunInstance = leased.right;
export const again: ReturnType<ReturnType<typeof decide>> = right(run);
// @ts-expect-error -- no event of the chart
decide({ type: 'nope' });
`;
  const folder = project(
    'typescript',
    { 'main.ts': program('fp-ts/lib/Either.js'), 'main.cts': program('fp-ts/lib/Either.js') },
    [exact('typescript'), ...(optionalPeers.includes('react') ? [exact('@types/react')] : [])],
  );
  const modes = [
    ['node16', ['--module', 'node16', '--moduleResolution', 'node16']],
    ['nodenext', ['--module', 'nodenext', '--moduleResolution', 'nodenext']],
    ['bundler', ['--module', 'esnext', '--moduleResolution', 'bundler']],
  ];
  for (const [name, args] of modes) {
    const files = name === 'bundler' ? ['main.ts'] : ['main.ts', 'main.cts'];
    const common = ['--strict', '--noEmit', '--target', 'es2022', '--lib', 'es2022,dom'];
    // Compiled separately: the element augments the global tag map, and a program that loads it both as an ES module
    // and as CommonJS would augment it twice.
    for (const file of files)
      run(
        process.execPath,
        [join(folder, 'node_modules/typescript/bin/tsc'), ...common, ...args, file],
        folder,
      );
    say(`TypeScript, ${name}, also the declarations themselves`);
  }
  // node10 reads no `exports`: docs/runtimes.md says so.
  writeFileSync(
    join(folder, 'root.cts'),
    "import { isTerminal } from 'runchart';\nisTerminal('Failed');",
  );
  writeFileSync(
    join(folder, 'entry.cts'),
    "import { runMachine } from 'runchart/machine';\nrunMachine.id;",
  );
  const node10 = ['--module', 'commonjs', '--moduleResolution', 'node10'];
  const compile = (file) => {
    const args = ['--strict', '--noEmit', '--target', 'es2022', '--ignoreDeprecations', '6.0'];
    run(
      process.execPath,
      [join(folder, 'node_modules/typescript/bin/tsc'), ...args, ...node10, file],
      folder,
    );
  };
  compile('root.cts');
  assert.throws(() => compile('entry.cts'), /TS2307: Cannot find module 'runchart\/machine'/);
  say('TypeScript, node10: the core alone');
  // Emits declarations of a library that re-exports our values, so every inferred type must be nameable.
  const values = JSON.parse(
    run(
      process.execPath,
      [
        '--input-type=module',
        '--eval',
        `const all = await Promise.all(${JSON.stringify(entries)}.map((entry) => import(entry)));
         console.log(JSON.stringify(all.map((entry) => Object.keys(entry))));`,
      ],
      folder,
    ),
  );
  const handedOn = entries.map((entry, i) => [
    `import * as entry${String(i)} from '${entry}';`,
    ...values[i].map((key) => `export const ${key}${String(i)} = entry${String(i)}.${key};`),
  ]);
  writeFileSync(join(folder, 'handed-on.ts'), handedOn.flat().join('\n'));
  run(
    process.execPath,
    [
      join(folder, 'node_modules/typescript/bin/tsc'),
      ...['--strict', '--target', 'es2022', '--lib', 'es2022,dom', '--module', 'nodenext'],
      ...['--declaration', '--emitDeclarationOnly', '--outDir', 'declarations', 'handed-on.ts'],
    ],
    folder,
  );
  say(`TypeScript, the types of all ${String(values.flat().length)} exports can be told by name`);
};
