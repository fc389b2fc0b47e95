/** The systems that `explore` finds, the walks on them, and what it leaves out. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { AnyStateMachine, EventFromLogic } from 'xstate';
import {
  assign,
  cancel,
  createActor,
  createMachine,
  emit,
  raise,
  sendParent,
  sendTo,
  setup,
  spawnChild,
} from 'xstate';
import type {
  Exploration,
  ExploreOptions,
  LeftOut,
  Lts,
  MachineInput,
} from '../../src/explore/index.js';
import { explore, tour, walks } from '../../src/explore/index.js';
import { right } from '../support/right.js';
import { doorLock } from './machines/doorLock.js';
import { fetcher } from './machines/fetcher.js';
import { trafficLight } from './machines/trafficLight.js';

/** Sends every walk of every criterion to an actor, and checks that each step is accepted or refused as the walk says. */
const expectWalksToHold = <Machine extends AnyStateMachine>(
  machine: Machine,
  { lts }: Exploration<EventFromLogic<Machine>>,
): number => {
  const all = right(walks()(lts));
  const untyped: AnyStateMachine = machine;
  all.forEach(({ name, path }) => {
    const actor = createActor(untyped).start();
    path.forEach(({ input, label, accepted, outcome }) => {
      if (input.kind !== 'event') throw new Error('a machine that only takes events');
      const can = actor.getSnapshot().can(input.event);
      actor.send(input.event);
      expect([name, label, can]).toStrictEqual([name, label, accepted]);
      if (accepted)
        expect([name, label, actor.getSnapshot().value]).toStrictEqual([name, label, outcome]);
    });
  });
  return all.length;
};

const sorted = (lts: Lts<unknown>): ReadonlyArray<string> =>
  lts.transitions
    .filter(({ accepted }) => accepted)
    .map(({ source, label, target }) => `${source} + ${label} -> ${target}`)
    .toSorted();

/** The part that is left out and why, of each that is. */
const leftOutOf = (
  machine: AnyStateMachine,
  options: Partial<ExploreOptions<AnyStateMachine>> = {},
): ReadonlyArray<LeftOut> =>
  right(explore(machine, { events: [{ type: 'go' }], ...options })).leftOut;

const ltsOf = (
  machine: AnyStateMachine,
  options: Partial<ExploreOptions<AnyStateMachine>> = {},
): Lts<MachineInput> => right(explore(machine, { events: [{ type: 'go' }], ...options })).lts;

/** A machine with a first state and a state B. */
const flat = (state: object, whole: object = {}): AnyStateMachine =>
  // SAFETY: a machine of a test need not fit the types.
  createMachine({ id: 'm', initial: 'A', states: { A: state, B: {} }, ...whole } as never);

