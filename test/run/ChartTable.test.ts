/** The compiler of charts: it compiles the run's chart exactly, and refuses unsupported features by name. */
import { describe, expect, it } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import { assign, setup, transition } from 'xstate';
import { guards, runChart, updates } from '../../machines/run.chart.js';
import type { RunEvent, RunInstance } from '../../src/actor/index.js';
import { fromSnapshot, runMachine, toSnapshot } from '../../src/actor/index.js';
import type { ChartTable } from '../../src/run/ChartTable.js';
import { compile } from '../../src/run/ChartTable.js';
import { fieldByField } from '../../src/run/fieldByField.js';
import { eventTypes, finalStates, guardsOf, internal, moves, states } from '../expectations.js';
import { attemptA, attemptB, count, eventOf, runIn } from '../support/arbitraries.js';

type Table = ChartTable<RunInstance, RunEvent>;

/** Compiles a chart without type checks. */
const compileAny = (chart: unknown): Table =>
  compile(
    chart as never,
    { guards, updates, inPlace: fieldByField() } as never,
  ) as unknown as Table;

const runsIn = (state: RunInstance['state']): ReadonlyArray<RunInstance> =>
  [O.none, O.some(attemptA), O.some(attemptB)].flatMap((currentAttemptId) =>
    [0, 1, 4294967294, 4294967295].map((n) =>
      runIn(state, { currentAttemptId, attemptCount: count(n) }),
    ),
  );

const step = (table: Table, run: RunInstance, event: RunEvent): RunInstance => {
  const edge = table.edge(run.state, event.type);
  return edge === undefined || table.refusedBy(edge, run, event) !== undefined
    ? run
    : table.follow(edge, run, event);
};

/** Every run and event for which a table differs from XState with the run's machine. */
const differences = (table: Table): ReadonlyArray<string> =>
  states.flatMap((state) =>
    runsIn(state).flatMap((run) =>
      eventTypes.flatMap((type) => {
        const event: RunEvent = { ...eventOf(type), at: run.scheduledAt };
        const [next] = transition(runMachine, toSnapshot(run), event);
        const ours = JSON.stringify(sorted(step(table, run, event)));
        return ours === JSON.stringify(sorted(fromSnapshot(next))) ? [] : [`${state} + ${type}`];
      }),
    ),
  );

const sorted = (run: RunInstance): unknown =>
  Object.entries(run).sort(([a], [b]) => (a < b ? -1 : 1));

describe('the compiled chart of the run', () => {
  const table = compileAny(runChart);

  it('has the states, events and edges of the design', () => {
    expect(table.states).toStrictEqual(states);
    expect(new Set(table.events)).toStrictEqual(new Set(eventTypes));
    expect(table.edges).toHaveLength(moves.length + internal.length);
    expect(table.states.filter(table.isFinal)).toStrictEqual(finalStates);
  });

  it('evaluates the guards in the order of the design', () => {
    for (const { source, event, guards: names } of table.edges)
      expect([source, event, names]).toStrictEqual([
        source,
        event,
        source === 'Running' ? (guardsOf[event] ?? []) : [],
      ]);
  });

  it('has the reasons of the edges, and none where the chart has none', () => {
    const reason = (state: RunInstance['state'], event: RunEvent['type'], of = table): unknown =>
      of.edge(state, event)?.description;
    const bare = compileAny({
      id: 'x',
      description: 'a chart may have one too',
      initial: 'Ready',
      states: { Ready: { on: { lease: { target: 'Leased' } } }, Leased: {} },
    });
    expect(reason('Ready', 'lease')).toBe(runChart.states.Ready.on.lease.description);
    expect(reason('Ready', 'lease', bare)).toBe('');
  });

  it('has no end but its own, whatever the name', () => {
    for (const name of ['NoSuchState', '__proto__', 'toString'])
      expect(table.isFinal(name as never)).toBe(false);
  });

  it('has no edge for names of the object prototype', () => {
    for (const name of ['__proto__', 'constructor', 'toString', ''])
      expect([
        table.edge('Ready', name as never),
        table.edge(name as never, 'promote'),
      ]).toStrictEqual([undefined, undefined]);
  });

  it('agrees with XState in every state, for every event and attempt condition', () => {
    expect(differences(table)).toStrictEqual([]);
  });
});

