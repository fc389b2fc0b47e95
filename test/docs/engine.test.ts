/** Follows docs/engine.md against the sources: its engine has no cast and no arithmetic, and prints what the page says. */
import { execFileSync } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from '@jest/globals';
import { build } from 'esbuild';
import ts from 'typescript';
import { entries } from '../../entries.js';
import { makeReplayer } from '../../src/index.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const page = readFileSync(join(root, 'docs/engine.md'), 'utf8');
const [, code = ''] = /^`engine\.mts`:\n\n```ts\n(.*?)^```$/ms.exec(page) ?? [];
const [, stated = ''] = /^```text\n(.*?)^```$/ms.exec(page) ?? [];

const scratch = mkdtempSync(join(tmpdir(), 'runchart-engine-'));
afterAll(() => {
  rmSync(scratch, { recursive: true, force: true });
});

const ARITHMETIC: ReadonlySet<ts.SyntaxKind> = new Set([
  ts.SyntaxKind.PlusToken,
  ts.SyntaxKind.MinusToken,
  ts.SyntaxKind.AsteriskToken,
  ts.SyntaxKind.AsteriskAsteriskToken,
  ts.SyntaxKind.SlashToken,
  ts.SyntaxKind.PercentToken,
  ts.SyntaxKind.PlusEqualsToken,
  ts.SyntaxKind.MinusEqualsToken,
]);

/** The casts and the arithmetic of a program. */
const shortcutsIn = (text: string): ReadonlyArray<string> => {
  const source = ts.createSourceFile('engine.mts', text, ts.ScriptTarget.ES2022, true);
  const found = (node: ts.Node): ReadonlyArray<string> => [
    ...(ts.isAsExpression(node) ||
    ts.isNonNullExpression(node) ||
    ts.isTypeAssertionExpression(node) ||
    ts.isPrefixUnaryExpression(node) ||
    ts.isPostfixUnaryExpression(node) ||
    (ts.isBinaryExpression(node) && ARITHMETIC.has(node.operatorToken.kind)) ||
    node.kind === ts.SyntaxKind.AnyKeyword
      ? [node.getText(source)]
      : []),
    ...node.getChildren(source).flatMap(found),
  ];
  return found(source);
};

describe('the engine of the guide', () => {
  it('has no cast and no arithmetic', () => {
    expect(code).toContain("from 'runchart/engine'");
    expect(shortcutsIn(code)).toStrictEqual([]);
    expect(shortcutsIn('const at = (now + 30) as Timestamp; i++; x!; let y: any;')).toStrictEqual([
      '(now + 30) as Timestamp',
      'now + 30',
      'i++',
      'x!',
      'any',
    ]);
  });

  it('dies twice with its task, and ends its run in the third process', async () => {
    await build({
      stdin: { contents: code, loader: 'ts', resolveDir: root },
      bundle: true,
      format: 'esm',
      platform: 'node',
      alias: Object.fromEntries(
        entries.map(({ specifier, source }) => [specifier, join(root, source)]),
      ),
      outfile: join(scratch, 'engine.mjs'),
    });
    const engine = (): string =>
      execFileSync(process.execPath, ['engine.mjs'], { cwd: scratch, encoding: 'utf8' });
    const first = engine();
    // As if it died in the middle of a write.
    appendFileSync(join(scratch, 'journal.ndjson'), '\n{"op":"finish_attempt","run_id":"');
    const printed = [first, engine(), engine()];
    expect(printed.join('')).toContain(stated);
    expect(printed).toStrictEqual([
      [
        ...['Scheduled', 'Ready', 'Running', 'RetryWait', 'Ready', 'Running'].map(
          (state) => `flaky ${state}`,
        ),
        'killer Scheduled',
        'flaky Completed',
        'killer Ready',
        'killer Running',
        '',
      ].join('\n'),
      'killer RetryWait\nkiller Ready\nkiller Running\n',
      'killer Failed\n',
    ]);
    // A fourth has nothing to do.
    expect(engine()).toBe('');
    const journal = readFileSync(join(scratch, 'journal.ndjson'), 'utf8');
    const replayer = makeReplayer({ history: Infinity });
    journal.split('\n').forEach(replayer.line);
    const { refused, malformed, runs, history } = replayer.result();
    expect([refused.size, malformed]).toStrictEqual([0, 1]);
    expect(
      [...runs.values()].map(({ id, state, attemptCount }) => ({
        state,
        attemptCount,
        outcomes: history(id).flatMap(({ entry: { outcome } }) => outcome ?? []),
      })),
    ).toStrictEqual([
      { state: 'Completed', attemptCount: 2, outcomes: ['failed', 'succeeded'] },
      { state: 'Failed', attemptCount: 2, outcomes: ['lost', 'lost'] },
    ]);
  }, 60_000);
});
