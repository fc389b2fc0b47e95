/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- the innermost loop of an exploration, over tables */
/**
 * Computes the macrosteps of a machine by tables of its structure: which nodes each transition exits and enters is worked out once for
 * each configuration, and a configuration is one object. What an action does is resolved by the action itself, as XState does.
 *
 * Laws: the snapshot is the one that XState's `transition` returns, after the same actions and guards in the same order; `undefined`
 * or an exception means that XState has to compute it, which is so for the end of the machine, for errors, and for all that throws.
 * The tests hold this for every machine they have, and an exploration computes a sample of its steps by XState, too.
 */
import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { spawnChild, stopChild } from 'xstate';
import type { Surroundings } from './actorScope.js';
import { matchesType } from './matchesType.js';

// ------------------------------------------------------------------------------------------------------------ model

type Node = AnyStateMachine['root'];
type History = Readonly<Record<string, ReadonlyArray<Node>>>;

/** A guard, as the recorder marks it: XState calls its own in the same way. */
interface Guard {
  readonly check: (snapshot: unknown, args: object, self: unknown) => boolean;
}

/** A transition of a node. */
interface Candidate {
  readonly source: Node;
  readonly target?: ReadonlyArray<Node>;
  readonly reenter: boolean;
  readonly guard?: Guard;
  readonly actions: ReadonlyArray<unknown>;
}

/** A node with what the tables need of it. Nodes are numbered parents first, so a node's descendants are `order + 1` to `last`. */
interface Place {
  readonly node: Node;
  readonly order: number;
  readonly last: number;
  readonly parent: Place | undefined;
  /** The children that can be active. */
  readonly children: ReadonlyArray<Place>;
  readonly histories: ReadonlyArray<Node>;
  readonly isAtomic: boolean;
  readonly entry: ReadonlyArray<unknown>;
  /** With the actions of the initial transition. */
  readonly defaultEntry: ReadonlyArray<unknown>;
  readonly invoked: ReadonlyArray<string>;
  readonly exit: ReadonlyArray<unknown>;
  readonly always: ReadonlyArray<Candidate>;
  readonly candidates: Map<string, ReadonlyArray<Candidate>>;
}

/** Active nodes, in the order in which XState lists them. */
interface Active {
  readonly nodes: ReadonlyArray<Node>;
  readonly places: ReadonlyArray<Place>;
  readonly value: unknown;
  readonly tags: ReadonlySet<string>;
  /** The nodes without children, if any transition needs no event. */
  readonly eventless: ReadonlyArray<Place>;
  /** The microsteps that one transition makes, by what is remembered. */
  readonly plans: WeakMap<History, Map<Candidate, Plan>>;
}

/** A node to enter. */
interface Entry {
  readonly actions: ReadonlyArray<unknown>;
  readonly invoked: ReadonlyArray<string>;
  /** The nodes that are done by it. */
  readonly done: ReadonlyArray<string>;
}

/** A microstep, as far as the structure decides it. */
interface Plan {
  readonly exits: ReadonlyArray<ReadonlyArray<unknown>>;
  readonly actions: ReadonlyArray<unknown>;
  readonly entries: ReadonlyArray<Entry>;
  /** Undefined if the same nodes are active with the same history. */
  readonly next: { readonly active: Active; readonly history: History } | undefined;
}

/** Computes a macrostep, or leaves it to XState. */
export type Interpret = (
  snapshot: AnyMachineSnapshot,
  event: AnyEventObject,
) => AnyMachineSnapshot | undefined;

/** An action that XState resolves as one of its own. */
interface Builtin {
  readonly type: string;
  /** Of `assign`. */
  readonly assignment?: unknown;
  readonly resolve: (
    scope: object,
    snapshot: AnyMachineSnapshot,
    args: object,
    params: unknown,
    self: unknown,
    extra: object,
  ) => readonly [AnyMachineSnapshot, unknown, ReadonlyArray<unknown> | undefined];
  readonly retryResolve?: (scope: object, snapshot: AnyMachineSnapshot, params: unknown) => void;
  readonly execute?: unknown;
}

// -------------------------------------------------------------------------------------------------------- operations

/** Leaves a macrostep to XState. */
const leave = (): never => {
  // eslint-disable-next-line functional/no-throw-statements -- caught by the runner
  throw new Error('XState has to compute this step');
};

const isHistory = ({ type }: Node): boolean => type === 'history';