describe('explore', () => {
  it('explores the traffic light with a key without its counter', () => {
    const exploration = right(
      explore(trafficLight, {
        events: [{ type: 'next' }, { type: 'fault' }],
        key: ({ value }) => value,
      }),
    );
    expect(sorted(exploration.lts)).toStrictEqual([
      'Amber + fault -> Blinking',
      'Amber + next -> Red',
      'Blinking + next -> Red',
      'Green + fault -> Blinking',
      'Green + next -> Amber',
      'Red + fault -> Blinking',
      'Red + next -> Green',
    ]);
    expect(exploration.lts.abstracted[0]).toBe(
      'Everything in the snapshot that the key leaves out.',
    );
    expect(expectWalksToHold(trafficLight, exploration)).toBeGreaterThan(40);
  });

  it('explores a few contexts of each state if a counter has no bound, and says what grows', () => {
    const { lts, leftOut } = right(
      explore(trafficLight, { events: [{ type: 'next' }], limit: 20 }),
    );
    expect(lts.states.slice(0, 4)).toStrictEqual([
      'Red {rounds: 0}',
      'Green {rounds: 0}',
      'Amber {rounds: 0}',
      'Red {rounds: 1}',
    ]);
    expect(lts.states.length).toBeLessThanOrEqual(21);
    expect(leftOut).toStrictEqual([
      {
        part: 'further values of context.rounds',
        why: expect.stringMatching(
          /^there are more states than the limit, so \d contexts of each state/,
        ),
      },
    ]);
  });

  it('explores the fetcher with its tries, including the refused retry', () => {
    const exploration = right(
      explore(fetcher, {
        events: [{ type: 'fetch' }, { type: 'resolve' }, { type: 'reject' }, { type: 'retry' }],
        key: ({ value, context }) => `${value} ${String(context.tries)}`,
      }),
    );
    const { lts } = exploration;
    expect(sorted(lts)).toStrictEqual([
      'Failure 1 + retry -> Loading 2',
      'Failure 2 + retry -> Loading 3',
      'Idle 0 + fetch -> Loading 1',
      'Loading 1 + reject -> Failure 1',
      'Loading 1 + resolve -> Success 1',
      'Loading 2 + reject -> Failure 2',
      'Loading 2 + resolve -> Success 2',
      'Loading 3 + reject -> Failure 3',
      'Loading 3 + resolve -> Success 3',
    ]);
    const last = lts.transitions.find(
      ({ source, label }) => source === 'Failure 3' && label === 'retry',
    );
    expect(last).toMatchObject({ accepted: false, outcome: 'refused', target: 'Failure 3' });
    expect(expectWalksToHold(fetcher, exploration)).toBeGreaterThan(40);
    expect(tour(lts).paths).toHaveLength(4);
  });

  it('explores the lock by its whole context, with payloads of events', () => {
    const exploration = right(
      explore(doorLock, {
        events: [
          { type: 'press', digit: 1 },
          { type: 'press', digit: 2 },
          { type: 'open' },
          { type: 'close' },
          { type: 'reset' },
        ],
      }),
    );
    const { lts } = exploration;
    expect(lts.states).toContain('Jammed');
    expect(lts.states).toHaveLength(17);
    expect(lts.inputs).toContain('press {"digit":2}');
    const jammed = lts.transitions.find(
      ({ source, label }) => source.startsWith('Jammed') && label === 'press {"digit":1}',
    );
    expect(jammed?.accepted).toBe(false);
    expect(expectWalksToHold(doorLock, exploration)).toBeGreaterThan(100);
  });

  it('is deterministic', () => {
    const once = () => right(explore(fetcher, { events: [{ type: 'fetch' }, { type: 'reject' }] }));
    expect(once().lts).toStrictEqual(once().lts);
  });

  it('sends each type of event that the chart names, if none is given, and says so', () => {
    const machine = flat({ on: { 'key.*': 'B', go: 'B', '*': 'B' } });
    const { lts, leftOut } = right(explore(machine));
    expect(lts.inputs).toStrictEqual(['key.anything', 'go', 'anything']);
    expect(leftOut.map(({ part }) => part)).toStrictEqual([
      'the payloads of events',
      'the events that match key.*',
      'the events that match *',
    ]);
  });
});

