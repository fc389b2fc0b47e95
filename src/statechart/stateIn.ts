/**
 * Reads which states a guard `stateIn` asks for.
 *
 * XState reads an id with escapes, as in a target. It compares a state value in another way: it splits each key of a path at its dots,
 * once for every level above it. So what a value asks for is known as long as no key in it has dots or backslashes.
 */
import * as E from 'fp-ts/lib/Either.js';
import { parseJson } from '../codec/JsonText.js';
import { isRecord } from '../codec/untrusted.js';

type Keys = ReadonlyArray<string>;

/** The part of a node that tells where it is. */
interface Located {
  readonly id: string;
  readonly key: string;
  readonly path: Keys;
  readonly children: ReadonlyArray<Located>;
}

/** The keys of a path: it is read at dots, and what stands after a backslash is taken as it is. */
const keysOf = (path: string): Keys =>
  (path.match(/\\?[^]/gu) ?? []).reduce<Keys>(
    (keys, sign) =>
      sign === '.'
        ? [...keys, '']
        : [...keys.slice(0, -1), `${keys.at(-1) ?? ''}${sign.replace(/^\\(?=[^])/u, '')}`],
    [''],
  );

/** The paths to the states of a state value. */
const pathsOf = (value: unknown, above: Keys): ReadonlyArray<Keys> => {
  if (typeof value === 'string') return [[...above, ...keysOf(value)]];
  return isRecord(value) && Object.keys(value).length > 0
    ? Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...above, key]))
    : [above];
};

/** The paths to the states of a `stateIn` that names no id. */
const pathsIn = (state: string): ReadonlyArray<Keys> => {
  const value = state.startsWith('{') ? parseJson(state) : E.right(state);
  return pathsOf(E.isRight(value) ? value.right : state, []);
};

const withId = (node: Located, id: string): Located | undefined =>
  node.id === id
    ? node
    : node.children.reduce<Located | undefined>(
        (found, child) => found ?? withId(child, id),
        undefined,
      );

const below = (node: Located, path: Keys): Located | undefined =>
  path.reduce<Located | undefined>(
    (from, key) => from?.children.find((child) => child.key === key),
    node,
  );

/** The nodes that a `stateIn` asks for: it holds if all of them are active. Undefined if that is not known. */
export const nodesIn = (root: Located, state: string): ReadonlyArray<Located> | undefined => {
  if (!state.startsWith('#') && /\\|\{\}/u.test(state)) return undefined;
  const [id = '', ...path] = state.startsWith('#') ? keysOf(state.slice(1)) : [];
  const from = state.startsWith('#') ? withId(root, id) : root;
  if (from === undefined) return undefined;
  const paths = state.startsWith('#') ? [path] : pathsIn(state);
  const nodes = paths.map((keys) => below(from, keys));
  return nodes.includes(undefined) ? undefined : nodes.filter((node) => node !== undefined);
};

/** The names of the states that a `stateIn` asks for, such as `door.closed`. An id is the path to its state, if the root is given. */
export const statesIn = (state: string, root?: Located): ReadonlyArray<string> => {
  if (!state.startsWith('#')) return pathsIn(state).map((path) => path.join('.'));
  const [node] = (root === undefined ? undefined : nodesIn(root, state)) ?? [];
  return [node === undefined || node.path.length === 0 ? state : node.path.join('.')];
};
