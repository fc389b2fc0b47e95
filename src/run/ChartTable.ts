/* eslint-disable functional/no-let, functional/no-loop-statements -- two loops that every event of every run goes through */
/**
 * A chart, compiled: one flat table from (state, event) to the edge that leaves there.
 *
 * The table holds the chart's own guard and update functions and says nothing of its own, so it is exactly as right as the
 * chart is. It knows flat charts: states with `entry`, `on`, `tags` and `type: 'final'`; edges with `target`, `guard`, `actions`.
 * A chart that uses anything else is refused by name, at load, before it could be misread.
 *
 * Law: `edge`, `refusedBy` and `follow` together agree with XState's `transition` on every state, event and context.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** A guard by name, or several that are asked in order. */
export type GuardConfig<Guard extends string> =
  Guard | { readonly type: 'all'; readonly params: { readonly of: ReadonlyArray<Guard> } };

/** An edge as it is written in a chart. Without `target` it stays inside its state. */
export interface EdgeConfig<State extends string, Guard extends string, Update extends string> {
  readonly target?: State;
  readonly guard?: GuardConfig<Guard>;
  readonly actions?: Update | ReadonlyArray<Update>;
  readonly description?: string;
}

/** A state as it is written in a chart. */
export interface StateConfig<
  State extends string,
  Event extends string,
  Guard extends string,
  Update extends string,
> {
  readonly type?: 'final';
  readonly description?: string;
  /** What the state means to those who watch it; the table does nothing with it. */
  readonly tags?: string | ReadonlyArray<string>;
  readonly entry?: Update | ReadonlyArray<Update>;
  readonly on?: Readonly<Partial<Record<Event, EdgeConfig<State, Guard, Update>>>>;
}

/**
 * A flat chart: what the compiler understands.
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
 * The new value of a field, from its old one and the event. It sees no other field, so the updates of an edge may be made
 * in one go: none can tell whether another was made before it.
 */
export type FieldUpdate<Event, Value> = (own: Value, event: Event) => Value;

/** For each field that an update changes, its new value, or how to work it out. */
export type UpdateConfig<Run, Event> = {
  readonly [K in keyof Run]?: Run[K] | FieldUpdate<Event, Run[K]>;
};

/** For each field that changes, its new value, or how to work it out; `undefined`, or nothing, for one that stays. */
export type Patch<Run, Event> = {
  readonly [K in keyof Run]?: Run[K] | FieldUpdate<Event, Run[K]> | undefined;
};

/** A fresh frozen run in a state, every other field patched or kept. */
export type Rebuild<Run extends Stateful, Event> = (
  run: Run,
  state: Run['state'],
  patch: Patch<Run, Event>,
  event: Event,
) => Run;

/** The functions that a chart names, and how a run is made anew. */
export interface Implementation<
  Run extends Stateful,
  Event,
  Guard extends string,
  Update extends string,
> {
  readonly guards: Readonly<Record<Guard, (run: Run, event: Event) => boolean>>;
  readonly updates: Readonly<Record<Update, UpdateConfig<Run, Event>>>;
  /**
   * A fresh frozen run in a state, every other field patched or kept. Without it runs are copied field by field; a literal
   * of all fields takes a fraction of that.
   */
  readonly rebuild?: Rebuild<Run, Event>;
}

/** What has a state. */
interface Stateful {
  readonly state: string;
}

/** What has a type. */
interface Typed {
  readonly type: string;
}

/** An edge, compiled. */
export interface Edge<Run extends Stateful, Event extends Typed> {
  readonly source: Run['state'];
  readonly event: Event['type'];
  /** The state after the edge; its source for an edge that stays inside. */
  readonly target: Run['state'];
  /** The reason for the edge, or the empty text. */
  readonly description: string;
  /** The names of the guards in the order they are asked. */
  readonly guards: ReadonlyArray<string>;
  /** The names of the updates in the order they are made. */
  readonly updates: ReadonlyArray<string>;
  /** The guards themselves. */
  readonly tests: ReadonlyArray<(run: Run, event: Event) => boolean>;
  /** All updates in one. */
  readonly patch: Patch<Run, Event>;
}

/** A chart, compiled. */
export interface ChartTable<Run extends Stateful, Event extends Typed> {
  /** The states, in the chart's order. */
  readonly states: ReadonlyArray<Run['state']>;
  /** The events, in the order of their first appearance. */
  readonly events: ReadonlyArray<Event['type']>;
  /** Every edge, by state and then by event, in the chart's order. */
  readonly edges: ReadonlyArray<Edge<Run, Event>>;
  /** Is this state final? */
  readonly isFinal: (state: Run['state']) => boolean;
  /** The edge that an event takes from a state, or `undefined` if the state does not declare the event. */
  readonly edge: (state: Run['state'], event: Event['type']) => Edge<Run, Event> | undefined;
  /** The name of the first guard of an edge that refuses, or `undefined` if none does. */
  readonly refusedBy: (edge: Edge<Run, Event>, run: Run, event: Event) => string | undefined;
  /** The run after an edge, fresh and frozen. Only for an event that no guard of it refuses. */
  readonly follow: (edge: Edge<Run, Event>, run: Run, event: Event) => Run;
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
    .forEach((key) => refuse(where, `'${key}' is not understood (only ${known.join(', ')})`));
};

