/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- code that runs for every event */
/**
 * Compiles a chart to a flat table from (state, event) to edge.
 *
 * The table calls the chart's own guard and update functions and adds no rules. The compiler supports flat charts: states with
 * `entry`, `on`, `tags` and `type: 'final'`; edges with `target`, `guard`, `actions`. It refuses anything else by name, at load.
 *
 * Law: `edge`, `refusedBy` and `follow` together agree with XState's `transition` on every state, event and context.
 */

import { indexByPair } from './indexByPair.js';
import type { InPlace, Mutable, Patch, Stateful, UpdateConfig } from './InPlace.js';
import { isUpdate } from './InPlace.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The name of a guard, or of several that are evaluated in order.
 * @category Lifecycles
 */
export type GuardConfig<Guard extends string> =
  Guard | { readonly type: 'all'; readonly params: { readonly of: ReadonlyArray<Guard> } };

/**
 * An edge in a chart. Without `target` it stays inside its state.
 * @category Lifecycles
 */
export interface EdgeConfig<State extends string, Guard extends string, Update extends string> {
  readonly target?: State;
  readonly guard?: GuardConfig<Guard>;
  readonly actions?: Update | ReadonlyArray<Update>;
  readonly description?: string;
}

/**
 * A state in a chart.
 * @category Lifecycles
 */
export interface StateConfig<
  State extends string,
  Event extends string,
  Guard extends string,
  Update extends string,
> {
  readonly type?: 'final';
  readonly description?: string;
  /** How the state is shown; the table ignores it. */
  readonly tags?: string | ReadonlyArray<string>;
  readonly entry?: Update | ReadonlyArray<Update>;
  readonly on?: Readonly<Partial<Record<Event, EdgeConfig<State, Guard, Update>>>>;
}

/**
 * A flat chart, as the compiler supports it.
 * @category Diagrams
 */
export interface ChartConfig<
  State extends string,
  Event extends string,
  Guard extends string,
  Update extends string,
> {
  readonly id: string;
  readonly version?: string;
  readonly description?: string;
  readonly initial: State;
  readonly states: Readonly<Record<State, StateConfig<State, Event, Guard, Update>>>;
}

/** The functions that a chart names, and how its runs are changed. */
export interface Implementation<
  Run extends Stateful,
  Event,
  Guard extends string,
  Update extends string,
> {
  readonly guards: Readonly<Record<Guard, Test<Run, Event>>>;
  readonly updates: Readonly<Record<Update, UpdateConfig<Run, Event>>>;
  readonly inPlace: InPlace<Run, Event>;
}

interface Typed {
  readonly type: string;
}

/** A guard. */
type Test<Run, Event> = (run: Run, event: Event) => boolean;

/** A compiled edge. */
export interface Edge<Run extends Stateful, Event extends Typed> {
  readonly source: Run['state'];
  readonly event: Event['type'];
  /** The state after the edge; the source if the edge stays inside its state. */
  readonly target: Run['state'];
  /** The reason for the edge, or the empty string. */
  readonly description: string;
  /** The names of the guards, in the order of evaluation. */
  readonly guards: ReadonlyArray<string>;
  /** The names of the updates, in the order of application. */
  readonly updates: ReadonlyArray<string>;
  /** The guards themselves. */
  readonly tests: ReadonlyArray<Test<Run, Event>>;
  /** The guards as a set of bits, by their place among all; {@link UNSET} if they have no such set. */
  readonly bits: number;
  /** All updates, combined. */
  readonly patch: Patch<Run, Event>;
}

/** A compiled chart. */
export interface ChartTable<Run extends Stateful, Event extends Typed> {
  /** The states, in the chart's order. */
  readonly states: ReadonlyArray<Run['state']>;
  /** The events, in the order of their first appearance. */
  readonly events: ReadonlyArray<Event['type']>;
  /** Every edge, by state and then by event, in the chart's order. */
  readonly edges: ReadonlyArray<Edge<Run, Event>>;
  readonly isFinal: (state: Run['state']) => boolean;
  /** Returns the edge of an event in a state, or `undefined` if the state does not declare the event. */
  readonly edge: (state: Run['state'], event: Event['type']) => Edge<Run, Event> | undefined;
  /** Returns the name of the first guard that refuses the event, or `undefined` if all hold. */
  readonly refusedBy: (edge: Edge<Run, Event>, run: Run, event: Event) => string | undefined;
  /** Returns the run after an edge, new and sealed. Call it only if `refusedBy` returns `undefined`. */
  readonly follow: (edge: Edge<Run, Event>, run: Run, event: Event) => Run;
  /** As `follow`, but changes a copy that nobody else has seen. */
  readonly advance: (edge: Edge<Run, Event>, copy: Mutable<Run>, event: Event) => void;
  readonly copy: (run: Run) => Mutable<Run>;
  readonly seal: (run: Run) => Run;
}

