/** Where SCXML means something else than XState, and what to write instead. */
import { scxmlName } from '../../diagram/scxml.js';
import type { ChartGuard, ChartNode, ChartTransition } from '../../statechart/Statechart.js';
import { nodesIn } from '../../statechart/stateIn.js';
import { inOrder, matches, overlap } from './scxmlNames.js';
import type { Index } from './texts.js';
import { isBelow, isFrame } from './texts.js';

// ---------------------------------------------------------------------------------------------------------- domains

const isWithin = (index: Index, id: string, frame: string): boolean =>
  id === frame || isBelow(index, id, frame);

/** A transition that, in XState, leaves no more than the inside of its source. */
export const isInside = (index: Index, { source, targets, reenter }: ChartTransition): boolean =>
  targets.length > 0 && !reenter && targets.every((id) => isWithin(index, id, source));

/** A transition that leaves no state: SCXML writes it without a target. */
export const isStill = (index: Index, { source, targets, reenter }: ChartTransition): boolean =>
  targets.length === 0 ||
  (!reenter && targets.every((id) => id === source) && !isFrame(index.node(source)));

/** A target that XState does not leave and enter again, but only enters by default: the source, and the root. */
export const isReset = (index: Index, transition: ChartTransition, id: string): boolean =>
  (id === transition.source && isInside(index, transition)) ||
  (id === index.root.id && !transition.reenter);

/** The node whose inside a transition leaves, in XState: SCXML knows no parallel state as such. */
const domainOf = (index: Index, transition: ChartTransition): string | undefined => {
  const { source, targets, reenter } = transition;
  const [first, ...others] = [...targets, source] as const;
  if (isInside(index, transition)) return source;
  return (
    index.ancestors(first).find((id) => others.every((other) => isBelow(index, other, id))) ??
    (reenter ? undefined : index.root.id)
  );
};

/** The ids of the parallel states that stand in a state around them. */
export const wrappedIn = (index: Index): ReadonlySet<string> =>
  new Set(
    index.nodes
      .filter(({ kind }) => kind !== 'history')
      .flatMap(({ transitions }) => transitions)
      .filter(({ targets }) => targets.length > 0)
      .flatMap((transition) => domainOf(index, transition) ?? [])
      .filter((id) => index.node(id).kind === 'parallel'),
  );

// ------------------------------------------------------------------------------------------------------- conditions

const inside = (id: string): string => `In(${JSON.stringify(scxmlName(id))})`;

const join = (conditions: ReadonlyArray<string>, by: '&&' | '||'): string => {
  const whole = by === '&&' ? 'true' : 'false';
  const real = conditions.filter((condition) => condition !== whole);
  if (real.length === 0) return whole;
  return real.length === 1 ? (real[0] ?? whole) : `(${real.join(` ${by} `)})`;
};

/** The condition of a `stateIn`: all its states are active. The root may be the document, which no condition can name; it always is. */
const stateCondition = ({ root }: Index, state: string): string => {
  const nodes = nodesIn(root, state);
  return nodes === undefined
    ? 'false'
    : join(
        nodes.map(({ id }) => (id === root.id ? 'true' : inside(id))),
        '&&',
      );
};

/** Calls a function of the script with a name, the event and parameters. */
export const call = (
  name: 'guard' | 'action' | 'delay',
  argument: string,
  params?: unknown,
): string =>
  `${name}(${[JSON.stringify(argument), '_event', ...(params === undefined ? [] : [JSON.stringify(params)])].join(', ')})`;

/** The name of an inline guard, action or delay: the function's own, or that of the place where it stands. */
export const nameOr = (name: string, place: string): string => (name === '' ? place : name);

const guardCondition = (index: Index, guard: ChartGuard, place: string): string => {
  switch (guard.kind) {
    case 'named':
      return call('guard', guard.name, guard.params);
    case 'inline':
      return call('guard', nameOr(guard.name, place));
    case 'stateIn':
      return stateCondition(index, guard.state);
    case 'not':
      return `!${guard.of.map((of) => guardCondition(index, of, place))[0] ?? 'false'}`;
    case 'and':
    case 'or':
      return join(
        guard.of.map((of) => guardCondition(index, of, place)),
        guard.kind === 'and' ? '&&' : '||',
      );
  }
};

const ownCondition = (index: Index, { guard, id }: ChartTransition): string =>
  guard === undefined ? 'true' : guardCondition(index, guard, id);

/**
 * The condition that no region below takes the event. In XState a parallel state's own transitions are tried only then; in SCXML as
 * soon as one region does not take it, unless both transitions leave states, of which the inner one wins.
 */
const regionsCondition = (index: Index, transition: ChartTransition): string => {
  const { source, eventType } = transition;
  const isParallel = (id: string): boolean => index.node(id).kind === 'parallel';
  const inner = index.nodes.filter(
    ({ id, kind }) =>
      kind !== 'history' &&
      isBelow(index, id, source) &&
      index
        .ancestors(id)
        .some((ancestor) => isWithin(index, ancestor, source) && isParallel(ancestor)),
  );
  const taken = inner.flatMap(({ id, transitions }) =>
    inOrder(transitions)
      .filter(
        (own) =>
          own.trigger.kind !== 'always' &&
          overlap(own.eventType, eventType) &&
          (isStill(index, own) || isStill(index, transition)),
      )
      .map((own) =>
        join(
          [
            inside(id),
            own.eventType === eventType ? 'true' : matches(own.eventType),
            ownCondition(index, own),
          ],
          '&&',
        ),
      ),
  );
  return taken.length === 0
    ? 'true'
    : `!${taken.length === 1 ? (taken[0] ?? '') : join(taken, '||')}`;
};

/**
 * The condition that `*` takes an event of the chart, and not one that only the document has: `done.state` of a state that is none of
 * the chart, whose name has a hyphen, or of the root, after which XState takes no event.
 */
const wildcardCondition = (index: Index): string => {
  const { root, nodes } = index;
  const isExtra = nodes.some(
    ({ id, kind, parent = '' }) =>
      (kind === 'final' && index.node(parent).kind === 'parallel') || wrappedIn(index).has(id),
  );
  return join(
    [
      isExtra ? '_event.name.indexOf("-") < 0' : 'true',
      canEnd(root)
        ? `_event.name !== ${JSON.stringify(`done.state.${scxmlName(root.id)}`)}`
        : 'true',
    ],
    '&&',
  );
};

/** Whether entering final states ends the chart. */
export const canEnd = (root: ChartNode): boolean =>
  root.kind === 'parallel' || root.children.some(({ kind }) => kind === 'final');

/** The condition of a transition, or `true`. */
export const conditionOf = (
  index: Index,
  isAmbiguous: (type: string) => boolean,
  transition: ChartTransition,
): string => {
  const { trigger, eventType, guard } = transition;
  if (trigger.kind === 'always') return ownCondition(index, transition);
  const isRoute = trigger.kind === 'route';
  return join(
    [
      isAmbiguous(eventType) ? matches(eventType) : 'true',
      eventType === '*' ? wildcardCondition(index) : 'true',
      isRoute ? `_event.data.to === ${JSON.stringify(`#${trigger.to}`)}` : 'true',
      guard === undefined || (isRoute && guard.kind === 'inline')
        ? 'true'
        : ownCondition(index, transition),
      regionsCondition(index, transition),
    ],
    '&&',
  );
};
