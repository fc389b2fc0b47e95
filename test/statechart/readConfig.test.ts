/** Reads XState's JSON: configs, definitions, and the definitions of inspection events. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { assign, createActor, createMachine, fromPromise, initialTransition, raise } from 'xstate';
import { statechartOf } from '../../src/statechart/fromMachine.js';
import { machineOfJson, readConfig, readDefinition } from '../../src/statechart/readConfig.js';
import { readErrorText } from '../../src/statechart/ReadError.js';
import type { ChartNode, Statechart } from '../../src/statechart/Statechart.js';
import { nodesOf, transitionsOf } from '../../src/statechart/Statechart.js';
import { right } from '../support/right.js';

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

// ---------------------------------------------------------------------------------------------------- random configs

interface Shape {
  readonly kind: 'atomic' | 'compound' | 'parallel' | 'final' | 'history';
  readonly states: ReadonlyArray<Shape>;
  readonly edges: ReadonlyArray<{
    readonly on: 'event' | 'always' | 'after' | 'onDone' | 'invoke';
    readonly event: string;
    readonly targets: ReadonlyArray<number>;
    readonly guard: unknown;
    readonly reenter: boolean;
  }>;
}

const names = fc.constantFrom('a', 'b.c', 'default', 'né', '1', 'x y', '#id', 'on');

const shapesOf = (depth: number): fc.Arbitrary<Shape> =>
  fc.record({
    kind: fc.constantFrom('atomic', 'compound', 'parallel', 'final', 'history'),
    states: depth === 0 ? fc.constant([]) : fc.array(shapesOf(depth - 1), { maxLength: 3 }),
    edges: fc.array(
      fc.record({
        on: fc.constantFrom('event', 'always', 'after', 'onDone', 'invoke'),
        event: fc.constantFrom('GO', 'mouse.*', '*', 'a b'),
        targets: fc.array(fc.nat(99), { maxLength: 2 }),
        guard: fc.constantFrom(undefined, 'isOk', { type: 'over', params: { min: 1 } }),
        reenter: fc.boolean(),
      }),
      { maxLength: 3 },
    ),
  });

const configs = fc
  .tuple(shapesOf(3), fc.array(names, { minLength: 1, maxLength: 4 }))
  .map(([shape, keys]) => {
    const keyOf = (i: number): string => `${keys[i % keys.length] ?? ''}${String(i)}`;
    const ids: Array<string> = [];
    let count = 0;
    interface Named {
      readonly shape: Shape;
      readonly key: string;
      readonly id: string;
      readonly states: ReadonlyArray<Named>;
    }
    const nameAll = (each: Shape, key: string): Named => {
      const id = `id ${String(count)}`;
      count += 1;
      ids.push(id);
      return {
        shape: each,
        key,
        id,
        states: each.states.map((state, i) => nameAll(state, keyOf(i))),
      };
    };
    const write = ({ shape: { kind, edges }, id, states }: Named): Record<string, unknown> => {
      if (kind === 'history' && id !== 'id 0') return { id, type: 'history' };
      const real = states.filter(({ shape: { kind: each } }) => each !== 'history');
      const transitionsFor = (on: string) =>
        edges
          .filter((edge) => edge.on === on)
          .map(({ targets, guard, reenter }) => ({
            ...(targets.length === 0
              ? {}
              : { target: targets.map((n) => `#${ids[n % ids.length] ?? ''}`) }),
            ...(guard === undefined ? {} : { guard }),
            ...(reenter ? { reenter } : {}),
            actions: ['act'],
          }));
      const list = (on: string) => {
        const found = transitionsFor(on);
        return found.length === 0 ? {} : { [on]: found };
      };
      const event = edges.find(({ on }) => on === 'event')?.event ?? 'GO';
      return {
        id,
        ...(real.length === 0
          ? {}
          : kind === 'parallel'
            ? { type: 'parallel' }
            : { initial: real[0]?.key }),
        ...(real.length === 0
          ? {}
          : { states: Object.fromEntries(states.map((each) => [each.key, write(each)])) }),
        ...(real.length === 0 && kind === 'final' ? { type: 'final' } : {}),
        ...(transitionsFor('event').length === 0
          ? {}
          : { on: { [event]: transitionsFor('event') } }),
        ...list('always'),
        ...list('onDone'),
        ...(transitionsFor('after').length === 0
          ? {}
          : { after: { 500: transitionsFor('after') } }),
        ...(transitionsFor('invoke').length === 0
          ? {}
          : { invoke: { src: 'load', onDone: transitionsFor('invoke') } }),
        tags: ['t'],
        description: 'd',
      };
    };
    return write(nameAll(shape, 'root'));
  });

/** The states of targets must exist: children of a history state do not. */
const isValid = (config: unknown): boolean =>
  E.isRight(E.tryCatch(() => createMachine(config as object), E.toError));

