/** The machine of a lifecycle, for what the order of the examples has not: edges with several guards. */
import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { initialTransition, transition } from 'xstate';
import { makeLifecycle } from '../../src/lifecycle/index.js';
import { makeLifecycleMachine } from '../../src/lifecycle/machine.js';

interface Gate {
  readonly state: 'Closed' | 'Open';
  readonly hasTicket: boolean;
  readonly height: number;
}

type GateEvent =
  { readonly type: 'pass' | 'lift' } | { readonly type: 'pay'; readonly coins: number };

const several = <const Names extends ReadonlyArray<string>>(...of: Names) =>
  ({ type: 'all', params: { of } }) as const;

const chart = {
  id: 'gate',
  initial: 'Closed',
  states: {
    Closed: {
      on: {
        pass: { target: 'Open', guard: several('hasTicket', 'isTall') },
        pay: { target: 'Open', guard: several('isTall', 'isEnough') },
        lift: { target: 'Open', guard: 'all' },
      },
    },
    Open: {},
  },
} as const;

type Fields = Omit<Gate, 'state'>;

const guards = {
  hasTicket: ({ hasTicket }: Fields) => hasTicket,
  isTall: ({ height }: Fields) => height > 100,
  isEnough: (_: Fields, event: GateEvent) => event.type === 'pay' && event.coins > 2,
  all: ({ hasTicket, height }: Fields) => hasTicket || height > 100,
};

const { decide } = makeLifecycle<Gate, GateEvent>()({
  chart,
  guards,
  updates: {},
  examples: { pay: () => ({ type: 'pay', coins: 3 }) },
});

const first: Gate = { state: 'Closed', hasTicket: false, height: 0 };
const machine = makeLifecycleMachine<Gate, GateEvent>({ chart, guards, updates: {}, first });

const gates = [true, false].flatMap((hasTicket) =>
  [50, 150].map((height): Gate => ({ state: 'Closed', hasTicket, height })),
);

describe('the machine of a lifecycle', () => {
  it.each<[GateEvent, ReadonlyArray<boolean>]>([
    [{ type: 'pass' }, [false, true, false, false]],
    [{ type: 'pay', coins: 3 }, [false, true, false, true]],
    [{ type: 'pay', coins: 2 }, [false, false, false, false]],
    // Its guard is named as what evaluates several.
    [{ type: 'lift' }, [true, true, false, true]],
  ])('takes an edge if all its guards hold, as decide does: %j', (event, taken) => {
    expect(
      gates.map((gate) => {
        const [closed] = initialTransition(machine, gate);
        return transition(machine, closed, event)[0].value === 'Open';
      }),
    ).toStrictEqual(taken);
    expect(gates.map((gate) => E.isRight(decide(event)(gate)))).toStrictEqual(taken);
  });

  it('does not take an edge of which a guard is missing', () => {
    const { hasTicket, all } = guards;
    const lacking = makeLifecycleMachine<Gate, GateEvent>({
      chart,
      guards: { hasTicket, all },
      updates: {},
      first,
    });
    const [closed] = initialTransition(lacking, { ...first, hasTicket: true, height: 150 });
    expect(closed.can({ type: 'pass' })).toBe(false);
    expect(closed.can({ type: 'lift' })).toBe(true);
  });

  it('starts with the first entity if it gets no other', () => {
    const [{ value, context }] = initialTransition(machine);
    expect({ state: value, ...context }).toStrictEqual(first);
  });
});
