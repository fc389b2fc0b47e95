/** What the inspector says of an event, against what XState did: on random machines and random walks. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { createActor, createMachine, getNextTransitions, stateIn } from 'xstate';
import { makeChartIndex } from '../../../src/inspector/apps/ChartIndex.js';
import { judge, judgeTaken } from '../../../src/inspector/apps/judge.js';
import type { StateValue } from '../../../src/inspector/apps/StateValue.js';
import { statechartOf } from '../../../src/statechart/fromMachine.js';
import { matchesDescriptor } from '../../../src/statechart/matchesDescriptor.js';

// --------------------------------------------------------------------------------------------------- random machines

const EVENTS = ['A', 'B', 'C', 'A.x'] as const;
const GUARDS = ['never', 'always', 'odd', 'even'] as const;

interface Candidate {
  readonly target: number | undefined;
  readonly guard: (typeof GUARDS)[number] | undefined;
  readonly acts: boolean;
}

interface Shape {
  readonly parallel: boolean;
  readonly on: ReadonlyArray<readonly [string, ReadonlyArray<Candidate> | undefined]>;
  readonly children: ReadonlyArray<Shape>;
}

const candidate: fc.Arbitrary<Candidate> = fc.record({
  target: fc.option(fc.nat(3), { nil: undefined }),
  guard: fc.option(fc.constantFrom(...GUARDS), { nil: undefined }),
  acts: fc.boolean(),
});

const shape = fc.letrec<{ readonly node: Shape }>((tie) => ({
  node: fc.record({
    parallel: fc.boolean(),
    on: fc.uniqueArray(
      fc.tuple(
        fc.constantFrom(...EVENTS, 'A.*', '*'),
        fc.option(fc.array(candidate, { minLength: 1, maxLength: 3 }), { nil: undefined }),
      ),
      { maxLength: 3, selector: ([type]) => type },
    ),
    children: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      fc.constant([]),
      fc.array(tie('node'), { minLength: 2, maxLength: 3 }),
    ),
  }),
})).node;

const configOf = ({ parallel, on, children }: Shape, siblings: number): object => ({
  on: Object.fromEntries(
    on.map(([type, candidates]) => [
      type,
      candidates?.map(({ target, guard, acts }) => ({
        ...(target === undefined || siblings === 0
          ? {}
          : { target: `s${String(target % siblings)}` }),
        ...(guard === undefined ? {} : { guard }),
        ...(acts ? { actions: 'act' } : {}),
      })),
    ]),
  ),
  ...(children.length === 0
    ? {}
    : {
        ...(parallel ? { type: 'parallel' } : { initial: 's0' }),
        states: Object.fromEntries(
          // XState refuses a transition between regions.
          children.map((child, i) => [
            `s${String(i)}`,
            configOf(child, parallel ? 0 : children.length),
          ]),
        ),
      }),
});

/** A machine whose guards depend on how many events there were. */
const machineOf = (root: Shape): AnyStateMachine => {
  // SAFETY: the shape of a config, which XState checks.
  return createMachine(configOf(root, 0) as Parameters<typeof createMachine>[0], {
    guards: {
      never: () => false,
      always: () => true,
      odd: ({ event }) => event['n'] % 2 === 1,
      even: ({ event }) => event['n'] % 2 === 0,
    },
    actions: {
      act: () => undefined,
    },
  });
};

const valueOf = (snapshot: AnyMachineSnapshot): StateValue => snapshot.value as StateValue;

/** The truth: the transitions that XState selects, by the ids that the chart gives them. */
const selected = (
  snapshot: AnyMachineSnapshot,
  event: { readonly type: string },
): ReadonlyArray<string> => {
  const machine: AnyStateMachine = snapshot.machine;
  return machine.getTransitionData(snapshot, event).map((transition) => {
    const { source } = transition;
    const own = [...source.transitions.values()].flat();
    return `${source.id}:${String(own.indexOf(transition))}`;
  });
};

const walk = fc.tuple(
  shape.filter(({ children }) => children.length > 0),
  fc.array(fc.constantFrom(...EVENTS), { minLength: 1, maxLength: 12 }),
);

/** Calls `check` for each event of a walk, with the snapshots around it. */
const onWalk = (
  [root, types]: readonly [Shape, ReadonlyArray<string>],
  check: (
    index: ReturnType<typeof makeChartIndex>,
    event: { readonly type: string; readonly n: number },
    before: AnyMachineSnapshot,
    after: AnyMachineSnapshot,
  ) => void,
): void => {
  const machine = machineOf(root);
  const index = makeChartIndex('', statechartOf(machine));
  const actor = createActor(machine).start();
  types.forEach((type, n) => {
    const before = actor.getSnapshot();
    const event = { type, n };
    actor.send(event);
    check(index, event, before, actor.getSnapshot());
  });
};

