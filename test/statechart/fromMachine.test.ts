/** What XState made of a config, as data: every shape of guards, actions, targets and triggers. */
import { describe, expect, it } from '@jest/globals';
import {
  and,
  assign,
  cancel,
  createMachine,
  emit,
  enqueueActions,
  forwardTo,
  fromPromise,
  log,
  not,
  or,
  raise,
  sendParent,
  sendTo,
  setup,
  spawnChild,
  stateIn,
  stopChild,
} from 'xstate';
import { statechartOf } from '../../src/statechart/fromMachine.js';
import type { ChartNode, ChartTransition } from '../../src/statechart/Statechart.js';
import { guardText, nodesOf, triggerText } from '../../src/statechart/Statechart.js';

// Some configs here are wrong on purpose, or newer than the types of the oldest XState.
const chartOf = (config: unknown): ReadonlyArray<ChartNode> =>
  nodesOf(statechartOf(createMachine(config as Parameters<typeof createMachine>[0])).root);

const transitionsIn = (config: unknown): ReadonlyArray<ChartTransition> =>
  chartOf(config).flatMap(({ transitions }) => transitions);

describe('guards', () => {
  const isPaid = (): boolean => true;
  const guardsOf = (...guards: ReadonlyArray<unknown>): ReadonlyArray<string> =>
    transitionsIn({ on: { GO: guards.map((guard) => ({ guard, actions: 'x' })) } }).map(
      ({ guard }) => (guard === undefined ? 'none' : guardText(guard)),
    );

  it('are shown by their names and what they combine', () => {
    expect(
      guardsOf(
        'isOpen',
        { type: 'isOpen' },
        isPaid,
        () => true,
        and(['a', or(['b', not('c')])]),
        not(and(['a', () => true])),
        stateIn('#review'),
        stateIn({ form: 'valid' }),
        undefined,
      ),
    ).toStrictEqual([
      'isOpen',
      'isOpen',
      'isPaid',
      'inline',
      'a and (b or not c)',
      'not (a and inline)',
      'in #review',
      'in form.valid',
      'none',
    ]);
  });

  it('are recognized when a minifier renamed their functions', () => {
    const renamed = [and(['a', 'b']), or(['a', 'b']), not('a')].map((guard) =>
      Object.defineProperty(guard, 'name', { value: 'e' }),
    );
    expect(guardsOf(...renamed)).toStrictEqual(['a and b', 'a or b', 'not a']);
  });

  it('keep parameters that are data', () => {
    const [first, second] = transitionsIn({
      on: {
        GO: [
          { guard: { type: 'over', params: { min: 3, format: () => '' } }, actions: 'x' },
          { guard: { type: 'over', params: () => 3 }, actions: 'x' },
        ],
      },
    });
    expect(first?.guard).toStrictEqual({ kind: 'named', name: 'over', params: { min: 3 } });
    expect(second?.guard).toStrictEqual({ kind: 'named', name: 'over' });
  });
});

describe('actions', () => {
  it('are shown by what they do', () => {
    const track = (): void => undefined;
    const [root] = chartOf({
      entry: [
        'notify',
        { type: 'notify', params: { to: 'me' } },
        track,
        () => undefined,
        assign({ count: 1, total: () => 2 }),
        assign(() => ({})),
        raise({ type: 'NEXT' }),
        raise({ type: 'LATER' }, { delay: 500, id: 'later' }),
        raise(() => ({ type: 'X' }), { delay: () => 5 }),
        sendTo('child', { type: 'PING' }),
        sendTo(
          ({ self }) => self,
          () => ({ type: 'X' }),
        ),
        sendParent({ type: 'UP' }),
        forwardTo('child'),
        cancel('later'),
        spawnChild('worker', { id: 'w' }),
        stopChild('w'),
        emit({ type: 'told' }),
        log('hello'),
        log(({ event }) => event, 'event'),
        enqueueActions(() => undefined),
      ],
    });
    expect(root?.entry).toStrictEqual([
      { kind: 'named', name: 'notify' },
      { kind: 'named', name: 'notify', params: { to: 'me' } },
      { kind: 'inline', name: 'track' },
      { kind: 'inline', name: '' },
      ...[
        'assign(count, total)',
        'assign',
        'raise(NEXT)',
        'raise(LATER, after 500 ms)',
        'raise(inline, after inline)',
        'sendTo(child, PING)',
        'sendTo(inline, inline)',
        'sendTo(parent, UP)',
        'sendTo(child, inline)',
        'cancel(later)',
        'spawnChild(worker)',
        'stopChild(w)',
        'emit(told)',
        'log(hello)',
        'log(event)',
        'enqueueActions',
      ].map((name) => ({ kind: 'builtin', name })),
    ]);
  });
});