/** A chart without the transitions that XState's definition lacks. */
const withoutAlways = (chart: Statechart): Statechart => {
  const without = (node: ChartNode): ChartNode => ({
    ...node,
    children: node.children.map(without),
    transitions: node.transitions.filter(({ trigger }) => trigger.kind !== 'always'),
  });
  return { ...chart, root: without(chart.root) };
};

describe('any config of data', () => {
  it('is read from its JSON and from its definition as the machine itself', () => {
    fc.assert(
      fc.property(configs.filter(isValid), (config) => {
        const machine = createMachine(config);
        const chart = statechartOf(machine);
        expect(readConfig(throughJson(config))).toStrictEqual(E.right(chart));
        const { omissions, ...read } = right(readConfig(throughJson(machine)));
        expect(read).toStrictEqual(withoutAlways(chart));
        expect(omissions).toHaveLength(1);
      }),
      { numRuns: 200 },
    );
  });

  it('is read or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.jsonValue(), configs, fc.string(), (value, config, key) => {
        for (const each of [
          value,
          { ...config, [key]: value },
          { ...config, states: value },
          { ...config, on: value },
        ])
          expect(E.isRight(readConfig(each)) || E.isLeft(readConfig(each))).toBe(true);
      }),
    );
  });
});

// ------------------------------------------------------------------------------------------------------------ errors

describe('what is wrong', () => {
  const errorOf = (value: unknown): string =>
    pipe(
      readConfig(value),
      E.match(readErrorText, () => 'none'),
    );

  it.each<readonly [unknown, string]>([
    [5, 'expected the config of a machine, an object, found 5'],
    [[], 'expected the config of a machine, an object, found a list'],
    [{ states: { a: {} } }, 'its initial state is missing'],
    [{ initial: 'b', states: { a: {} } }, 'initial: there is no state "b" in it'],
    [{ initial: 'a', states: { a: 3 } }, 'states.a: expected a state, found 3'],
    [{ states: [] }, 'states: expected an object, found a list'],
    [
      { type: 'xor' },
      'type: expected one of atomic, compound, parallel, final, history, found "xor"',
    ],
    [{ on: { GO: 'x' } }, 'on.GO: there is no state "x"; from the root, write ".x"'],
    [{ on: { GO: { target: '.x' } } }, 'on.GO.target: there is no state ".x"'],
    [
      { on: { GO: [{ target: ['#x', '#y'] }] } },
      'on.GO[0].target: there is no state "#x"\non.GO[0].target: there is no state "#y"',
    ],
    [
      { on: { 'a b': { guard: 5 } } },
      'on["a b"].guard: expected the name of a guard, or { type, params }, found 5',
    ],
    [{ on: { GO: { cond: 'ok' } } }, 'on.GO.cond: XState 5 calls it guard'],
    [{ on: { '': 'a' } }, 'on[""]: XState 5 calls it always'],
    [
      { entry: [{ name: 'x' }] },
      'entry[0]: expected the name of an action, or { type, params }, found an object',
    ],
    [
      { initial: 'a', states: { a: { invoke: 5, tags: [1] } } },
      'states.a.invoke: expected an invocation, { src, ... }, found 5\nstates.a.tags: expected texts, found a list',
    ],
    [
      {
        initial: 'a',
        states: { a: { initial: 'h', states: { h: { type: 'history', target: 'zz' } } } },
      },
      'states.a.states.h.target: there is no state "zz"',
    ],
  ])('%j', (value, message) => {
    expect(errorOf(value)).toBe(message);
  });
});

