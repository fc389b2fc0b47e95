/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- tables that are being made */
/**
 * The nodes of a machine in a table, with what a step needs of them. The transitions and actions are those of an instrumented copy.
 */
import type { AnyStateMachine } from 'xstate';
import { spawnChild, stopChild } from 'xstate';

// ------------------------------------------------------------------------------------------------------------ model

export type Node = AnyStateMachine['root'];

/** What the history nodes remember, by their id. */
export type History = Readonly<Record<string, ReadonlyArray<Node>>>;

/** A guard, as the recorder marks it: XState calls its own in the same way. */
export interface Guard {
  readonly check: (snapshot: unknown, args: object, self: unknown) => boolean;
}

/** A transition of a node. */
export interface Candidate {
  readonly source: Node;
  readonly target?: ReadonlyArray<Node>;
  readonly reenter: boolean;
  readonly guard?: Guard;
  readonly actions: ReadonlyArray<unknown>;
}

/** A node with what the tables need of it. Nodes are numbered parents first, so a node's descendants are `order + 1` to `last`. */
export interface Place {
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

// -------------------------------------------------------------------------------------------------------- operations

/** One for all: an exploration throws many, and each new one would write down its stack. */
const left = new Error('XState has to compute this step');

/** Leaves a macrostep to XState. */
export const leave = (): never => {
  // eslint-disable-next-line functional/no-throw-statements -- caught by the runner
  throw left;
};

export const isHistory = ({ type }: Node): boolean => type === 'history';

export const isBelow = (place: Place, above: Place | undefined): boolean =>
  above === undefined || (above.order < place.order && place.order <= above.last);

/** The nodes around a place, the nearest first, up to and without the given one. */
export const around = (place: Place, upTo: Place | undefined): ReadonlyArray<Place> => {
  const found: Array<Place> = [];
  if (place === upTo) return found;
  for (let next = place.parent; next !== undefined && next !== upTo; next = next.parent)
    found.push(next);
  return found;
};

/** Makes a table of the nodes; undefined if XState has not numbered them one by one. */
export const placesOf = ({ root }: AnyStateMachine): ReadonlyMap<Node, Place> | undefined => {
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