const named = <A>(
  where: string,
  kind: string,
  of: Readonly<Record<string, A>>,
  name: unknown,
): A => {
  const found = typeof name === 'string' && Object.hasOwn(of, name) ? of[name] : undefined;
  return found ?? refuse(where, `there is no ${kind} '${String(name)}'`);
};

/** One, several or none; what is no text is refused where it is looked up. */
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
    : refuse(where, `guard '${guard.type}' is not understood (a name, or all of several)`);
};

// -------------------------------------------------------------------------------------------------------- operations

/** A field's update where it is not known which field's: by the type of a patch, each is used with its own field alone. */
type Erased = (own: unknown, event: unknown) => unknown;

/** Is this an update? What is no function is a value by itself, as in XState's `assign`. */
const isErased = (change: unknown): change is Erased => typeof change === 'function';

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
      isErased(change) ? change(run[field as keyof Run], event) : change,
    ]);
  return Object.freeze({ ...run, state, ...Object.fromEntries<unknown>(changed) });
};

/** One change of a field after another. */
const andThen = (former: unknown, change: unknown): unknown => {
  if (change === undefined) return () => undefined; // a value like others, and not a field that stays
  if (former === undefined || !isErased(change)) return change;
  return isErased(former)
    ? (own: unknown, event: unknown) => change(former(own, event), event)
    : (_own: unknown, event: unknown) => change(former, event);
};

/** Several updates as one patch. It names all fields of all patches, so that they have one shape and are read as fast. */
const fuse = <Run extends Stateful, Event>(
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
  ) as Patch<Run, Event>; // SAFETY: each field has what the updates have for it.

/**
 * Compiles a chart with the functions it names.
 *
 * @throws TypeError at once, naming the place, if the chart uses what the compiler does not understand.
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
  >; // SAFETY: an update names fields of a run and nothing else.

  const compileEdge = (
    source: string,
    event: string,
    config: EdgeConfig<string, string, string> | undefined,
  ): Edge<Run, Event> => {
    const where = `state ${source}, event ${event}`;
    if (event.includes('*')) return refuse(where, 'a wildcard is not understood');
    if (typeof config !== 'object' || (config as unknown) === null || Array.isArray(config))
      return refuse(where, 'an edge is one object (no list of candidates, no bare target)');
    onlyKeys(where, config, EDGE_KEYS);
    const target = config.target ?? source;
    const entered = named(where, 'state', states, target);
    const guards = guardNames(where, config.guard);
    const tests = guards.map((name) => named(where, 'guard', guardsByName, name));
    // XState does not re-enter the state that an edge starts from, so its entry is left out too.
    const updates = [
      ...listOf(config.actions),
      ...(target === source ? [] : listOf(entered.entry)),
    ];
    const patches = updates.map((name) => named(where, 'update', updatesByName, name));
    return {
      source,
      event,
      target,
      description: config.description ?? '',
      guards,
      updates,
      tests,
      patch: fuse(patches, fields),
    };
  };

  onlyKeys(`chart ${chart.id}`, chart, CHART_KEYS);
  named(`chart ${chart.id}`, 'initial state', states, chart.initial);
  const rows = Object.entries(states).map(([name, config]) => {
    const where = `state ${name}`;
    onlyKeys(where, config, STATE_KEYS);
    if (config.type !== undefined && (config.type as string) !== 'final')
      return refuse(where, `type '${config.type}' is not understood (only final)`);
    if (config.type === 'final' && config.on !== undefined)
      return refuse(where, 'a final state takes no events');
    // Where no edge enters the state, nothing else would look at the names in its entry.
    listOf(config.entry).forEach((update) => named(where, 'update', updatesByName, update));
    return Object.entries(config.on ?? {}).map(([event, edge]) => compileEdge(name, event, edge));
  });

  const edges = rows.flat();
  const names = Object.freeze(Object.keys(states));
  // Edges by the lengths of their two names, which tells most of them apart without reading a letter: hashing two names, or
  // comparing them with all others, would take longer than the rest of a step's own work.
  const slot = (state: string, event: string): number => state.length * 32 + event.length;
  const last = Math.max(0, ...edges.map(({ source, event }) => slot(source, event)));
  const buckets = Array.from({ length: last + 1 }, (_, i) =>
    edges.filter(({ source, event }) => slot(source, event) === i),
  );
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
    follow: ({ target, patch }, run, event) => rebuild(run, target, patch, event),
  };
};
