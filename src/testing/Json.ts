/**
 * JSON values compared: exactly, whatever the order of their keys, and with the place of every difference.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { isRecord } from '../codec/untrusted.js';

/**
 * A leaf in which two values differ.
 * @category Failures
 */
export interface FieldDifference {
  /** Where: `ok.state`; the empty text is the whole value. */
  readonly path: string;
  /** `undefined` where there is none, which JSON has no value for. */
  readonly expected: unknown;
  readonly actual: unknown;
}

/** A leaf of a value, with its place. */
export interface Leaf {
  readonly path: string;
  readonly value: unknown;
}

const at = (path: string, key: string): string => (path === '' ? key : `${path}.${key}`);

/** A value as it would arrive from another process; a reason why it would not. */
export const asJson = (value: unknown): E.Either<string, unknown> =>
  pipe(
    // A function and a symbol come out as no text at all.
    E.tryCatch(
      () => JSON.stringify(value) as string | undefined,
      (error) => E.toError(error).message,
    ),
    E.chain((text) =>
      text === undefined
        ? E.left(`${value === undefined ? 'nothing' : `a ${typeof value}`} is no JSON`)
        : E.right(JSON.parse(text) as unknown),
    ),
  );

/** The leaves of a value in order: what is no object and no list, and what is an empty one. */
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

/** The differences between a JSON value and the expected one, leaf by leaf. */
export const differencesOf = (
  expected: unknown,
  actual: unknown,
  path = '',
): ReadonlyArray<FieldDifference> => {
  if (Object.is(expected, actual)) return [];
  if (!isTree(expected) || !isTree(actual) || Array.isArray(expected) !== Array.isArray(actual))
    return [{ path, expected, actual }];
  const [keys, others] = [Object.keys(expected), Object.keys(actual)];
  // Nearly all answers are the expected ones, so equal records are recognised first. JSON has no `undefined`.
  const isSame = (key: string): boolean =>
    expected[key] !== undefined && Object.is(expected[key], actual[key]);
  if (keys.length === others.length && keys.every(isSame)) return [];
  return [...new Set([...keys, ...others])].flatMap((key) =>
    differencesOf(memberOf(expected, key), memberOf(actual, key), at(path, key)),
  );
};
