/**
 * Reads a machine object of XState.
 *
 * The files of this folder alone know how XState keeps guards, actions and transitions: what they find there is unknown data, and read
 * as such. A machine of another copy of XState is read as well, because nothing depends on its classes.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { AnyStateMachine } from 'xstate';
import { dataOf } from './dataOf.js';
import { fieldsOf, listOf } from './fields.js';
import { actionsOf } from './readAction.js';
import { guardOf } from './readGuard.js';
import type { ChartNode, ChartTransition, Invocation, Statechart, Trigger } from './Statechart.js';
import type { MachineNode } from './targets.js';
import { nodeBelow } from './targets.js';

/** `meta`, of which what is data is kept. */
const metaOf = (meta: unknown): { readonly meta?: unknown } => {
  const data = dataOf(meta);
  return data === undefined ? {} : { meta: data };
};

const textOf = (u: unknown): string => (typeof u === 'string' ? u : '');

// ------------------------------------------------------------------------------------------------------ transitions

const invocationOf = ({ id, src, systemId }: MachineNode['invoke'][number]): Invocation => ({
  id,
  // XState names inline logic after the place that invokes it.
  src: typeof src === 'string' && !src.startsWith('xstate.invoke.') ? src : '',
  ...(systemId === undefined ? {} : { systemId }),
});

const invokeEvents = [
  ['xstate.done.actor.', 'invokeDone'],
  ['xstate.error.actor.', 'invokeError'],
  ['xstate.snapshot.', 'invokeSnapshot'],
] as const;

interface RawTransition {
  readonly target?: ReadonlyArray<MachineNode> | undefined;
  readonly reenter?: boolean;
  readonly guard?: unknown;
  readonly actions?: unknown;
  readonly description?: unknown;
  readonly meta?: unknown;
  /** Of `after`: milliseconds, or the name of a delay. */
  readonly delay?: unknown;
}

const triggerOf = (node: MachineNode, eventType: string, raw: RawTransition): Trigger => {
  const { delay, target: [target] = [] } = raw;
  if (eventType === `xstate.done.state.${node.id}`) return { kind: 'done' };
  if (eventType.startsWith('xstate.after.'))
    if (typeof delay === 'number' || typeof delay === 'string') return { kind: 'after', delay };
  if (eventType === 'xstate.route' && target !== undefined) return { kind: 'route', to: target.id };
  const [invoked] = invokeEvents.flatMap(([prefix, kind]) =>
    node.invoke
      .filter(({ id }) => eventType === `${prefix}${id}`)
      .map((invoke): Trigger => ({ kind, invoke: invoke.id, src: invocationOf(invoke).src })),
  );
  return invoked ?? { kind: 'event', type: eventType };
};

/** The guard of a transition. XState adds one to a route, which compares the event with the target as the trigger says. */
const rawGuardOf = (trigger: Trigger, { guard, target: [target] = [] }: RawTransition): unknown =>
  trigger.kind === 'route' ? fieldsOf(fieldsOf(target?.config)['route'])['guard'] : guard;

type Draft = Omit<ChartTransition, 'id'>;

const draftOf = (
  node: MachineNode,
  eventType: string,
  trigger: Trigger,
  candidate: number,
  raw: RawTransition,
): Draft => {
  const targets = (raw.target ?? []).map(({ id }) => id);
  const actions = actionsOf(raw.actions);
  const guard = rawGuardOf(trigger, raw);
  return {
    source: node.id,
    trigger,
    eventType,
    candidate,
    targets,
    isForbidden:
      trigger.kind === 'event' &&
      targets.length === 0 &&
      actions.length === 0 &&
      raw.reenter !== true,
    reenter: raw.reenter === true,
    ...(guard === undefined ? {} : { guard: guardOf(guard) }),
    actions,
    description: textOf(raw.description),
    ...metaOf(raw.meta),
  };
};

/** The default target of a history node, which XState keeps in its config alone, and looks for below its parent. */
const historyDraft = (node: MachineNode): ReadonlyArray<Draft> => {
  const target = fieldsOf(node.config)['target'];
  const names = typeof target === 'string' && target !== '' ? [target] : listOf(target);
  const targets = names.flatMap((name) => {
    const found = nodeBelow(node.parent ?? node, textOf(name));
    return E.isRight(found) ? [found.right] : [];
  });
  return targets.length === 0
    ? []
    : [draftOf(node, '', { kind: 'always' }, 0, { target: targets })];
};

const draftsOf = (node: MachineNode): ReadonlyArray<Draft> =>
  node.type === 'history'
    ? historyDraft(node)
    : [
        ...[...node.transitions].flatMap(([eventType, candidates]) =>
          candidates.map((raw, i) =>
            draftOf(node, eventType, triggerOf(node, eventType, raw), i, raw),
          ),
        ),
        ...(node.always ?? []).map((raw, i) => draftOf(node, '', { kind: 'always' }, i, raw)),
      ];

// ------------------------------------------------------------------------------------------------------------ nodes

const initialOf = ({ initial }: MachineNode): NonNullable<ChartNode['initial']> => {
  // SAFETY: XState types it as any.
  const { target, actions } = initial as RawTransition;
  return { targets: (target ?? []).map(({ id }) => id), actions: actionsOf(actions) };
};

const outputOf = (output: unknown): NonNullable<ChartNode['output']> =>
  typeof output === 'function' ? { kind: 'inline' } : { kind: 'data', value: dataOf(output) };

const nodeOf = (node: MachineNode): ChartNode => ({
  id: node.id,
  key: node.key,
  path: node.path,
  ...(node.parent === undefined ? {} : { parent: node.parent.id }),
  kind: node.type,
  ...(node.type === 'history' ? { history: node.history === 'deep' ? 'deep' : 'shallow' } : {}),
  ...(node.type === 'compound' ? { initial: initialOf(node) } : {}),
  children: Object.values(node.states).map((child) => nodeOf(child)),
  transitions: draftsOf(node).map((draft, i) => ({ id: `${node.id}:${String(i)}`, ...draft })),
  invokes: node.invoke.map(invocationOf),
  entry: actionsOf(node.entry),
  exit: actionsOf(node.exit),
  tags: listOf(node.tags).filter((tag) => typeof tag === 'string'),
  ...(node.output === undefined ? {} : { output: outputOf(node.output) }),
  description: textOf(node.description),
  ...metaOf(node.meta),
});

/**
 * Reads a machine object: what XState will do, as data.
 *
 * It reads what XState made of the config. So it shows, for instance, that a bare string in an array of `after` is no target: XState
 * (5.33) reads `after: { 500: ['done'] }` as a transition that goes nowhere.
 *
 * @example
 * ```ts
 * import { statechartOf } from 'runchart/statechart'
 * import { createMachine } from 'xstate'
 *
 * const door = createMachine({
 *   id: 'door',
 *   initial: 'open',
 *   states: { open: { on: { close: 'closed' } }, closed: { on: { open: { target: 'open', guard: 'isUnlocked' } } } },
 * })
 * const [, closed] = statechartOf(door).root.children
 * assert.strictEqual(closed?.id, 'door.closed')
 * assert.deepStrictEqual(closed.transitions[0]?.guard, { kind: 'named', name: 'isUnlocked' })
 * ```
 * @category Readers
 */
export const statechartOf = (machine: AnyStateMachine): Statechart => ({
  id: machine.id,
  ...(typeof machine.version === 'string' ? { version: machine.version } : {}),
  root: nodeOf(machine.root),
});
