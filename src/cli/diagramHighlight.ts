/** Finds the nodes that `--highlight` names: by id, by the keys from the root, or by a key that only one node has. */
import * as E from 'fp-ts/lib/Either.js';
import { closest } from '../codec/closest.js';
import { printable } from '../codec/printable.js';
import type { Statechart } from '../statechart/Statechart.js';
import { nodesOf } from '../statechart/Statechart.js';

const MAX_NAMES = 12;

/** The id of the node with a name. The error is a text for people. */
const nodeNamed = (chart: Statechart, name: string): E.Either<string, string> => {
  const nodes = nodesOf(chart.root);
  const exact =
    nodes.find(({ id }) => id === name || `#${id}` === name) ??
    nodes.find(({ path }) => path.length > 0 && path.join('.') === name);
  if (exact !== undefined) return E.right(exact.id);
  const [only, ...others] = nodes.filter(({ key }) => key === name);
  if (only !== undefined && others.length === 0) return E.right(only.id);
  const places = (only === undefined ? nodes.slice(1) : [only, ...others]).map(({ path }) =>
    path.join('.'),
  );
  const list =
    places.slice(0, MAX_NAMES).map(printable).join(', ') +
    (places.length > MAX_NAMES ? `, and ${String(places.length - MAX_NAMES)} more` : '');
  if (only !== undefined)
    return E.left(
      `several states of ${printable(chart.id)} are called ${printable(name)}: ${list}`,
    );
  const meant =
    closest(name, places) ??
    closest(
      name,
      nodes.map(({ key }) => key),
    );
  return E.left(
    `${printable(chart.id)} has no state ${printable(name)}${meant === undefined ? `; it has ${list}` : `; did you mean ${printable(meant)}?`}`,
  );
};

/** The ids of the nodes with some names. */
export const nodesNamed = (
  chart: Statechart,
  names: ReadonlyArray<string>,
): E.Either<string, ReadonlyArray<string>> =>
  E.traverseArray((name: string) => nodeNamed(chart, name))(names);
