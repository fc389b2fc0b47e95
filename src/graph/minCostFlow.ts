/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- a flow algorithm over local nodes and arcs */
/**
 * Computes a flow of minimum cost that takes each arc at least as often as it has to, and proves that it is minimal. It is the
 * primal-dual algorithm of Ford and Fulkerson, with a blocking flow in each round as Dinic's has.
 *
 * Sources are the nodes that more required flow enters than leaves, sinks those that more leaves. Each round adds to the potential of
 * each node its distance from the nearest source, up to that of the nearest sink, then moves flow from sources to sinks by arcs without
 * slack, as much as they take in the order of the distances. Costs are small integers, which makes rounds few.
 *
 * Invariant: no arc costs less than the rise of the potential along it, and an arc that is taken more often than it has to costs just
 * as much. These potentials are the proof: by weak duality, what the required flow costs minus the rises along it is a lower bound.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** An arc between two nodes. */
export interface Arc {
  readonly from: Node;
  readonly to: Node;
  /** An integer, at least 0. */
  readonly cost: number;
  /** How often the flow has to take it at least. */
  readonly least: number;
}

/** A node, which no other flow has. */
export interface Node {
  /** How much more flow enters than leaves. */
  excess: number;
  potential: number;
  distance: number;
  /** Its place in the order of distances; 0 beyond the nearest sink. */
  rank: number;
  readonly steps: Array<Step>;
  /** The number of steps that are known to lead nowhere. */
  tried: number;
}

/** An arc, to take it once more, or backwards, to take it once less. */
interface Step extends Omit<Arc, 'least'> {
  /** 1 to take the arc, -1 to take it back. */
  readonly sign: 1 | -1;
  /** How often the arc is taken beyond the least. */
  readonly extra: { units: number };
}

// ----------------------------------------------------------------------------------------------------- constructors

export const makeNode = (): Node => ({
  excess: 0,
  potential: 0,
  distance: 0,
  rank: 0,
  tried: 0,
  steps: [],
});

// -------------------------------------------------------------------------------------------------------- operations

const roomOf = ({ sign, extra }: Step): number => (sign === 1 ? Infinity : extra.units);

const slackOf = ({ cost, from, to }: Step): number => cost + from.potential - to.potential;

/** Computes the distances from the sources by slack, and returns that of the nearest sink; infinite if none can be reached. */
const measure = (nodes: ReadonlyArray<Node>): number => {
  const sources = nodes.filter(({ excess }) => excess > 0);
  for (const node of nodes) {
    node.distance = Infinity;
    node.rank = node.tried = 0;
  }
  for (const source of sources) source.distance = 0;
  /** The nodes to look at, by their distance (Dial's queue). */
  const queues = [sources];
  let [rank, nearest] = [0, Infinity];
  for (let distance = 0; distance < queues.length && nearest === Infinity; distance += 1)
    for (const node of queues[distance] ?? []) {
      if (node.distance !== distance) continue;
      node.rank = rank += 1;
      if (node.excess < 0) nearest = distance;
      for (const step of node.steps) {
        const length = distance + slackOf(step);
        if (length >= step.to.distance || roomOf(step) === 0) continue;
        step.to.distance = length;
        (queues[length] ??= []).push(step.to);
      }
    }
  return nearest;
};

/** Moves flow from a source to sinks by steps without slack, each to a node of a higher rank, until no more can be moved. */
const push = (source: Node): void => {
  const path: Array<Step> = [];
  let node = source;
  while (source.excess > 0) {
    const step = node.steps[node.tried];
    if (node.excess < 0) {
      const units = path.reduce(
        (least, one) => Math.min(least, roomOf(one)),
        Math.min(source.excess, -node.excess),
      );
      for (const { from, to, cost, sign, extra } of path) {
        if (extra.units === 0) to.steps.push({ from: to, to: from, cost: -cost, sign: -1, extra });
        extra.units += sign * units;
      }
      source.excess -= units;
      node.excess += units;
      path.length = 0;
      node = source;
    } else if (step === undefined) {
      const last = path.pop();
      if (last === undefined) return;
      node = last.from;
      node.tried += 1;
    } else if (step.to.rank > node.rank && slackOf(step) === 0 && roomOf(step) > 0) {
      path.push(step);
      node = step.to;
    } else node.tried += 1;
  }
};

/**
 * Computes how often each arc is taken in a flow of minimum cost in which every node has as much flow in as out. Each node must reach
 * every other. Leaves the potentials in the nodes.
 */
export const minCostFlow = (
  nodes: ReadonlyArray<Node>,
  arcs: ReadonlyArray<Arc>,
): ReadonlyArray<number> => {
  const taken = arcs.map(({ from, to, cost, least }) => {
    const extra = { units: 0 };
    from.steps.push({ from, to, cost, sign: 1, extra });
    from.excess -= least;
    to.excess += least;
    return { least, extra };
  });
  for (;;) {
    const nearest = measure(nodes);
    if (nearest === Infinity) return taken.map(({ least, extra }) => least + extra.units);
    for (const node of nodes) node.potential += Math.min(node.distance, nearest);
    nodes.forEach(push);
  }
};
