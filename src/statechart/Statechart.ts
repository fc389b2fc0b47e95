/**
 * `Statechart`: a machine of anybody's, as plain data: what pictures show, tests cover and the inspector draws.
 *
 * It holds no function, so it can be written as JSON and sent to another thread. What only a function knows, such as the body of an
 * inline guard, is named as inline.
 *
 * Laws: ids are unique; every target is the id of a node; a node's children, transitions and candidates are in the order in which
 * the machine declares them.
 */
import { statesIn } from './stateIn.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A kind of state, as in XState.
 * @category Statecharts
 */
export type StateKind = 'atomic' | 'compound' | 'parallel' | 'final' | 'history';

/**
 * An action: its name or, if it is a function, what is known of it.
 * @category Statecharts
 */
export interface ChartAction {
  /** `builtin` for XState's own, such as `assign`. */
  readonly kind: 'named' | 'inline' | 'builtin';
  /** As it is shown: `notify`, `assign(count, total)`, `raise(NEXT)`, `sendTo(child, PING)`, or the name of an inline function. */
  readonly name: string;
  /** The parameters of a named action, if they are data. */
  readonly params?: unknown;
}

/**
 * A guard.
 * @category Statecharts
 */
export type ChartGuard =
  | { readonly kind: 'named'; readonly name: string; readonly params?: unknown }
  /** A function without a name in the machine: `name` is the function's own, or the empty string. */
  | { readonly kind: 'inline'; readonly name: string }
  | { readonly kind: 'and' | 'or' | 'not'; readonly of: ReadonlyArray<ChartGuard> }
  /** `state` is an id with `#`, or a state value as text: a path, or JSON. */
  | { readonly kind: 'stateIn'; readonly state: string };

/**
 * What a transition waits for.
 * @category Statecharts
 */
export type Trigger =
  /** An event descriptor: a type, `*`, or a partial wildcard such as `mouse.*`. */
  | { readonly kind: 'event'; readonly type: string }
  | { readonly kind: 'always' }
  /** The delay in milliseconds, or the name of a delay. */
  | { readonly kind: 'after'; readonly delay: number | string }
  /** The state of the source is done. */
  | { readonly kind: 'done' }
  /** An actor that the source invokes is done, failed, or has a new snapshot. */
  | {
      readonly kind: 'invokeDone' | 'invokeError' | 'invokeSnapshot';
      readonly invoke: string;
      /** The name of its logic, or the empty string for inline logic. */
      readonly src: string;
    }
  /** A `route` of XState to a node: an event `xstate.route` that names it. */
  | { readonly kind: 'route'; readonly to: string };

/**
 * A transition: one candidate for its trigger.
 * @category Statecharts
 */
export interface ChartTransition {
  /** Unique in the chart: the source's id, `:` and the transition's number in it, from 0. */
  readonly id: string;
  /** The id of the node that declares it. */
  readonly source: string;
  readonly trigger: Trigger;
  /** The type of event that XState matches: an event descriptor, `xstate.after.500.id`, `xstate.done.actor.id`; empty for `always`. */
  readonly eventType: string;
  /** Its number among the candidates for the same event in the same node, from 0. */
  readonly candidate: number;
  /** Ids of nodes; none if it stays where it is. */
  readonly targets: ReadonlyArray<string>;
  /** Whether it only forbids its event: it has neither a target nor an action, so no parent takes the event. */
  readonly isForbidden: boolean;
  /** Whether the source is exited and entered again. */
  readonly reenter: boolean;
  readonly guard?: ChartGuard;
  readonly actions: ReadonlyArray<ChartAction>;
  readonly description: string;
  readonly meta?: unknown;
}

/**
 * An actor that a state invokes.
 * @category Statecharts
 */
export interface Invocation {
  readonly id: string;
  /** The name of its logic, or the empty string for inline logic. */
  readonly src: string;
  readonly systemId?: string;
}

/**
 * A node: a state or the root.
 * @category Statecharts
 */
export interface ChartNode {
  /** XState's id, unique in the chart: `checkout.payment.card`, or one of its own. */
  readonly id: string;
  /** Its name among its siblings. */
  readonly key: string;
  /** The keys from the root, which is not one of them. */
  readonly path: ReadonlyArray<string>;
  /** The id of the parent, or undefined for the root. */
  readonly parent?: string;
  readonly kind: StateKind;
  /**
   * For a history node. Its default target is the target of its only transition of kind `always`; without one, the initial state of
   * its parent.
   */
  readonly history?: 'shallow' | 'deep';
  /** For a compound node: the targets, and the actions of entering them by default. */
  readonly initial?: {
    readonly targets: ReadonlyArray<string>;
    readonly actions: ReadonlyArray<ChartAction>;
  };
  readonly children: ReadonlyArray<ChartNode>;
  readonly transitions: ReadonlyArray<ChartTransition>;
  readonly invokes: ReadonlyArray<Invocation>;
  readonly entry: ReadonlyArray<ChartAction>;
  readonly exit: ReadonlyArray<ChartAction>;
  readonly tags: ReadonlyArray<string>;
  /** What a final state, or the root, gives to who waits for it: data, or what an inline function computes. */
  readonly output?:
    { readonly kind: 'data'; readonly value: unknown } | { readonly kind: 'inline' };
  readonly description: string;
  readonly meta?: unknown;
}

