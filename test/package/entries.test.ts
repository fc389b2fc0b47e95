/** Checks every entry of the package: a type test, a size budget, and a docstring with a category on each export. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';
import { entries } from '../../entries.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

const own = JSON.parse(read('package.json')) as {
  readonly name: string;
  readonly exports: Readonly<Record<string, unknown>>;
};

/** Imports the default export of a configuration file. */
const defaultOf = async (file: string): Promise<unknown> => {
  const module = (await import(pathToFileURL(path.join(root, file)).href)) as {
    readonly default: unknown;
  };
  return module.default;
};

const { options } = ts.parseJsonConfigFileContent(
  ts.parseConfigFileTextToJson('tsconfig.json', read('tsconfig.json')).config,
  ts.sys,
  root,
);

/** An export with its documentation. */
interface Documented {
  readonly name: string;
  /** Whether it exists at run time. */
  readonly isValue: boolean;
  readonly text: string;
  readonly examples: number;
  /** The category of each declaration; a type and its companion value have one each. */
  readonly categories: ReadonlyArray<string | undefined>;
}

const categoryOf = (declaration: ts.Declaration): string | undefined =>
  ts
    .getJSDocTags(declaration)
    .filter(({ tagName }) => tagName.text === 'category')
    .map(({ comment }) => ts.getTextOfJSDocComment(comment))[0];

/** Returns the exports of a module, also those declared elsewhere. */
const exportsOf = (program: ts.Program, file: string): ReadonlyArray<Documented> => {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const module = source === undefined ? undefined : checker.getSymbolAtLocation(source);
  // A module without exports has no symbol.
  return (module === undefined ? [] : checker.getExportsOfModule(module)).map((exported) => {
    const symbol =
      (exported.flags & ts.SymbolFlags.Alias) === 0 ? exported : checker.getAliasedSymbol(exported);
    return {
      name: exported.name,
      isValue: (symbol.flags & ts.SymbolFlags.Value) !== 0,
      text: ts.displayPartsToString(symbol.getDocumentationComment(checker)),
      examples: symbol.getJsDocTags(checker).filter(({ name }) => name === 'example').length,
      categories: (symbol.declarations ?? []).map(categoryOf),
    };
  });
};

/** A complete first sentence. */
const STANDS_ALONE = /^[A-Z`<][^]*?[.:?](\s|$)/;
/** A first sentence that only refers to something else. */
const LEANS = /^(See|As above|Same|Ditto|This|It|They|That)\b/;

const problemsOf = (
  exported: ReadonlyArray<Documented>,
  known: ReadonlyArray<string>,
): ReadonlyArray<string> =>
  exported.flatMap(({ name, isValue, text, examples, categories }) => [
    ...(STANDS_ALONE.test(text) && !LEANS.test(text)
      ? []
      : [`${name}: no first sentence that stands alone`]),
    ...(isValue && examples === 0 ? [`${name}: no example`] : []),
    ...(categories.every((category) => known.includes(category ?? ''))
      ? []
      : [`${name}: no category of typedoc.config.js`]),
  ]);

describe('every entry', () => {
  it('has a source file', () => {
    expect(entries.map(({ specifier }) => specifier)).toContain('runchart/element/define');
    expect(entries.filter(({ source }) => !existsSync(path.join(root, source)))).toStrictEqual([]);
  });

  it.each(entries)(
    '$specifier names its files in the order in which tools ask for them',
    (entry) => {
      const key = entry.specifier === own.name ? '.' : entry.specifier.replace(own.name, '.');
      const file = (folder: string, extension: string): string =>
        `./dist/${folder}/${entry.name}.${extension}`;
      // As text, because the order counts. Node and what follows it must load the same files, whether or not a tool knows
      // `module`; a `browser` key would give ES modules to Jest's jsdom.
      expect(JSON.stringify(own.exports[key], null, 2)).toBe(
        JSON.stringify(
          {
            types: { import: file('types', 'd.ts'), default: file('types', 'd.cts') },
            node: { import: file('esm', 'js'), default: file('cjs', 'cjs') },
            workerd: file('module', 'js'),
            module: file('module', 'js'),
            import: file('esm', 'js'),
            default: file('cjs', 'cjs'),
          },
          null,
          2,
        ),
      );
    },
  );

  it.each(entries)('$specifier has a type-test, with calls that must not compile', (entry) => {
    const file = `test/types/${entry.name}.tst.ts`;
    expect(existsSync(path.join(root, file)) ? file : `no ${file}`).toBe(file);
    const text = read(file);
    expect(text).toContain(`'../../${entry.source.replace(/\.ts$/, '.js')}'`);
    expect(text).toContain('.type.not.');
  });

  it('has a budget', async () => {
    const budgets = (await defaultOf('.size-limit.js')) as ReadonlyArray<{
      readonly path: string;
      readonly limit: string;
    }>;
    const measured = new Set(budgets.map((budget) => budget.path));
    expect(entries.filter(({ bundled }) => !measured.has(bundled))).toStrictEqual([]);
    expect(budgets.filter(({ limit }) => !/^\d+(\.\d+)? (B|kB)$/.test(limit))).toStrictEqual([]);
  });

  it('is mapped to its source in tsconfig.json', () => {
    const paths = entries.map(({ specifier, source }) => [specifier, `./${source}`]);
    expect(options.paths).toStrictEqual(
      Object.fromEntries(paths.map(([from, to]) => [from, [to]])),
    );
  });

  it('documents each export: a first sentence that stands alone, a category, and an example for each value', async () => {
    const { categoryOrder } = (await defaultOf('typedoc.config.js')) as {
      readonly categoryOrder: ReadonlyArray<string>;
    };
    const program = ts.createProgram(
      entries.map(({ source }) => path.join(root, source)),
      options,
    );
    const all = entries.map(({ specifier, source }) => ({
      specifier,
      exported: exportsOf(program, path.join(root, source)),
    }));
    expect(all.flatMap(({ exported }) => exported).length).toBeGreaterThan(250);
    expect(
      all
        .map(({ specifier, exported }) => ({
          specifier,
          problems: problemsOf(exported, categoryOrder),
        }))
        .filter(({ problems }) => problems.length > 0),
    ).toStrictEqual([]);
    const used = new Set(
      all.flatMap(({ exported }) => exported.flatMap(({ categories }) => categories)),
    );
    expect(
      categoryOrder.filter((category) => category !== '*' && !used.has(category)),
    ).toStrictEqual([]);
  }, 60_000);

  it('fails the check when a docstring lacks one of these', () => {
    const of = (
      name: string,
      text: string,
      isValue: boolean,
      examples: number,
      category: string | undefined = 'Values',
    ) => ({ name, text, isValue, examples, categories: [category] });
    expect(
      problemsOf(
        [
          of('a', '', false, 0),
          of('b', 'See `a`.', false, 0),
          of('c', 'A value, but how?', true, 0),
          of('d', 'no sentence', false, 0),
          of('e', 'A value.\n\nMore of it.', true, 1),
          of('f', 'A value.', true, 1, 'Vlaues'),
        ],
        ['Values'],
      ),
    ).toStrictEqual([
      'a: no first sentence that stands alone',
      'b: no first sentence that stands alone',
      'c: no example',
      'd: no first sentence that stands alone',
      'f: no category of typedoc.config.js',
    ]);
  });
});
