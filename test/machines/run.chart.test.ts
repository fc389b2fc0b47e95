/** The chart against the design: its states, edges, reasons, guards and updates. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import { guards, runChart, updates } from '../../machines/run.chart.js';
import {
  eventTypes,
  finalStates,
  guardsOf,
  intents,
  internal,
  pairs,
  reasons,
  shown,
  states,
} from '../expectations.js';
import {
  at,
  attemptA,
  attemptB,
  count,
  priority,
  runIn,
  variantsOf,
} from '../support/arbitraries.js';

interface Edge {
  readonly target?: string;
  readonly guard?: string | { readonly type: string; readonly params: { readonly of: unknown } };
  readonly description?: string;
}

interface Node {
  readonly type?: string;
  readonly tags?: unknown;
  readonly description?: string;
  readonly entry?: string | ReadonlyArray<string>;
  readonly on?: Readonly<Record<string, Edge>>;
}

const nodes: Readonly<Record<string, Node>> = runChart.states;

const edges = Object.entries(nodes).flatMap(([from, { on = {} }]) =>
  Object.entries(on).map(([type, edge]) => ({ from, type, edge })),
);

const guardsIn = ({ guard }: Edge): unknown =>
  guard === undefined ? [] : typeof guard === 'string' ? [guard] : guard.params.of;

describe('the chart', () => {
  it('has the states of the design in lifecycle order, and starts in Scheduled', () => {
    expect(Object.keys(nodes)).toStrictEqual(states);
    expect(runChart.initial).toBe('Scheduled');
  });

  it('ends in the final states of the design', () => {
    const final = Object.entries(nodes).filter(([, { type }]) => type === 'final');
    expect(final.map(([name]) => name)).toStrictEqual(finalStates);
  });

  it('connects the pairs of the design and no others', () => {
    const joined = edges.flatMap(({ from, edge }) =>
      edge.target === undefined ? [] : [`${from} -> ${edge.target}`],
    );
    const legal = pairs.filter((pair) => pair.legal).map(({ from, to }) => `${from} -> ${to}`);
    expect([...joined].sort()).toStrictEqual([...legal].sort());
  });

  it('has the internal events of the design', () => {
    const inside = edges.flatMap(({ from, type, edge }) =>
      edge.target === undefined ? [[from, type]] : [],
    );
    expect(new Set(inside.map(String))).toStrictEqual(new Set(internal.map(String)));
  });

  it('enters the state of the design for each event', () => {
    for (const { type, edge } of edges)
      expect([type, edge.target]).toStrictEqual([type, (intents as Record<string, unknown>)[type]]);
  });

  it.each([...reasons])('has the reason of %s: %s', (pair, reason) => {
    const found = edges.filter(({ from, edge }) => `${from} -> ${String(edge.target)}` === pair);
    expect(found.map(({ edge }) => edge.description)).toStrictEqual([reason]);
  });

  it('describes every state and edge', () => {
    const mute = [
      ...Object.values(nodes).map(({ description }) => description),
      ...edges.map(({ edge }) => edge.description),
    ].filter((text) => text === undefined || text.trim() === '');
    expect(mute).toStrictEqual([]);
  });

  it('shows every state in the tone and the mark of the design', () => {
    const tags = Object.entries(nodes).map(([name, node]) => [name, node.tags]);
    expect(Object.fromEntries(tags)).toStrictEqual(shown);
  });

  it('records the change when entering any state, and clears the attempt when entering any but Running', () => {
    const entries = Object.entries(nodes).map(([name, { entry = [] }]) => [name, [entry].flat()]);
    expect(Object.fromEntries(entries)).toStrictEqual(
      Object.fromEntries(
        states.map((state) => [
          state,
          state === 'Scheduled'
            ? []
            : state === 'Running'
              ? ['recordStateChange']
              : ['recordStateChange', 'clearAttempt'],
        ]),
      ),
    );
  });

  it('has the guards of the design in Running, in order, and none elsewhere', () => {
    for (const { from, type, edge } of edges) {
      const wanted = (guardsOf as Record<string, unknown>)[type] ?? [];
      expect([from, type, guardsIn(edge)]).toStrictEqual([
        from,
        type,
        from === 'Running' ? wanted : [],
      ]);
    }
  });
});

describe('guards and updates', () => {
  it.each(eventTypes)('%s, with and without an active attempt', (type) => {
    for (const event of variantsOf(type)) {
      for (const active of [O.none, O.some(attemptA), O.some(attemptB)]) {
        const run = runIn('Running', { currentAttemptId: active });
        expect(guards.noActiveAttempt(run)).toBe(O.isNone(active));
        expect(guards.hasActiveAttempt(run)).toBe(O.isSome(active));
        expect(guards.ownsActiveAttempt(run, event)).toBe(
          event.type === 'attempt.finish' && O.isSome(active) && active.value === event.attemptId,
        );
        expect(updates.activateAttempt.currentAttemptId(active, event)).toStrictEqual(
          event.type === 'attempt.start' ? O.some(event.attemptId) : active,
        );
        expect(updates.activateAttempt.attemptCount(count(3))).toBe(4);
        expect(updates.takePriority.effectivePriority(priority(4), event)).toBe(
          ('effectivePriority' in event ? event.effectivePriority : undefined) ?? 4,
        );
        expect(updates.recordStateChange.lastStateChangeAt(at(1), event)).toBe(event.at ?? 1);
      }
    }
  });
});