describe('explore takes', () => {
  it('an event that is raised at once within one step', () => {
    const machine = flat({ on: { go: { actions: raise({ type: 'next' }) }, next: 'B' } });
    const { lts, steps } = right(explore(machine, { events: [{ type: 'go' }] }));
    expect(sorted(lts)).toStrictEqual(['A + go -> B']);
    expect([...steps.values()][0]).toMatchObject({ taken: ['m.A:0', 'm.A:1'], entered: ['m.B'] });
  });

  it('eventless transitions, each microstep of them', () => {
    const machine = flat(
      { on: { go: 'C' } },
      { states: { A: { on: { go: 'C' } }, C: { always: 'D' }, D: { always: 'B' }, B: {} } },
    );
    const { lts, steps } = right(explore(machine, { events: [{ type: 'go' }] }));
    expect(lts.states).toStrictEqual(['A', 'B']);
    expect([...steps.values()][0]).toMatchObject({
      taken: ['m.A:0', 'm.C:0', 'm.D:0'],
      entered: ['m.C', 'm.D', 'm.B'],
    });
  });

  it('timers in the order in which they are due, each with the time that is left', () => {
    const machine = createMachine({
      type: 'parallel',
      states: {
        slow: { initial: 'a', states: { a: { after: { 500: 'b' } }, b: {} } },
        fast: { initial: 'a', states: { a: { after: { 200: 'b' } }, b: {} } },
      },
    });
    expect(sorted(ltsOf(machine))).toStrictEqual([
      'slow.a | fast.a + after 200 ms -> slow.a | fast.b',
      'slow.a | fast.b + after 300 ms -> slow.b | fast.b',
    ]);
  });

  it('a timer that is canceled, or forgotten because another has its id', () => {
    const later = (id: string) => raise({ type: 'late' }, { delay: 10, id });
    const canceled = flat({ entry: [later('x'), cancel('x')], on: { late: 'B' } });
    expect(ltsOf(canceled).transitions.filter(({ accepted }) => accepted)).toStrictEqual([]);
    const forgotten = flat({ entry: [later('x'), later('x'), cancel('x')], on: { late: 'B' } });
    expect(sorted(ltsOf(forgotten))).toStrictEqual(['A + after 10 ms -> B']);
  });

  it('what a machine sends itself after its step, and later', () => {
    const self = ({ self: own }: { readonly self: object }) => own;
    const now = flat({
      on: { go: { actions: sendTo(self as never, { type: 'next' } as never) }, next: 'B' },
    });
    expect(sorted(ltsOf(now))).toStrictEqual(['A + go -> B']);
    const later = flat({
      on: {
        go: { actions: sendTo(self as never, { type: 'next' } as never, { delay: 5 }) },
        next: 'B',
      },
    });
    // Each event starts one more timer, without end.
    expect(sorted(ltsOf(later, { limit: 20 }))).toContain('A (5 ms left) + after 5 ms -> B');
  });

  it('history, shallow and deep, remembered as a part of the state', () => {
    const machine = createMachine({
      initial: 'on',
      states: {
        on: {
          initial: 'x',
          on: { go: 'off' },
          states: { x: { on: { next: 'y' } }, y: {}, H: { type: 'history' } },
        },
        off: { on: { go: 'on.H' } },
      },
    });
    const { lts, steps } = right(explore(machine, { events: [{ type: 'go' }, { type: 'next' }] }));
    expect(lts.states.filter((name) => name.startsWith('off'))).toStrictEqual([
      'off (remembers on.x)',
      'off (remembers on.y)',
    ]);
    expect([...steps.values()].flatMap(({ taken }) => taken)).not.toContain('(machine).on.H:0');
  });

  it('the default of a history node, if nothing is remembered', () => {
    const machine = createMachine({
      id: 'm',
      initial: 'off',
      states: {
        on: { initial: 'x', states: { x: {}, y: {}, H: { type: 'history', target: 'y' } } },
        off: { on: { go: 'on.H' } },
      },
    });
    const { lts, steps } = right(explore(machine));
    expect(sorted(lts)).toStrictEqual(['off + go -> on.y']);
    expect([...steps.values()].flatMap(({ taken }) => taken)).toStrictEqual([
      'm.off:0',
      'm.on.H:0',
    ]);
  });

  it('the outcomes of an invoked actor, only while it lives', () => {
    const machine = flat(
      { invoke: { src: 'load', onDone: 'B', onError: 'C' } },
      {
        states: { A: { invoke: { src: 'load', onDone: 'B', onError: 'C' } }, B: {}, C: {} },
      },
    );
    const lts = ltsOf(machine, { outcomes: { load: { done: [1], error: ['no'] } } });
    expect(sorted(lts)).toStrictEqual(['A + load done 1 -> B', 'A + load error "no" -> C']);
    expect(
      lts.transitions.filter(({ source }) => source !== 'A').map(({ label }) => label),
    ).toStrictEqual(['go', 'go']);
  });

  it('an actor that is done once, and whose machine stays', () => {
    const machine = flat({ entry: spawnChild('load', { id: 'one' }) });
    const lts = ltsOf(machine, { outcomes: { one: { done: [1] } } });
    expect(sorted(lts)).toStrictEqual(['A (one) + one done 1 -> A (one ended)']);
  });

  it('an error of an actor that nobody handles as the end of the machine', () => {
    const machine = flat({ invoke: { src: 'load' } });
    const lts = ltsOf(machine, { outcomes: { load: { error: ['no'] } } });
    expect(sorted(lts)).toStrictEqual(['A + load error "no" -> A (error)']);
  });

  it('the snapshots and events of an actor', () => {
    const machine = createMachine({
      context: { seen: 0 },
      invoke: {
        src: 'meter',
        onSnapshot: {
          actions: assign({
            seen: ({ event }) => (event['snapshot'] as { context?: number }).context ?? 0,
          }),
        },
      },
      on: { stop: '.B' },
      initial: 'A',
      states: { A: {}, B: {} },
    } as never);
    const lts = ltsOf(machine, {
      outcomes: { meter: { snapshots: [{ context: 7 }], events: [{ type: 'stop' }] } },
    });
    expect(sorted(lts)).toContain('A {seen: 0} + meter shows {"context":7} -> A {seen: 7}');
    expect(sorted(lts)).toContain('A {seen: 7} + meter sends stop -> B {seen: 7}');
  });

  it('actors that are spawned into the context, by numbers if they have no ids', () => {
    const machine = setup({ actors: { child: createMachine({}) } }).createMachine({
      context: { refs: [] as ReadonlyArray<unknown> },
      initial: 'A',
      states: {
        A: {
          on: {
            go: {
              guard: ({ context }) => (context['refs'] as ReadonlyArray<unknown>).length < 2,
              actions: assign({
                refs: ({ context, spawn }) => [
                  ...(context['refs'] as ReadonlyArray<unknown>),
                  spawn('child'),
                ],
              }),
            },
          },
        },
      },
    });
    const { lts, leftOut } = right(explore(machine));
    expect(lts.states).toStrictEqual([
      'A {refs: []}',
      'A {refs: [actor(child#1)]} (child#1)',
      'A {refs: [actor(child#1),actor(child#2)]} (child#1, child#2)',
    ]);
    expect(leftOut.map(({ part }) => part)).toContain('the actor child');
  });

  it('a machine that sends events to its parent', () => {
    const machine = flat({ on: { go: { target: 'B', actions: sendParent({ type: 'gone' }) } } });
    expect(sorted(ltsOf(machine))).toStrictEqual(['A + go -> B']);
  });

  it('emitted events', () => {
    const machine = flat({ on: { go: { target: 'B', actions: emit({ type: 'gone' }) } } });
    const { steps } = right(explore(machine, { events: [{ type: 'go' }] }));
    expect([...steps.values()][0]?.emitted).toStrictEqual([{ type: 'gone' }]);
  });

  it('guards with their outcomes, of candidates in order, combined ones as a whole', () => {
    const machine = flat({
      on: {
        go: [
          { target: 'A', guard: () => false },
          { target: 'B', guard: () => true },
          { target: 'A', guard: () => true },
        ],
      },
    });
    const { steps } = right(explore(machine, { events: [{ type: 'go' }] }));
    expect([...steps.values()][0]?.guards).toStrictEqual([
      { transition: 'm.A:0', outcome: false },
      { transition: 'm.A:1', outcome: true },
    ]);
  });

  it('forbidden events as refused ones', () => {
    const machine = flat({ on: { go: {} } }, { on: { go: '.B' } });
    const { lts, steps } = right(explore(machine, { events: [{ type: 'go' }] }));
    expect(lts.transitions.find(({ source }) => source === 'A')?.accepted).toBe(false);
    expect([...steps.values()][0]).toMatchObject({ taken: [], forbidden: ['m.A:0'] });
  });

  it('the transition that preempts another one alone', () => {
    const machine = createMachine({
      id: 'm',
      type: 'parallel',
      states: {
        p: { initial: 'a', states: { a: { on: { go: '#done' } } } },
        q: { initial: 'a', states: { a: { on: { go: '#done' } } } },
        r: { initial: 'a', states: { a: {}, b: { id: 'done' } } },
      },
    });
    const { steps } = right(explore(machine));
    expect([...steps.values()][0]?.taken).toStrictEqual(['m.p.a:0']);
  });
});

