/** Generates suites for the tests. */
import * as E from 'fp-ts/lib/Either.js';
import type { GenerateOptions, Suite } from '../../src/testing/index.js';
import { generate } from '../../src/testing/index.js';

/** Returns the right of an Either, or throws an error with the left. */
export const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left));
  return either.right;
};

export const suiteOf = (options?: GenerateOptions): Suite => right(generate(options));
