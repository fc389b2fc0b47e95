/** What a guard `stateIn` asks for: the same states as in XState, in whatever form they are named. */
import { describe, expect, it } from '@jest/globals';
import type { StateValue } from 'xstate';
import { createActor, createMachine, stateIn } from 'xstate';
import { guardText, statechartOf, transitionsOf } from '../../src/statechart/index.js';
import { nodesIn } from '../../src/statechart/stateIn.js';

/** A house whose keys have dots and backslashes, with a guard that asks for a state of it. */
const houseWith = (state: Parameters<typeof stateIn>[0]) =>
  createMachine({
    id: 'house',
    type: 'parallel',
    states: {
      door: {
        initial: 'shut',
        states: {
          shut: { id: 'closed' },
          'a.jar': { id: 'in.out', initial: 'x', states: { x: {}, 'y\\z': {} } },
        },
        on: {
          OPEN: '.a\\.jar',
          FAR: '.a\\.jar.y\\\\z',
        },
      },
      lamp: { initial: 'off', states: { off: {}, on: {} }, on: { LIGHT: '.on' } },
      probe: {
        initial: 'idle',
        states: { idle: { on: { ASK: { guard: stateIn(state), target: 'found' } } }, found: {} },
      },
    },
  });

const walks = [[], ['OPEN'], ['FAR'], ['LIGHT'], ['OPEN', 'LIGHT'], ['FAR', 'LIGHT']] as const;

describe.each<readonly [state: StateValue, text: string]>([
  ['#closed', 'in door.shut'],
  ['#in\\.out', 'in door.a.jar'],
  ['#in\\.out.x', 'in door.a.jar.x'],
  ['#in\\.out.y\\\\z', 'in door.a.jar.y\\z'],
  ['#house.lamp.on', 'in lamp.on'],
  ['#house', 'in #house'],
  ['door', 'in door'],
  ['door.shut', 'in door.shut'],
  [{ door: { 'a.jar': 'x' } }, 'in door.a.jar.x'],
  [{ door: 'shut', lamp: 'on' }, 'in door.shut and in lamp.on'],
])('stateIn(%j)', (state, text) => {
  const machine = houseWith(state);
  const { root } = statechartOf(machine);
  const guards = transitionsOf(root).flatMap(({ guard }) => guard ?? []);

  it(`reads ${text}`, () => {
    expect(guards.map((guard) => guardText(guard, root))).toStrictEqual([text]);
  });

  it.each(walks)('asks for the states that XState asks for, after %s %s', (...walk) => {
    const actor = createActor(machine).start();
    walk.forEach((type) => {
      actor.send({ type });
    });
    const { value, _nodes: active } = actor.getSnapshot();
    const ids = active.map(({ id }) => id);
    actor.send({ type: 'ASK' });
    const isFound = JSON.stringify(actor.getSnapshot().value) !== JSON.stringify(value);
    const asked = guards.flatMap((guard) =>
      guard.kind === 'stateIn' ? [nodesIn(root, guard.state)] : [],
    );
    const holds = asked.map((nodes) => nodes?.every(({ id }) => ids.includes(id)) ?? false);
    expect(holds).toStrictEqual([isFound]);
  });
});

describe('a guard', () => {
  it('that asks for several states is put in brackets within another', () => {
    const both = { kind: 'stateIn', state: '{"a":"x","b":"y"}' } as const;
    expect(guardText({ kind: 'not', of: [both] })).toBe('not (in a.x and in b.y)');
  });

  it('asks for nothing that is known if the chart does not have its state, or a key may be split', () => {
    const { root } = statechartOf(houseWith('#closed'));
    expect(
      [
        ...['#gone', '#closed.gone', 'door.gone', '{"gone":"x"}'],
        // XState splits keys with dots again, and says no to {} while the state is a key without an object.
        ...['door.a\\.jar', '{"door":"a\\\\.jar.x"}', '{"door":{}}'],
      ].map((state) => nodesIn(root, state)),
    ).toStrictEqual(Array(7).fill(undefined));
    expect(guardText({ kind: 'stateIn', state: '#gone' }, root)).toBe('in #gone');
  });
});
