/** `ReadError`: why a text or a value is no statechart, and where. */
import type * as NEA from 'fp-ts/lib/NonEmptyArray.js';
import { printable } from '../codec/printable.js';

/**
 * One thing that is wrong.
 * @category Readers
 */
export interface ReadProblem {
  /**
   * Where it is: the keys from the root, as in `states.b.on.GO.target`; a line and a column of a text that does not parse, as in
   * `line 3, column 5`; the empty string for the whole.
   */
  readonly path: string;
  /** What is wrong, as in `there is no state "x"`. */
  readonly what: string;
}

/**
 * A text or a value is no statechart. All that is wrong with its shape is listed.
 * @category Readers
 */
export interface ReadError {
  readonly _tag: 'UnreadableStatechart';
  readonly problems: NEA.NonEmptyArray<ReadProblem>;
}

export const readError = (...problems: NEA.NonEmptyArray<ReadProblem>): ReadError => ({
  _tag: 'UnreadableStatechart',
  problems,
});

/** Formats one problem: where, and what. Both may have names that the text gave. */
const problemText = ({ path, what }: ReadProblem): string =>
  printable(path === '' ? what : `${path}: ${what}`);

/**
 * Formats a read error, one line for each problem.
 *
 * @example
 * ```ts
 * import { readConfig, readErrorText } from 'runchart/statechart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const config = { initial: 'a', states: { a: {}, b: { on: { GO: { target: 'x' } } } } }
 * assert.deepStrictEqual(
 *   pipe(readConfig(config), E.mapLeft(readErrorText)),
 *   E.left('states.b.on.GO.target: there is no state "x"'),
 * )
 * ```
 * @category Readers
 */
export const readErrorText = ({ problems }: ReadError): string =>
  problems.map(problemText).join('\n');
