/** User-supplied machines: the systems that `explore` finds, the walks on them, and the machines that it refuses. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type { AnyStateMachine, EventFromLogic } from 'xstate';
import { assign, createActor, createMachine, raise, setup, spawnChild } from 'xstate';
import type { ExploreOptions, Lts } from '../../src/explore/index.js';
import { explore, tour, walks } from '../../src/explore/index.js';
import { right } from '../support/right.js';
import { doorLock } from './machines/doorLock.js';
import { fetcher } from './machines/fetcher.js';
import { trafficLight } from './machines/trafficLight.js';

/** Sends every walk of every criterion to an actor, and checks that each step is accepted or refused as the walk says. */
const expectWalksToHold = <Machine extends AnyStateMachine>(
  machine: Machine,
  lts: Lts<EventFromLogic<Machine>>,
): number => {
  const all = right(walks()(lts));
  const untyped: AnyStateMachine = machine;
  all.forEach(({ name, path }) => {
    const actor = createActor(untyped).start();
    path.forEach(({ input, label, accepted, outcome }) => {
      const can = actor.getSnapshot().can(input);
      actor.send(input);
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

describe('explore', () => {
  it('explores the traffic light with a key without its counter', () => {
    const lts = right(
      explore(trafficLight, {
        events: [{ type: 'next' }, { type: 'fault' }],
        key: ({ value }) => value,
      }),
    );
    expect(sorted(lts)).toStrictEqual([
      'Amber + fault -> Blinking',
      'Amber + next -> Red',
      'Blinking + next -> Red',
      'Green + fault -> Blinking',
      'Green + next -> Amber',
      'Red + fault -> Blinking',
      'Red + next -> Green',
    ]);
    expect(lts.abstracted[0]).toBe('Everything in the snapshot that the key leaves out.');
    expect(expectWalksToHold(trafficLight, lts)).toBeGreaterThan(40);
  });

  it('stops at the limit for an unbounded counter, and shows what grows', () => {
    const endless = explore(trafficLight, { events: [{ type: 'next' }], limit: 10 });
    expect(endless).toStrictEqual(
      E.left({
        _tag: 'TooManyStates',
        limit: 10,
        latest: ['Amber {"rounds":2}', 'Red {"rounds":3}', 'Green {"rounds":3}'],
      }),
    );
  });

  it('explores the fetcher with its tries, including the refused retry', () => {
    const lts = right(
      explore(fetcher, {
        events: [{ type: 'fetch' }, { type: 'resolve' }, { type: 'reject' }, { type: 'retry' }],
        key: ({ value, context }) => `${value} ${String(context.tries)}`,
      }),
    );
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
    expect(expectWalksToHold(fetcher, lts)).toBeGreaterThan(40);
    expect(tour(lts).paths).toHaveLength(4);
  });

  it('explores the lock by its whole context, with payloads of events', () => {
    const lts = right(
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
    expect(lts.states).toContain('Jammed {"entered":"","wrong":2}');
    expect(lts.states).toHaveLength(17);
    expect(lts.inputs).toContain('press {"digit":2}');
    const jammed = lts.transitions.find(
      ({ source, label }) => source.startsWith('Jammed') && label === 'press {"digit":1}',
    );
    expect(jammed?.accepted).toBe(false);
    expect(expectWalksToHold(doorLock, lts)).toBeGreaterThan(100);
  });

  it('is deterministic', () => {
    const once = () => right(explore(fetcher, { events: [{ type: 'fetch' }, { type: 'reject' }] }));
    expect(once()).toStrictEqual(once());
  });
});

describe('explore refuses', () => {
  const flat = (state: object, whole: object = {}): AnyStateMachine =>
    // SAFETY: a refused machine need not fit the types.
    createMachine({ id: 'm', initial: 'A', states: { A: state, B: {} }, ...whole } as never);
  const attempt = (
    machine: AnyStateMachine,
    options: Partial<ExploreOptions<AnyStateMachine>> = {},
  ) => explore(machine, { events: [{ type: 'E' }], ...options });

  it.each([
    [
      'nested states',
      flat({ initial: 'C', states: { C: {} } }),
      'the state A',
      'it is compound, and only flat machines are explored',
    ],
    [
      'a parallel state',
      flat({ type: 'parallel', states: { C: {} } }),
      'the state A',
      'it is parallel, and only flat machines are explored',
    ],
    [
      'parallel states',
      createMachine({ id: 'm', type: 'parallel', states: { A: {} } }),
      'the machine m',
      'its states are parallel',
    ],
    [
      'history',
      flat({}, { states: { A: {}, H: { type: 'history' } } }),
      'the state H',
      'it is history, and only flat machines are explored',
    ],
    ['an invoked actor', flat({ invoke: { src: 'x' } }), 'the state A', 'it invokes an actor'],
    ['a delay', flat({ after: { 10: 'B' } }), 'the state A', 'it has a delayed transition (after)'],
    [
      'an eventless transition',
      flat({ always: 'B' }),
      'the state A',
      'it has an eventless transition (always)',
    ],
    [
      'an invoked actor of the whole machine',
      flat({}, { invoke: { src: 'x' } }),
      'the machine m',
      'it invokes an actor',
    ],
    ['no states', createMachine({ id: 'm' }), 'the machine m', 'it has no states'],
    [
      'a spawned actor',
      flat({ on: { E: { actions: spawnChild(createMachine({})) } } }),
      'A + E',
      'its action xstate.spawnChild takes effect later or elsewhere',
    ],
    [
      'an event that is raised later',
      flat({ on: { E: { actions: raise({ type: 'E' }, { delay: 5 }) } } }),
      'A + E',
      'its action xstate.raise takes effect later or elsewhere',
    ],
  ])('%s', (_, machine, where, what) => {
    expect(attempt(machine)).toStrictEqual(E.left({ _tag: 'UnsupportedMachine', where, what }));
  });

  it('a guard that throws, with the place', () => {
    const machine = flat({
      on: {
        E: {
          target: 'B',
          guard: () => {
            throw new Error('boom');
          },
        },
      },
    });
    const result = attempt(machine);
    expect(result).toMatchObject(E.left({ _tag: 'MachineThrew', where: 'A + E' }));
    expect(E.isLeft(result) && 'message' in result.left && result.left.message).toMatch('boom');
  });

  it('two events with the same label', () => {
    expect(attempt(flat({}), { events: [{ type: 'E' }, { type: 'E' }] })).toStrictEqual(
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
        answers: ['Loading -> Loading', 'refused (refused)'],
      }),
    );
  });

  it('no event that is raised without a delay', () => {
    const machine = setup({ types: { context: {} as { n: number } } }).createMachine({
      context: { n: 0 },
      initial: 'A',
      states: {
        A: {
          on: {
            E: { actions: raise({ type: 'F' }) },
            F: { target: 'B', actions: assign({ n: 1 }) },
          },
        },
        B: {},
      },
    });
    const lts = right(explore(machine, { events: [{ type: 'E' }] }));
    expect(lts.states).toStrictEqual(['A {"n":0}', 'B {"n":1}']);
  });
});

describe('explore refuses by name', () => {
  const child = createMachine({ initial: 'a', states: { a: {} } });
  const events = [{ type: 'go' }] as const;
  const contextOf = (context: () => Record<string, unknown>): AnyStateMachine =>
    createMachine({ context, initial: 'A', states: { A: { on: { go: 'B' } }, B: {} } });

  it('an actor spawned in assign', () => {
    const machine = setup({ actors: { child } }).createMachine({
      context: { ref: undefined },
      initial: 'A',
      states: {
        A: { on: { go: { target: 'B', actions: assign({ ref: ({ spawn }) => spawn('child') }) } } },
        B: {},
      },
    });
    expect(explore(machine, { events, key: ({ value }) => value })).toMatchObject(
      E.left({
        _tag: 'UnsupportedMachine',
        where: 'A + go',
        what: expect.stringContaining('spawns an actor'),
      }),
    );
  });

  it('an actor spawned in the first context', () => {
    const machine = setup({ actors: { child } }).createMachine({
      context: ({ spawn }) => ({ ref: spawn('child') }),
      initial: 'A',
      states: { A: {} },
    });
    expect(explore(machine, { events, key: ({ value }) => value })).toMatchObject(
      E.left({
        _tag: 'UnsupportedMachine',
        where: 'its beginning',
        what: expect.stringContaining('spawns an actor'),
      }),
    );
  });

  it.each([
    ['a function', () => ({ f: () => 1 }), 'a function at /f'],
    ['a symbol', () => ({ s: Symbol('s') }), 'a symbol at /s'],
    ['an instance of a class', () => ({ url: new URL('a:b') }), 'an instance of URL at /url'],
    ['a promise', () => ({ a: [Promise.resolve()] }), 'an instance of Promise at /a/0'],
  ] as const)('%s in the context, unless there is a key', (_, context, what) => {
    expect(explore(contextOf(context), { events })).toMatchObject(
      E.left({ _tag: 'UnsupportedMachine', what: expect.stringContaining(what) }),
    );
    const keyed = explore(contextOf(context), { events, key: ({ value }) => String(value) });
    expect(right(keyed).states).toStrictEqual(['A', 'B']);
  });

  it('an event whose data no label can name, and throws for none', () => {
    const machine = contextOf(() => ({}));
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const refused = (data: object) => explore(machine, { events: [{ type: 'go', ...data }] });
    expect(refused({ f: () => 1 })).toMatchObject(
      E.left({
        _tag: 'UnsupportedEvent',
        type: 'go',
        what: expect.stringContaining('a function at /f'),
      }),
    );
    expect(refused({ cycle })).toMatchObject(E.left({ _tag: 'UnsupportedEvent' }));
    const throwing = {
      get data(): never {
        throw new Error('no');
      },
    };
    // A spread would read the getter here.
    const hostile = explore(machine, { events: [Object.assign(throwing, { type: 'go' })] });
    expect(hostile).toMatchObject(E.left({ _tag: 'MachineThrew', message: 'no' }));
    expect(right(refused({ n: 5n, nan: NaN })).inputs).toStrictEqual(['go {"n":5n,"nan":NaN}']);
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
  ])('a machine that reads %s', (_, read) => {
    const machine = setup({ types: { context: {} as { at: number } } }).createMachine({
      context: { at: 0 },
      initial: 'A',
      states: { A: { on: { go: { target: 'B', actions: assign({ at: read }) } } }, B: {} },
    });
    expect(explore(machine, { events })).toMatchObject(E.left({ _tag: 'NotDeterministic' }));
    expect(E.isRight(explore(machine, { events, key: ({ value }) => value }))).toBe(true);
  });

  it('no clock after it: the real ones are back, even if the machine throws', () => {
    const globals = () => [
      Date,
      ...(
        [
          [Math, 'random'],
          [performance, 'now'],
        ] as const
      ).map(([owner, key]) => Object.getOwnPropertyDescriptor(owner, key)),
    ];
    const before = globals();
    const machine = contextOf(() => {
      throw new Error('no');
    });
    expect(explore(machine, { events })).toMatchObject(E.left({ _tag: 'MachineThrew' }));
    expect(
      E.isRight(
        explore(
          contextOf(() => ({ at: new Date(0) })),
          { events },
        ),
      ),
    ).toBe(true);
    expect(globals()).toStrictEqual(before);
  });

  it('a machine that draws random numbers until one is new, without waiting forever', () => {
    const draw = (known: ReadonlyArray<number>): number => {
      const drawn = Math.random();
      return known.includes(drawn) ? draw(known) : drawn;
    };
    const machine = contextOf(() => {
      const first = draw([]);
      return { first, second: draw([first]) };
    });
    expect(explore(machine, { events })).toMatchObject(E.left({ _tag: 'NotDeterministic' }));
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
    const lts = right(explore(machine, { events: [{ type: 'go' }] }));
    expect(lts.states).toHaveLength(2);
  });
});