describe('a planted difference', () => {
  const { Running, Leased, Suspended, Ready } = runChart.states;
  const withStates = (change: object): unknown => ({
    ...runChart,
    states: { ...runChart.states, ...change },
  });
  const inRunning = (change: object): unknown =>
    withStates({ Running: { ...Running, on: { ...Running.on, ...change } } });

  it.each([
    ['another target', inRunning({ fail: { ...Running.on.fail, target: 'Completed' } })],
    ['a missing guard', inRunning({ retry: { target: 'RetryWait' } })],
    ['an extra guard', inRunning({ cancel: { ...Running.on.cancel, guard: 'noActiveAttempt' } })],
    [
      'one of two guards missing',
      inRunning({ 'attempt.start': { ...Running.on['attempt.start'], guard: 'noActiveAttempt' } }),
    ],
    [
      'the other of two guards missing',
      inRunning({
        'attempt.finish': { ...Running.on['attempt.finish'], guard: 'hasActiveAttempt' },
      }),
    ],
    ['a missing update', inRunning({ 'attempt.finish': { guard: 'ownsActiveAttempt' } })],
    ['a missing edge', withStates({ Leased: { ...Leased, on: { start: Leased.on.start } } })],
    [
      'an extra edge',
      withStates({ Ready: { ...Ready, on: { ...Ready.on, start: { target: 'Running' } } } }),
    ],
    ['a missing entry', withStates({ Suspended: { on: Suspended.on } })],
    ['half an entry missing', withStates({ Suspended: { ...Suspended, entry: 'clearAttempt' } })],
  ])('is seen: %s', (_, chart) => {
    expect(differences(compileAny(chart))).not.toStrictEqual([]);
  });
});

describe('the guards of an edge', () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'] as const;
  type Name = (typeof names)[number];
  interface Asked {
    readonly type: 'go';
    readonly refuse: ReadonlyArray<Name>;
  }
  const tests = Object.fromEntries(
    names.map((name) => [name, (_: unknown, { refuse }: Asked) => !refuse.includes(name)]),
  ) as Record<Name, (run: unknown, event: Asked) => boolean>;

  it.each([
    ['in the order of all', names],
    ['the first four of all', names.slice(0, 4)],
    ['the first five of all', names.slice(0, 5)],
    ['in another order', [...names].reverse()],
    ['the first four of all in another order', names.slice(0, 4).reverse()],
    ['one twice', ['b', 'a', 'b'] as const],
    ['only the fifth', ['e'] as const],
    ['only the last', ['f'] as const],
    ['none', []],
  ])('are evaluated in their order: %s', (_, of) => {
    const table = compile<{ readonly state: 'A' | 'B' }, Asked, Name, never>(
      {
        id: 'x',
        initial: 'A',
        states: {
          A: { on: { go: { target: 'B', guard: { type: 'all', params: { of } } } } },
          B: {},
        },
      },
      { guards: tests, updates: {}, inPlace: fieldByField() },
    );
    const edge = table.edge('A', 'go');
    if (edge === undefined) throw new Error('no edge');
    // Every set of guards that refuse.
    for (let set = 0; set < 2 ** names.length; set += 1) {
      const refuse = names.filter((__, i) => (set & (1 << i)) !== 0);
      const first = of.find((name) => refuse.includes(name));
      expect(table.refusedBy(edge, { state: 'A' }, { type: 'go', refuse })).toBe(first);
    }
  });
});

describe('a guard of untyped code', () => {
  const guards = { a: () => 1, b: () => 0, c: () => true, d: () => true, e: () => undefined };

  it.each([
    [['a'], undefined],
    [['a', 'b'], 'b'],
    [['e'], 'e'],
    [['a', 'e', 'b'], 'e'],
  ])('refuses by what counts as false, as in XState: of %j %p', (of, first) => {
    const guard = { type: 'all', params: { of } };
    const table = compile(
      { id: 'x', initial: 'A', states: { A: { on: { go: { guard } } } } } as never,
      { guards, updates: {}, inPlace: fieldByField() } as never,
    ) as unknown as Table;
    const edge = table.edge('A' as never, 'go' as never);
    if (edge === undefined) throw new Error('no edge');
    expect(table.refusedBy(edge, runIn('Ready'), { type: 'lease' })).toBe(first);
  });
});

