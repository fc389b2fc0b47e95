/** Takes the right of an Either, for tests. */
import * as E from 'fp-ts/lib/Either.js';

/** Returns the right of an Either, or throws an error with the left. */
export const right = <A>(either: E.Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left));
  return either.right;
};
