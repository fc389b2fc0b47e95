/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- two loops that run for every event, and an index filled before it is shared */
/**
 * Compiles a chart to a flat table from (state, event) to edge.
 *
 * The table calls the chart's own guard and update functions and adds no rules. The compiler supports flat charts: states with
 * `entry`, `on`, `tags` and `type: 'final'`; edges with `target`, `guard`, `actions`. It refuses anything else by name, at load.
 *
 * Law: `edge`, `refusedBy` and `follow` together agree with XState's `transition` on every state, event and context.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** The name of a guard, or of several that are evaluated in order. */
export type GuardConfig<Guard extends string> =
  Guard | { readonly type: 'all'; readonly params: { readonly of: ReadonlyArray<Guard> } };

/** An edge in a chart. Without `target` it stays inside its state. */
export interface EdgeConfig<State extends string, Guard extends string, Update extends string> {
  readonly target?: State;
  readonly guard?: GuardConfig<Guard>;
  readonly actions?: Update | ReadonlyArray<Update>;
  readonly description?: string;
}

/** A state in a chart. */
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

/**
 * Computes a field's new value from its old value and the event. It sees no other field, so the order of the updates of an
 * edge matters only within a field, and all of them can be applied at once.
 */
export type FieldUpdate<Event, Value> = (own: Value, event: Event) => Value;

/** For each field that an update changes, its new value or a function that computes it. */
export type UpdateConfig<Run, Event> = {
  readonly [K in keyof Run]?: Run[K] | FieldUpdate<Event, Run[K]>;
};

/** As `UpdateConfig`, but a field may also be `undefined`, which keeps its value. */
export type Patch<Run, Event> = {
  readonly [K in keyof Run]?: Run[K] | FieldUpdate<Event, Run[K]> | undefined;
};

/** Returns a new run in a state, with every other field patched or kept. The table freezes it. */
export type Rebuild<Run extends Stateful, Event> = (
  run: Run,
  state: Run['state'],
  patch: Patch<Run, Event>,
  event: Event,
) => Run;

/** The functions that a chart names, and how a changed run is built. */
export interface Implementation<
  Run extends Stateful,
  Event,
  Guard extends string,
  Update extends string,
> {
  readonly guards: Readonly<Record<Guard, (run: Run, event: Event) => boolean>>;
  readonly updates: Readonly<Record<Update, UpdateConfig<Run, Event>>>;
  /** Builds the changed run. Defaults to a copy field by field, which is several times slower than an object literal. */
  readonly rebuild?: Rebuild<Run, Event>;
}

interface Stateful {
  readonly state: string;
}

interface Typed {
  readonly type: string;
}

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
  readonly tests: ReadonlyArray<(run: Run, event: Event) => boolean>;
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
  /** Returns the run after an edge, new and frozen. Call it only if `refusedBy` returns `undefined`. */
  readonly follow: (edge: Edge<Run, Event>, run: Run, event: Event) => Run;
  /** As `follow`, but not frozen: for a run between two events, which nobody else sees. */
  readonly pass: (edge: Edge<Run, Event>, run: Run, event: Event) => Run;
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

/** A field's update without its types. The type of a patch ensures that each is applied to its own field. */
type UntypedUpdate = (own: unknown, event: unknown) => unknown;

/** As in XState's `assign`, a function computes the value, anything else is the value. */
const isUpdate = (change: unknown): change is UntypedUpdate => typeof change === 'function';

const copyFieldByField = <Run extends Stateful, Event>(
  run: Run,
  state: Run['state'],
  patch: Patch<Run, Event>,
  event: Event,
): Run => {
  const changed = Object.entries<unknown>(patch)
    .filter(([, change]) => change !== undefined)
    .map(([field, change]): [string, unknown] => [
      field,
      isUpdate(change) ? change(run[field as keyof Run], event) : change,
    ]);
  return { ...run, state, ...Object.fromEntries<unknown>(changed) };
};

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
  const guardsByName: Readonly<Record<string, (run: Run, event: Event) => boolean>> =
    implementation.guards;
  const updatesByName: Readonly<Record<string, UpdateConfig<Run, Event>>> = implementation.updates;

  const rebuild = implementation.rebuild ?? copyFieldByField;
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
  // Edges are indexed by the lengths of their two names, a hash that reads no character: hashing the names, or comparing them with
  // all others, would take longer than the rest of a step.
  const slot = (state: string, event: string): number => state.length * 32 + event.length;
  const buckets = Array.from(
    { length: 1 + Math.max(0, ...edges.map(({ source, event }) => slot(source, event))) },
    (): Array<Edge<Run, Event>> => [],
  );
  edges.forEach((edge) => buckets[slot(edge.source, edge.event)]?.push(edge));
  return {
    states: names,
    events: Object.freeze([...new Set(edges.map(({ event }) => event))]),
    edges: Object.freeze(edges),
    isFinal: (state) => states[state]?.type === 'final',
    edge: (state, event) =>
      buckets[slot(state, event)]?.find((edge) => edge.source === state && edge.event === event),
    refusedBy: ({ tests, guards }, run, event) => {
      for (let i = 0; i < tests.length; i += 1)
        if (tests[i]?.(run, event) === false) return guards[i];
      return undefined;
    },
    follow: ({ target, patch }, run, event) => Object.freeze(rebuild(run, target, patch, event)),
    pass: ({ target, patch }, run, event) => rebuild(run, target, patch, event),
  };
};
