/** XState reads the JSON of a statechart as the same statechart. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { assign, createMachine, raise } from 'xstate';
import { chartJson } from '../../../src/picture/index.js';
import type { Statechart } from '../../../src/statechart/index.js';
import { statechartOf } from '../../../src/statechart/index.js';
import { tries } from '../../support/arbitraries.js';
import { hostileMachine } from './hostileMachine.js';
import { arbitraryMachine } from './machines.js';

const back = (chart: Statechart): Statechart =>
  statechartOf(createMachine(JSON.parse(chartJson(chart)) as object));

describe('JSON, read by XState', () => {
  it('gives an equal chart again, and equal text', () => {
    fc.assert(
      fc.property(arbitraryMachine, (machine) => {
        // What JSON cannot say, such as a combined guard, becomes a name; a name stays one.
        const chart = back(statechartOf(machine));
        expect(back(chart)).toStrictEqual(chart);
        expect(chartJson(back(chart))).toBe(chartJson(chart));
      }),
      tries(100),
    );
  });

  it('keeps nodes, targets and triggers of any machine', () => {
    fc.assert(
      fc.property(arbitraryMachine, (machine) => {
        const chart = statechartOf(machine);
        const shape = (node: Statechart['root']): unknown => ({
          ...node,
          children: node.children.map(shape),
          transitions: node.transitions.map(({ guard, ...rest }) => ({
            ...rest,
            guard: guard === undefined ? null : guard.kind,
          })),
        });
        const named = (text: string): unknown =>
          JSON.parse(text.replace(/"guard":"(and|or|not|stateIn|inline)"/g, '"guard":"named"'));
        expect(named(JSON.stringify(shape(back(chart).root)))).toStrictEqual(
          named(JSON.stringify(shape(chart.root))),
        );
      }),
      tries(100),
    );
  });

  it('takes any name', () => {
    const chart = statechartOf(hostileMachine);
    expect(back(chart)).toStrictEqual(chart);
  });

  it('keeps everything that a node can have', () => {
    const machine = createMachine({
      id: 'all.of it',
      version: '2',
      description: 'everything',
      initial: 'a',
      states: {
        a: {
          id: 'own.id',
          tags: ['x', 'y'],
          meta: { is: 'data' },
          entry: [
            { type: 'greet', params: { name: 'you' } },
            assign({ count: 1 }),
            raise({ type: 'N' }),
          ],
          exit: 'leave',
          invoke: [
            { src: 'load', id: 'l', onDone: 'b', onError: { actions: 'log' }, onSnapshot: {} },
            { src: 'other', systemId: 's', onDone: [{ target: 'b', guard: 'g' }, { target: 'c' }] },
          ],
          on: {
            E: {},
            F: [
              { guard: 'g', target: 'b' },
              { target: 'c', reenter: true },
            ],
            '*': 'b',
          },
          after: { 500: 'b', slow: [{ target: 'c', guard: 'g' }] },
          always: [{ guard: { type: 'p', params: { n: 1 } }, target: '#m' }],
        },
        b: {
          initial: 'in.side',
          onDone: { target: 'c', description: 'done' },
          states: {
            'in.side': { on: { X: 'f', Y: '#own\\.id' } },
            f: { type: 'final', output: 3 },
            h: { type: 'history', history: 'deep', target: 'f' },
          },
        },
        c: { id: 'm', type: 'parallel', states: { one: {}, two: { type: 'final' } } },
      },
    } as never);
    const chart = statechartOf(machine);
    expect(back(chart)).toStrictEqual(chart);
  });
});