// ------------------------------------------------------------------------------------------------- lost functions

describe('a machine with functions', () => {
  const machine = createMachine({
    id: 'm',
    initial: 'a',
    context: { n: 0 },
    states: {
      a: {
        entry: ['named', assign({ n: 1 }), () => undefined, raise({ type: 'X' }, { delay: 5 })],
        after: { 100: 'b' },
        invoke: { src: fromPromise(() => Promise.resolve(1)), onDone: 'b' },
        on: { GO: { target: 'b', actions: [() => undefined, 'act'] } },
      },
      b: { type: 'final' },
    },
  });

  it('has its definition, with inline actions where functions were', () => {
    const chart = right(readConfig(throughJson(machine)));
    const [, a] = nodesOf(chart.root);
    expect(a?.entry).toStrictEqual([
      { kind: 'named', name: 'named' },
      { kind: 'builtin', name: 'assign' },
      { kind: 'named', name: '' },
      { kind: 'builtin', name: 'raise' },
    ]);
    expect(
      transitionsOf(chart.root).map(({ eventType, targets }) => [eventType, targets]),
    ).toStrictEqual(
      transitionsOf(statechartOf(machine).root).map(({ eventType, targets }) => [
        eventType,
        targets,
      ]),
    );
  });

  it('can be run without them', () => {
    const read = right(machineOfJson(throughJson(machine.config)));
    expect(initialTransition(read)[0].value).toBe('a');
    const actor = createActor(read).start();
    actor.send({ type: 'GO' });
    expect(actor.getSnapshot().status).toBe('done');
  });
});

describe('the definition of an inspection event', () => {
  it('has names for functions, and says what was cut off', () => {
    const chart = right(
      readDefinition(
        JSON.stringify({
          id: 'm',
          initial: 'a',
          context: { type: 'context' },
          states: {
            a: {
              entry: [{ type: 'assign2' }, { type: 'notify' }, { type: '' }, { type: 'stop' }],
              on: {
                GO: { guard: { type: 'guard' }, target: 'b' },
                OR: { guard: { type: 'or' }, target: '#far' },
              },
              invoke: { src: { config: { type: 'x' } } },
            },
            b: '[Object]',
          },
        }),
      ),
    );
    const [, a, b] = nodesOf(chart.root);
    expect(a?.entry).toStrictEqual([
      { kind: 'builtin', name: 'assign' },
      { kind: 'named', name: 'notify' },
      { kind: 'inline', name: '' },
      { kind: 'builtin', name: 'stopChild' },
    ]);
    expect(a?.transitions.map(({ guard, targets }) => [guard, targets])).toStrictEqual([
      [{ kind: 'inline', name: '' }, ['m.b']],
      [{ kind: 'inline', name: 'or' }, []],
    ]);
    expect(a?.invokes).toStrictEqual([{ id: '0.m.a', src: '' }]);
    expect(b?.kind).toBe('atomic');
    expect(chart.omissions).toStrictEqual([
      { path: 'states.b', why: 'the inspection event was cut off here' },
      { path: 'states.a.on.OR.target', why: 'there is no state "#far"' },
    ]);
  });

  it.each([
    ['{', 'JSON'],
    ['5', 'expected an object, found 5'],
    ['{"id":"x"}', 'it says no more than an id: the actor is no machine'],
  ])('refuses %j', (text, message) => {
    expect(pipe(readDefinition(text), E.mapLeft(readErrorText))).toStrictEqual(
      E.left(expect.stringContaining(message)),
    );
  });
});
