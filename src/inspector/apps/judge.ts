/**
 * Works out what a machine did with an event: whether it took a transition, or why it refused the event.
 *
 * If the program tells which transitions were taken, only the reason of a refusal is left to be found. Otherwise the chart must tell.
 * A visible change means that a transition was taken. Without one, a transition that would have changed the state was not taken, so
 * its guard refused; a transition without a visible effect was taken if it has no guard, and otherwise nobody knows.
 *
 * The chart is walked as XState does: from the deepest active nodes to the root, and the parent of regions is asked only if no region
 * took the event. Named and inline actions are supposed to raise no event that leads back at once.
 */
import type {
  ChartAction,
  ChartGuard,
  ChartNode,
  ChartTransition,
} from '../../statechart/Statechart.js';
import { nodesOf } from '../../statechart/Statechart.js';
import { nodesIn } from '../../statechart/stateIn.js';
import type { StepOutcome } from './ActorStep.js';
import type { ChartIndex, Configuration } from './ChartIndex.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What a machine did with an event. */
export interface Verdict {
  readonly outcome: Extract<
    StepOutcome,
    'taken' | 'unhandled' | 'guarded' | 'forbidden' | 'ignored' | 'unknown'
  >;
  /** The transitions that were taken, as far as they are known. */
  readonly taken: ReadonlyArray<string>;
}

/** What an event did to a machine, as far as one can see. */
export interface Effect {
  readonly before: Configuration;
  readonly after: Configuration;
  /** Whether the state, the context or the status changed. */
  readonly isVisible: boolean;
}

/**
 * What is known of a node and those below it: `none` has no candidate, `refused` took none, `selected` took one, `maybe` is unknown.
 */
type Selection = 'none' | 'refused' | 'selected' | 'maybe';

interface Finding {
  readonly selection: Selection;
  readonly outcome: Verdict['outcome'];
  readonly taken: ReadonlyArray<string>;
  /** Whether what may have been taken may forbid the event. */
  readonly mayForbid?: boolean;
}

const NONE: Finding = { selection: 'none', outcome: 'unhandled', taken: [] };
const REFUSED: Finding = { selection: 'refused', outcome: 'guarded', taken: [] };
const MAYBE: Finding = { selection: 'maybe', outcome: 'unknown', taken: [] };

// ------------------------------------------------------------------------------------------------------- operations

/** The value of a guard as far as the active states tell. */
const guardValue = (
  guard: ChartGuard | undefined,
  root: ChartNode,
  ids: ReadonlySet<string>,
): boolean | undefined => {
  switch (guard?.kind) {
    case undefined:
      return true;
    case 'named':
    case 'inline':
      return undefined;
    case 'stateIn':
      return nodesIn(root, guard.state)?.every(({ id }) => ids.has(id));
    case 'not': {
      const [value] = guard.of.map((each) => guardValue(each, root, ids));
      return value === undefined ? undefined : !value;
    }
    case 'and':
    case 'or': {
      const values = guard.of.map((each) => guardValue(each, root, ids));
      const decisive = guard.kind === 'or';
      if (values.includes(decisive)) return decisive;
      return values.includes(undefined) ? undefined : !decisive;
    }
  }
};

/** May an action raise an event? */
const mayRaise = ({ kind, name }: ChartAction): boolean =>
  kind === 'builtin' && /^(raise|enqueueActions)\b/.test(name);

/** May a node be left in the same step in which it was entered? */
const mayPassThrough = (node: ChartNode): boolean =>
  node.kind === 'final' ||
  node.entry.some(mayRaise) ||
  node.transitions.some(({ trigger }) => trigger.kind === 'always' || trigger.kind === 'done');

const ancestorsOf = (index: ChartIndex, { parent }: ChartNode): ReadonlyArray<ChartNode> => {
  const node = parent === undefined ? undefined : index.nodes[index.nodeNumber(parent)];
  return node === undefined ? [] : [node, ...ancestorsOf(index, node)];
};

/** May a transition be taken without a change of the active states? */
const mayBeInvisible = (
  index: ChartIndex,
  { actions, targets }: ChartTransition,
  before: Configuration,
): boolean => {
  if (actions.some(mayRaise)) return true;
  return targets.every((target) => {
    const node = index.nodes[index.nodeNumber(target)];
    if (node === undefined || before.ids.has(target)) return true;
    const around = ancestorsOf(index, node);
    if (node.kind === 'history') return around.some(({ id }) => before.ids.has(id));
    return [...nodesOf(node), ...around].some(
      (entered) => !before.ids.has(entered.id) && mayPassThrough(entered),
    );
  });
};

/** May a transition have led to what is active now? */
const mayHaveLedTo = (
  index: ChartIndex,
  { targets }: ChartTransition,
  { before, after }: Effect,
): boolean =>
  targets.length === 0
    ? // Another region may have changed.
      before === after || before.nodes.some(({ kind }) => kind === 'parallel')
    : targets.every((target) => {
        const node = index.nodes[index.nodeNumber(target)];
        return (
          after.ids.has(target) ||
          node?.kind === 'history' ||
          (node !== undefined && nodesOf(node).some(mayPassThrough))
        );
      });

