/** What paths cover of a machine, and the reason that is given for each thing that they do not. */
import { describe, expect, it } from '@jest/globals';
import type { AnyStateMachine } from 'xstate';
import { assign, setup } from 'xstate';
import type { Exploration, MachineCriterionName } from '../../src/explore/index.js';
import { coverageOf, explore, walks } from '../../src/explore/index.js';
import { right } from '../support/right.js';

const till = setup({
  types: {
    context: {} as { readonly coins: number },
    events: {} as { type: 'coin' } | { type: 'pay' } | { type: 'call' } | { type: 'refund' },
  },
  guards: {
    isEnough: ({ context }) => context.coins >= 2,
    isMillionaire: ({ context }) => context.coins > 1_000_000,
    hasRoom: ({ context }) => context.coins < 3,
  },
  actions: { add: assign({ coins: ({ context }) => context.coins + 1 }) },
}).createMachine({
  id: 'till',
  context: { coins: 0 },
  initial: 'open',
  on: { refund: '.closed' },
  states: {
    open: {
      on: {
        coin: { guard: 'hasRoom', actions: 'add' },
        pay: [
          { target: 'rich', guard: 'isMillionaire' },
          { target: 'paid', guard: 'isEnough' },
        ],
        call: 'calling',
        refund: {},
      },
    },
    calling: { invoke: { src: 'clerk', onDone: 'open', onError: 'closed' } },
    rich: { on: { coin: 'open' } },
    paid: { always: 'closed' },
    closed: { type: 'final' },
  },
} as never);

const exploration: Exploration = right(
  explore(
    till as unknown as AnyStateMachine,
    {
      events: [{ type: 'coin' }, { type: 'pay' }, { type: 'call' }, { type: 'refund' }],
    } as never,
  ),
) as never;

const covered = (...criteria: ReadonlyArray<MachineCriterionName>) =>
  coverageOf(right(walks({ criteria })(exploration)).map(({ path }) => path))(exploration);

describe('coverageOf', () => {
  it('covers every input that is refused with the criterion refusals, and with no other', () => {
    const refused = exploration.lts.transitions.filter(({ accepted }) => !accepted);
    const { refusals } = covered('refusals');
    expect(refusals).toStrictEqual({
      covered: refused.length,
      total: refused.length,
      uncovered: [],
    });
    const none = covered('transitions').refusals;
    expect(none.covered).toBe(0);
    expect(none.uncovered).toStrictEqual(
      refused.map(({ source, label }) => ({
        what: `${source} + ${label}`,
        why: 'these paths do not send it there',
      })),
    );
    expect(none.uncovered.map(({ what }) => what)).toContain('open {coins: 0} + pay');
  });

  it('covers with all transitions of the system all that can be covered, and tells why not the rest', () => {
    const { nodes, transitions, guards, configurations } = covered('transitions', 'refusals');
    expect(configurations.uncovered).toStrictEqual([]);
    expect(nodes.uncovered).toStrictEqual([{ what: 'till.rich', why: 'no input leads to it' }]);
    expect(transitions.uncovered).toStrictEqual([
      {
        what: 'till.open: pay [isMillionaire] -> till.rich',
        why: 'its guard isMillionaire is never true for the given inputs',
      },
      {
        what: 'till.calling: done: clerk -> till.open',
        why: 'no outcomes were given for the actor clerk',
      },
      {
        what: 'till.calling: error: clerk -> till.closed',
        why: 'no outcomes were given for the actor clerk',
      },
      { what: 'till.rich: coin -> till.open', why: 'till.rich is never entered' },
    ]);
    expect(guards.uncovered).toStrictEqual([
      {
        what: 'till.open: pay [isMillionaire] -> till.rich is true',
        why: 'it is never true for the given inputs',
      },
    ]);
  });

  it('counts a microstep, and the transition that forbids an event', () => {
    const { transitions } = covered('edges');
    const missing = transitions.uncovered.map(({ what }) => what);
    expect(missing).not.toContain('till.paid: always -> till.closed');
    expect(missing).not.toContain('till.open: refund');
    expect(transitions.covered).toBe(transitions.total - 4);
  });

  it('tells what these paths leave out', () => {
    const none = coverageOf([])(exploration);
    expect(none.nodes.uncovered).toContainEqual({
      what: 'till.calling',
      why: 'these paths do not enter it',
    });
    expect(none.guards.covered).toBe(0);
    expect(none.configurations.covered).toBe(1);
    expect(none.pairs.covered).toBe(0);
  });

  it('covers every pair by the criterion of pairs, and both outcomes of each guard by that of guards', () => {
    expect(covered('transition-pairs').pairs.uncovered).toStrictEqual([]);
    expect(covered('guards').guards.uncovered).toHaveLength(1);
    expect(covered('states').configurations.uncovered).toStrictEqual([]);
  });
});

describe('walks', () => {
  it('refuse the criteria that need an exploration for a mere system', () => {
    expect(walks({ criteria: ['edges'] })(exploration.lts)).toMatchObject({
      left: { _tag: 'UnknownCriterion', name: 'edges' },
    });
  });
});