const isBelow = (place: Place, above: Place | undefined): boolean =>
  above === undefined || (above.order < place.order && place.order <= above.last);

/** The nodes around a place, the nearest first, up to and without the given one. */
const around = (place: Place, upTo: Place | undefined): ReadonlyArray<Place> => {
  const found: Array<Place> = [];
  if (place === upTo) return found;
  for (let next = place.parent; next !== undefined && next !== upTo; next = next.parent)
    found.push(next);
  return found;
};

type Assigner = (args: object, params: unknown) => object;

/** What `assign` changes. An actor that it spawns is left to XState. */
const assigned = (assignment: unknown, given: object, params: unknown): object => {
  const args = { ...given, spawn: leave };
  // SAFETY: the assignment of an `assign` is a function or an object of functions and values.
  if (typeof assignment === 'function') return (assignment as Assigner)(args, params);
  return Object.fromEntries(
    Object.entries(assignment as object).map(([key, value]: readonly [string, unknown]) => [
      key,
      typeof value === 'function' ? (value as Assigner)(args, params) : value,
    ]),
  );
};

/**
 * Tests whether each active node has its parent, and its one child or its regions. XState sometimes lists fewer nodes, when a
 * transition leads from inside a parallel state to its history, and works out the others.
 */
const isWhole = (places: ReadonlyArray<Place>): boolean => {
  const active = new Set(places);
  return places.every(({ node, parent, children }) => {
    if (parent !== undefined && !active.has(parent)) return false;
    const inside = children.filter((child) => active.has(child)).length;
    return inside === (node.type === 'compound' ? 1 : children.length);
  });
};

/** Makes a table of the nodes; undefined if XState has not numbered them one by one. */
const placesOf = ({ root }: AnyStateMachine): ReadonlyMap<Node, Place> | undefined => {
  const places = new Map<Node, Place>();
  let order = -1;
  const visit = (node: Node, parent: Place | undefined): Place => {
    order += 1;
    const children: Array<Place> = [];
    const entry: ReadonlyArray<unknown> = [
      ...node.entry,
      ...node.invoke.map((invoke) =>
        spawnChild(
          invoke.src as never,
          { ...invoke, syncSnapshot: Boolean(invoke.onSnapshot) } as never,
        ),
      ),
    ];
    const place: Place & { last: number } = {
      node,
      order,
      last: order,
      parent,
      children,
      histories: Object.values(node.states).filter(isHistory),
      isAtomic: node.type === 'atomic' || node.type === 'final',
      entry,
      defaultEntry: [...entry, ...node.initial.actions],
      invoked: node.invoke.map(({ id }) => id),
      exit: [...node.exit, ...node.invoke.map(({ id }) => stopChild(id))],
      // SAFETY: the transitions of an instrumented machine, whose guards are marks.
      always: (node.always ?? []) as unknown as ReadonlyArray<Candidate>,
      candidates: new Map(),
    };
    places.set(node, place);
    Object.values(node.states).forEach((child) => {
      const below = visit(child, place);
      if (child.type !== 'history') children.push(below);
    });
    place.last = order;
    return place;
  };
  visit(root, undefined);
  const isNumbered = [...places].every(([node, place]) => node.order === place.order);
  return isNumbered ? places : undefined;
};

const nothing: History = {};

