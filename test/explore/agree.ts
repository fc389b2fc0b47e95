/**
 * Compares an exploration with the machine itself: a random walk is taken by a real actor under XState's simulated clock and, step by
 * step, by XState's own `transition`. The actors that the machine starts are replaced by ones that do what they are told.
 */
import type {
  AnyActorLogic,
  AnyActorRef,
  AnyEventObject,
  AnyMachineSnapshot,
  AnyStateMachine,
} from 'xstate';
import { createActor, createMachine, SimulatedClock } from 'xstate';
import type { Exploration, MachineInput } from '../../src/explore/index.js';
import { actorsOf } from '../../src/explore/index.js';
import { stateText } from '../../src/explore/stateText.js';
import { valueText } from '../../src/explore/valueText.js';
import { leaving } from '../../src/graph/Lts.js';
import { randomOf } from '../../src/graph/Random.js';
import { statechartOf } from '../../src/statechart/index.js';

type Fields = Record<string, unknown>;

const isFields = (u: unknown): u is Fields => typeof u === 'object' && u !== null;

// ----------------------------------------------------------------------------------------------- actors under control

/** What a controlled actor is told to do. */
type Order =
  | { readonly type: 'order.done'; readonly output: unknown }
  | { readonly type: 'order.error'; readonly error: unknown }
  | { readonly type: 'order.snapshot'; readonly snapshot: unknown };

interface Shown {
  readonly status: 'active' | 'done' | 'error' | 'stopped';
  readonly output: unknown;
  readonly error: unknown;
}

const still: Shown = { status: 'active', output: undefined, error: undefined };

/** Lets an actor take orders alone: XState shows a watched actor's snapshot whenever it takes an event, whatever it does with it. */
const obey = (self: object): void => {
  const take = (Reflect.get(self, '_send') as (event: AnyEventObject) => void).bind(self);
  Reflect.set(self, '_send', (event: AnyEventObject) => {
    if (event.type.startsWith('order.')) take(event);
  });
};

const carryOut = (snapshot: Shown, order: Order): unknown => {
  switch (order.type) {
    case 'order.done':
      return { ...snapshot, status: 'done', output: order.output };
    case 'order.error':
      return { ...snapshot, status: 'error', error: order.error };
    case 'order.snapshot':
      return order.snapshot;
  }
};

/** Logic that does nothing but what it is told, and shows the first snapshot of another. */
const controlled = (original: AnyActorLogic | undefined): AnyActorLogic => {
  const logic = {
    transition: (snapshot: Shown, event: Order): unknown =>
      event.type.startsWith('order.')
        ? carryOut(snapshot, event)
        : { ...snapshot, status: 'stopped' },
    getInitialSnapshot: (scope: { readonly self: object }, input: unknown): unknown => {
      obey(scope.self);
      if (original === undefined) return still;
      try {
        const quiet = { ...scope, defer: () => undefined, actionExecutor: () => undefined };
        const first: unknown = original.getInitialSnapshot(quiet as never, input);
        return { ...(isFields(first) ? first : {}), status: 'active' };
      } catch {
        return still;
      }
    },
    getPersistedSnapshot: (snapshot: unknown) => snapshot,
  };
  return logic as unknown as AnyActorLogic;
};

const isLogic = (u: unknown): u is AnyActorLogic =>
  isFields(u) && typeof u['transition'] === 'function';

/** Replaces inline logic in the config of a machine. */
const replaceInline = (config: unknown): unknown => {
  if (Array.isArray(config)) return config.map(replaceInline);
  if (!isFields(config)) return config;
  const { invoke, states } = config;
  const replaced = (one: unknown): unknown =>
    isFields(one) && isLogic(one['src']) ? { ...one, src: controlled(one['src']) } : one;
  return {
    ...config,
    ...(invoke === undefined
      ? {}
      : { invoke: Array.isArray(invoke) ? invoke.map(replaced) : replaced(invoke) }),
    ...(isFields(states)
      ? {
          states: Object.fromEntries(
            Object.entries(states).map(([key, state]) => [key, replaceInline(state)]),
          ),
        }
      : {}),
  };
};