// ------------------------------------------------------------------------------------------------------- refinements

const CHART_KEYS = ['id', 'version', 'initial', 'states', 'description'];
const STATE_KEYS = ['type', 'description', 'tags', 'entry', 'on'];
const EDGE_KEYS = ['target', 'guard', 'actions', 'description'];

const refuse = (where: string, what: string): never => {
  // eslint-disable-next-line functional/no-throw-statements -- a chart that is misread at load must stop the program
  throw new TypeError(`cannot compile the chart: ${where}: ${what}`);
};

const onlyKeys = (where: string, value: object, known: ReadonlyArray<string>): void => {
  Object.keys(value)
    .filter((key) => !known.includes(key))
    .forEach((key) => refuse(where, `'${key}' is not supported (only ${known.join(', ')})`));
};

const lookUp = <A>(
  where: string,
  kind: string,
  record: Readonly<Record<string, A>>,
  name: unknown,
): A => {
  const found = typeof name === 'string' && Object.hasOwn(record, name) ? record[name] : undefined;
  return found ?? refuse(where, `there is no ${kind} '${String(name)}'`);
};

/** The names in a list, a single name or nothing. `lookUp` refuses values that are not strings. */
const listOf = (value: string | ReadonlyArray<string> | undefined): ReadonlyArray<string> =>
  value === undefined ? [] : [value].flat();

const guardNames = (
  where: string,
  guard: GuardConfig<string> | undefined,
): ReadonlyArray<string> => {
  if (guard === undefined || typeof guard === 'string') return listOf(guard);
  onlyKeys(`${where}, guard`, guard, ['type', 'params']);
  const { params } = guard as { readonly params?: { readonly of?: unknown } };
  return (guard.type as string) === 'all' && Array.isArray(params?.of)
    ? guard.params.of
    : refuse(where, `guard '${guard.type}' is not supported (a name, or all of several)`);
};

// -------------------------------------------------------------------------------------------------------- operations

/** Composes two changes of a field, the former first. */
const andThen = (former: unknown, change: unknown): unknown => {
  if (change === undefined) return () => undefined; // sets the field to `undefined`, which in a patch would keep it
  if (former === undefined || !isUpdate(change)) return change;
  return isUpdate(former)
    ? (own: unknown, event: unknown) => change(former(own, event), event)
    : (_own: unknown, event: unknown) => change(former, event);
};

/** Combines updates to one patch. It has the fields of all updates of the chart, so that all patches share a hidden class. */
const combine = <Run extends Stateful, Event>(
  updates: ReadonlyArray<UpdateConfig<Run, Event>>,
  fields: ReadonlyArray<keyof Run>,
): Patch<Run, Event> =>
  Object.fromEntries(
    fields.map((field) => [
      field,
      updates
        .filter((update) => Object.hasOwn(update, field))
        .reduce<unknown>((former, update) => andThen(former, update[field]), undefined),
    ]),
  ) as Patch<Run, Event>; // SAFETY: each field has the changes of its own updates.

/** How many guards have bits. */
const MAX_BITS = 4;

/** The bits of guards that cannot be a set: those in another order than all guards, or beyond the first. */
const UNSET = -1;

/** The bits of guards that are evaluated in the order of all. */
const bitsOf = (guards: ReadonlyArray<string>, all: ReadonlyArray<string>): number => {
  const places = guards.map((name) => all.indexOf(name));
  return places.every((place, i) => place < MAX_BITS && place > (places[i - 1] ?? -1))
    ? places.reduce((bits, place) => bits | (1 << place), 0)
    : UNSET;
};

const always = (): boolean => true;

/**
 * Finds the guard that refuses an event. The first guards of a chart are called at places of their own, where V8 inlines them;
 * it inlines no call at a place that calls several functions.
 */