describe('an unsupported feature', () => {
  const on = (edge: unknown): unknown => ({
    id: 'x',
    initial: 'A',
    states: { A: { on: { go: edge } }, B: {} },
  });
  const state = (config: object): unknown => ({
    id: 'x',
    initial: 'A',
    states: { A: config, B: {} },
  });

  it.each([
    ['always', state({ always: { target: 'B' } }), /state A.*'always'/],
    ['after', state({ after: { 1000: 'B' } }), /state A.*'after'/],
    ['invoke', state({ invoke: { src: 'x' } }), /state A.*'invoke'/],
    ['exit', state({ exit: 'clearAttempt' }), /state A.*'exit'/],
    ['onDone', state({ onDone: 'B' }), /state A.*'onDone'/],
    ['nested states', state({ initial: 'C', states: { C: {} } }), /state A.*'(initial|states)'/],
    ['parallel', state({ type: 'parallel' }), /state A.*parallel/],
    ['history', state({ type: 'history' }), /state A.*history/],
    ['a parallel chart', { ...runChart, type: 'parallel' }, /chart run.*'type'/],
    ['events of the whole chart', { ...runChart, on: {} }, /chart run.*'on'/],
    ['a context', { ...runChart, context: {} }, /chart run.*'context'/],
    ['a final state with events', state({ type: 'final', on: {} }), /state A.*final/],
    ['a list of candidates', on([{ target: 'B' }]), /state A, event go.*list/],
    ['a bare target', on('B'), /state A, event go.*bare target/],
    ['reenter', on({ target: 'A', reenter: true }), /state A, event go.*'reenter'/],
    ['an unknown key', on({ target: 'B', cond: 'x' }), /state A, event go.*'cond'/],
    ['an unknown target', on({ target: 'C' }), /state A, event go.*state 'C'/],
    [
      'a target named like a prototype member',
      on({ target: 'toString' }),
      /state A, event go.*'toString'/,
    ],
    ['a relative target', on({ target: '.B' }), /state A, event go.*'\.B'/],
    ['an unknown guard', on({ guard: 'x' }), /state A, event go.*guard 'x'/],
    [
      'a guard named like a prototype member',
      on({ guard: 'constructor' }),
      /state A, event go.*'constructor'/,
    ],
    [
      'an unknown guard of several',
      on({ guard: { type: 'all', params: { of: ['noActiveAttempt', 'x'] } } }),
      /state A, event go.*guard 'x'/,
    ],
    [
      'another combination of guards',
      on({ guard: { type: 'or', params: { of: [] } } }),
      /state A, event go.*'or'/,
    ],
    [
      'an unknown key of a guard',
      on({ guard: { type: 'all', params: { of: [] }, x: 1 } }),
      /state A, event go.*'x'/,
    ],
    ['an unknown update', on({ actions: 'x' }), /state A, event go.*update 'x'/],
    ['an unknown update of several', on({ actions: ['clearAttempt', 'x'] }), /update 'x'/],
    [
      'an unknown update on entry',
      { id: 'x', initial: 'A', states: { A: { on: { go: { target: 'B' } } }, B: { entry: 'x' } } },
      /update 'x'/,
    ],
    [
      'an unknown update in the entry of a state that no edge enters',
      state({ entry: 'x' }),
      /state A.*update 'x'/,
    ],
    ['a wildcard', state({ on: { '*': { target: 'B' } } }), /state A, event \*.*wildcard/],
    ['a partial wildcard', state({ on: { 'go.*': { target: 'B' } } }), /event go\.\*.*wildcard/],
    ['a list of targets', on({ target: ['B'] }), /state A, event go.*state 'B'/],
    ['a null edge', on(null), /state A, event go.*one object/],
    ['an undefined edge', on(undefined), /state A, event go.*one object/],
    ['an action that is a function', on({ actions: () => 1 }), /state A, event go.*update/],
    ['an action with parameters', on({ actions: { type: 'clearAttempt' } }), /event go.*update/],
    ['several guards, none named', on({ guard: { type: 'all' } }), /state A, event go.*'all'/],
    ['an unknown initial state', { ...runChart, initial: 'Nowhere' }, /chart run.*'Nowhere'/],
  ])('is refused by name: %s', (_, chart, message) => {
    expect(() => compileAny(chart)).toThrow(message);
    expect(() => compileAny(chart)).toThrow(TypeError);
  });

  it.each([
    [
      'a key of a chart',
      { ...runChart, x: 1 },
      "chart run: 'x' is not supported (only id, version, initial, states, description)",
    ],
    [
      'a key of a state',
      state({ x: 1 }),
      "state A: 'x' is not supported (only type, description, tags, entry, on)",
    ],
    [
      'a key of an edge',
      on({ x: 1 }),
      "state A, event go: 'x' is not supported (only target, guard, actions, description)",
    ],
    ['an initial state', { ...runChart, initial: 'x' }, "chart run: there is no initial state 'x'"],
  ])('is refused with what there is: %s', (_, chart, message) => {
    expect(() => compileAny(chart)).toThrow(new TypeError(`cannot compile the chart: ${message}`));
  });
});

