/* eslint-disable functional/no-loop-statements, functional/immutable-data -- two trees walked side by side into one list */
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

/** In which leaves a JSON value differs from the expected one; none if they are equal. */
export const differencesOf = (
  expected: unknown,
  actual: unknown,
  path = '',
): ReadonlyArray<FieldDifference> => {
  if (Object.is(expected, actual)) return [];
  if (!isTree(expected) || !isTree(actual) || Array.isArray(expected) !== Array.isArray(actual))
    return [{ path, expected, actual }];
  const found: Array<FieldDifference> = [];
  for (const key of new Set([...Object.keys(expected), ...Object.keys(actual)])) {
    const mine = Object.hasOwn(expected, key) ? expected[key] : undefined;
    const its = Object.hasOwn(actual, key) ? actual[key] : undefined;
    found.push(...differencesOf(mine, its, at(path, key)));
  }
  return found;
};