describe('explore leaves out by name, and goes on', () => {
  it('a step in which a guard throws', () => {
    const machine = flat({
      on: {
        go: {
          target: 'B',
          guard: () => {
            throw new Error('boom');
          },
        },
        next: 'B',
      },
    });
    const { lts, leftOut } = right(explore(machine));
    expect(sorted(lts)).toStrictEqual(['A + next -> B']);
    expect(leftOut).toContainEqual({
      part: 'A + go',
      why: expect.stringMatching(/^the guard of m\.A:0 throws: .*boom/s),
    });
  });

  it('a guard that nobody has provided', () => {
    const machine = flat({ on: { go: { target: 'B', guard: 'isReady' } } });
    expect(leftOutOf(machine)).toStrictEqual([
      { part: 'A + go', why: expect.stringContaining("Guard 'isReady' is not implemented") },
    ]);
  });

  it('a machine that never comes to rest', () => {
    const machine = flat(
      { on: { go: 'C' } },
      { states: { A: { on: { go: 'C' } }, C: { always: 'D' }, D: { always: 'C' } } },
    );
    expect(leftOutOf(machine)).toStrictEqual([
      { part: 'A + go', why: expect.stringContaining('it never comes to rest') },
    ]);
  });

  it('a guard that tosses a coin', () => {
    const machine = flat({ on: { go: { target: 'B', guard: () => Math.random() < 0.5 } } });
    expect(leftOutOf(machine)).toStrictEqual([
      {
        part: 'A + go',
        why: expect.stringContaining('so it depends on more than its events (m.A:0)'),
      },
    ]);
  });

  it('members of the context that differ each time, by their paths', () => {
    let ids = 0;
    const machine = flat(
      {
        on: {
          go: {
            guard: ({
              context,
            }: {
              readonly context: { readonly todos: ReadonlyArray<unknown> };
            }) => context.todos.length < 2,
            actions: assign({
              todos: ({
                context,
              }: {
                readonly context: { readonly todos: ReadonlyArray<unknown> };
              }) => [...context.todos, { id: (ids += 1), text: 'x' }],
            }),
          },
        },
      },
      { context: { todos: [] } },
    );
    expect(leftOutOf(machine)).toStrictEqual([
      { part: 'context.todos.*.id', why: expect.stringContaining('it differs each time') },
    ]);
    expect(ltsOf(machine).states).toHaveLength(3);
  });

  it.each([
    ['the clock', () => Date.now()],
    ['the clock in seconds', () => Math.floor(Date.now() / 1000)],
    ['the weekday', () => new Date().getUTCDay()],
    ['the year', () => new Date().getUTCFullYear()],
    ['whether it is morning', () => (new Date().getUTCHours() < 12 ? 1 : 0)],
    ['a text of the date', () => Date().length + Date().charCodeAt(0)],
    ['whether a day has passed', () => (-Date.now() + Date.now() > 86_400_000 ? 1 : 0)],
    ['a clock that only moves forward', () => Math.round(performance.now() / 3_600_000)],
    ['random numbers', () => Math.random()],
    ['a coin', () => (Math.random() < 0.5 ? 1 : 0)],
    ['a die', () => Math.ceil(Math.random() * 6)],
    ['random ids', () => crypto.randomUUID()],
  ])('what it reads of %s', (_, read) => {
    const machine = flat(
      { on: { go: { target: 'B', actions: assign({ at: read }) } } },
      { context: { at: 0 } },
    );
    expect(leftOutOf(machine)).toStrictEqual([
      { part: 'context.at', why: expect.stringContaining('it differs each time') },
    ]);
    expect(leftOutOf(machine, { key: ({ value }) => String(value) })).toStrictEqual([]);
  });

  it('a context that is changed in place, of which each step gets a copy', () => {
    const machine = flat(
      {
        on: {
          go: {
            guard: ({ context }: { readonly context: { readonly list: ReadonlyArray<number> } }) =>
              context.list.length < 3,
            actions: assign(
              ({ context }: { readonly context: { readonly list: Array<number> } }) => {
                context.list.push(1);
                return context;
              },
            ),
          },
        },
      },
      { context: { list: [] } },
    );
    expect(ltsOf(machine).states).toStrictEqual([
      'A {list: []}',
      'A {list: [1]}',
      'A {list: [1,1]}',
      'A {list: [1,1,1]}',
    ]);
    expect(leftOutOf(machine).map(({ part }) => part)).toStrictEqual([
      'the sharing of the context',
    ]);
    expect(createActor(machine).start().getSnapshot().context).toStrictEqual({ list: [] });
  });

  it.each([
    ['a function', () => ({ f: () => 1 }), 'context.f', 'a function'],
    ['a symbol', () => ({ s: Symbol('s') }), 'context.s', 'a symbol'],
    [
      'an instance of a class',
      () => ({ a: new AbortController() }),
      'context.a',
      'an instance of AbortController',
    ],
    ['a promise', () => ({ a: [Promise.resolve()] }), 'context.a.0', 'an instance of Promise'],
  ] as const)('what %s in the context holds', (_, context, part, what) => {
    const machine = flat({ on: { go: 'B' } }, { context });
    expect(leftOutOf(machine)).toStrictEqual([
      { part: `what ${part} holds`, why: expect.stringContaining(what) },
    ]);
    expect(ltsOf(machine).states).toStrictEqual(['A', 'B']);
  });
});

