/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- a flow algorithm over local nodes and arcs */
/**
 * Computes a flow of minimum cost that takes required arcs at least once and every arc as often as it likes, and proves that it is
 * minimal. It is the primal-dual algorithm of Ford and Fulkerson, with Dinic's blocking flows.
 *
 * Sources are the nodes that more required arcs enter than leave, sinks those that more leave. Each round adds to the potential of
 * each node its distance from the nearest source, up to that of the nearest sink, then moves as much flow from sources to sinks as the
 * arcs without slack take. So the nearest sink is further away in every round. Costs are small integers, which makes rounds few.
 *
 * Invariant: no arc costs less than the rise of the potential along it, and an arc that is taken more often than required costs just
 * as much. These potentials are the proof: by weak duality, the costs of the required arcs minus the rises along them add up to a
 * lower bound.
 */

// ------------------------------------------------------------------------------------------------------------ model

/** An arc between two nodes, which are numbers. */
export interface Arc {
  readonly from: number;
  readonly to: number;
  /** An integer, at least 0. */
  readonly cost: number;
  readonly required: boolean;
}

/** A flow of minimum cost and the proof that it is minimal. */
export interface Flow {
  /** How often each arc is taken. */
  readonly times: ReadonlyArray<number>;
  /** The potential of each node. */
  readonly potentials: ReadonlyArray<number>;
}

interface Node {
  /** How much more flow enters than leaves. */
  excess: number;
  potential: number;
  distance: number;
  readonly steps: Array<Step>;
  /** The number of steps that are known to lead nowhere. */
  tried: number;
}

/** An arc, to take it once more, or backwards, to take it once less. */
interface Step {
  readonly from: Node;
  readonly to: Node;
  readonly cost: number;
  readonly backwards: boolean;
  /** How often the arc is taken beyond what is required. */
  readonly extra: { units: number };
}

// -------------------------------------------------------------------------------------------------------- operations

const roomOf = ({ backwards, extra }: Step): number => (backwards ? extra.units : Infinity);

const slackOf = ({ cost, from, to }: Step): number => cost + from.potential - to.potential;

/** Computes the distances from the sources by slack, and returns that of the nearest sink; undefined if no sink can be reached. */
const measure = (nodes: ReadonlyArray<Node>): number | undefined => {
  const sources = nodes.filter(({ excess }) => excess > 0);
  for (const node of nodes) node.distance = node.excess > 0 ? 0 : Infinity;
  /** The nodes to look at, by their distance (Dial's queue). */
  const queues: Array<Array<Node>> = [sources];
  for (let distance = 0; distance < queues.length; distance += 1) {
    let reached = false;
    for (const node of queues[distance] ?? []) {
      if (node.distance !== distance) continue;
      reached ||= node.excess < 0;
      for (const step of node.steps) {
        const length = distance + slackOf(step);
        if (length >= step.to.distance || roomOf(step) === 0) continue;
        step.to.distance = length;
        (queues[length] ??= []).push(step.to);
      }
    }
    if (reached) return distance;
  }
  return undefined;
};

/** Counts for each node the steps without slack from the nearest source, and returns whether a sink can be reached. */
const layer = (nodes: ReadonlyArray<Node>): boolean => {
  for (const node of nodes) {
    node.distance = node.excess > 0 ? 0 : Infinity;
    node.tried = 0;
  }
  const queue = nodes.filter(({ excess }) => excess > 0);
  let reached = false;
  for (const node of queue) {
    reached ||= node.excess < 0;
    for (const step of node.steps) {
      if (step.to.distance < Infinity || slackOf(step) > 0 || roomOf(step) === 0) continue;
      step.to.distance = node.distance + 1;
      queue.push(step.to);
    }
  }
  return reached;
};

/** Moves flow from a source to sinks by steps without slack, each to the next layer, until no more can be moved. */
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
      for (const { from, to, cost, backwards, extra } of path) {
        if (extra.units === 0)
          to.steps.push({ from: to, to: from, cost: -cost, backwards: true, extra });
        extra.units += backwards ? -units : units;
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
    } else if (step.to.distance === node.distance + 1 && slackOf(step) === 0 && roomOf(step) > 0) {
      path.push(step);
      node = step.to;
    } else node.tried += 1;
  }
};

/** Computes a flow of minimum cost in which every node has as much flow in as out; each node must reach every other. */
export const minCostFlow = (size: number, arcs: ReadonlyArray<Arc>): Flow => {
  const nodes = Array.from({ length: size }, (): Node => ({
    excess: 0,
    potential: 0,
    distance: 0,
    steps: [],
    tried: 0,
  }));
  const extras = arcs.map(({ from: tail, to: head, cost, required }) => {
    const extra = { units: 0 };
    const [from, to] = [nodes[tail], nodes[head]];
    if (from === undefined || to === undefined) return extra;
    from.steps.push({ from, to, cost, backwards: false, extra });
    if (required) {
      from.excess -= 1;
      to.excess += 1;
    }
    return extra;
  });
  for (;;) {
    const nearest = measure(nodes);
    if (nearest === undefined) break;
    for (const node of nodes) node.potential += Math.min(node.distance, nearest);
    while (layer(nodes)) for (const node of nodes) push(node);
  }
  return {
    times: arcs.map(({ required }, i) => (required ? 1 : 0) + (extras[i]?.units ?? 0)),
    potentials: nodes.map(({ potential }) => potential),
  };
};
