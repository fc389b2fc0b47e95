/** The actors as a tree: spawned and invoked ones under their parents, and those that a search or a filter leaves. */
import type { ActorRow, ActorStatus } from '../../apps/ActorRow.js';
import type { StateValue } from '../../apps/StateValue.js';
import { stateValueText } from '../../apps/StateValue.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What the tree is filtered by. */
export interface ActorSelection {
  /** The statuses that are shown; all if empty. */
  readonly statuses: ReadonlySet<ActorStatus>;
  /** The hash of the machine of the shown actors; all if empty. */
  readonly machine: string;
  /** Whether only actors with refused events are shown. */
  readonly refused: boolean;
  /** A part of an id, a source, a state, a machine or the type of an event; or `in:` and the path of an active state. */
  readonly query: string;
}

/** An actor in the tree. */
export interface TreeRow {
  readonly row: ActorRow;
  /** From 1, as `aria-level`. */
  readonly level: number;
  /** Its place among its siblings, from 1, and how many they are. */
  readonly position: number;
  readonly siblings: number;
  readonly hasChildren: boolean;
  readonly isOpen: boolean;
  /** Whether the filter leaves it for its own sake, not for that of an actor below it. */
  readonly isMatch: boolean;
}

/** The selection that shows every actor. */
export const everyActor: ActorSelection = {
  statuses: new Set(),
  machine: '',
  refused: false,
  query: '',
};

/** The statuses, in the order of the chips. */
export const statuses: ReadonlyArray<ActorStatus> = ['active', 'done', 'error', 'stopped'];

// ------------------------------------------------------------------------------------------------------- operations

/** Begins a search for the actors that are in a state. */
const IN = 'in:';

/** Writes the search for the actors that are in a state, such as `in:order.paying`. */
export const queryOfState = (path: ReadonlyArray<string>): string => `${IN}${path.join('.')}`;

/** Lists the paths of the active states, with dots between their keys. */
const activePaths = (value: StateValue): ReadonlyArray<string> =>
  typeof value === 'string'
    ? [value]
    : Object.entries(value).flatMap(([key, inner]) => [
        key,
        ...activePaths(inner).map((path) => `${key}.${path}`),
      ]);

/** The text that the server searches in events and states; the active states are known here. */
export const textToSearch = (query: string): string => (query.startsWith(IN) ? '' : query.trim());

/** Does a selection leave out nothing? */
export const showsEvery = ({ statuses: some, machine, refused, query }: ActorSelection): boolean =>
  some.size === 0 && machine === '' && !refused && query.trim() === '';

/**
 * Tells whether a selection leaves an actor; `machineName` gives the id of a machine by its hash, and `found` tells whether the
 * server found the text in the actor's steps.
 */
export const matchesActor = (
  { statuses: some, machine, refused, query }: ActorSelection,
  machineName: (chart: string) => string,
  found: (actor: number) => boolean,
): ((row: ActorRow) => boolean) => {
  const text = query.trim().toLowerCase();
  const has = (part: string | undefined): boolean => part?.toLowerCase().includes(text) === true;
  const isFound = (row: ActorRow): boolean => {
    if (query.startsWith(IN))
      return row.value !== undefined && activePaths(row.value).includes(query.slice(IN.length));
    return (
      text === '' ||
      has(row.name) ||
      has(row.sessionId) ||
      has(row.systemId) ||
      has(row.src) ||
      has(row.runId) ||
      has(machineName(row.chart)) ||
      (row.value !== undefined && has(stateValueText(row.value))) ||
      found(row.actor)
    );
  };
  return (row) =>
    (some.size === 0 || some.has(row.status)) &&
    (machine === '' || row.chart === machine) &&
    (!refused || row.refused > 0) &&
    isFound(row);
};

/** Lists the actors of each parent, in the order in which they came; those without a known parent are under -1. */
const childrenOf = (
  rows: ReadonlyArray<ActorRow>,
): ReadonlyMap<number, ReadonlyArray<ActorRow>> => {
  const known = new Set(rows.map(({ actor }) => actor));
  const children = new Map<number, Array<ActorRow>>();
  for (const row of rows) {
    // A parent comes before its children, so that no actor is below itself, whatever a program tells.
    const parent = known.has(row.parent) && row.parent < row.actor ? row.parent : -1;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [row]);
    else siblings.push(row);
  }
  return children;
};

/** The actors that are shown, parents first. A search opens what leads to its matches. */
export const treeRows = (
  rows: ReadonlyArray<ActorRow>,
  isClosed: (actor: number) => boolean,
  matches: ((row: ActorRow) => boolean) | undefined,
): ReadonlyArray<TreeRow> => {
  const children = childrenOf(rows);
  const matching = new Set(
    matches === undefined ? [] : rows.filter(matches).map((row) => row.actor),
  );
  /** The matches, and the actors above them. */
  const kept = new Set(matching);
  const parents = new Map(rows.map(({ actor, parent }) => [actor, parent]));
  for (const actor of matching) {
    let above = parents.get(actor);
    while (above !== undefined && above !== -1 && !kept.has(above)) {
      kept.add(above);
      above = parents.get(above);
    }
  }
  const shown: Array<TreeRow> = [];
  const list = (parent: number, level: number): void => {
    const siblings = (children.get(parent) ?? []).filter(
      ({ actor }) => matches === undefined || kept.has(actor),
    );
    siblings.forEach((row, i) => {
      const below = children.get(row.actor) ?? [];
      const hasChildren =
        matches === undefined ? below.length > 0 : below.some(({ actor }) => kept.has(actor));
      const isOpen = hasChildren && !isClosed(row.actor);
      shown.push({
        row,
        level,
        position: i + 1,
        siblings: siblings.length,
        hasChildren,
        isOpen,
        isMatch: matches === undefined || matching.has(row.actor),
      });
      if (isOpen) list(row.actor, level + 1);
    });
  };
  list(-1, 1);
  return shown;
};

/** The actor, its parents up to the root, its siblings and all actors below it. */
export const relativesOf = (rows: ReadonlyArray<ActorRow>, actor: number): ReadonlySet<number> => {
  const children = childrenOf(rows);
  const related = new Set<number>();
  const addBelow = (one: number): void => {
    related.add(one);
    for (const child of children.get(one) ?? []) addBelow(child.actor);
  };
  addBelow(actor);
  const parents = new Map(rows.map((row) => [row.actor, row.parent]));
  let above = parents.get(actor);
  while (above !== undefined && above !== -1 && !related.has(above)) {
    related.add(above);
    above = parents.get(above);
  }
  return related;
};
