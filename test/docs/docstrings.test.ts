/** Type-checks and runs the examples in docstrings against the sources, with `assert` in scope. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import ts from 'typescript';
import { entries } from '../../entries.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

interface Example {
  /** The file and the export of the docstring. */
  readonly file: string;
  readonly name: string;
  readonly code: string;
}

const sources = ['src', 'machines'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.posix.join(folder, name.replaceAll(path.sep, '/')))
    .sort(),
);

const DOCSTRING =
  /\/\*\*((?:(?!\*\/)[^])*?)\*\/\s*(?:export (?:declare )?(?:const|function|type|interface) (\w+))?/g;
const BLOCK = /```ts\n([^]*?)```/g;

/** Returns every block of every `@example` in a file. */
const examplesOf = (file: string): ReadonlyArray<Example> =>
  [...readFileSync(path.join(root, file), 'utf8').matchAll(DOCSTRING)].flatMap(
    ([, comment = '', name = 'the module']) => {
      const text = comment.replaceAll(/^ *\* ?/gm, '');
      return text
        .split(/^@example\b/m)
        .slice(1)
        .flatMap((part) => [...part.matchAll(BLOCK)])
        .map(([, code = '']) => ({ file, name, code }));
    },
  );

const examples = sources.flatMap(examplesOf);

/** Returns the source file of `runchart` or one of its subpaths. */
const sourceOf = (specifier: string): string =>
  path.join(root, entries.find((entry) => entry.specifier === specifier)?.source ?? 'nowhere');

const moduleOf = ({ code }: Example): string => `import assert from 'node:assert';\n${code}`;

/** Bundles examples, each a module of its own, with the sources, of which they share what they import. */
const bundle = async (modules: ReadonlyArray<Example>, outdir: string): Promise<void> => {
  const inputs = new Map(modules.map((example, i) => [String(i), example]));
  await build({
    entryPoints: Object.fromEntries([...inputs.keys()].map((name) => [name, `example:${name}`])),
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    outdir,
    outExtension: { '.js': '.mjs' },
    // CommonJS packages call `require`, which modules do not have.
    banner: {
      js: `import { createRequire } from 'node:module'; const require = createRequire(${JSON.stringify(root)});`,
    },
    logLevel: 'silent',
    plugins: [
      {
        name: 'examples of these sources',
        setup: (bundler) => {
          bundler.onResolve({ filter: /^runchart(\/|$)/ }, (args) => ({
            path: sourceOf(args.path),
          }));
          // It has files of its own, so it stays outside; a new database takes seconds.
          bundler.onResolve({ filter: /^@electric-sql\/pglite$/ }, () => ({
            path: path.join(root, 'test/support/preparedPGlite.mjs'),
            external: true,
          }));
          bundler.onResolve({ filter: /^example:/ }, (args) => ({
            path: args.path.slice('example:'.length),
            namespace: 'example',
          }));
          bundler.onLoad({ filter: /.*/, namespace: 'example' }, (args) => {
            const example = inputs.get(args.path) ?? { file: '', name: '', code: '' };
            return {
              contents: moduleOf(example),
              loader: 'ts',
              resolveDir: path.join(root, path.dirname(example.file)),
            };
          });
        },
      },
    ],
  });
};

/** Inside the project, where the packages are found. */
const cache = path.join(root, 'node_modules/.cache');
mkdirSync(cache, { recursive: true });
const scratch = mkdtempSync(path.join(cache, 'examples-'));

/** Runs a module of the bundle; rejects if it throws. */
const run = async (outdir: string, index: number): Promise<void> => {
  await import(pathToFileURL(path.join(scratch, outdir, `${String(index)}.mjs`)).href);
};

beforeAll(() => bundle(examples, path.join(scratch, 'all')), 60_000);

afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

describe('the examples', () => {
  it('are all found', () => {
    const blocks = sources.flatMap((file) => [
      ...readFileSync(path.join(root, file), 'utf8').matchAll(/@example/g),
    ]);
    expect(examples).toHaveLength(blocks.length);
    expect(examples.length).toBeGreaterThan(25);
  });

  it('follow one blank line, not two', () => {
    const doubled = sources.filter((file) =>
      /\n *\*\n *\*\n/.test(readFileSync(path.join(root, file), 'utf8')),
    );
    expect(doubled).toStrictEqual([]);
  });

  it.each(examples.map((example, index) => ({ ...example, index })))(
    'of $name in $file runs',
    async ({ code, index }) => {
      expect(code).toContain('assert.');
      await run('all', index);
    },
    // Some open a database.
    60_000,
  );

  it('fail when an assertion is wrong', async () => {
    const wrong = [
      ['assert.strictEqual(1, 2)', '1 !== 2'],
      [
        "import { isTerminal } from 'runchart'\nassert.strictEqual(isTerminal('Ready'), true)",
        'false !== true',
      ],
      ["import * as run from 'runchart'\nrun.nope()", 'is not a function'],
    ] as const;
    await bundle(
      wrong.map(([code]) => ({ file: '', name: '', code })),
      path.join(scratch, 'wrong'),
    );
    for (const [index, [, message]] of wrong.entries())
      await expect(run('wrong', index)).rejects.toThrow(message);
  });

  it('type-check', () => {
    const files = new Map(
      examples.map((example, i) => [
        path.join(root, path.dirname(example.file), `${example.name}.example-${String(i)}.mts`),
        moduleOf(example),
      ]),
    );
    const { config } = ts.readConfigFile(path.join(root, 'tsconfig.json'), (name) =>
      readFileSync(name, 'utf8'),
    ) as { readonly config: unknown };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const host = ts.createCompilerHost(options);
    const inner = { ...host };
    host.fileExists = (name) => files.has(path.normalize(name)) || inner.fileExists(name);
    host.getSourceFile = (name, ...rest) => {
      const text = files.get(path.normalize(name));
      return text === undefined
        ? inner.getSourceFile(name, ...rest)
        : ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true);
    };
    const own = [...new Set(examples.flatMap(({ code }) => code.match(/'runchart[\w/]*'/g) ?? []))];
    const paths = Object.fromEntries(
      own.map((quoted) => [quoted.slice(1, -1), [sourceOf(quoted.slice(1, -1))]]),
    );
    const program = ts.createProgram([...files.keys()], { ...options, paths }, host);
    const problems = [...files.keys()].flatMap((name) => {
      const file = program.getSourceFile(name);
      return [
        ...program.getSyntacticDiagnostics(file),
        ...program.getSemanticDiagnostics(file),
      ].map(
        ({ messageText }) =>
          `${path.basename(name)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`,
      );
    });
    expect(problems).toStrictEqual([]);
  }, 60_000);
});
