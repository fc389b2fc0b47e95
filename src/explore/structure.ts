/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- tables that are being made */
/**
 * What a microstep exits and enters, as far as the structure of a machine decides it: worked out once for each configuration and
 * transition. A configuration is one object.
 */
import type { Candidate, History, Node, Place } from './places.js';
import { around, isBelow, isHistory, leave } from './places.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Active nodes, in the order in which XState lists them. */
export interface Active {
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
export interface Plan {
  readonly exits: ReadonlyArray<ReadonlyArray<unknown>>;
  readonly actions: ReadonlyArray<unknown>;
  readonly entries: ReadonlyArray<Entry>;
  /** Undefined if the same nodes are active with the same history. */
  readonly next: { readonly active: Active; readonly history: History } | undefined;
}
/** The structure of a machine. */
export interface Structure {
  readonly root: Place;
  readonly at: (node: Node) => Place;
  readonly activeOf: (nodes: ReadonlyArray<Node>) => Active;
  /** Leaves out transitions that exit what one further inside exits, too. */
  readonly withoutConflicts: (
    candidates: ReadonlyArray<Candidate>,
    active: ReadonlyArray<Place>,
    history: History,
  ) => ReadonlyArray<Candidate>;
  readonly planOf: (candidates: ReadonlyArray<Candidate>, active: Active, history: History) => Plan;
}

// -------------------------------------------------------------------------------------------------------- operations

type Selected = ReadonlyArray<Candidate>;

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

const nothing: History = {};

/** Makes the structure of a machine of its table. */
export const makeStructure = (table: ReadonlyMap<Node, Place>, rootNode: Node): Structure => {
  const at = (node: Node): Place => table.get(node) ?? leave();
  const root = at(rootNode);
  const remembers = [...table.keys()].some(isHistory);
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
    return read(root);
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

  /** What a history node leads to, if it has not been left before. */
  const defaultOf = (history: Node): ReadonlyArray<Node> => {
    const { parent } = history;
    const target: unknown = history.config.target;
    if (target === undefined)
      return parent?.type === 'parallel' ? [parent] : (parent?.initial.target ?? leave());
    return (Array.isArray(target) ? target : [target]).map((one: unknown): Node => {
      // SAFETY: a target that is no text is a node.
      if (typeof one !== 'string') return one as Node;
      if (one.startsWith('#')) return rootNode.machine.getStateNodeById(one);
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
    const [first, ...rest] = [...targets, source];
    const common = around(first, undefined).find((place) =>
      rest.every((other) => isBelow(other, place)),
    );
    return common ?? (candidate.reenter ? undefined : root);
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
          return;
        case 'atomic':
        case 'final':
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
        enterAround(domain?.node.type === 'parallel' ? [...places, domain] : places, domain);
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

  return { root, at, activeOf, withoutConflicts, planOf };
};