/** Makes the interpreter of an instrumented machine; undefined if its structure is not as expected. */
export const makeInterpreter = (
  machine: AnyStateMachine,
  scope: Surroundings['scope'],
): Interpret | undefined => {
  const table = placesOf(machine);
  if (table === undefined) return undefined;
  const { self, system, actionExecutor } = scope;
  const implemented: Readonly<Record<string, unknown>> = machine.implementations.actions;
  // SAFETY: the table has every node of the machine.
  const at = (node: Node): Place => table.get(node) as Place;
  const rootPlace = at(machine.root);
  const remembers = [...table.keys()].some(isHistory);
  const maxSteps = machine.options.maxIterations ?? Infinity;
  const hasAlways = [...table.values()].some(({ always }) => always.length > 0);

  // -------------------------------------------------------------------------------------------------- configurations

  const listed = new WeakMap<ReadonlyArray<Node>, Active>();
  const known = new Map<string, Active>();

  /** The value of a state, whose parts are in the order of its nodes. */
  const valueOf = (places: ReadonlyArray<Place>): unknown => {
    const below = new Map<Place, Array<Place>>();
    for (const place of places)
      if (place.parent !== undefined)
        below.set(place.parent, [...(below.get(place.parent) ?? []), place]);
    const read = (place: Place): unknown => {
      const active = below.get(place) ?? [];
      const [first] = active;
      if (place.node.type === 'compound' && first?.isAtomic === true) return first.node.key;
      return Object.fromEntries(active.map((child) => [child.node.key, read(child)]));
    };
    return read(rootPlace);
  };
  const activeOf = (nodes: ReadonlyArray<Node>): Active => {
    const found = listed.get(nodes);
    if (found !== undefined) return found;
    const places = nodes.map(at);
    if (!isWhole(places)) return leave();
    const key = places.map(({ order }) => order).join();
    const active = known.get(key) ?? {
      nodes,
      places,
      value: valueOf(places),
      tags: new Set(nodes.flatMap(({ tags }) => tags)),
      eventless: hasAlways ? places.filter(({ isAtomic }) => isAtomic) : [],
      plans: new WeakMap(),
    };
    known.set(key, active);
    listed.set(nodes, active);
    return active;
  };

  // ------------------------------------------------------------------------------------------------------- selection

  const holds = (
    { guard }: Candidate,
    snapshot: AnyMachineSnapshot,
    event: AnyEventObject,
  ): boolean =>
    guard === undefined ||
    guard.check(snapshot, { context: snapshot.context as unknown, event }, guard);

  const candidatesOf = ({ node, candidates }: Place, type: string): ReadonlyArray<Candidate> => {
    const found = candidates.get(type);
    if (found !== undefined) return found;
    const exact = node.transitions.get(type) ?? [];
    const wild = [...node.transitions.keys()]
      .filter((descriptor) => descriptor !== type && matchesType(descriptor, type))
      .sort((a, b) => b.length - a.length)
      .flatMap((descriptor) => node.transitions.get(descriptor) ?? []);
    // SAFETY: the transitions of an instrumented machine, whose guards are marks.
    const list = [...exact, ...wild] as unknown as ReadonlyArray<Candidate>;
    candidates.set(type, list);
    return list;
  };

  type Selected = ReadonlyArray<Candidate>;
  const none: Selected = [];
  const own = (place: Place, snapshot: AnyMachineSnapshot, event: AnyEventObject): Selected => {
    for (const candidate of candidatesOf(place, event.type))
      if (holds(candidate, snapshot, event)) return [candidate];
    return none;
  };
  /** Selects the transitions of the innermost nodes that have any, region by region, in the order of the state's value. */
  const select = (
    place: Place,
    value: unknown,
    snapshot: AnyMachineSnapshot,
    event: AnyEventObject,
  ): Selected => {
    const childOf = (key: string): Place => at(place.node.states[key] ?? leave());
    let inner: Selected = none;
    if (typeof value === 'string') inner = own(childOf(value), snapshot, event);
    else
      for (const [key, below] of Object.entries(value as object) as ReadonlyArray<
        [string, unknown]
      >) {
        const selected = select(childOf(key), below, snapshot, event);
        inner = inner.length === 0 ? selected : [...inner, ...selected];
      }
    return inner.length === 0 ? own(place, snapshot, event) : inner;
  };

  // ------------------------------------------------------------------------------------------------------- structure

  /** What a history node leads to, if it has not been left before. */
  const defaultOf = (history: Node): ReadonlyArray<Node> => {
    const { parent } = history;
    const target: unknown = history.config.target;
    if (target === undefined)
      return parent?.type === 'parallel' ? [parent] : (parent?.initial.target ?? leave());
    return (Array.isArray(target) ? target : [target]).map((one: unknown): Node => {
      // SAFETY: a target that is no text is a node.
      if (typeof one !== 'string') return one as Node;
      if (one.startsWith('#')) return machine.getStateNodeById(one);
      // XState reads the escapes of a path.
      if (one.includes('\\')) return leave();
      return one
        .split('.')
        .reduce<Node>((node, key) => node.states[key] ?? leave(), parent ?? leave());
    });
  };
  /** The nodes that a transition leads to: what a history node remembers stands for it. */
  const goals = (target: ReadonlyArray<Node>, history: History): ReadonlyArray<Node> =>
    target.some(isHistory)
      ? [
          ...new Set(
            target.flatMap((node) =>
              isHistory(node) ? (history[node.id] ?? goals(defaultOf(node), history)) : [node],
            ),
          ),
        ]
      : target;

  /** The innermost node that a transition stays in; undefined if it leaves the root. */
  const domainOf = (candidate: Candidate, history: History): Place | undefined => {
    const source = at(candidate.source);
    const targets = goals(candidate.target ?? [], history).map(at);
    if (
      !candidate.reenter &&
      targets.every((target) => target === source || isBelow(target, source))
    )
      return source;
    const [first = source, ...rest] = [...targets, source];
    const common = around(first, undefined).find((place) =>
      rest.every((other) => isBelow(other, place)),
    );
    return common ?? (candidate.reenter ? undefined : rootPlace);
  };

  const exitsOf = (
    candidates: Selected,
    active: ReadonlyArray<Place>,
    history: History,
  ): ReadonlySet<Place> => {
    const exits = new Set<Place>();
    for (const candidate of candidates) {
      if (candidate.target === undefined || candidate.target.length === 0) continue;
      const domain = domainOf(candidate, history);
      if (candidate.reenter && domain?.node === candidate.source) exits.add(domain);
      for (const place of active) if (isBelow(place, domain)) exits.add(place);
    }
    return exits;
  };

  /** Leaves out transitions that exit what one further inside exits, too. */
  const withoutConflicts = (
    candidates: Selected,
    active: ReadonlyArray<Place>,
    history: History,
  ): Selected => {
    if (candidates.length < 2) return candidates;
    const exitsOne = (candidate: Candidate) => exitsOf([candidate], active, history);
    const kept = new Set<Candidate>();
    for (const candidate of candidates) {
      const exits = exitsOne(candidate);
      const rivals = [...kept].filter((other) =>
        [...exitsOne(other)].some((one) => exits.has(one)),
      );
      const source = at(candidate.source);
      if (!rivals.every((rival) => isBelow(source, at(rival.source)))) continue;
      rivals.forEach((rival) => kept.delete(rival));
      kept.add(candidate);
    }
    return [...kept];
  };

  /** The nodes that transitions enter, and those of them that are entered by default. */
  const entriesOf = (
    candidates: Selected,
    history: History,
  ): { readonly entered: ReadonlySet<Place>; readonly byDefault: ReadonlySet<Place> } => {
    const entered = new Set<Place>();
    const byDefault = new Set<Place>();
    const enterRegions = (parallel: Place, isDefault: boolean): void => {
      for (const region of parallel.children) {
        if ([...entered].some((place) => isBelow(place, region))) continue;
        entered.add(region);
        if (isDefault) byDefault.add(region);
        enterBelow(region.node);
      }
    };
    const enterAround = (places: ReadonlyArray<Place>, domain: Place | undefined): void => {
      for (const place of places) {
        if (domain === undefined || isBelow(place, domain)) entered.add(place);
        if (place.node.type === 'parallel') enterRegions(place, false);
      }
    };
    const enterBelow = (node: Node): void => {
      const place = at(node);
      switch (node.type) {
        case 'history': {
          const kept = history[node.id];
          const targets = kept ?? defaultOf(node);
          const isInitial = kept === undefined && targets === node.parent?.initial.target;
          for (const target of targets) {
            entered.add(at(target));
            if (isInitial && place.parent !== undefined) byDefault.add(place.parent);
            enterBelow(target);
          }
          for (const target of targets) enterAround(around(at(target), place.parent), undefined);
          return;
        }
        case 'compound': {
          const [first] = node.initial.target;
          if (first === undefined) return leave();
          if (first.type !== 'history') {
            entered.add(at(first));
            byDefault.add(at(first));
          }
          enterBelow(first);
          enterAround(around(at(first), place), undefined);
          return;
        }
        case 'parallel':
          enterRegions(place, true);
      }
    };
    for (const candidate of candidates) {
      const { source, target = [], reenter } = candidate;
      const domain = domainOf(candidate, history);
      for (const node of target) {
        if (node.type !== 'history' && (source !== node || domain?.node !== source || reenter)) {
          entered.add(at(node));
          byDefault.add(at(node));
        }
        enterBelow(node);
      }
      for (const node of goals(target, history)) {
        const places = around(at(node), domain);
        enterAround(
          domain?.node.type === 'parallel' ? [...places, domain] : places,
          source.parent === undefined && reenter ? undefined : domain,
        );
      }
    }
    return { entered, byDefault };
  };

  const isDone = (active: ReadonlySet<Place>, place: Place): boolean => {
    const { type } = place.node;
    if (type === 'compound')
      return place.children.some((child) => child.node.type === 'final' && active.has(child));
    if (type === 'parallel') return place.children.every((child) => isDone(active, child));
    return type === 'final';
  };

  /** The nodes that are done once a final one is entered, the innermost first. */
  const doneBy = (
    place: Place,
    active: ReadonlySet<Place>,
    before: Set<Place>,
  ): ReadonlyArray<string> => {
    if (place.node.type !== 'final') return [];
    if (place.node.output !== undefined) return leave();
    const { parent } = place;
    const done = parent?.node.type === 'compound' ? [parent.node.id] : [];
    let outer = parent?.node.type === 'parallel' ? parent : parent?.parent;
    while (outer?.node.type === 'parallel' && !before.has(outer) && isDone(active, outer)) {
      before.add(outer);
      done.push(outer.node.id);
      outer = outer.parent;
    }
    // The machine itself is done.
    return outer === undefined ? leave() : done;
  };

  /** What history nodes remember of nodes that are left; undefined if none does. */
  const remember = (
    exits: ReadonlyArray<Place>,
    active: ReadonlyArray<Place>,
    history: History,
  ): History | undefined => {
    const kept = exits.flatMap((exit) =>
      exit.histories.map((node) => {
        const isKept = (place: Place): boolean =>
          node.history === 'deep' ? place.isAtomic && isBelow(place, exit) : place.parent === exit;
        return [node.id, active.filter(isKept).map((place) => place.node)] as const;
      }),
    );
    return kept.length === 0 ? undefined : { ...history, ...Object.fromEntries(kept) };
  };

  const makePlan = (candidates: Selected, { places }: Active, history: History): Plan => {
    const chosen = withoutConflicts(candidates, places, history);
    const exits = [...exitsOf(chosen, places, history)].sort((a, b) => b.order - a.order);
    const remembered = remember(exits, places, history);
    const active = new Set(places);
    for (const exit of exits) active.delete(exit);
    // As XState does: what has just been left is remembered already.
    const { entered, byDefault } = entriesOf(chosen, remembered ?? history);
    const completed = new Set<Place>();
    const entries = [...entered]
      .sort((a, b) => a.order - b.order)
      .map((place): Entry => {
        active.add(place);
        return {
          actions: byDefault.has(place) ? place.defaultEntry : place.entry,
          invoked: place.invoked,
          done: doneBy(place, active, completed),
        };
      });
    const isSame =
      remembered === undefined &&
      active.size === places.length &&
      places.every((place) => active.has(place));
    return {
      exits: exits.map(({ exit }) => exit).filter((actions) => actions.length > 0),
      actions: chosen.flatMap(({ actions }) => actions),
      entries,
      next: isSame
        ? undefined
        : {
            active: activeOf([...active].map(({ node }) => node)),
            history: remembered ?? history,
          },
    };
  };

  const planOf = (candidates: Selected, active: Active, history: History): Plan => {
    const [first, second] = candidates;
    if (first === undefined || second !== undefined) return makePlan(candidates, active, history);
    const key = remembers ? history : nothing;
    const plans = active.plans.get(key) ?? new Map<Candidate, Plan>();
    const known = plans.get(first);
    if (known !== undefined) return known;
    const plan = makePlan(candidates, active, history);
    plans.set(first, plan);
    active.plans.set(key, plans);
    return plan;
  };

  // --------------------------------------------------------------------------------------------------------- actions

  interface Run {
    readonly event: AnyEventObject;
    readonly queue: Array<AnyEventObject>;
    readonly deferred: ReadonlyArray<string> | undefined;
    readonly retries: Array<readonly [Builtin, unknown]>;
  }

  const resolve = (
    before: AnyMachineSnapshot,
    actions: ReadonlyArray<unknown>,
    run: Run,
  ): AnyMachineSnapshot => {
    let snapshot = before;
    for (const action of actions) {
      const context: unknown = snapshot.context;
      const { event, queue, deferred, retries } = run;
      const isNamed = typeof action === 'object' && action !== null;
      const name: unknown = isNamed ? Reflect.get(action, 'type') : action;
      const given: unknown = isNamed ? Reflect.get(action, 'params') : undefined;
      const found = typeof name === 'string' ? implemented[name] : name;
      const params: unknown =
        typeof given === 'function'
          ? (given as (args: object) => unknown)({ context, event })
          : given;
      if (typeof found !== 'function' || !('resolve' in found)) continue;
      // SAFETY: a function with `resolve` is an action of XState's own, or a mark.
      const builtin = found as unknown as Builtin;
      if (builtin.type === 'xstate.assign') {
        if (typeof context !== 'object' || context === null) return leave();
        const change = assigned(builtin.assignment, { context, event, self, system }, params);
        snapshot = {
          ...snapshot,
          context: Object.assign({}, context, change),
        } as AnyMachineSnapshot;
        continue;
      }
      const [next, resolved, more] = builtin.resolve(
        scope,
        snapshot,
        { context, event, self, system },
        params,
        builtin,
        { internalQueue: queue, deferredActorIds: deferred },
      );
      snapshot = next;
      if (builtin.retryResolve !== undefined && deferred !== undefined)
        retries.push([builtin, resolved]);
      if (builtin.execute !== undefined)
        actionExecutor({ type: builtin.type, params: resolved } as never);
      if (more !== undefined) snapshot = resolve(snapshot, more, run);
    }
    return snapshot;
  };

  const resolveAll = (
    before: AnyMachineSnapshot,
    actions: ReadonlyArray<unknown>,
    event: AnyEventObject,
    queue: Array<AnyEventObject>,
    deferred?: ReadonlyArray<string>,
  ): AnyMachineSnapshot => {
    if (actions.length === 0) return before;
    const retries: Array<readonly [Builtin, unknown]> = [];
    const snapshot = resolve(before, actions, { event, queue, deferred, retries });
    retries.forEach(([builtin, params]) => builtin.retryResolve?.(scope, snapshot, params));
    return snapshot;
  };

  // ----------------------------------------------------------------------------------------------------------- steps

  const microstep = (
    from: AnyMachineSnapshot,
    candidates: Selected,
    event: AnyEventObject,
    queue: Array<AnyEventObject>,
  ): AnyMachineSnapshot => {
    if (candidates.length === 0) return from;
    // SAFETY: what XState keeps as history.
    const plan = planOf(candidates, activeOf(from._nodes), from.historyValue as History);
    let snapshot = from;
    for (const actions of plan.exits) snapshot = resolveAll(snapshot, actions, event, queue);
    snapshot = resolveAll(snapshot, plan.actions, event, queue);
    for (const { actions, invoked, done } of plan.entries) {
      snapshot = resolveAll(snapshot, actions, event, queue, invoked);
      for (const id of done) queue.push({ type: `xstate.done.state.${id}`, output: undefined });
    }
    if (plan.next === undefined) return snapshot;
    const { active, history } = plan.next;
    return {
      ...snapshot,
      _nodes: active.nodes,
      value: active.value,
      tags: active.tags,
      historyValue: history,
    } as AnyMachineSnapshot;
  };

  const selectEventless = (snapshot: AnyMachineSnapshot, event: AnyEventObject): Selected => {
    const { eventless, places } = activeOf(snapshot._nodes);
    if (eventless.length === 0) return none;
    const selected = new Set<Candidate>();
    for (const place of eventless)
      for (const one of [place, ...around(place, undefined)]) {
        const found = one.always.find((candidate) => holds(candidate, snapshot, event));
        if (found === undefined) continue;
        selected.add(found);
        break;
      }
    return withoutConflicts([...selected], places, snapshot.historyValue as History);
  };

  return (from, first) => {
    const { type } = first;
    if (type.startsWith('xstate.error.actor') || type === 'xstate.stop' || type === 'xstate.init')
      return undefined;
    const queue: Array<AnyEventObject> = [];
    let event = first;
    let snapshot = microstep(from, select(rootPlace, from.value, from, event), event, queue);
    let looksForEventless = true;
    for (let steps = 1; ; steps += 1) {
      if (steps > maxSteps) return leave();
      let selected: Selected = looksForEventless ? selectEventless(snapshot, event) : none;
      const before: AnyMachineSnapshot | undefined = selected.length > 0 ? snapshot : undefined;
      if (selected.length === 0) {
        const next = queue.shift();
        if (next === undefined) return snapshot;
        event = next;
        selected = select(rootPlace, snapshot.value, snapshot, event);
      }
      snapshot = microstep(snapshot, selected, event, queue);
      looksForEventless = snapshot !== before;
    }
  };
};