/**
 * A part of what was read that could not be kept.
 * @category Statecharts
 */
export interface Omission {
  /** Where it is in what was read, as in `states.paid.on.REFUND.target`. */
  readonly path: string;
  readonly why: string;
}

/**
 * A machine as plain data.
 * @category Statecharts
 */
export interface Statechart {
  readonly id: string;
  readonly version?: string;
  readonly root: ChartNode;
  /** What the text of an inspection event or of another format did not carry over; absent if nothing is known to be missing. */
  readonly omissions?: ReadonlyArray<Omission>;
}

// -------------------------------------------------------------------------------------------------------- operations

/**
 * Lists a node and all nodes below it, parents first.
 *
 * @example
 * ```ts
 * import { nodesOf, statechartOf } from 'runchart/statechart'
 * import { createMachine } from 'xstate'
 *
 * const door = createMachine({ id: 'door', initial: 'open', states: { open: { on: { close: 'closed' } }, closed: {} } })
 * assert.deepStrictEqual(nodesOf(statechartOf(door).root).map(({ id }) => id), ['door', 'door.open', 'door.closed'])
 * ```
 * @category Statecharts
 */
export const nodesOf = (node: ChartNode): ReadonlyArray<ChartNode> => [
  node,
  ...node.children.flatMap(nodesOf),
];

/**
 * Lists the transitions of a node and of all nodes below it.
 *
 * @example
 * ```ts
 * import { statechartOf, transitionsOf } from 'runchart/statechart'
 * import { createMachine } from 'xstate'
 *
 * const door = createMachine({ id: 'door', initial: 'open', states: { open: { on: { close: 'closed' } }, closed: {} } })
 * assert.deepStrictEqual(transitionsOf(statechartOf(door).root).map(({ targets }) => targets), [['door.closed']])
 * ```
 * @category Statecharts
 */
export const transitionsOf = (node: ChartNode): ReadonlyArray<ChartTransition> =>
  nodesOf(node).flatMap(({ transitions }) => transitions);

/**
 * Formats a guard: `isPaid`, `isPaid and not (isLate)`, `in #review`, `inline`.
 *
 * @example
 * ```ts
 * import { guardText } from 'runchart/statechart'
 *
 * assert.strictEqual(guardText({ kind: 'not', of: [{ kind: 'named', name: 'isLate' }] }), 'not isLate')
 * ```
 * @category Statecharts
 */
export const guardText = (guard: ChartGuard, root?: ChartNode): string => {
  switch (guard.kind) {
    case 'named':
      return guard.name;
    case 'inline':
      return guard.name === '' ? 'inline' : guard.name;
    case 'stateIn':
      return statesIn(guard.state, root)
        .map((state) => `in ${state}`)
        .join(' and ');
    case 'not':
      return `not ${guard.of.map((of) => operandText(of, root)).join(', ')}`;
    case 'and':
    case 'or':
      return guard.of.map((of) => operandText(of, root)).join(` ${guard.kind} `);
  }
};

/** Whether a guard has several parts, which are put in brackets within another. */
const isCombined = (guard: ChartGuard): boolean =>
  guard.kind === 'and' ||
  guard.kind === 'or' ||
  (guard.kind === 'stateIn' && statesIn(guard.state).length > 1);

const operandText = (guard: ChartGuard, root: ChartNode | undefined): string =>
  isCombined(guard) ? `(${guardText(guard, root)})` : guardText(guard, root);

/** An id that XState made, such as `0.checkout.paying`, says less than the name of the logic. */
const actorText = ({ invoke, src }: { readonly invoke: string; readonly src: string }): string =>
  /^\d+\./.test(invoke) ? (src === '' ? 'inline' : src) : invoke;

/**
 * Formats a trigger as people write it: `PAY`, `always`, `after 500 ms`, `done`, `done: fetchUser`, `error: fetchUser`.
 *
 * @example
 * ```ts
 * import { triggerText } from 'runchart/statechart'
 *
 * assert.strictEqual(triggerText({ kind: 'event', type: 'PAY' }), 'PAY')
 * ```
 * @category Statecharts
 */
export const triggerText = (trigger: Trigger): string => {
  switch (trigger.kind) {
    case 'event':
      return trigger.type;
    case 'always':
      return 'always';
    case 'after':
      return typeof trigger.delay === 'number'
        ? `after ${String(trigger.delay)} ms`
        : `after ${trigger.delay}`;
    case 'done':
      return 'done';
    case 'invokeDone':
      return `done: ${actorText(trigger)}`;
    case 'invokeError':
      return `error: ${actorText(trigger)}`;
    case 'invokeSnapshot':
      return `snapshot: ${actorText(trigger)}`;
    case 'route':
      return `route to ${trigger.to}`;
  }
};
