/**
 * Reads a machine object of XState.
 *
 * The only place that knows how XState keeps guards, actions and transitions: what it finds there is unknown data, and read as such.
 */
import type { AnyStateMachine } from 'xstate';
import { isRecord, readField } from '../codec/untrusted.js';
import type {
  ChartAction,
  ChartGuard,
  ChartNode,
  ChartTransition,
  Invocation,
  Statechart,
  Trigger,
} from './Statechart.js';

type Node = AnyStateMachine['root'];
type Fields = Readonly<Record<string, unknown>>;

/** The fields of an object or of a function, which XState's built-in actions and guards are. */
const fieldsOf = (u: unknown): Fields =>
  // SAFETY: a function is an object; its fields are read as unknown.
  typeof u === 'function' ? (u as unknown as Fields) : isRecord(u) ? u : {};

const listOf = (u: unknown): ReadonlyArray<unknown> => (Array.isArray(u) ? u : []);

/** Whether a value survives JSON: parameters that are functions are not data. */
const isData = (u: unknown): boolean => u !== undefined && typeof u !== 'function';

// ---------------------------------------------------------------------------------------------------------- actions

/** The text of an event, a target or a delay that may be computed by a function. */
const termText = (u: unknown): string => {
  if (typeof u === 'string' || typeof u === 'number') return String(u);
  if (isRecord(u) && typeof u['type'] === 'string') return u['type'];
  return 'inline';
};

/** What the built-in actions show between their parentheses. */
const builtinText = (type: string, fields: Fields): string => {
  const name = type.replace(/^xstate\./, '');
  const term = (key: string): string => termText(fields[key]);
  switch (name) {
    case 'assign':
      return isRecord(fields['assignment'])
        ? `assign(${Object.keys(fields['assignment']).join(', ')})`
        : 'assign';
    case 'raise':
      return fields['delay'] === undefined
        ? `raise(${term('event')})`
        : `raise(${term('event')}, after ${term('delay')})`;
    case 'emit':
      return `emit(${term('event')})`;
    case 'sendTo':
      return `sendTo(${term('to')}, ${term('event')})`;
    case 'cancel':
      return `cancel(${term('sendId')})`;
    case 'stopChild':
      return `stopChild(${term('actorRef')})`;
    case 'spawnChild':
      return `spawnChild(${term('src')})`;
    default:
      return name;
  }
};

const actionOf = (u: unknown): ChartAction => {
  if (typeof u === 'string') return { kind: 'named', name: u };
  const fields = fieldsOf(u);
  const type = fields['type'];
  if (typeof type === 'string' && type.startsWith('xstate.'))
    return { kind: 'builtin', name: builtinText(type, fields) };
  if (typeof u === 'function') return { kind: 'inline', name: u.name };
  const params = fields['params'];
  return {
    kind: 'named',
    name: typeof type === 'string' ? type : '',
    ...(isData(params) ? { params } : {}),
  };
};

// ----------------------------------------------------------------------------------------------------------- guards

const stateValueText = (u: unknown): string => (typeof u === 'string' ? u : JSON.stringify(u));

const guardOf = (u: unknown): ChartGuard => {
  if (typeof u === 'string') return { kind: 'named', name: u };
  const fields = fieldsOf(u);
  if (typeof u === 'function') {
    // What `and`, `or` and `not` return holds the guards, and what `stateIn` returns the state.
    const name = u.name;
    if (Array.isArray(fields['guards']) && (name === 'and' || name === 'or' || name === 'not'))
      return { kind: name, of: fields['guards'].map(guardOf) };
    if ('stateValue' in fields)
      return { kind: 'stateIn', state: stateValueText(fields['stateValue']) };
    return { kind: 'inline', name: name === 'guard' ? '' : name };
  }
  const type = fields['type'];
  const params = fields['params'];
  return {
    kind: 'named',
    name: typeof type === 'string' ? type : '',
    ...(isData(params) ? { params } : {}),
  };
};

// ------------------------------------------------------------------------------------------------------ transitions

/** The type of the delayed event is `xstate.after.DELAY.ID`; a delay without a name is `xstate.after.inline:...` or similar. */
const delayOf = (eventType: string, nodeId: string): number | string => {
  const text = eventType.slice('xstate.after.'.length, -(nodeId.length + 1));
  if (text.trim() !== '' && Number.isFinite(Number(text))) return Number(text);
  return text;
};

const invocationOf = ({ id, src, systemId }: Node['invoke'][number]): Invocation => ({
  id,
  // XState names inline logic after the place that invokes it.
  src: typeof src === 'string' && !src.startsWith('xstate.invoke.') ? src : '',
  ...(systemId === undefined ? {} : { systemId }),
});

