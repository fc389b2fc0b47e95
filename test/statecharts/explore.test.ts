/**
 * XState's own `transition` takes random walks through what was explored, and is in the same configuration after every step. Nothing
 * of how machines are explored is used here: timers are kept by hand. With ten times as many
 * cases (`npm run test:long`) each walk has 10,000 steps.
 */
import { describe, expect, it } from '@jest/globals';
import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { initialTransition, transition } from 'xstate';
import type { Exploration, MachineInput } from '../../src/explore/index.js';
import { actorsOf } from '../../src/explore/index.js';
import { leaving } from '../../src/graph/Lts.js';
import { randomOf } from '../../src/graph/Random.js';
import { transitionsOf } from '../../src/statechart/index.js';
import { tries } from '../support/arbitraries.js';
import { explored } from './explored.js';
import { corpus } from './index.js';

const STEPS = tries(1000).numRuns;
/** The length of a walk before it begins again. */
const MAX_LENGTH = 50;

interface Timer {
  readonly id: string | undefined;
  readonly event: AnyEventObject;
  readonly at: number;
}

/** An action that `transition` leaves to the caller. */
interface Action {
  readonly type: string;
  readonly params?: unknown;
}

const paramOf = (action: Action, name: string): unknown =>
  typeof action.params === 'object' && action.params !== null
    ? Reflect.get(action.params, name)
    : undefined;

/** A value as text; all actors are alike. */
const textOf = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => {
    if (inner === undefined) return 'undefined!';
    return typeof inner === 'object' && inner !== null && 'sessionId' in inner ? 'actor!' : inner;
  });

/** A run of `transition`, with the timers that it asks for. */
const walkOf = (
  machine: AnyStateMachine,
  exploration: Exploration,
  input: unknown,
): { readonly snapshot: () => AnyMachineSnapshot; readonly take: (one: MachineInput) => void } => {
  const names = actorsOf(exploration.chart);
  let now = 0;
  let timers: ReadonlyArray<Timer> = [];
  const follow = (actions: ReadonlyArray<Action>): void => {
    for (const action of actions) {
      const id = paramOf(action, 'id');
      const delay = paramOf(action, 'delay');
      if (action.type === 'xstate.cancel')
        timers = timers.filter((timer) => timer.id !== paramOf(action, 'sendId'));
      if (action.type === 'xstate.raise' && typeof delay === 'number')
        timers = [
          ...timers,
          {
            id: typeof id === 'string' ? id : undefined,
            // SAFETY: XState raises events.
            event: paramOf(action, 'event') as AnyEventObject,
            at: now + delay,
          },
        ];
    }
  };
  const [begun, first] = initialTransition(machine, input);
  let snapshot: AnyMachineSnapshot = begun;
  follow(first);
  const send = (event: AnyEventObject): void => {
    const [next, actions] = transition(machine, snapshot, event);
    snapshot = next;
    follow(actions);
  };
  const idOf = (name: string): string =>
    names(snapshot).find((one) => one.name === name)?.ref.id ?? `no actor ${name}`;
  return {
    snapshot: () => snapshot,
    take: (one) => {
      switch (one.kind) {
        case 'event':
        case 'actorEvent':
          send(one.event);
          return;
        case 'done': {
          const id = idOf(one.actor);
          send({ type: `xstate.done.actor.${id}`, output: one.output, actorId: id });
          return;
        }
        case 'error': {
          const id = idOf(one.actor);
          send({ type: `xstate.error.actor.${id}`, error: one.error, actorId: id });
          return;
        }
        case 'snapshot':
          send({ type: `xstate.snapshot.${idOf(one.actor)}`, snapshot: one.snapshot });
          return;
        case 'time': {
          now += one.ms;
          for (;;) {
            const [due] = timers.filter(({ at }) => at <= now).sort((a, b) => a.at - b.at);
            if (due === undefined) return;
            timers = timers.filter((timer) => timer !== due);
            send(due.event);
          }
        }
      }
    },
  };
};

const all = corpus.map((entry) => ({ ...entry, exploration: explored(entry) }));

/** A watched actor shows its first snapshot as it starts, and `transition` starts none: only a real actor can tell. */
const isWatching = ({ exploration }: (typeof all)[number]): boolean =>
  transitionsOf(exploration.chart.root).some(({ trigger }) => trigger.kind === 'invokeSnapshot');

it('explores every machine of the corpus, and leaves nothing out', () => {
  expect(
    all.flatMap(({ name, exploration: { leftOut } }) => leftOut.map((part) => ({ name, ...part }))),
  ).toStrictEqual([]);
});

it('compares at least 54 machines', () => {
  expect(all.filter((one) => !isWatching(one)).length).toBeGreaterThanOrEqual(54);
});

describe.each(all.filter((one) => !isWatching(one)))('$name', (entry) => {
  it(`is where transition is, at ${String(STEPS)} random steps`, () => {
    const { exploration, input, key, machine } = entry;
    const { configurations, lts } = exploration;
    const out = leaving(lts);
    const random = randomOf(60);
    const view = (
      one: Pick<AnyMachineSnapshot, 'value' | 'context' | 'status'> | undefined,
    ): string => textOf([one?.value, one?.context, one?.status]);
    let walk = walkOf(machine, exploration, input);
    let state = lts.initial;
    let path: Array<string> = [];
    for (let i = 0; i < STEPS; i += 1) {
      const snapshot = walk.snapshot();
      const found = key === undefined ? view(snapshot) : key(snapshot);
      const wanted = key === undefined ? view(configurations.get(state)) : state;
      if (found !== wanted) expect({ path, found }).toStrictEqual({ path, found: wanted });
      const choices = out.get(state) ?? [];
      const next = choices[Math.floor(random() * choices.length)];
      if (next === undefined || snapshot.status !== 'active' || path.length >= MAX_LENGTH) {
        walk = walkOf(machine, exploration, input);
        state = lts.initial;
        path = [];
      } else {
        walk.take(next.input);
        state = next.target;
        path = [...path, `${next.label}${next.accepted ? '' : ' (refused)'}`];
      }
    }
  });
});