describe('transitions', () => {
  const rowsOf = (config: unknown): ReadonlyArray<string> =>
    transitionsIn(config).map(
      ({ source, trigger, targets, reenter, isForbidden }) =>
        `${source} ${triggerText(trigger)}${reenter ? ' reenter' : ''}${isForbidden ? ' forbidden' : ''} -> ${targets.join(', ')}`,
    );

  it('have the targets that XState finds', () => {
    expect(
      rowsOf({
        id: 'm',
        initial: 'a',
        on: { ROOT: '.b', HOME: '#home' },
        states: {
          a: {
            initial: 'x',
            on: {
              SIBLING: 'b',
              CHILD: '.y',
              DEEP: 'b.q',
              PATH: '#m.b.q',
              SELF: { target: 'a', reenter: true },
              STAY: { actions: 'z' },
              NO: {},
              NEVER: undefined,
            },
            states: { x: {}, y: {} },
          },
          b: { id: 'home', initial: 'q', states: { q: { id: 'a.b' } } },
          'c.d': { on: { BACK: '#a\\.b', ALSO: 'c\\.d' } },
        },
      }),
    ).toStrictEqual([
      'm ROOT -> home',
      'm HOME -> home',
      'm.a SIBLING -> home',
      'm.a CHILD -> m.a.y',
      'm.a DEEP -> a.b',
      'm.a PATH -> a.b',
      'm.a SELF reenter -> m.a',
      'm.a STAY -> ',
      'm.a NO forbidden -> ',
      'm.a NEVER forbidden -> ',
      'm.c.d BACK -> a.b',
      'm.c.d ALSO -> m.c.d',
    ]);
  });

  it('of after have their delays, and a bare text in a list is no target', () => {
    const config = {
      id: 'm',
      initial: 'a',
      states: {
        a: { after: { 500: 'b', slow: [{ target: 'b', guard: 'g' }, { target: 'a' }], 9: ['b'] } },
        b: {},
      },
    };
    expect(rowsOf(config)).toStrictEqual([
      'm.a after 9 ms -> ',
      'm.a after 500 ms -> m.b',
      'm.a after slow -> m.b',
      'm.a after slow -> m.a',
    ]);
    expect(chartOf(config).flatMap(({ entry, exit }) => [...entry, ...exit])).toStrictEqual([]);
  });

  it('of actors and final states name what they wait for', () => {
    const rows = rowsOf({
      id: 'm',
      type: 'parallel',
      onDone: { actions: 'end' },
      states: {
        a: {
          invoke: [
            {
              src: 'load',
              onDone: '.z',
              onError: [{ target: '.z', guard: 'g' }, { target: '.y' }],
            },
            { src: fromPromise(() => Promise.resolve(1)), id: 'own', onSnapshot: { actions: 'x' } },
          ],
          onDone: { actions: 'x' },
          initial: 'y',
          states: { y: {}, z: { type: 'final' } },
        },
      },
    });
    expect(rows).toStrictEqual([
      'm done -> ',
      'm.a done -> ',
      'm.a done: load -> m.a.z',
      'm.a error: load -> m.a.z',
      'm.a error: load -> m.a.y',
      'm.a snapshot: own -> ',
    ]);
  });

  it('of a history state go to its default', () => {
    expect(
      rowsOf({
        id: 'm',
        initial: 'p',
        states: {
          p: {
            initial: 'x',
            states: {
              x: {},
              y: { initial: 'y1', states: { y1: {} } },
              h: { type: 'history', target: 'y.y1' },
              far: { type: 'history', history: 'deep', target: '#away' },
              none: { history: true },
            },
          },
          q: { id: 'away' },
        },
      }),
    ).toStrictEqual(['m.p.h always -> m.p.y.y1', 'm.p.far always -> away']);
  });

  it('of a history state go to its default, whose keys may have dots', () => {
    expect(
      rowsOf({
        id: 'm',
        initial: 'p.q',
        states: {
          'p.q': {
            initial: 'a.b',
            states: {
              'a.b': { initial: 'c.d', states: { 'c.d': {}, e: {} } },
              h: { type: 'history', target: 'a\\.b.e' },
              odd: { type: 'history', target: '#m.p\\.q.a\\.b.c\\.d' },
            },
          },
        },
      }),
    ).toStrictEqual(['m.p.q.h always -> m.p.q.a.b.e', 'm.p.q.odd always -> m.p.q.a.b.c.d']);
  });

  it('to several targets keep them all', () => {
    expect(
      rowsOf({
        id: 'm',
        type: 'parallel',
        on: { BOTH: { target: ['.a.x', '.b.y'] } },
        states: {
          a: { initial: 'w', states: { w: {}, x: {} } },
          b: { initial: 'w', states: { w: {}, y: {} } },
        },
      }),
    ).toStrictEqual(['m BOTH -> m.a.x, m.b.y']);
  });
});

