/** SCION, an SCXML interpreter, enters the states that XState enters. */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import type { AnyStateMachine } from 'xstate';
import { createMachine, initialTransition, raise, transition } from 'xstate';
import { scxmlName } from '../../../src/diagram/scxml.js';
import { chartScxml, scxmlEvent } from '../../../src/picture/index.js';
import { statechartOf, transitionsOf } from '../../../src/statechart/index.js';
import { hostileMachine } from './hostileMachine.js';
import { arbitraryMachine } from './machines.js';

const script = `function guard(name) { return name === 'holds'; } function action() {} function delay() { return 0; }`;

type Snapshot = ReturnType<typeof initialTransition<AnyStateMachine>>[0];

interface Walk {
  readonly scxml: string;
  readonly events: ReadonlyArray<string>;
  /** The ids of the active nodes, at first and after each event. */
  readonly configurations: ReadonlyArray<ReadonlyArray<string>>;
}

const active = ({ _nodes }: Snapshot): ReadonlyArray<string> =>
  _nodes.map(({ id }) => scxmlName(id)).sort();

/** XState 5.33 sometimes enters a state and not its parent, when a history and its region are entered at once. */
const isSound = ({ _nodes }: Snapshot): boolean =>
  _nodes.every(({ parent }) => parent === undefined || _nodes.includes(parent));

/** Walks with the first of the events, as far as the machine runs; none if XState finds a loop. */
const walkOf = (machine: AnyStateMachine, picks: ReadonlyArray<number>): ReadonlyArray<Walk> => {
  const chart = statechartOf(machine);
  const types = [
    ...new Set([...transitionsOf(chart.root).map(({ eventType }) => eventType), 'unknown']),
  ].filter((type) => type !== '' && !type.includes('*') && !type.startsWith('xstate.done.state.'));
  const [first] = initialTransition(machine, undefined as never);
  const taken: Array<readonly [string, Snapshot]> = [];
  for (const pick of picks) {
    const before = taken.at(-1)?.[1] ?? first;
    if (before.status !== 'active') break;
    const type = types[pick % types.length] ?? '';
    const stepped = E.tryCatch(() => transition(machine, before, { type })[0], E.toError);
    // A machine that never comes to rest has no configuration to compare.
    if (E.isLeft(stepped)) break;
    const after = stepped.right;
    if (after.status !== 'active' || !isSound(after)) break;
    taken.push([type, after]);
  }
  if (first.status !== 'active' || !isSound(first)) return [];
  return [
    {
      scxml: chartScxml(chart, { script }),
      events: taken.map(([type]) => scxmlEvent(type)),
      configurations: [first, ...taken.map(([, after]) => after)].map(active),
    },
  ];
};

/** What SCION does. States that only the document has have a hyphen or a dollar sign in their ids. */
const scion = (walks: ReadonlyArray<Walk>): ReadonlyArray<Walk['configurations']> => {
  const answers = JSON.parse(
    execFileSync(process.execPath, [fileURLToPath(new URL('scion.mjs', import.meta.url))], {
      encoding: 'utf8',
      input: JSON.stringify(walks),
    }),
  ) as ReadonlyArray<ReadonlyArray<ReadonlyArray<string>>>;
  return answers.map((configurations) =>
    configurations.map((ids) => ids.filter((id) => !/[-$]/.test(id)).sort()),
  );
};

/** The root may be the document, which has no id. */
const withoutRoot = (walk: Walk['configurations'], root: string): Walk['configurations'] =>
  walk.map((ids) => ids.filter((id) => id !== root));

describe('SCXML', () => {
  it('goes where XState goes, in SCION', () => {
    // Always the same sample, which none of the faults of SCION 4.3.27 touches.
    const walks = fc
      .sample(fc.tuple(arbitraryMachine, fc.array(fc.nat(999), { minLength: 12, maxLength: 12 })), {
        numRuns: 80,
        seed: 1,
      })
      .flatMap(([machine, picks]) => walkOf(machine, picks));
    const answers = scion(walks);
    expect(walks.length).toBeGreaterThan(60);
    walks.forEach((walk, i) => {
      expect([walk.scxml, withoutRoot(answers[i] ?? [], 'm')]).toStrictEqual([
        walk.scxml,
        withoutRoot(walk.configurations, 'm'),
      ]);
    });
  });

  it.each([
    [
      'a transition of a parallel state is not taken if a region forbids the event',
      {
        type: 'parallel',
        on: { E: '.a.a1' },
        states: {
          a: { initial: 'a0', states: { a0: { on: { E: {} } }, a1: {} } },
          b: { initial: 'b0', states: { b0: {} } },
        },
      },
    ],
    [
      'a transition between regions leaves neither',
      {
        initial: 'p',
        states: {
          p: {
            type: 'parallel',
            states: {
              a: { initial: 'a0', states: { a0: { on: { E: '#m.p.b.b1' } } } },
              b: {
                initial: 'b0',
                states: { b0: {}, b1: { on: { E: '#m.p.b.h' } }, h: { type: 'history' } },
              },
            },
          },
        },
      },
    ],
    [
      'an event does not take the transition of a shorter name',
      { initial: 'x', states: { x: { on: { E: 'y', 'E.F': 'z' } }, y: {}, z: {} } },
    ],
    [
      'a longer wildcard comes before a shorter one, wherever they are declared',
      {
        initial: 'x',
        states: { x: { on: { '*': 'y', 'E.*': 'z' } }, y: { on: { E: 'x' } }, z: {} },
      },
    ],
    [
      'a raised event and an always are taken in the same step',
      {
        initial: 'x',
        states: {
          x: { on: { E: { target: 'y', actions: raise({ type: 'F' }) } } },
          y: { always: 'z' },
          z: { on: { F: 'w' } },
          w: { on: { E: 'x' } },
        },
      },
    ],
    [
      'a transition into its own source leaves only what is inside',
      {
        initial: 'p',
        states: {
          p: {
            entry: raise({ type: 'F' }),
            initial: 'a',
            on: { E: '.b' },
            states: { a: {}, b: { on: { F: 'c' } }, c: {} },
          },
        },
      },
    ],
    [
      'a transition that reenters its source leaves it',
      {
        initial: 'p',
        states: {
          p: {
            entry: raise({ type: 'F' }),
            initial: 'a',
            on: { E: { target: '.b', reenter: true } },
            states: { a: {}, b: { on: { F: 'c' } }, c: {} },
          },
        },
      },
    ],
  ])('%s', (_, config) => {
    const machine = createMachine({ id: 'm', ...config } as never);
    const walks = walkOf(machine, [0, 1, 2, 0, 0, 1]);
    expect(withoutRoot(scion(walks)[0] ?? [], 'm')).toStrictEqual(
      withoutRoot(walks[0]?.configurations ?? [], 'm'),
    );
  });

  it('takes any name', () => {
    const walks = walkOf(hostileMachine, [0, 1, 2, 3, 4, 5, 6]);
    const root = scxmlName(hostileMachine.id);
    expect(withoutRoot(scion(walks)[0] ?? [], root)).toStrictEqual(
      withoutRoot(walks[0]?.configurations ?? [], root),
    );
  });
});
