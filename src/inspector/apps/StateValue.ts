/** `StateValue`: which states of a machine are active, as XState writes it, and the nodes of a chart that it names. */
import * as t from 'io-ts';
import { isRecord } from '../../codec/untrusted.js';
import type { ChartNode, Statechart } from '../../statechart/Statechart.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The key of the active state, or the keys of the active regions with the value of each. */
export type StateValue = string | { readonly [key: string]: StateValue };

// ----------------------------------------------------------------------------------------------------------- codecs

/** A state value nests as deep as its machine. A deeper one was made to harm. */
const MAX_DEPTH = 64;

const isStateValue = (u: unknown, depth = 0): u is StateValue =>
  typeof u === 'string' ||
  (depth < MAX_DEPTH &&
    isRecord(u) &&
    Object.values(u).every((value) => isStateValue(value, depth + 1)));

/** The codec of a {@link StateValue}. */
export const StateValueCodec = new t.Type<StateValue, StateValue, unknown>(
  'a state value',
  (u): u is StateValue => isStateValue(u),
  (u, context) => (isStateValue(u) ? t.success(u) : t.failure(u, context)),
  (value) => value,
);

// ------------------------------------------------------------------------------------------------------- operations

const childOf = (node: ChartNode, key: string): ChartNode | undefined =>
  node.children.find((child) => child.key === key);

const activeBelow = (node: ChartNode, value: StateValue): ReadonlyArray<ChartNode> => [
  node,
  ...(typeof value === 'string' ? [[value, {}] as const] : Object.entries(value)).flatMap(
    ([key, inner]) => {
      const child = childOf(node, key);
      return child === undefined ? [] : activeBelow(child, inner);
    },
  ),
];

/** Lists the active nodes of a chart, the root first and parents before children. Keys that the chart does not have are ignored. */
export const activeNodesOf = (chart: Statechart, value: StateValue): ReadonlyArray<ChartNode> =>
  activeBelow(chart.root, value);

/** Formats a state value: `paying.card`, `editing(bold.on, list.none)`. */
export const stateValueText = (value: StateValue): string => {
  if (typeof value === 'string') return value;
  const parts = Object.entries(value).map(([key, inner]) => {
    const text = stateValueText(inner);
    if (text === '') return key;
    return typeof inner !== 'string' && Object.keys(inner).length > 1
      ? `${key}(${text})`
      : `${key}.${text}`;
  });
  return parts.join(', ');
};
