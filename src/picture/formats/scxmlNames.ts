/** The names of events and states in SCXML, and how XState's descriptors match there. */
import { scxmlName } from '../../diagram/scxml.js';
import type { ChartTransition } from '../../statechart/Statechart.js';
import type { Index } from './texts.js';

/** XState's prefixes of the events that it makes itself, and those of SCXML. */
const prefixes = [
  ['xstate.done.state.', 'done.state.'],
  ['xstate.done.actor.', 'done.invoke.'],
  ['xstate.error.actor.', 'error.invoke.'],
  ['xstate.snapshot.', 'snapshot.'],
  ['xstate.after.', 'after.'],
] as const;

/**
 * Gives the name in SCXML of an event of XState.
 *
 * @example
 * ```ts
 * import { scxmlEvent } from 'runchart/picture'
 *
 * assert.strictEqual(scxmlEvent('PAY'), 'PAY')
 * assert.strictEqual(scxmlEvent('xstate.done.actor.load user'), 'done.invoke.load_x20_user')
 * ```
 * @category Text formats
 */
export const scxmlEvent = (type: string): string => {
  const [own, other] = prefixes.find(([prefix]) => type.startsWith(prefix)) ?? ['', ''];
  return `${other}${scxmlName(type.slice(own.length))}`;
};

/** The event that an `after` waits for. */
export const timerOf = ({ eventType }: ChartTransition): string => scxmlEvent(eventType);

const isWildcard = (type: string): boolean => type === '*' || type.endsWith('.*');

/** An event descriptor: `pay.*` takes `pay` and `pay.late`, in both languages. */
export const descriptorOf = (type: string): string =>
  isWildcard(type)
    ? `${type.slice(0, -1) === '' ? '' : `${scxmlEvent(type.slice(0, -2))}.`}*`
    : scxmlEvent(type);

/** In JavaScript: whether the event's name is taken by a descriptor. */
export const matches = (type: string): string => {
  if (type === '*') return 'true';
  if (!type.endsWith('.*')) return `_event.name === ${JSON.stringify(scxmlEvent(type))}`;
  const start = JSON.stringify(`${scxmlEvent(type.slice(0, -2))}.`);
  return `(_event.name + ".").indexOf(${start}) === 0`;
};

/** Whether two descriptors take an event in common. */
export const overlap = (a: string, b: string): boolean => {
  const stem = (type: string): string => (type === '*' ? '' : type.slice(0, -1));
  if (a === b) return true;
  if (isWildcard(a) && isWildcard(b))
    return stem(a).startsWith(stem(b)) || stem(b).startsWith(stem(a));
  if (isWildcard(a)) return `${b}.`.startsWith(stem(a));
  return isWildcard(b) && `${a}.`.startsWith(stem(b));
};

/**
 * The order in which XState tries the descriptors of a node: names first, then longer wildcards before shorter ones. SCXML tries them
 * in the order of the document.
 */
export const inOrder = (
  transitions: ReadonlyArray<ChartTransition>,
): ReadonlyArray<ChartTransition> => {
  const rank = ({ eventType }: ChartTransition): number =>
    isWildcard(eventType) ? eventType.length : Infinity;
  return transitions.toSorted((a, b) => (rank(a) === rank(b) ? 0 : rank(b) - rank(a)));
};

/** Tells which names of a chart's events are the beginning of another one's, so that SCXML would take them for it. */
export const isAmbiguousIn = ({ nodes }: Index): ((type: string) => boolean) => {
  const types = new Set([
    ...nodes.flatMap(({ transitions }) => transitions.map(({ eventType }) => eventType)),
    ...nodes.flatMap(({ id, invokes }) => [
      `xstate.done.state.${id}`,
      ...invokes.map((invoke) => `xstate.done.actor.${invoke.id}`),
    ]),
  ]);
  return (type) =>
    !isWildcard(type) && [...types].some((other) => other === '*' || other.startsWith(`${type}.`));
};