describe('nodes', () => {
  it('have kinds, tags, descriptions, outputs and invocations', () => {
    const machine = setup({
      actors: { load: fromPromise(() => Promise.resolve(1)) },
    }).createMachine({
      id: 'm',
      initial: 'a',
      output: { sum: 1 },
      states: {
        a: {
          tags: ['busy', 'shown'],
          description: 'works',
          invoke: { src: 'load', systemId: 's' },
        },
        b: { type: 'final', output: () => 1 },
        h: { type: 'history', history: 'deep' },
      },
    });
    const { root } = statechartOf(machine);
    expect(root.output).toStrictEqual({ kind: 'data', value: { sum: 1 } });
    expect(
      root.children.map(({ key, kind, history, tags, description, output, invokes }) => ({
        ...{ key, kind, history, tags, description, output, invokes },
      })),
    ).toStrictEqual([
      {
        ...{ key: 'a', kind: 'atomic', history: undefined, tags: ['busy', 'shown'] },
        ...{ description: 'works', output: undefined },
        invokes: [{ id: '0.m.a', src: 'load', systemId: 's' }],
      },
      {
        ...{ key: 'b', kind: 'final', history: undefined, tags: [], description: '' },
        ...{ output: { kind: 'inline' }, invokes: [] },
      },
      {
        ...{ key: 'h', kind: 'history', history: 'deep', tags: [], description: '' },
        ...{ output: undefined, invokes: [] },
      },
    ]);
  });

  it('keep of meta what is data', () => {
    const loop: Record<string, unknown> = { name: 'loop' };
    loop['self'] = loop;
    const thrower = Object.defineProperty({ ok: 1 }, 'bad', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    });
    const [root] = chartOf({
      meta: {
        loop,
        thrower,
        list: [1, () => 2, NaN],
        when: new Date(0),
        big: Array.from({ length: 100_000 }, (_, i) => i),
      },
    });
    const { big, ...rest } = root?.meta as { readonly big: ReadonlyArray<number> };
    expect(rest).toStrictEqual({
      loop: { name: 'loop' },
      thrower: { ok: 1 },
      list: [1, null, null],
      when: '1970-01-01T00:00:00.000Z',
    });
    expect(big.length).toBeLessThan(10_001);
    expect(JSON.parse(JSON.stringify(root))).toStrictEqual(root);
  });

  it('may be one alone', () => {
    expect(chartOf({}).map(({ id, kind }) => [id, kind])).toStrictEqual([['(machine)', 'atomic']]);
  });
});