const triggerOf = (eventType: string, node: Node): Trigger => {
  if (eventType === `xstate.done.state.${node.id}`) return { kind: 'done' };
  const invoked: ReadonlyArray<readonly [string, 'invokeDone' | 'invokeError' | 'invokeSnapshot']> =
    [
      ['xstate.done.actor.', 'invokeDone'],
      ['xstate.error.actor.', 'invokeError'],
      ['xstate.snapshot.', 'invokeSnapshot'],
    ];
  const [found] = invoked.flatMap(([prefix, kind]) =>
    node.invoke
      .filter(({ id }) => eventType === `${prefix}${id}`)
      .map((invoke): Trigger => ({ kind, invoke: invoke.id, src: invocationOf(invoke).src })),
  );
  if (found !== undefined) return found;
  if (eventType.startsWith('xstate.after.') && eventType.endsWith(`.${node.id}`))
    return { kind: 'after', delay: delayOf(eventType, node.id) };
  return { kind: 'event', type: eventType };
};

interface RawTransition {
  readonly target?: ReadonlyArray<{ readonly id: string }> | undefined;
  readonly reenter?: boolean;
  readonly guard?: unknown;
  readonly actions?: unknown;
  readonly description?: unknown;
  readonly meta?: unknown;
}

type Draft = Omit<ChartTransition, 'id'>;

const draftOf = (
  node: Node,
  eventType: string,
  trigger: Trigger,
  candidate: number,
  raw: RawTransition,
): Draft => {
  const targets = (raw.target ?? []).map(({ id }) => id);
  const actions = listOf(raw.actions).map(actionOf);
  const { description, guard, meta } = raw;
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
    description: typeof description === 'string' ? description : '',
    ...(isData(meta) ? { meta } : {}),
  };
};

/** The default target of a history node, which XState keeps in its config alone. */
const historyDraft = (node: Node): ReadonlyArray<Draft> => {
  const target: unknown = readField(fieldsOf(node.config), 'target');
  const names = typeof target === 'string' ? [target] : listOf(target);
  const targets = names.flatMap((name) => {
    if (typeof name !== 'string') return [];
    const parent = node.parent ?? node;
    if (name.startsWith('#')) return [name.slice(1)];
    const path = name.replace(/^\./, '').split('.');
    const found = path.reduce<Node | undefined>((at, key) => at?.states[key], parent);
    return found === undefined ? [] : [found.id];
  });
  if (targets.length === 0) return [];
  return [
    {
      source: node.id,
      trigger: { kind: 'always' },
      eventType: '',
      candidate: 0,
      targets,
      isForbidden: false,
      reenter: false,
      actions: [],
      description: '',
    },
  ];
};

const draftsOf = (node: Node): ReadonlyArray<Draft> => {
  if (node.type === 'history') return historyDraft(node);
  const listed = [...node.transitions].flatMap(([eventType, candidates]) =>
    candidates.map((raw, i) => {
      const [target] = raw.target ?? [];
      const trigger: Trigger =
        eventType === 'xstate.route' && target !== undefined
          ? { kind: 'route', to: target.id }
          : triggerOf(eventType, node);
      return draftOf(node, eventType, trigger, i, raw);
    }),
  );
  const eventless = (node.always ?? []).map((raw, i) =>
    draftOf(node, '', { kind: 'always' }, i, raw),
  );
  return [...listed, ...eventless];
};

// ------------------------------------------------------------------------------------------------------------ nodes

/** XState starts and cancels the timers of `after` by actions of its own, which repeat what the transitions say. */
const isTimer = (u: unknown): boolean => {
  const { type, event, sendId } = fieldsOf(u);
  const name = type === 'xstate.raise' ? readField(fieldsOf(event), 'type') : sendId;
  return typeof name === 'string' && name.startsWith('xstate.after.');
};

const actionsOf = (actions: ReadonlyArray<unknown>): ReadonlyArray<ChartAction> =>
  actions.filter((action) => !isTimer(action)).map(actionOf);

const nodeOf = (node: Node): ChartNode => ({
  id: node.id,
  key: node.key,
  path: node.path,
  ...(node.parent === undefined ? {} : { parent: node.parent.id }),
  kind: node.type,
  ...(node.type === 'history' ? { history: node.history === 'deep' ? 'deep' : 'shallow' } : {}),
  ...(node.type === 'compound'
    ? {
        initial: {
          targets: node.initial.target.map(({ id }: { readonly id: string }) => id),
          actions: listOf(node.initial.actions).map(actionOf),
        },
      }
    : {}),
  children: Object.values(node.states).map((child) => nodeOf(child)),
  transitions: draftsOf(node).map((draft, i) => ({ id: `${node.id}:${String(i)}`, ...draft })),
  invokes: node.invoke.map(invocationOf),
  entry: actionsOf(node.entry),
  exit: actionsOf(node.exit),
  tags: node.tags,
  description: node.description ?? '',
  ...(isData(node.meta) ? { meta: node.meta } : {}),
});

/**
 * Reads a machine object.
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
  ...(machine.version === undefined ? {} : { version: machine.version }),
  root: nodeOf(machine.root),
});