/** The same machine, whose actors do what they are told. */
const withControlledActors = (machine: AnyStateMachine): AnyStateMachine => {
  const actors = new Proxy<Record<string, unknown>>(
    {},
    {
      get: (_, name) => {
        const original: unknown = Reflect.get(machine.implementations.actors, name);
        return controlled(isLogic(original) ? original : undefined);
      },
    },
  );
  const copy = createMachine(
    replaceInline(machine.config) as never,
    machine.implementations as never,
  );
  Reflect.set(copy, 'implementations', { ...machine.implementations, actors });
  return copy;
};

// --------------------------------------------------------------------------------------------------------- comparison

/** A real run of a machine. */
interface Live {
  readonly snapshot: () => AnyMachineSnapshot;
  readonly perform: (input: MachineInput) => void;
}

/** Starts the machine under a parent, for machines that send it events. */
const startReal = (machine: AnyStateMachine, input: unknown): Live => {
  const clock = new SimulatedClock();
  const names = actorsOf(statechartOf(machine));
  const parent = createActor(
    createMachine({
      context: ({ spawn }) => ({ child: spawn(machine, { id: 'child', input }) }),
    }),
    { clock, logger: () => undefined },
  );
  parent.subscribe({ error: () => undefined });
  parent.start();
  const actor = (parent.getSnapshot().context as { child: AnyActorRef }).child;
  const snapshot = () => actor.getSnapshot() as AnyMachineSnapshot;
  const order = (name: string, event: Order): void => {
    const found = names(snapshot()).find((one) => one.name === name);
    if (found === undefined) throw new Error(`no actor ${name}`);
    found.ref.send(event);
  };
  return {
    snapshot,
    perform: (one) => {
      switch (one.kind) {
        case 'event':
          actor.send(one.event);
          return;
        case 'time':
          clock.increment(one.ms);
          return;
        case 'done':
          order(one.actor, { type: 'order.done', output: one.output });
          return;
        case 'error':
          order(one.actor, { type: 'order.error', error: one.error });
          return;
        case 'snapshot':
          order(one.actor, { type: 'order.snapshot', snapshot: one.snapshot });
          return;
        case 'actorEvent':
          // As if from the actor: XState delivers both alike.
          actor.send(one.event);
          return;
      }
    },
  };
};

/** What is compared: the state value, whether it runs, and the context, in which all actors are alike. */
const view = (
  machine: AnyStateMachine,
  {
    value,
    status,
    context,
  }: { readonly value: unknown; readonly status: string; readonly context: unknown },
): string => {
  const text = valueText(context, {
    nameOf: (inner) => ('sessionId' in inner ? 'actor' : undefined),
  });
  return `${stateText(machine, value)} ${status} ${text}`;
};

/** The walk that differs, as labels, and the difference. */
export interface Disagreement {
  readonly path: ReadonlyArray<string>;
  readonly expected: string;
  readonly found: string;
}

/** The length of a walk before it begins again. */
const MAX_LENGTH = 60;

/**
 * Takes random steps of an exploration with a real actor, beginning again when there is nowhere to go, and returns the first
 * difference.
 */
export const firstDisagreement = (
  machine: AnyStateMachine,
  exploration: Exploration,
  options: {
    readonly steps: number;
    readonly seed: number;
    readonly input?: unknown;
    readonly key?: (snapshot: never) => string;
  },
): Disagreement | undefined => {
  const subject = withControlledActors(machine);
  const random = randomOf(options.seed);
  const out = leaving(exploration.lts);
  const { key } = options;
  let live = startReal(subject, options.input);
  let state = exploration.lts.initial;
  let path: Array<string> = [];
  for (let i = 0; i < options.steps; i += 1) {
    const snapshot = live.snapshot();
    const configuration = exploration.configurations.get(state);
    const found = key === undefined ? view(machine, snapshot) : key(snapshot as never);
    const expected =
      key !== undefined
        ? state
        : configuration === undefined
          ? 'nothing'
          : view(machine, configuration);
    if (found !== expected) return { path, expected, found };
    const choices = out.get(state) ?? [];
    const next = choices[Math.floor(random() * choices.length)];
    if (
      next === undefined ||
      !choices.some(({ accepted }) => accepted) ||
      path.length >= MAX_LENGTH
    ) {
      live = startReal(subject, options.input);
      state = exploration.lts.initial;
      path = [];
      continue;
    }
    path = [...path, `${next.label}${next.accepted ? '' : ' (refused)'}`];
    live.perform(next.input);
    state = next.target;
  }
  return undefined;
};
