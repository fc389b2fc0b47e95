/** The suites that the tests of `testing` work on. */
import * as E from 'fp-ts/lib/Either.js';
import type { GenerateOptions, Suite } from '../../src/testing/index.js';
import { generate } from '../../src/testing/index.js';

/** The right of an Either, or a failure of the test with the left in it. */
export const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left));
  return either.right;
};

export const suiteOf = (options?: GenerateOptions): Suite => right(generate(options));