describe('with the transitions that were taken', () => {
  test('an event is refused if and only if XState selects nothing, and for the right reason', () => {
    fc.assert(
      fc.property(walk, (drawn) => {
        onWalk(drawn, (index, event, before) => {
          const taken = selected(before, event);
          const { outcome } = judgeTaken(
            index,
            index.configurationOf(valueOf(before)),
            event.type,
            taken,
          );
          const isKnown = getNextTransitions(before).some(({ eventType }) =>
            matchesDescriptor(event.type, String(eventType)),
          );
          if (taken.length === 0) expect(outcome).toBe(isKnown ? 'guarded' : 'unhandled');
          else expect(outcome).toBe(before.can(event) ? 'taken' : 'forbidden');
        });
      }),
    );
  });
});

describe('without them', () => {
  test('what is said for sure is true', () => {
    fc.assert(
      fc.property(walk, (drawn) => {
        onWalk(drawn, (index, event, before, after) => {
          const [from, to] = [before, after].map((snapshot) =>
            index.configurationOf(valueOf(snapshot)),
          );
          if (from === undefined || to === undefined) throw new Error('no configuration');
          const { outcome, taken } = judge(index, event.type, {
            before: from,
            after: to,
            isVisible: from !== to,
          });
          const truth = selected(before, event);
          switch (outcome) {
            case 'unhandled':
            case 'guarded':
              expect(truth).toStrictEqual([]);
              break;
            case 'forbidden':
              expect(truth).not.toStrictEqual([]);
              expect(before.can(event)).toBe(false);
              break;
            case 'taken':
              expect(before.can(event)).toBe(true);
              break;
            case 'ignored':
            case 'unknown':
              break;
          }
          if (taken.length > 0) expect(truth).toStrictEqual(expect.arrayContaining([...taken]));
        });
      }),
    );
  });

  const machine = createMachine({
    initial: 'a',
    states: {
      a: {
        on: {
          GO: { target: 'b', guard: 'named' },
          LOOP: { target: 'a', guard: 'named' },
          ACT: { actions: 'act' },
          MAYBE: { guard: () => true, actions: 'act' },
          THROUGH: { target: 'c', guard: 'named' },
          NO: undefined,
        },
      },
      b: {},
      c: { always: 'a' },
    },
  });
  const index = makeChartIndex('', statechartOf(machine));
  const a = index.configurationOf('a');

  test.each([
    ['GO', 'guarded', 'it would be seen'],
    ['LOOP', 'unknown', 'it may have been entered again'],
    ['ACT', 'taken', 'it has no guard'],
    ['MAYBE', 'unknown', 'the guard is a function'],
    ['THROUGH', 'unknown', 'it may have come back'],
    ['NO', 'forbidden', 'it is declared'],
    ['OTHER', 'unhandled', 'there is no transition'],
    ['xstate.done.actor.x', 'ignored', 'nobody sent it'],
  ])('%s without a visible effect: %s, as %s', (type, outcome) => {
    expect(judge(index, type, { before: a, after: a, isVisible: false }).outcome).toBe(outcome);
  });

  test.each([
    ['#far.b', 'guarded', 'GO leads to b, which would be seen'],
    ['#far.a', 'taken', 'that state is active'],
    ['#dotted\\.id', 'taken', 'that state is active'],
    ['{"p":"b"}', 'guarded', 'another state is active'],
    ['p.gone', 'unknown', 'there is no such state'],
  ])('a guard that asks for %s: %s, as %s', (state, outcome) => {
    const on = { GO: { target: 'c', guard: stateIn(state.startsWith('{') ? { p: 'b' } : state) } };
    const chart = statechartOf(
      createMachine({
        initial: 'p',
        states: {
          p: { id: 'far', initial: 'a', states: { a: { id: 'dotted.id' }, b: {} }, on },
          c: { always: 'p' },
        },
      }),
    );
    const asking = makeChartIndex('', chart);
    const inA = asking.configurationOf({ p: 'a' });
    const effect = { before: inA, after: inA, isVisible: false };
    expect(judge(asking, 'GO', effect).outcome).toBe(outcome);
  });

  test('a definition that was cut off does not tell that an event is unhandled', () => {
    const cut = makeChartIndex('', {
      ...index.chart,
      omissions: [{ path: 'states.a', why: 'cut' }],
    });
    const effect = { before: a, after: a, isVisible: false };
    expect(judge(cut, 'OTHER', effect).outcome).toBe('unknown');
  });
});
