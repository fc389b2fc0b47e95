import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import * as E from 'fp-ts/lib/Either.js';
import { format } from 'prettier';
import ts from 'typescript';
import type { Results } from '../../bench/report.js';
import { withFigures } from '../../bench/report.js';
import { entries } from '../../entries.js';
import { runSvg } from '../../src/diagram/index.js';
import { JournalEntryCodec } from '../../src/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const pages = ['README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md'].concat(
  [
    'actor',
    'codecs',
    'dependencies',
    'diagrams',
    'element',
    'engine',
    'frontend',
    'import',
    'inspector',
    'journal',
    'lifecycle',
    'performance',
    'releases',
    'statecharts',
    'testing',
    'upgrading',
  ].map((name) => `docs/${name}.md`),
);

/** The TypeScript blocks of the pages. A block with a file name is part of a guide, which its own test follows. */
const blocks = pages.flatMap((page) =>
  [...read(page).matchAll(/(`[\w./-]+`:\n\n)?^```ts\n(.*?)^```$/gms)].map(
    ([, named, code = ''], i) => ({
      name: `${page}, sample ${String(i + 1)}`,
      file: join(root, `${page.replaceAll(/\W/g, '-')}-${String(i + 1)}.ts`),
      code,
      isNamed: named !== undefined,
    }),
  ),
);
const samples = blocks.filter(({ isNamed }) => !isNamed);

/** The output that a sample states: the comment after a `console.log`, and the comment lines right below it. */
const statedOutput = (code: string): ReadonlyArray<string> =>
  [...code.matchAll(/console\.log\(.*\);(?: \/\/ (.*))?\n((?:\/\/ .*\n)*)/g)].flatMap(
    ([, beside, below = '']) => [
      ...(beside === undefined ? [] : [beside]),
      ...below.split('\n').flatMap((line) => (line === '' ? [] : [line.slice('// '.length)])),
    ],
  );

const sources = Object.fromEntries(
  entries.map(({ specifier, source }) => [specifier, join(root, source)]),
);

/** Compiles texts without files, as strictly as the sources, and returns the errors of each. */
const compile = (texts: ReadonlyMap<string, string>): ((path: string) => ReadonlyArray<string>) => {
  const config = ts.parseJsonConfigFileContent(
    ts.parseConfigFileTextToJson('tsconfig.json', read('tsconfig.json')).config,
    ts.sys,
    root,
  );
  const options: ts.CompilerOptions = {
    ...config.options,
    paths: Object.fromEntries(Object.entries(sources).map(([name, path]) => [name, [path]])),
  };
  const host = ts.createCompilerHost(options);
  const program = ts.createProgram([...texts.keys()], options, {
    ...host,
    fileExists: (path) => texts.has(path) || host.fileExists(path),
    readFile: (path) => texts.get(path) ?? host.readFile(path),
    getSourceFile: (path, language, ...rest) => {
      const text = texts.get(path);
      return text === undefined
        ? host.getSourceFile(path, language, ...rest)
        : ts.createSourceFile(path, text, language, true);
    },
  });
  return (path) =>
    ts
      .getPreEmitDiagnostics(program, program.getSourceFile(path))
      .map(({ messageText }) => `${path}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`);
};

const idOf = (name: string): string => name.replaceAll(/\W/g, '-');

describe('the samples', () => {
  const scratch = mkdtempSync(join(tmpdir(), 'runchart-samples-'));
  afterAll(() => {
    rmSync(scratch, { recursive: true, force: true });
  });

  const components = new Map(
    pages.flatMap((page) =>
      [...read(page).matchAll(/(?:^`([\w./-]+)`[^\n]*:\n\n)?^```tsx\n(.*?)^```$/gms)].map(
        ([, name, code = ''], i) => {
          // Named files import one another.
          const file = name ?? `${page.replaceAll(/\W/g, '-')}-${String(i + 1)}.tsx`;
          return [join(root, dirname(page), file), code] as const;
        },
      ),
    ),
  );
  const [{ code: right } = { code: '' }] = samples;
  const wrong = right.replace("type: 'complete'", "type: 'finish'");
  const wrongFile = join(root, 'wrong.ts');

  /** The errors of a file. All are of one program, because most of its time goes into the library. */
  let errorsOf: (path: string) => ReadonlyArray<string>;
  beforeAll(() => {
    const texts = blocks.map(({ file, code }) => [file, code] as const);
    errorsOf = compile(new Map([...texts, ...components, [wrongFile, wrong]]));
  }, 60_000);

  it('type-check', () => {
    expect(samples.length).toBeGreaterThanOrEqual(5);
    expect(blocks.flatMap(({ file }) => errorsOf(file))).toStrictEqual([]);
  }, 60_000);

  it('with JSX type-check', () => {
    expect(components.size).toBeGreaterThan(0);
    expect([...components.keys()].flatMap(errorsOf)).toStrictEqual([]);
  }, 60_000);

  it('do not type-check with a mistake in them', () => {
    expect(wrong).not.toBe(right);
    expect(errorsOf(wrongFile).join('\n')).toContain(`'"finish"' is not assignable`);
  });

  beforeAll(() =>
    build({
      entryPoints: Object.fromEntries(samples.map(({ name, file }) => [idOf(name), file])),
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      alias: sources,
      outdir: scratch,
      outExtension: { '.js': '.mjs' },
      plugins: [
        {
          name: 'samples without files',
          setup: (bundler) => {
            const codes = new Map(samples.map(({ file, code }) => [file, code]));
            bundler.onResolve({ filter: /./ }, ({ kind, path }) =>
              kind === 'entry-point' ? { path, namespace: 'sample' } : undefined,
            );
            bundler.onLoad({ filter: /./, namespace: 'sample' }, ({ path }) => ({
              contents: codes.get(path) ?? '',
              loader: 'ts',
              resolveDir: root,
            }));
          },
        },
      ],
    }),
  );

  it.each(samples)('print the stated output: $name', ({ name, code }) => {
    const printed = execFileSync(process.execPath, [join(scratch, `${idOf(name)}.mjs`)], {
      encoding: 'utf8',
    });
    expect(statedOutput(code).length).toBeGreaterThan(0);
    expect(printed.trimEnd().split('\n')).toStrictEqual(statedOutput(code));
  });
});