const refuserOf = <Run extends Stateful, Event extends Typed>(
  guards: Readonly<Record<string, Test<Run, Event>>>,
): ChartTable<Run, Event>['refusedBy'] => {
  const [a = always, b = always, c = always, d = always] = Object.values(guards);
  const [nameA, nameB, nameC, nameD] = Object.keys(guards);
  return ({ bits, tests, guards: names }, run, event) => {
    if (bits === 0) return undefined;
    if (bits === UNSET) {
      let i = 0;
      while (tests[i]?.(run, event)) i += 1;
      return names[i];
    }
    if ((bits & 1) !== 0 && !a(run, event)) return nameA;
    if ((bits & 2) !== 0 && !b(run, event)) return nameB;
    if ((bits & 4) !== 0 && !c(run, event)) return nameC;
    return (bits & 8) !== 0 && !d(run, event) ? nameD : undefined;
  };
};

/**
 * Compiles a chart with the functions that it names.
 *
 * @throws TypeError, with the place, if the chart has a feature that the compiler does not support, or an unknown name.
 */
export const compile = <
  Run extends Stateful,
  Event extends Typed,
  Guard extends string,
  Update extends string,
>(
  chart: ChartConfig<Run['state'], Event['type'], Guard, Update>,
  implementation: Implementation<Run, Event, Guard, Update>,
): ChartTable<Run, Event> => {
  const states: Readonly<Record<string, StateConfig<string, string, string, string>>> =
    chart.states;
  const guardsByName: Readonly<Record<string, Test<Run, Event>>> = implementation.guards;
  const updatesByName: Readonly<Record<string, UpdateConfig<Run, Event>>> = implementation.updates;

  const { copy, apply, seal } = implementation.inPlace;
  const fields = [...new Set(Object.values(updatesByName).flatMap(Object.keys))] as ReadonlyArray<
    keyof Run
  >; // SAFETY: an update has only fields of a run.

  const compileEdge = (
    source: string,
    event: string,
    config: EdgeConfig<string, string, string> | undefined,
  ): Edge<Run, Event> => {
    const where = `state ${source}, event ${event}`;
    if (event.includes('*')) return refuse(where, 'a wildcard is not supported');
    if (typeof config !== 'object' || (config as unknown) === null || Array.isArray(config))
      return refuse(where, 'an edge is one object (no list of candidates, no bare target)');
    onlyKeys(where, config, EDGE_KEYS);
    const target = config.target ?? source;
    const entered = lookUp(where, 'state', states, target);
    const guards = guardNames(where, config.guard);
    const tests = guards.map((name) => lookUp(where, 'guard', guardsByName, name));
    // XState does not re-enter the source state, so its entry actions do not run.
    const updates = [
      ...listOf(config.actions),
      ...(target === source ? [] : listOf(entered.entry)),
    ];
    const patches = updates.map((name) => lookUp(where, 'update', updatesByName, name));
    return {
      source,
      event,
      target,
      description: config.description ?? '',
      guards,
      updates,
      tests,
      bits: bitsOf(guards, Object.keys(guardsByName)),
      patch: combine(patches, fields),
    };
  };

  onlyKeys(`chart ${chart.id}`, chart, CHART_KEYS);
  lookUp(`chart ${chart.id}`, 'initial state', states, chart.initial);
  const rows = Object.entries(states).map(([name, config]) => {
    const where = `state ${name}`;
    onlyKeys(where, config, STATE_KEYS);
    if (config.type !== undefined && (config.type as string) !== 'final')
      return refuse(where, `type '${config.type}' is not supported (only final)`);
    if (config.type === 'final' && config.on !== undefined)
      return refuse(where, 'a final state takes no events');
    // Checked here because no edge may lead to the state.
    listOf(config.entry).forEach((update) => lookUp(where, 'update', updatesByName, update));
    return Object.entries(config.on ?? {}).map(([event, edge]) => compileEdge(name, event, edge));
  });

  const edges = rows.flat();
  const names = Object.freeze(Object.keys(states));
  const advance = ({ target, patch }: Edge<Run, Event>, run: Mutable<Run>, event: Event): void => {
    run.state = target;
    apply(run, patch, event);
  };
  return {
    states: names,
    events: Object.freeze([...new Set(edges.map(({ event }) => event))]),
    edges: Object.freeze(edges),
    isFinal: (state) => states[state]?.type === 'final',
    edge: indexByPair(edges, ({ source, event }) => [source, event]),
    refusedBy: refuserOf(implementation.guards),
    follow: (edge, run, event) => {
      const next = copy(run);
      advance(edge, next, event);
      return seal(next);
    },
    advance,
    copy,
    seal,
  };
};
