/** Every machine of the corpus is read as XState has it: the same nodes, targets, events and candidates. */
import { isDeepStrictEqual } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import type { AnyStateMachine } from 'xstate';
import type { ChartTransition, Statechart } from '../../src/statechart/index.js';
import { nodesOf, readConfig, statechartOf, transitionsOf } from '../../src/statechart/index.js';
import { right } from '../support/right.js';
import { featuresOf } from './features.js';
import { corpus } from './index.js';

type Node = AnyStateMachine['root'];

const stateNodesOf = (node: Node): ReadonlyArray<Node> => [
  node,
  ...Object.values(node.states).flatMap(stateNodesOf),
];

const idsOf = (target: ReadonlyArray<{ readonly id: string }> | undefined): ReadonlyArray<string> =>
  (target ?? []).map(({ id }) => id);

type Has = (transition: ChartTransition) => boolean;

/** A chart without what only functions know: inline actions, guards and outputs, and what depends on them. */
const skeletonOf =
  (has: Has) =>
  (chart: Statechart): unknown =>
    nodesOf(chart.root).map(({ id, key, path, kind, initial, invokes, tags, ...node }) => ({
      ...{ id, key, path, kind, invokes, tags, history: node.history, parent: node.parent },
      initial: initial?.targets,
      transitions: node.transitions
        .filter(has)
        .map(({ source, eventType, trigger, candidate, targets, reenter, description }) => ({
          ...{ source, eventType, trigger, candidate, targets, reenter, description },
        })),
    }));

/** A value as JSON brings it back. */
const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

it('has machines of every feature', () => {
  const features = new Set(corpus.flatMap(({ machine }) => featuresOf(statechartOf(machine))));
  expect([...features].sort()).toStrictEqual([
    'action inline',
    'action named',
    'after',
    'always',
    'assign',
    'atomic',
    'cancel',
    'candidates',
    'compound',
    'deep history',
    'depth 2',
    'depth 3',
    'depth 4',
    'depth 6',
    'done',
    'emit',
    'enqueueActions',
    'event',
    'final',
    'forbidden',
    'guard and',
    'guard inline',
    'guard named',
    'guard not',
    'guard or',
    'guard stateIn',
    'history',
    'invoke',
    'invokeDone',
    'invokeError',
    'invokeSnapshot',
    'log',
    'parallel',
    'raise',
    'reenter',
    'route',
    'sendTo',
    'several targets',
    'shallow history',
    'spawnChild',
    'stopChild',
    'tags',
    'wildcard',
  ]);
});

describe.each(corpus)('$name', ({ machine }) => {
  const chart = statechartOf(machine);
  const nodes = nodesOf(chart.root);
  const stateNodes = stateNodesOf(machine.root);

  it('has every node of the machine, of its kind, under its parent', () => {
    expect(nodes.map(({ id, kind, path, parent }) => [id, kind, path, parent])).toStrictEqual(
      stateNodes.map(({ id, type, path, parent }) => [id, type, path, parent?.id]),
    );
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
  });

  it('has every candidate of the machine, and its targets', () => {
    expect(
      transitionsOf(chart.root)
        .filter(({ source }) => nodes.find(({ id }) => id === source)?.kind !== 'history')
        .map(({ source, eventType, candidate, targets, reenter }) => [
          source,
          eventType,
          candidate,
          targets,
          reenter,
        ]),
    ).toStrictEqual(
      stateNodes
        .filter(({ type }) => type !== 'history')
        .flatMap((node) => [
          ...[...node.transitions].flatMap(([eventType, candidates]) =>
            candidates.map((raw, i) => [node.id, eventType, i, idsOf(raw.target), raw.reenter]),
          ),
          ...(node.always ?? []).map((raw, i) => [node.id, '', i, idsOf(raw.target), raw.reenter]),
        ]),
    );
  });

  it('leads only to its own nodes', () => {
    const ids = new Set(nodes.map(({ id }) => id));
    const targets = [
      ...transitionsOf(chart.root).flatMap(({ targets: all }) => all),
      ...nodes.flatMap(({ initial }) => initial?.targets ?? []),
    ];
    expect(targets.filter((id) => !ids.has(id))).toStrictEqual([]);
    expect(new Set(transitionsOf(chart.root).map(({ id }) => id)).size).toBe(
      transitionsOf(chart.root).length,
    );
  });

  it('waits for the events of the machine', () => {
    // XState leaves forbidden events out.
    const types = transitionsOf(chart.root).flatMap(({ eventType, isForbidden }) =>
      eventType === '' || isForbidden ? [] : [eventType],
    );
    expect(new Set(types)).toStrictEqual(new Set(machine.events));
  });

  it('is the same machine as a config in JSON', () => {
    const isData = isDeepStrictEqual(throughJson(machine.config), machine.config);
    const comparable = isData ? (read: Statechart) => read : skeletonOf(() => true);
    const read = right(readConfig(throughJson(machine.config)));
    expect(comparable(read)).toStrictEqual(comparable(chart));
  });

  it('is the same machine as a definition in JSON, which XState writes without eventless transitions', () => {
    const comparable = skeletonOf(({ trigger }) => trigger.kind !== 'always');
    expect(comparable(right(readConfig(throughJson(machine))))).toStrictEqual(comparable(chart));
  });

  it('is plain data', () => {
    expect(structuredClone(chart)).toStrictEqual(chart);
    expect(JSON.parse(JSON.stringify(chart))).toStrictEqual(chart);
  });
});