describe('explore refuses', () => {
  it('a machine that throws at its beginning', () => {
    const machine = flat(
      {},
      {
        context: () => {
          throw new Error('no');
        },
      },
    );
    expect(explore(machine)).toStrictEqual(
      E.left({ _tag: 'MachineThrew', where: 'its beginning', message: 'no' }),
    );
  });

  it('a key that throws', () => {
    const key = (): never => {
      throw new Error('no');
    };
    expect(explore(flat({}), { key })).toStrictEqual(
      E.left({ _tag: 'MachineThrew', where: 'an option', message: 'no' }),
    );
  });

  it('two events with the same label', () => {
    expect(explore(flat({}), { events: [{ type: 'E' }, { type: 'E' }] })).toStrictEqual(
      E.left({ _tag: 'SameEvent', label: 'E' }),
    );
  });

  it('a key that hides what a guard reads', () => {
    const events = [
      { type: 'fetch' as const },
      { type: 'reject' as const },
      { type: 'retry' as const },
    ];
    expect(explore(fetcher, { events, key: ({ value }) => value })).toStrictEqual(
      E.left({
        _tag: 'KeyTooCoarse',
        key: 'Failure',
        input: 'retry',
        answers: ['-> Loading', 'refused'],
      }),
    );
  });

  it('no clock after it: the real ones are back, even if the machine throws', () => {
    const globals = () => [
      Date,
      ...(
        [
          [Math, 'random'],
          [performance, 'now'],
          [crypto, 'randomUUID'],
        ] as const
      ).map(([owner, key]) => Object.getOwnPropertyDescriptor(owner, key)),
    ];
    const before = globals();
    expect(E.isLeft(explore(flat({ entry: assign(() => JSON.parse('') as never) })))).toBe(true);
    expect(E.isRight(explore(flat({})))).toBe(true);
    expect(globals()).toStrictEqual(before);
  });
  it('a machine that draws random numbers until one is new, without waiting forever', () => {
    const draw = (known: ReadonlyArray<number>): number => {
      const drawn = Math.random();
      return known.includes(drawn) ? draw(known) : drawn;
    };
    const machine = flat(
      {},
      {
        context: () => {
          const first = draw([]);
          return { first, second: draw([first]) };
        },
      },
    );
    expect(leftOutOf(machine).map(({ part }) => part)).toStrictEqual([
      'context.first',
      'context.second',
    ]);
  });
});

describe('the default key tells apart', () => {
  it.each([
    [
      'maps',
      () => ({ seen: new Map<string, number>() }),
      (seen: unknown) => new Map(seen as Map<string, number>).set('a', 1),
    ],
    [
      'sets',
      () => ({ seen: new Set<number>() }),
      (seen: unknown) => new Set(seen as Set<number>).add(1),
    ],
    ['NaN and null', () => ({ seen: null }), () => NaN],
    ['undefined and null', () => ({ seen: null }), () => undefined],
    ['0 and -0', () => ({ seen: 0 }), () => -0],
    ['a number and a big integer', () => ({ seen: 1 }), () => 1n],
    ['dates and texts', () => ({ seen: new Date(0).toISOString() }), () => new Date(0)],
  ] as const)('%s', (_, context, next: (seen: unknown) => unknown) => {
    const machine = setup({ types: { context: {} as { seen: unknown } } }).createMachine({
      context,
      initial: 'A',
      states: {
        A: { on: { go: { actions: assign({ seen: (args) => next(args.context.seen) }) } } },
      },
    });
    const lts = right(explore(machine, { events: [{ type: 'go' }] })).lts;
    expect(lts.states).toHaveLength(2);
  });
});
