/** What a statechart uses, found in it. */
import type { ChartGuard, Statechart } from '../../src/statechart/index.js';
import { nodesOf, transitionsOf } from '../../src/statechart/index.js';

const guardsOf = (guard: ChartGuard): ReadonlyArray<ChartGuard> =>
  'of' in guard ? [guard, ...guard.of.flatMap(guardsOf)] : [guard];

/** Lists the kinds of nodes, triggers, guards and actions of a statechart, and its depth. */
export const featuresOf = ({ root }: Statechart): ReadonlyArray<string> => {
  const nodes = nodesOf(root);
  const transitions = transitionsOf(root);
  const guards = transitions.flatMap(({ guard }) => (guard === undefined ? [] : guardsOf(guard)));
  const actions = [
    ...nodes.flatMap(({ entry, exit }) => [...entry, ...exit]),
    ...transitions.flatMap(({ actions: all }) => all),
  ];
  const depth = Math.max(...nodes.map(({ path }) => path.length));
  return [
    ...new Set([
      ...nodes.map(({ kind }) => kind),
      ...nodes.flatMap(({ history }) => (history === undefined ? [] : [`${history} history`])),
      ...nodes.flatMap(({ invokes }) => (invokes.length === 0 ? [] : ['invoke'])),
      ...nodes.flatMap(({ tags }) => (tags.length === 0 ? [] : ['tags'])),
      ...transitions.map(({ trigger }) => trigger.kind),
      ...transitions.flatMap(({ eventType }) => (eventType.endsWith('*') ? ['wildcard'] : [])),
      ...transitions.flatMap(({ candidate }) => (candidate > 0 ? ['candidates'] : [])),
      ...transitions.flatMap(({ targets }) => (targets.length > 1 ? ['several targets'] : [])),
      ...transitions.flatMap(({ isForbidden }) => (isForbidden ? ['forbidden'] : [])),
      ...transitions.flatMap(({ reenter }) => (reenter ? ['reenter'] : [])),
      ...guards.map(({ kind }) => `guard ${kind}`),
      ...actions.map(({ kind, name }) =>
        kind === 'builtin' ? name.replace(/\(.*$/s, '') : `action ${kind}`,
      ),
      ...(depth > 1 ? [`depth ${String(depth)}`] : []),
    ]),
  ];
};
