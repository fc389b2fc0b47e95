/**
 * Compares JSON values exactly, ignoring the order of keys, and reports the path of every difference.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { isRecord } from '../codec/untrusted.js';

/**
 * A leaf in which two values differ.
 * @category Failures
 */
export interface FieldDifference {
  /** The path of the leaf, such as `ok.state`; empty for the whole value. */
  readonly path: string;
  /** `undefined` if the leaf is missing, as JSON has no `undefined`. */
  readonly expected: unknown;
  readonly actual: unknown;
}

/** A leaf of a value, with its path. */
export interface Leaf {
  readonly path: string;
  readonly value: unknown;
}

const at = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** Converts a value as if it arrived as JSON from another process. The left says why it cannot be JSON. */
export const asJson = (value: unknown): E.Either<string, unknown> =>
  pipe(
    // JSON.stringify returns undefined for a function or a symbol.
    E.tryCatch(
      () => JSON.stringify(value) as string | undefined,
      (error) => E.toError(error).message,
    ),
    E.chain((text) =>
      text === undefined
        ? E.left(`${value === undefined ? 'undefined' : `a ${typeof value}`} is not JSON`)
        : E.right(JSON.parse(text) as unknown),
    ),
  );

/** Lists the leaves of a value in order: scalars, and empty objects and arrays. */
export const leavesOf = (value: unknown, path = ''): ReadonlyArray<Leaf> => {
  const members: ReadonlyArray<readonly [string, unknown]> =
    isRecord(value) || Array.isArray(value) ? Object.entries(value) : [];
  return members.length === 0
    ? [{ path, value }]
    : members.flatMap(([key, member]) => leavesOf(member, at(path, key)));
};

const isTree = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const memberOf = (tree: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(tree, key) ? tree[key] : undefined;

/** Lists the leaves in which a JSON value differs from the expected one. */
export const differencesOf = (
  expected: unknown,
  actual: unknown,
  path = '',
): ReadonlyArray<FieldDifference> => {
  if (Object.is(expected, actual)) return [];
  if (!isTree(expected) || !isTree(actual) || Array.isArray(expected) !== Array.isArray(actual))
    return [{ path, expected, actual }];
  const [keys, others] = [Object.keys(expected), Object.keys(actual)];
  // A fast path, since most answers are as expected. JSON has no `undefined`.
  const isSame = (key: string): boolean =>
    expected[key] !== undefined && Object.is(expected[key], actual[key]);
  if (keys.length === others.length && keys.every(isSame)) return [];
  return [...new Set([...keys, ...others])].flatMap((key) =>
    differencesOf(memberOf(expected, key), memberOf(actual, key), at(path, key)),
  );
};
