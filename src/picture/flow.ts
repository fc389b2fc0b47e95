/* eslint-disable functional/immutable-data -- a depth-first search that marks what it has seen */
/**
 * Finds the edges that lead back, so that a picture begins with the initial state of each compound node. ELK would break cycles
 * where it likes, and does so anew within each compound node.
 */

/** An edge between two places, each of which may be within others. */
export interface Edge {
  readonly id: string;
  readonly source: string;
  readonly target: string;
}

/** The places from one up to the outermost. */
export const lineage = (
  parents: ReadonlyMap<string, string>,
  place: string,
): ReadonlyArray<string> => {
  const parent = parents.get(place);
  return parent === undefined ? [place] : [place, ...lineage(parents, parent)];
};

/** An edge as its innermost common parent sees it: between two children; undefined if one end contains the other. */
export const levelOf = (
  parents: ReadonlyMap<string, string>,
  { id, source, target }: Edge,
): Edge | undefined => {
  const from = lineage(parents, source).toReversed();
  const to = lineage(parents, target).toReversed();
  const at = from.findIndex((place, i) => place !== to[i]);
  const [a, b] = [from[at], to[at]];
  return a === undefined || b === undefined ? undefined : { id, source: a, target: b };
};

/** The ids of the edges that lead back to a place from which the search came. `places` are searched in their order. */
export const backEdges = (
  places: ReadonlyArray<string>,
  parents: ReadonlyMap<string, string>,
  edges: ReadonlyArray<Edge>,
): ReadonlySet<string> => {
  const leaving = new Map<string, Array<Edge>>();
  edges.forEach((edge) => {
    const level = levelOf(parents, edge);
    if (level === undefined) return;
    const known = leaving.get(level.source);
    if (known === undefined) leaving.set(level.source, [level]);
    else known.push(level);
  });
  const open = new Set<string>();
  const closed = new Set<string>();
  const back = new Set<string>();
  const visit = (place: string): void => {
    open.add(place);
    leaving.get(place)?.forEach(({ id, target }) => {
      if (open.has(target)) back.add(id);
      else if (!closed.has(target)) visit(target);
    });
    open.delete(place);
    closed.add(place);
  };
  places.forEach((place) => {
    if (!closed.has(place)) visit(place);
  });
  return back;
};