describe('the pages', () => {
  it('have the current picture of the chart', () => {
    for (const theme of ['light', 'dark'] as const) {
      expect(read('README.md')).toContain(`"docs/run-${theme}.svg"`);
      expect(read(`docs/run-${theme}.svg`)).toBe(`${runSvg({ theme, responsive: true })}\n`);
    }
  });

  it.each([
    { page: 'README.md', shows: 'the headlines' },
    { page: 'docs/performance.md', shows: 'all targets' },
  ])('$page has $shows of bench/results.json', async ({ page, shows }) => {
    const results = JSON.parse(read('bench/results.json')) as Results;
    const targets = Object.values(results.benchmarks).flatMap((outcome) => outcome.targets);
    const shown = targets.filter(({ headline }) => shows === 'all targets' || headline === true);
    expect(shown.length).toBeGreaterThanOrEqual(5);
    const text = read(page);
    const updated = await format(withFigures(text, results), {
      parser: 'markdown',
      printWidth: 100,
      singleQuote: true,
    });
    expect(text).toBe(updated);
    expect(text.match(/\| (met|missed) +\|$/gm)).toHaveLength(shown.length);
  });

  it.each(pages)('%s links to files that exist', (page) => {
    const links = [...read(page).matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
    const broken = links.filter((link) => !existsSync(join(root, dirname(page), link)));
    expect(broken).toStrictEqual([]);
  });

  it.each(pages)('%s names scripts that exist', (page) => {
    const { scripts } = JSON.parse(read('package.json')) as {
      readonly scripts: Readonly<Record<string, string>>;
    };
    const named = [...read(page).matchAll(/npm (?:run ([\w:]+)|(start|test)\b)/g)].map(
      ([, run, alone]) => run ?? alone ?? '',
    );
    expect(named.filter((name) => !(name in scripts))).toStrictEqual([]);
  });

  it('show valid journal lines', () => {
    const blocks = [...read('docs/journal.md').matchAll(/^```json\n(.*?)^```$/gms)];
    const lines = blocks.flatMap(([, text = '']) => text.trim().split('\n'));
    expect(lines.length).toBeGreaterThan(0);
    expect(
      lines.filter((line) => E.isLeft(JournalEntryCodec.decode(JSON.parse(line)))),
    ).toStrictEqual([]);
  });

  it('name every entry of the package', () => {
    const { exports } = JSON.parse(read('package.json')) as {
      readonly exports: Readonly<Record<string, unknown>>;
    };
    const named = new Set(
      [...read('README.md').matchAll(/^\| `(runchart[\w/]*)`/gm)].map(([, entry]) => entry),
    );
    const ofCode = Object.keys(exports)
      .map((path) => path.replace('.', 'runchart'))
      // The page of an entry also names its registering form.
      .filter((entry) => entry !== 'runchart/package.json' && !entry.endsWith('/define'));
    expect([...named].sort()).toStrictEqual(ofCode.sort());
  });

  it('list folders that exist', () => {
    const [, map = ''] =
      /## Where things are\n.*?```text\n(.*?)```/s.exec(read('CONTRIBUTING.md')) ?? [];
    const files = [...map.matchAll(/^\S+/gm)].map(([path]) => path);
    expect(files.length).toBeGreaterThan(5);
    expect(files.filter((path) => !existsSync(join(root, path)))).toStrictEqual([]);
  });

  it('have the same list of steps for a new state', () => {
    const listIn = (page: string, heading: string): string => {
      const [, section = ''] = new RegExp(`^## ${heading}\n(.*?)^## `, 'ms').exec(read(page)) ?? [];
      const [list = ''] = /^1\. .*?(?=\n\n)/ms.exec(section) ?? [];
      return list.replace(/\]\([^)]*\)/g, ']');
    };
    const list = listIn('CONTRIBUTING.md', 'Adding a state');
    expect(list).toContain('test/expectations.ts');
    expect(listIn('docs/upgrading.md', 'Changing the chart yourself')).toBe(list);
  });
});
