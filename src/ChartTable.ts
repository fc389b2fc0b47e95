/**
 * A chart, compiled: one flat table from (state, event) to the edge that leaves there.
 *
 * The table holds the chart's own guard and update functions and says nothing of its own, so it is exactly as right as the
 * chart is. It knows flat charts: states with `entry`, `on` and `type: 'final'`; edges with `target`, `guard`, `actions`.
 * A chart that uses anything else is refused by name, at load, before it could be misread.
 *
 * Law: `step` agrees with XState's `transition` on every state, event and context.
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
  readonly entry?: Update | ReadonlyArray<Update>;
  readonly on?: Readonly<Partial<Record<Event, EdgeConfig<State, Guard, Update>>>>;
}

/** A flat chart: what the compiler understands. */
export interface ChartConfig<
  State extends string,
  Event extends string,
  Guard extends string,
  Update extends string,
> {
  readonly id: string;
  readonly initial: State;
  readonly states: Readonly<Record<State, StateConfig<State, Event, Guard, Update>>>;
}

/** The functions that a chart names. Both see the run as it is before the event. */
export interface Implementation<Run, Event, Guard extends string, Update extends string> {
  readonly guards: Readonly<Record<Guard, (run: Run, event: Event) => boolean>>;
  readonly updates: Readonly<
    Record<Update, { readonly [K in keyof Run]?: (run: Run, event: Event) => Run[K] }>
  >;
}

/** An edge, compiled. */
export interface Edge<
  Run extends { readonly state: string },
  Event extends { readonly type: string },
> {
  readonly source: Run['state'];
  readonly event: Event['type'];
  /** The state after the edge; its source for an edge that stays inside. */
  readonly target: Run['state'];
  /** The reason for the edge, or the empty text. */
  readonly description: string;
  /** The guards in the order they are asked. */
  readonly guards: ReadonlyArray<string>;
  /** The names of the updates in the order they are made. */
  readonly updates: ReadonlyArray<string>;
  /** The first guard that refuses, or `undefined` if none does. */
  readonly refusedBy: (run: Run, event: Event) => string | undefined;
  /** The run after the edge, frozen. Only for an event that no guard refuses. */
  readonly follow: (run: Run, event: Event) => Run;
}

/** A chart, compiled. */
export interface ChartTable<
  Run extends { readonly state: string },
  Event extends { readonly type: string },
> {
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
}

// ------------------------------------------------------------------------------------------------------- refinements

const CHART_KEYS = ['id', 'initial', 'states', 'description'];
const STATE_KEYS = ['type', 'description', 'entry', 'on'];
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
  name: string,
): A => {
  const found = Object.hasOwn(of, name) ? of[name] : undefined;
  return found ?? refuse(where, `there is no ${kind} '${name}'`);
};

const listOf = (value: string | ReadonlyArray<string> | undefined): ReadonlyArray<string> =>
  value === undefined ? [] : typeof value === 'string' ? [value] : value;

const guardNames = (
  where: string,
  guard: GuardConfig<string> | undefined,
): ReadonlyArray<string> => {
  if (guard === undefined || typeof guard === 'string') return listOf(guard);
  onlyKeys(`${where}, guard`, guard, ['type', 'params']);
  return (guard.type as string) === 'all'
    ? guard.params.of
    : refuse(where, `guard '${guard.type}' is not understood (a name, or all of several)`);
};

// -------------------------------------------------------------------------------------------------------- operations

type Draft = Record<string, unknown>;
type Field = readonly [name: string, value: (run: never, event: never) => unknown];

/** Makes one update: its values are all worked out before the first is stored, as XState's `assign` does. */
const update =
  (fields: ReadonlyArray<Field>) =>
  (draft: Draft, event: unknown): void => {
    const values = fields.map(([, value]) => value(draft as never, event as never));
    fields.forEach(([name], i) => {
      // eslint-disable-next-line functional/immutable-data -- the draft is this step's own, not yet seen by anyone
      draft[name] = values[i];
    });
  };

/**
 * Compiles a chart with the functions it names.
 *
 * @throws TypeError at once, naming the place, if the chart uses what the compiler does not understand.
 */
export const compile = <
  Run extends { readonly state: string },
  Event extends { readonly type: string },
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
  const updatesByName: Readonly<Record<string, Readonly<Record<string, unknown>>>> =
    implementation.updates;

  const compileEdge = (
    source: string,
    event: string,
    config: EdgeConfig<string, string, string>,
  ): Edge<Run, Event> => {
    const where = `state ${source}, event ${event}`;
    if (typeof config !== 'object' || Array.isArray(config))
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
    const changes = updates.map((name) =>
      // SAFETY: the entries of an update are its fields, by the type of `implementation`.
      update(Object.entries(named(where, 'update', updatesByName, name)) as ReadonlyArray<Field>),
    );
    return {
      source: source,
      event,
      target: target,
      description: config.description ?? '',
      guards,
      updates,
      refusedBy: (run, e) => guards[tests.findIndex((test) => !test(run, e))],
      follow: (run, e) => {
        const draft = { ...run, state: target };
        changes.forEach((change) => {
          change(draft, e);
        });
        return Object.freeze(draft);
      },
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
    const edges = Object.entries(config.on ?? {}).map(
      ([event, edge]) => [event, compileEdge(name, event, edge ?? {})] as const,
    );
    return [name, new Map(edges)] as const;
  });

  const table = new Map(rows);
  const edges = rows.flatMap(([, row]) => [...row.values()]);
  return {
    states: Object.keys(states),
    events: [...new Set(edges.map(({ event }) => event))],
    edges,
    isFinal: (state) => states[state]?.type === 'final',
    edge: (state, event) => table.get(state)?.get(event),
  };
};
