/**
 * Writes any statechart as JSON: a config for XState's `createMachine`.
 *
 * Law: the machine that `createMachine` makes of it has the same nodes, transitions, actions and actors by the same names, so that
 * `statechartOf` gives an equal chart, but for what JSON cannot say: an inline function becomes a name, a combined guard a guard of the
 * type `and`, `or`, `not` or `stateIn` with parameters, and an action of XState's own an action of the type `xstate.` and its text.
 */
import type {
  ChartAction,
  ChartGuard,
  ChartNode,
  ChartTransition,
  Statechart,
} from '../../statechart/Statechart.js';
import type { Index } from './texts.js';
import { indexOf, isFrame } from './texts.js';

type Json = Readonly<Record<string, unknown>>;

// ------------------------------------------------------------------------------------------------------------ parts

/** Omits an empty list or text. */
const some = <A extends string | ReadonlyArray<unknown>>(all: A): A | undefined =>
  all.length === 0 ? undefined : all;

/** One of a list without the list around it, as people write it. */
const single = (all: ReadonlyArray<unknown>): unknown => (all.length === 1 ? all[0] : some(all));

const named = (name: string, params: unknown): unknown =>
  params === undefined ? name : { type: name, params };

const actionJson = ({ kind, name, params }: ChartAction): unknown => {
  if (kind === 'builtin') return { type: `xstate.${name}` };
  return named(kind === 'inline' && name === '' ? 'inline' : name, params);
};

const guardJson = (guard: ChartGuard): unknown => {
  switch (guard.kind) {
    case 'named':
      return named(guard.name, guard.params);
    case 'inline':
      return guard.name === '' ? 'inline' : guard.name;
    case 'stateIn':
      return { type: 'stateIn', params: { state: guard.state } };
    case 'and':
    case 'or':
    case 'not':
      return { type: guard.kind, params: { guards: guard.of.map(guardJson) } };
  }
};

// ---------------------------------------------------------------------------------------------------------- targets

/** XState reads a path at dots, and escapes after a backslash. */
const escape = (key: string): string => key.replace(/[\\.]/g, '\\$&');

/** A key that XState takes for an id, or that ends a path. */
const isOdd = (key: string): boolean => key === '' || key.startsWith('#');

/** The id that XState gives to a node without one. */
const defaultId = ({ root }: Index, { path }: ChartNode): string => [root.id, ...path].join('.');

/** Whether a node must say its id: it is its own, or the only way to name the node as a target. */
const needsId = (index: Index, node: ChartNode): boolean =>
  node.parent === undefined || node.id !== defaultId(index, node);

const targetText = (index: Index, source: ChartNode, id: string): string => {
  const target = index.node(id);
  const isPlain = !isOdd(target.key);
  // XState puts the source's key before the dot as it is.
  const isShort = source.parent === undefined || (!isOdd(source.key) && !/[\\.]/.test(source.key));
  if (isPlain && isShort && target.parent === source.id) return `.${escape(target.key)}`;
  if (isPlain && target.parent !== undefined && target.parent === source.parent)
    return escape(target.key);
  const isPath = !needsId(index, target) && !target.path.some(isOdd);
  return isPath ? `#${[index.root.id, ...target.path].map(escape).join('.')}` : `#${escape(id)}`;
};

const targetsJson = (index: Index, source: ChartNode, targets: ReadonlyArray<string>): unknown =>
  single(targets.map((id) => targetText(index, source, id)));

// ------------------------------------------------------------------------------------------------------ transitions

const transitionJson = (
  index: Index,
  source: ChartNode,
  { targets, guard, actions, reenter, description, meta }: ChartTransition,
): Json => {
  const target = targetsJson(index, source, targets);
  return {
    target,
    guard: guard === undefined ? undefined : guardJson(guard),
    actions: single(actions.map(actionJson)),
    reenter: reenter ? true : undefined,
    description: some(description),
    meta,
  };
};

/** A transition that is a target and nothing else, as people write it: XState takes no such text from a list of `after`. */
const short = (fields: Json): unknown => {
  const { target, ...others } = fields;
  return typeof target === 'string' && Object.values(others).every((value) => value === undefined)
    ? target
    : fields;
};