// A chart with features that the run's chart does not use: several actions on one field, followed by entry actions.
describe('updates', () => {
  interface Box {
    readonly state: 'Open' | 'Shut';
    readonly n: number;
    readonly log: string;
    readonly note: string | undefined;
  }
  interface Turn {
    readonly type: 'turn' | 'stay';
    readonly by: number;
  }
  const fields = {
    add: {
      n: (own: number, { by }: Turn) => own + by,
      log: (own: string, { by }: Turn) => `${own} add ${String(by)}`,
    },
    double: { n: (own: number) => own * 2, log: (own: string) => `${own} double` },
    clear: { n: 0 },
    forget: { n: 1, note: undefined },
  };
  const chart = {
    id: 'box',
    initial: 'Open',
    states: {
      Open: {
        entry: 'double',
        on: {
          turn: { target: 'Shut', actions: ['add', 'double'] },
          stay: { actions: ['double', 'add', 'add'] },
        },
      },
      Shut: {
        entry: ['add', 'double', 'add'],
        on: {
          turn: { target: 'Open', actions: ['clear', 'add'] },
          stay: { target: 'Shut', actions: ['add', 'forget'] },
        },
      },
    },
  } as const;

  const assigns = (update: object) =>
    assign(({ context, event }: { context: Record<string, unknown>; event: Turn }) =>
      Object.fromEntries(
        Object.entries<unknown>(update as Record<string, unknown>).map(([key, value]) => [
          key,
          typeof value === 'function'
            ? (value as (own: unknown, e: Turn) => unknown)(context[key], event)
            : value,
        ]),
      ),
    );
  const machine = setup({
    types: { context: {} as Omit<Box, 'state'>, events: {} as Turn },
    actions: {
      add: assigns(fields.add) as never,
      double: assigns(fields.double) as never,
      clear: assigns(fields.clear) as never,
      forget: assigns(fields.forget) as never,
    },
  }).createMachine({ ...(chart as object), context: { n: 0, log: '', note: '' } } as never);
  const table = compile<Box, Turn, never, keyof typeof fields>(chart, {
    guards: {},
    updates: fields,
    inPlace: fieldByField(),
  });

  it.each(['Open', 'Shut'] as const)('in %s are applied in the order of XState', (state) => {
    for (const type of ['turn', 'stay'] as const) {
      const event = { type, by: 3 };
      const box = Object.freeze({ state, n: 5, log: '', note: 'said' });
      const snapshot = machine.resolveState({
        value: state,
        context: { n: 5, log: '', note: 'said' },
      });
      const [next] = transition(machine, snapshot, event as never);
      const edge = table.edge(state, type);
      expect(edge).toBeDefined();
      if (edge === undefined) return;
      expect(table.refusedBy(edge, box, event)).toBeUndefined();
      expect(table.follow(edge, box, event)).toStrictEqual({
        ...(next.context as object),
        state: next.value,
      });
      expect(box).toStrictEqual({ state, n: 5, log: '', note: 'said' });
    }
  });
});