/** What a node did with an event by its own transitions, those of the nodes below it apart. */
const findOwn = (
  index: ChartIndex,
  candidates: ReadonlyArray<ChartTransition>,
  effect: Effect,
): Finding => {
  if (candidates.length === 0) return NONE;
  const possible = candidates.filter((candidate) => {
    if (guardValue(candidate.guard, index.chart.root, effect.before.ids) === false) return false;
    return effect.isVisible
      ? mayHaveLedTo(index, candidate, effect)
      : mayBeInvisible(index, candidate, effect.before);
  });
  const certain = possible.findIndex(
    ({ guard }) => guardValue(guard, index.chart.root, effect.before.ids) === true,
  );
  if (certain === -1) {
    // A transition that changes the state and has no guard would have been seen.
    const isOdd = candidates.some(
      ({ guard }) => guardValue(guard, index.chart.root, effect.before.ids) === true,
    );
    if (possible.length === 0 && !isOdd) return REFUSED;
    return { ...MAYBE, mayForbid: possible.some(({ isForbidden }) => isForbidden) };
  }
  const [only, ...others] = possible.slice(0, certain + 1);
  if (only === undefined || others.length > 0)
    return {
      selection: 'selected',
      outcome: possible.some(({ isForbidden }) => isForbidden) ? 'unknown' : 'taken',
      taken: [],
    };
  return {
    selection: 'selected',
    outcome: only.isForbidden ? 'forbidden' : 'taken',
    taken: [only.id],
  };
};

/** What the regions of a node did together. */
const combine = (findings: ReadonlyArray<Finding>): Finding => {
  const selected = findings.filter(({ selection }) => selection === 'selected');
  const has = (selection: Selection): boolean =>
    findings.some((finding) => finding.selection === selection);
  const mayForbid = findings.some((finding) => finding.mayForbid === true);
  if (selected.length === 0)
    return has('maybe') ? { ...MAYBE, mayForbid } : has('refused') ? REFUSED : NONE;
  const outcomes = selected.map(({ outcome }) => outcome);
  const outcome = outcomes.includes('taken')
    ? 'taken'
    : outcomes.includes('unknown') || has('maybe')
      ? 'unknown'
      : 'forbidden';
  return { selection: 'selected', outcome, taken: selected.flatMap(({ taken }) => taken) };
};

/** What a node and those below it did. */
const findIn = (index: ChartIndex, node: ChartNode, eventType: string, effect: Effect): Finding => {
  const below = combine(
    node.children
      .filter(({ id }) => effect.before.ids.has(id))
      .map((child) => findIn(index, child, eventType, effect)),
  );
  if (below.selection === 'selected') return below;
  const own = findOwn(index, index.candidatesOf(node, eventType), effect);
  if (below.selection === 'none') return own;
  if (own.selection === 'none') return below;
  if (below.selection === 'refused') return own;
  // One of the two was taken, if the own one was certain.
  const isTaken = own.outcome === 'taken' && below.mayForbid !== true;
  return own.selection === 'selected'
    ? { selection: 'selected', outcome: isTaken ? 'taken' : 'unknown', taken: [] }
    : { ...MAYBE, mayForbid: below.mayForbid === true || own.mayForbid === true };
};

/** XState's own events, such as those that a child is done or has a new snapshot, are sent whether or not anybody takes them. */
const refusalOf = (eventType: string): 'ignored' | 'unhandled' =>
  eventType.startsWith('xstate.') ? 'ignored' : 'unhandled';

/** Works out what a machine did, if the program told which transitions were taken first. */
export const judgeTaken = (
  index: ChartIndex,
  before: Configuration,
  eventType: string,
  taken: ReadonlyArray<string>,
): Verdict => {
  if (taken.length === 0) {
    const isKnown = index.candidatesIn(before, eventType).length > 0;
    return { outcome: isKnown ? 'guarded' : refusalOf(eventType), taken };
  }
  const isForbidden = taken.every(
    (id) => index.transitions[index.transitionNumber(id)]?.isForbidden === true,
  );
  return { outcome: isForbidden ? 'forbidden' : 'taken', taken };
};

/** Works out what a machine did from its chart and from what one can see. */
export const judge = (index: ChartIndex, eventType: string, effect: Effect): Verdict => {
  const { outcome: found, taken } = findIn(index, index.chart.root, eventType, effect);
  const outcome = found === 'unhandled' ? refusalOf(eventType) : found;
  // What the definition left out may have taken the event.
  const isCertain = outcome !== 'unhandled' || index.chart.omissions === undefined;
  if (!effect.isVisible) return { outcome: isCertain ? outcome : 'unknown', taken };
  // What changed was changed by a transition, even if the chart does not have it.
  return { outcome: 'taken', taken: outcome === 'forbidden' ? [] : taken };
};