const candidatesJson = ([first, ...others]: ReadonlyArray<Json>): unknown =>
  first === undefined || others.length > 0 ? [first, ...others] : short(first);

/** Gives transitions by a part of their trigger, in the order in which the parts first occur. */
const byKey = (
  index: Index,
  source: ChartNode,
  keyOf: (transition: ChartTransition) => string | undefined,
): Json | undefined => {
  const keys = [...new Set(source.transitions.map(keyOf))].filter((key) => key !== undefined);
  return keys.length === 0
    ? undefined
    : Object.fromEntries(
        keys.map((key) => [
          key,
          candidatesJson(
            source.transitions
              .filter((transition) => keyOf(transition) === key)
              .map((transition) => transitionJson(index, source, transition)),
          ),
        ]),
      );
};

const when = (
  index: Index,
  source: ChartNode,
  kind: ChartTransition['trigger']['kind'],
  invoke?: string,
): unknown =>
  byKey(index, source, ({ trigger }) =>
    trigger.kind === kind && (!('invoke' in trigger) || trigger.invoke === invoke)
      ? kind
      : undefined,
  )?.[kind];

// ------------------------------------------------------------------------------------------------------------ nodes

const nodeJson = (index: Index, node: ChartNode): Json => {
  const { id, kind, history, initial, invokes, entry, exit, tags, children, output } = node;
  const [start] = initial?.targets ?? [];
  const key = children.find((child) => child.id === start)?.key;
  // The route to a node is a transition of the root.
  const route = index.root.transitions.find(
    ({ trigger }) => trigger.kind === 'route' && trigger.to === id,
  );
  return {
    id: needsId(index, node) || route !== undefined ? id : undefined,
    type: kind === 'compound' || kind === 'atomic' ? undefined : kind,
    history,
    route:
      route === undefined
        ? undefined
        : { ...transitionJson(index, index.root, route), target: undefined },
    target:
      kind === 'history'
        ? targetsJson(
            index,
            node,
            node.transitions.flatMap(({ targets }) => targets),
          )
        : undefined,
    description: some(node.description),
    tags: some(tags),
    meta: node.meta,
    entry: single(entry.map(actionJson)),
    exit: single(exit.map(actionJson)),
    invoke: single(
      invokes.map((invocation, i) => ({
        id: invocation.id === `${String(i)}.${id}` ? undefined : invocation.id,
        src: some(invocation.src),
        systemId: invocation.systemId,
        onDone: when(index, node, 'invokeDone', invocation.id),
        onError: when(index, node, 'invokeError', invocation.id),
        onSnapshot: when(index, node, 'invokeSnapshot', invocation.id),
      })),
    ),
    initial:
      initial === undefined || key === undefined
        ? undefined
        : initial.actions.length === 0
          ? key
          : { target: key, actions: single(initial.actions.map(actionJson)) },
    on: byKey(index, node, ({ trigger }) => (trigger.kind === 'event' ? trigger.type : undefined)),
    onDone: when(index, node, 'done'),
    after: byKey(index, node, ({ trigger }) =>
      trigger.kind === 'after' ? String(trigger.delay) : undefined,
    ),
    always: kind === 'history' ? undefined : when(index, node, 'always'),
    states: isFrame(node)
      ? Object.fromEntries(children.map((child) => [child.key, nodeJson(index, child)]))
      : undefined,
    output: output?.kind === 'data' ? output.value : undefined,
  };
};

/**
 * Writes a statechart as indented JSON text.
 *
 * @example
 * ```ts
 * import { chartJson } from 'runchart/picture'
 * import { statechartOf } from 'runchart/statechart'
 * import { createMachine } from 'xstate'
 *
 * const chart = statechartOf(
 *   createMachine({
 *     id: 'door',
 *     initial: 'open',
 *     states: { open: { on: { close: { target: 'shut', guard: 'isFree' } } }, shut: { after: { 500: 'open' } } },
 *   }),
 * )
 * assert.deepStrictEqual(statechartOf(createMachine(JSON.parse(chartJson(chart)))), chart)
 * ```
 * @category Text formats
 */
export const chartJson = (chart: Statechart): string => {
  const index = indexOf(chart);
  const { id, ...root } = nodeJson(index, index.root);
  return JSON.stringify({ id, version: chart.version, ...root }, undefined, 2);
};
