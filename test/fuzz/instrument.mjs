/**
 * Bundles the fuzzer, with a counter in each block of the sources: branches, loops, functions. The counters say which inputs reach
 * something new.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { transformSync } from '@babel/core';
import { build, transformSync as stripTypes } from 'esbuild';

let blocks = 0;

const counting = ({ types: t }) => {
  const count = () =>
    t.updateExpression(
      '++',
      t.memberExpression(t.identifier('$hits'), t.numericLiteral(blocks++), true),
    );
  const inBlock = (path) => {
    if (!path.node) return;
    path.ensureBlock?.();
    const body = path.isBlockStatement() ? path : path.get('body');
    (Array.isArray(body) ? body[0].parentPath : body).unshiftContainer(
      'body',
      t.expressionStatement(count()),
    );
  };
  const before = (path) => {
    path.replaceWith(t.sequenceExpression([count(), path.node]));
    path.skipKey?.('expressions');
  };
  return {
    visitor: {
      Function(path) {
        if (path.get('body').isBlockStatement()) inBlock(path);
        else before(path.get('body'));
      },
      IfStatement(path) {
        for (const key of ['consequent', 'alternate']) {
          const branch = path.get(key);
          if (!branch.node) continue;
          if (!branch.isBlockStatement()) branch.replaceWith(t.blockStatement([branch.node]));
          branch.unshiftContainer('body', t.expressionStatement(count()));
        }
      },
      Loop(path) {
        inBlock(path);
      },
      ConditionalExpression(path) {
        before(path.get('consequent'));
        before(path.get('alternate'));
      },
      LogicalExpression(path) {
        before(path.get('right'));
      },
      SwitchCase(path) {
        path.unshiftContainer('consequent', t.expressionStatement(count()));
      },
      CatchClause(path) {
        path.get('body').unshiftContainer('body', t.expressionStatement(count()));
      },
    },
  };
};

const instrumented = {
  name: 'counters',
  setup(bundle) {
    bundle.onLoad({ filter: /\/(?:src|machines)\/.*\.ts$/ }, ({ path }) => {
      const { code } = stripTypes(readFileSync(path, 'utf8'), {
        loader: 'ts',
        target: 'node20',
        tsconfigRaw: { compilerOptions: { verbatimModuleSyntax: true } },
      });
      return {
        contents: transformSync(code, {
          babelrc: false,
          configFile: false,
          plugins: [counting],
          compact: false,
        }).code,
        loader: 'js',
      };
    });
  },
};

const options = {
  bundle: true,
  packages: 'external',
  platform: 'node',
  format: 'esm',
  target: 'node20',
  outdir: 'build/fuzz',
  logLevel: 'warning',
};

await build({ ...options, entryPoints: ['test/fuzz/main.ts'] });
const { outputFiles } = await build({
  ...options,
  entryPoints: ['test/fuzz/thread.ts'],
  plugins: [instrumented],
  write: false,
});
// The number of counters is known only now: in words of four.
const counters = `globalThis.$hits ??= new Uint8Array(${(blocks + 3) & ~3});\n`;
for (const { path, text } of outputFiles) writeFileSync(path, counters + text);
