import { chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import commonjs from '@rollup/plugin-commonjs';
import nodeResolve from '@rollup/plugin-node-resolve';
import { build, transform } from 'esbuild';
import { dts } from 'rollup-plugin-dts';
import esbuild, { minify } from 'rollup-plugin-esbuild';
import { entries } from './entries.js';
import { licences } from './licences.js';

/** One entry for each subpath export. Code that two entries share becomes a separate file, so that nothing is loaded twice. */
const library = Object.fromEntries(entries.map(({ name, source }) => [name, source]));
/** The file of each command, which is loaded if the command line names it, becomes a separate file. */
const command = { runchart: 'src/cli/main.ts' };
/** What the command runs in threads of their own. */
const threads = {
  importThread: 'src/cli/import/importThread.ts',
  layoutWorker: 'src/inspector/server/layoutWorker.ts',
};
const page = { page: 'src/inspector/page/main.tsx' };

const external = /^(@electric-sql\/pglite|elkjs|fast-check|fp-ts|io-ts|pg|react|uuid|xstate)(\/|$)/;

/** Deletes the files of an earlier build, which would otherwise be published. */
const clean = (dir) => ({
  name: 'clean',
  buildStart: () => rmSync(dir, { recursive: true, force: true }),
});

const executable = {
  name: 'executable',
  writeBundle({ dir }) {
    chmodSync(join(dir, 'runchart.js'), 0o755);
  },
};

const names = (extension) => ({
  hoistTransitiveImports: false,
  entryFileNames: `[name]${extension}`,
  chunkFileNames: `shared/[name]${extension}`,
});
/** The directive that frameworks with server components require for hooks, which run in the browser. */
const useClient = ({ isEntry, name }) => (isEntry && name === 'react' ? "'use client';" : '');
const compile = esbuild({ target: 'es2022' });
/** As `compile`, and removes the comments of packages. */
const compileAll = esbuild({
  target: 'es2022',
  include: /\.[jt]sx?$/,
  exclude: [],
  loaders: { '.js': 'js' },
});

/** Minifies the style sheets in the sources, which are marked by a comment. */
const tightStyles = {
  name: 'tight-styles',
  async transform(code) {
    const found = [...code.matchAll(/\/\* css \*\/ `([^`$]*)`/g)];
    const tight = await Promise.all(
      found.map(([, css]) => transform(css, { loader: 'css', minify: true, target: 'es2022' })),
    );
    return found.reduce(
      (text, [all], i) => text.replace(all, () => JSON.stringify(tight[i].code.trim())),
      code,
    );
  },
};

/** Tests whether evaluating an expression can do nothing but give a value, as every bundler sees by itself. */
const isPlain = (node) => {
  switch (node?.type) {
    case 'Literal':
    case 'Identifier':
    case 'ArrowFunctionExpression':
    case 'FunctionExpression':
      return true;
    case 'ArrayExpression':
      return node.elements.every(isPlain);
    case 'ObjectExpression':
      return node.properties.every(({ computed, value }) => computed === false && isPlain(value));
    case 'TemplateLiteral':
      return node.expressions.length === 0;
    default:
      return false;
  }
};

/**
 * Marks the first value of each constant of a module as pure, so that a bundler leaves out those that nobody asks for.
 * `sideEffects` in package.json promises the same of whole files, and holds only for files of which nothing is asked for.
 */
const pureConstants = {
  name: 'pure-constants',
  transform(code) {
    const constants = this.parse(code)
      .body.map((node) => (node.type === 'ExportNamedDeclaration' ? node.declaration : node))
      .filter((node) => node?.type === 'VariableDeclaration' && node.kind === 'const')
      .flatMap(({ declarations }) => declarations)
      .filter(({ init }) => !isPlain(init));
    return constants.reduceRight(
      (text, { init: { start, end } }) =>
        `${text.slice(0, start)}/* @__PURE__ */ (() => (${text.slice(start, end)}))()${text.slice(end)}`,
      code,
    );
  },
};

/** The build for bundlers. It imports the ES modules of fp-ts and io-ts, of which bundlers can drop more. */
const modules = {
  input: library,
  external,
  // As they say themselves: a file that asks nothing of fp-ts does not import it.
  treeshake: { moduleSideEffects: 'no-external' },
  plugins: [
    clean('dist/module'),
    // The parser of XML and that of cron are bundled: only one entry needs each.
    nodeResolve({ resolveOnly: [/^(croner|saxes|xmlchars)$/] }),
    commonjs({ include: /node_modules[/\\](saxes|xmlchars)[/\\]/ }),
    tightStyles,
    compile,
    pureConstants,
    licences,
  ],
  output: {
    dir: 'dist/module',
    format: 'es',
    paths: (id) => id.replace(/^(fp-ts|io-ts)\/lib\//, '$1/es6/'),
    // With `sideEffects: false` a bundler drops a whole file that is not used, but not every unused line of a file.
    preserveModules: true,
    banner: useClient,
    ...names('.js'),
    // npm publishes no folder of that name.
    entryFileNames: ({ name }) => `${name.replace('node_modules', 'packages')}.js`,
  },
};

const { peerDependenciesMeta } = JSON.parse(readFileSync('package.json', 'utf8'));

/** The optional peers that a chunk loads, itself or through other chunks. */
const optionalPeersOf = (bundle, fileName) => {
  const reach = (seen, file) =>
    seen.has(file) ? seen : (bundle[file]?.imports ?? []).reduce(reach, new Set([...seen, file]));
  return [...reach(new Set(), fileName)].filter((file) => file in peerDependenciesMeta);
};

/**
 * The build for Node's `import`: it only re-exports the CommonJS build. So a program that uses both `import` and `require` has one
 * copy of the library.
 *
 * Node scans the text of a CommonJS file that is imported for the names of its exports, which takes longer than to run it, but does
 * not scan what that file requires. So a short file stands before each entry that is not itself a list of names.
 *
 * Optional peers come first, so that `import` reports an absent one. If `require` threw inside `import()`, Node 20 would end the
 * program even if it catches the error.
 */
const namesForImport = {
  name: 'names-for-import',
  writeBundle(_, bundle) {
    rmSync('dist/esm', { recursive: true, force: true });
    mkdirSync('dist/esm');
    for (const chunk of Object.values(bundle).filter(({ isEntry }) => isEntry)) {
      const { name, exports, fileName, modules } = chunk;
      const isList = Object.keys(modules).length === 0;
      const write = (extension, lines) =>
        writeFileSync(`dist/esm/${name}${extension}`, `${lines.filter(Boolean).join('\n')}\n`);
      write('.js', [
        useClient(chunk),
        ...optionalPeersOf(bundle, fileName).map((peer) => `import '${peer}';`),
        `export { ${exports.join(', ')} } from '${isList ? '../cjs' : '.'}/${name}.cjs';`,
      ]);
      if (isList) continue;
      write('.cjs', [
        "'use strict';",
        `const library = require('../cjs/${fileName}');`,
        ...exports.map((key) => `exports.${key} = library.${key};`),
      ]);
    }
  },
};

/** Replaces the CommonJS modules of fp-ts and io-ts by their ES modules, which make a smaller bundle. */
const preferModules = {
  name: 'prefer-modules',
  resolveId(source, importer) {
    const module = source.replace(/^(fp-ts|io-ts)\/lib\//, '$1/es6/');
    return module === source ? null : this.resolve(module, importer, { skipSelf: true });
  },
};

/** The folders of the core, which makes all of its codecs with a few functions of io-ts. */
const core = /[/\\](machines|src[/\\](codec|values|run|journal))[/\\]/;
const isOfCore = (source, importer) => source === 'io-ts' && core.test(importer);

/** Puts a few lines in the place of io-ts, which load it when somebody needs it. */
const lazyIoTs = {
  name: 'lazy-io-ts',
  resolveId: (source, importer = '') =>
    isOfCore(source, importer) ? join(import.meta.dirname, 'src/codec/lazyIoTs.ts') : null,
};

/** The modules that a module loads, itself or through others. */
const reachOf = (id, getModuleInfo, seen = new Set()) => {
  if (!seen.has(id)) {
    seen.add(id);
    for (const next of getModuleInfo(id)?.importedIds ?? []) reachOf(next, getModuleInfo, seen);
  }
  return seen;
};

/** Puts all modules of the core into one chunk, because each further file takes longer to find than to run. */
const coreInOneChunk = () => {
  const index = join(import.meta.dirname, library.index);
  let modules;
  return (id, { getModuleInfo }) => {
    modules ??= reachOf(index, getModuleInfo);
    return modules.has(id) ? 'core' : null;
  };
};

/**
 * The build for `require`. It contains the parts of fp-ts that it uses: fp-ts's data have no classes, so your copy of its functions
 * takes them as its own, and Node need not load some thirty files. It contains uuid, which has no CommonJS build.
 */
const cjs = {
  input: library,
  external: (source, importer = '') =>
    /^(@electric-sql\/pglite|elkjs|fast-check|io-ts|pg|react|xstate)(\/|$)|^node:/.test(source) &&
    !isOfCore(source, importer),
  plugins: [
    clean('dist/cjs'),
    lazyIoTs,
    preferModules,
    nodeResolve({ preferBuiltins: true }),
    commonjs({ include: /node_modules[/\\](saxes|xmlchars)[/\\]/ }),
    tightStyles,
    compileAll,
    licences,
    namesForImport,
  ],
  // All externals are CommonJS modules marked __esModule: no interop helpers are needed.
  output: {
    dir: 'dist/cjs',
    format: 'cjs',
    interop: 'esModule',
    banner: useClient,
    manualChunks: coreInOneChunk(),
    ...names('.cjs'),
  },
};

const types = {
  input: library,
  external,
  // Otherwise the order of a union depends on the order in which files happen to be read.
  plugins: [clean('dist/types'), dts({ compilerOptions: { stableTypeOrdering: true } })],
  output: [
    { dir: 'dist/types', format: 'es', ...names('.d.ts') },
    { dir: 'dist/types', format: 'es', ...names('.d.cts') },
  ],
};

/** Puts the parts that several commands share into two chunks, because each further file takes longer to find than to run. */
const sharedByCommands = () => {
  const source = (name) => join(import.meta.dirname, 'src/cli', name);
  let reached;
  return (id, { getModuleInfo }) => {
    reached ??= ['main.ts', 'commands/diagram.ts', 'commands/replay.ts', 'commands/explain.ts'].map(
      (name) => reachOf(source(name), getModuleInfo),
    );
    const [byAll, byDiagram, byReplay, byExplain] = reached.map((modules) => modules.has(id));
    if (byAll) return 'runchart';
    if (byDiagram && byReplay) return 'run';
    return byReplay && byExplain ? 'journal' : null;
  };
};

/**
 * Puts the two files of jiti beside the command as they are. They are minified bundles already; the second, its compiler, is loaded only
 * for a file that is not yet in jiti's cache.
 */
const jitiFiles = {
  name: 'jiti-files',
  resolveId: (source, importer = '') =>
    /[/\\]jiti[/\\]lib[/\\]/.test(importer) && source === '../dist/jiti.cjs'
      ? { id: './jiti.cjs', external: true }
      : null,
  transform: (code, id) =>
    /[/\\]jiti[/\\]lib[/\\]jiti\.mjs$/.test(id)
      ? code.replace('"../dist/babel.cjs"', '"./jiti-babel.cjs"')
      : null,
  generateBundle() {
    for (const [fileName, file] of [
      ['jiti.cjs', 'jiti.cjs'],
      ['jiti-babel.cjs', 'babel.cjs'],
    ])
      this.emitFile({
        type: 'asset',
        fileName,
        source: readFileSync(`node_modules/jiti/dist/${file}`),
      });
  },
};

/** The command, bundled with its dependencies into a few files, which start in a fraction of the time. */
const cli = {
  input: { ...command, ...threads },
  external: /^node:/,
  plugins: [
    clean('dist/cli'),
    preferModules,
    jitiFiles,
    nodeResolve({ exportConditions: ['node'], preferBuiltins: true }),
    // A sketch needs it, and protobufjs, to be written in a format of its own, which no command does.
    commonjs({ ignore: (id) => id.endsWith('proto/compiled') }),
    compile,
    // Minified, because half as much is downloaded and parsed.
    minify({ target: 'es2022', legalComments: 'none' }),
    licences,
    executable,
  ],
  output: {
    dir: 'dist/cli',
    format: 'es',
    banner: ({ name }) => (name === 'runchart' ? '#!/usr/bin/env node' : ''),
    ...names('.js'),
    // Beside one another, because some find files of the package by their relative path.
    chunkFileNames: '[name].js',
    manualChunks: sharedByCommands(),
  },
};

/** Emits the files of the inspector's page that are not scripts. */
const pageFiles = {
  name: 'page-files',
  async generateBundle() {
    const file = (name) => readFileSync(join('src/inspector/page', name), 'utf8');
    const entryPoints = ['src/inspector/page/page.css'];
    const { outputFiles } = await build({ entryPoints, bundle: true, minify: true, write: false });
    this.emitFile({ type: 'asset', fileName: 'page.css', source: outputFiles[0].text });
    for (const fileName of ['index.html', 'icon.svg'])
      this.emitFile({ type: 'asset', fileName, source: file(fileName) });
  },
};

/** The inspector's page, which the command serves. It loads nothing from outside its folder. */
const inspectorPage = {
  input: page,
  plugins: [
    clean('dist/inspector'),
    preferModules,
    nodeResolve({ browser: true }),
    tightStyles,
    esbuild({
      target: 'es2022',
      jsx: 'automatic',
      jsxImportSource: 'preact',
      minify: true,
      // The packages read this variable, as in Node.
      define: { 'process.env.NODE_ENV': '"production"' },
      exclude: [],
    }),
    licences,
    pageFiles,
  ],
  output: { dir: 'dist/inspector', format: 'es', ...names('.js') },
};

/**
 * `rollup --config` builds everything, `rollup --config --configOnly cli` the command and the page that it serves,
 * `rollup --config --configOnly page` only that page, and `rollup --config --configOnly types` the declarations.
 */
export default ({ configOnly }) => {
  if (configOnly === 'page') return inspectorPage;
  if (configOnly === 'types') return types;
  return configOnly === 'cli' ? [cli, inspectorPage] : [modules, cjs, types, cli, inspectorPage];
};
