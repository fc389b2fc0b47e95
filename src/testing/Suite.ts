/** Test suites: tests with their coverage, and their encoding as NDJSON, one test per line. */
import * as E from 'fp-ts/lib/Either.js';
import { printable } from '../codec/printable.js';
import type { TestCase } from './TestCase.js';
import { decodeTest, encodeTest } from './TestCase.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * One coverage item, such as a state, and the tests that reach it.
 * @category Reports
 */
export interface Covered {
  /** Named as in step titles: `Running`, `Running + complete`, `Running + complete [noActiveAttempt fails]`. */
  readonly name: string;
  /** The names of the tests that reach it. */
  readonly tests: ReadonlyArray<string>;
  /** Why no test reaches it. */
  readonly why?: string;
  /** No test can reach it, whatever the subject; `why` says what forbids it. */
  readonly impossible?: true;
}

/**
 * The coverage of a chart by tests, by kind of item; items that no test reaches are included.
 * @category Reports
 */
export interface Coverage {
  readonly states: ReadonlyArray<Covered>;
  /** Every edge of the chart. */
  readonly edges: ReadonlyArray<Covered>;
  /** Every two edges that can follow one another, taken in a row. */
  readonly pairs: ReadonlyArray<Covered>;
  /** Every guard of every edge: true, false, and both at the boundary of the number that it reads. */
  readonly guards: ReadonlyArray<Covered>;
  /** Every state with every event that it does not declare. */
  readonly refusals: ReadonlyArray<Covered>;
  /** Every op, accepted and refused. */
  readonly ops: ReadonlyArray<Covered>;
}

/**
 * Tests, the seed and criteria that they were generated from, and their coverage.
 * @category Test suites
 */
export interface Suite {
  /** The same seed and options always give the same suite, byte for byte. */
  readonly seed: number;
  readonly criteria: ReadonlyArray<string>;
  readonly tests: ReadonlyArray<TestCase>;
  readonly coverage: Coverage;
}

/**
 * A line of a suite that is not a valid test.
 * @category Test suites
 */
export interface BadTest {
  readonly _tag: 'BadTest';
  /** The line number, from 1. */
  readonly line: number;
  readonly message: string;
}

// -------------------------------------------------------------------------------------------------------- operations

/**
 * Encodes the tests of a suite as NDJSON, one test per line, each line ending in a newline.
 *
 * @example
 * ```ts
 * import { encodeSuite } from 'runchart/testing'
 *
 * const tests = [{ name: 'a', criteria: [], steps: [] }, { name: 'b', criteria: ['states'], steps: [] }]
 * assert.strictEqual(
 *   encodeSuite({ tests }),
 *   '{"name":"a","criteria":[],"steps":[]}\n{"name":"b","criteria":["states"],"steps":[]}\n',
 * )
 * ```
 * @category Test suites
 */
export const encodeSuite = ({ tests }: Pick<Suite, 'tests'>): string =>
  tests.map((test) => `${JSON.stringify(encodeTest(test))}\n`).join('');

/**
 * Decodes the tests of a suite from NDJSON. Skips blank lines.
 *
 * Errors: `BadTest` for each line that is not a valid test or repeats a name.
 *
 * @example
 * ```ts
 * import { decodeSuite } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const line = '{"name":"a","criteria":[],"steps":[]}'
 * assert.deepStrictEqual(decodeSuite(`${line}\n\n`), E.right([{ name: 'a', criteria: [], steps: [] }]))
 * assert.deepStrictEqual(
 *   decodeSuite(`${line}\n${line}\n`),
 *   E.left([{ _tag: 'BadTest', line: 2, message: 'the name "a" is taken by line 1' }]),
 * )
 * ```
 * @category Test suites
 */
export const decodeSuite = (
  text: string,
): E.Either<ReadonlyArray<BadTest>, ReadonlyArray<TestCase>> => {
  const decoded = text
    .split('\n')
    .flatMap((line, i) =>
      line.trim() === '' ? [] : [{ line: i + 1, result: decodeTest(line.replace(/\r$/, '')) }],
    );
  const tests = decoded.flatMap(({ line, result }) =>
    E.isRight(result) ? [{ line, test: result.right }] : [],
  );
  // Reversed, so that the map keeps the first of several tests of one name.
  const first = new Map(tests.toReversed().map(({ line, test }) => [test.name, line] as const));
  const bad = decoded.flatMap(({ line, result }): ReadonlyArray<BadTest> => {
    if (E.isLeft(result)) return [{ _tag: 'BadTest', line, message: result.left }];
    const { name } = result.right;
    const taken = first.get(name) ?? line;
    return taken === line
      ? []
      : [
          {
            _tag: 'BadTest',
            line,
            message: `the name ${printable(JSON.stringify(name))} is taken by line ${String(taken)}`,
          },
        ];
  });
  return bad.length > 0 ? E.left(bad) : E.right(tests.map(({ test }) => test));
};
