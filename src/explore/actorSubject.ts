/* eslint-disable functional/no-let -- what inspection tells of the current step */
/**
 * A subject that is the machine itself, in a real actor of XState.
 *
 * The actor is started by `createActor`, its clock is XState's `SimulatedClock`, and the actors that it invokes and spawns exist but
 * run nothing: they are done, fail, show snapshots and send events when a test says so. Actions of the machine's own are not executed,
 * except XState's (`assign`, `raise`, `sendTo`, ...).
 */
import type {
  AnyActorLogic,
  AnyActorRef,
  AnyEventObject,
  AnyMachineSnapshot,
  AnyStateMachine,
  InspectionEvent,
  Snapshot,
} from 'xstate';
import { createActor, fromPromise, SimulatedClock } from 'xstate';
import { isRecord, readField } from '../codec/untrusted.js';
import { statechartOf } from '../statechart/fromMachine.js';
import { actorsOf } from './actors.js';
import type { Executable } from './actorScope.js';
import { isNamed } from './actorScope.js';
import { isolate } from './isolate.js';
import type { MachineInput } from './MachineInput.js';
import { isAlwaysAccepted } from './MachineInput.js';
import { seenIn } from './seenIn.js';
import type { MachineSubject } from './stepwise.js';
import { stepwise } from './stepwise.js';

// ---------------------------------------------------------------------------------------------------------- children

/** The event that makes a controlled actor change its snapshot. */
const CONTROL = 'runchart.control';

/** The logic of actors that the machine names and nobody has provided. */
const missingLogic = fromPromise(() => new Promise<never>(() => undefined));

/** Logic with the first snapshot of another, that runs nothing and changes only when it is told to. */
const controlled = (logic: AnyActorLogic): AnyActorLogic => ({
  // SAFETY: what every logic returns.
  getInitialSnapshot: (scope, input) => logic.getInitialSnapshot(scope, input) as Snapshot<unknown>,
  getPersistedSnapshot: (snapshot: Snapshot<unknown>) => snapshot,
  transition: (snapshot: Snapshot<unknown>, event: AnyEventObject) =>
    // SAFETY: only `control` sends this event, with a snapshot.
    event.type === CONTROL ? (event['snapshot'] as Snapshot<unknown>) : snapshot,
});

/** Makes a child do nothing, also with what its parent sends it: an actor that takes an event shows its snapshot again. */
const silence = (child: AnyActorRef): void => {
  // Before it has a snapshot, so that it never runs.
  Reflect.set(child, 'logic', controlled(Reflect.get(child, 'logic') as AnyActorLogic));
  const hear: unknown = Reflect.get(child, '_send');
  if (typeof hear !== 'function') return;
  Reflect.set(child, '_send', (event: AnyEventObject) => {
    if (event.type === CONTROL || event.type.startsWith('xstate.'))
      Reflect.apply(hear, child, [event]);
  });
};

/** Names the actors of a snapshot as inputs name them. */
type NameActors = ReturnType<typeof actorsOf>;

/** Finds the actor that an input names; one that differs each time, by its logic and its number. */
const childNamed = (
  nameActors: NameActors,
  actor: AnyActorRef,
  name: string,
): AnyActorRef | undefined => {
  // SAFETY: the actor is one of a machine.
  const actors = nameActors(actor.getSnapshot() as { readonly children: object });
  const [, logic, number] = /^(.*)#(\d+)$/.exec(name) ?? [];
  return (
    actors.find((one) => one.name === name) ??
    actors.filter(({ src }) => src === logic)[Number(number) - 1]
  )?.ref;
};

// ------------------------------------------------------------------------------------------------------------- actor

/** A running actor, and what a step did to it. */
interface Session {
  readonly actor: AnyActorRef;
  readonly clock: SimulatedClock;
  /** Forgets what was taken and executed, and tells then whether a transition has been taken since. */
  readonly watch: () => () => boolean;
  /** The names of the actions that were to be executed since. */
  readonly executed: () => ReadonlyArray<string>;
}

/** Whether transitions, as inspection tells them, do more than forbid their event. */
const takesSome = (transitions: unknown): boolean =>
  Array.isArray(transitions) &&
  transitions.some((taken: unknown) => {
    if (!isRecord(taken)) return false;
    const [target, actions] = [readField(taken, 'target'), readField(taken, 'actions')];
    return (
      Array.isArray(target) ||
      (Array.isArray(actions) && actions.length > 0) ||
      readField(taken, 'reenter') === true
    );
  });

/** Gives the actors that a machine names and nobody has provided logic that never answers. */
const withAllActors = (machine: AnyStateMachine): AnyStateMachine => {
  const copy: AnyStateMachine = machine.provide({});
  const actors = new Proxy<Record<string, unknown>>(copy.implementations.actors, {
    get: (known, name): unknown => Reflect.get(known, name) ?? missingLogic,
  });
  Reflect.set(copy, 'implementations', { ...copy.implementations, actors });
  return copy;
};

/** Leaves out the actions that are not XState's own, whose code may do anything, and tells of each instead. */
const skipActions = (actor: AnyActorRef, tell: (action: Executable) => void): void => {
  const scope: unknown = Reflect.get(actor, '_actorScope');
  if (!isRecord(scope)) return;
  const execute = readField(scope, 'actionExecutor');
  if (typeof execute !== 'function') return;
  Reflect.set(scope, 'actionExecutor', (action: Executable) => {
    if (action.type.startsWith('xstate.')) Reflect.apply(execute, undefined, [action]);
    else tell(action);
  });
};

const begin = (machine: AnyStateMachine, input: unknown): Session => {
  const clock = new SimulatedClock();
  let root: AnyActorRef | undefined;
  let taken = false;
  let executed: ReadonlyArray<string> = [];
  const inspect = (event: InspectionEvent): void => {
    const { actorRef } = event;
    if (event.type === '@xstate.actor') {
      root ??= actorRef as AnyActorRef;
      if (actorRef === root)
        skipActions(root, (action) => {
          if (isNamed(machine, action)) executed = [...executed, action.type];
        });
      else silence(actorRef as AnyActorRef);
    }
    if (event.type === '@xstate.microstep' && actorRef === root)
      taken ||= takesSome(Reflect.get(event, '_transitions'));
  };
  const actor = createActor(machine, { clock, inspect, input });
  // Without a listener, XState throws an error of the machine from a timer.
  actor.subscribe({ error: () => undefined });
  actor.start();
  return {
    actor,
    clock,
    watch: () => {
      taken = false;
      executed = [];
      return () => taken;
    },
    executed: () => executed,
  };
};

const control = (child: AnyActorRef, change: object): void => {
  // SAFETY: a snapshot is a record.
  const snapshot = { ...(child.getSnapshot() as object), ...change };
  child.send({ type: CONTROL, snapshot });
};

const act = (nameActors: NameActors, { actor, clock }: Session, input: MachineInput): void => {
  switch (input.kind) {
    case 'event':
      actor.send(input.event);
      return;
    case 'time':
      clock.increment(input.ms);
      return;
    case 'done':
    case 'error':
    case 'snapshot':
    case 'actorEvent': {
      const child = childNamed(nameActors, actor, input.actor);
      // eslint-disable-next-line functional/no-throw-statements -- the runner of the suite reports it as `Threw`
      if (child === undefined) throw new Error(`there is no actor ${input.actor}`);
      if (input.kind === 'done') control(child, { status: 'done', output: input.output });
      else if (input.kind === 'error') control(child, { status: 'error', error: input.error });
      else if (input.kind === 'snapshot')
        control(child, isRecord(input.snapshot) ? input.snapshot : {});
      else actor.send(input.event);
    }
  }
};

/**
 * Makes a subject that runs a machine in a real actor, for {@link verifySuite}: does XState do what was explored?
 *
 * @example
 * ```ts
 * import { actorSubject, explore, generateSuite, verifySuite } from 'runchart/explore'
 * import { isVerified } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { createMachine } from 'xstate'
 *
 * const timer = createMachine({
 *   id: 'timer',
 *   initial: 'idle',
 *   states: { idle: { on: { go: 'running' } }, running: { after: { 500: 'over' } }, over: { type: 'final' } },
 * })
 * const explored = explore(timer, { events: [{ type: 'go' }] })
 * const suite = pipe(explored, E.chainW((exploration) => generateSuite(exploration, { facets: ['status', 'context'] })))
 * if (E.isLeft(explored) || E.isLeft(suite)) throw new Error('unexpected')
 * assert.strictEqual(isVerified(await verifySuite(explored.right, suite.right, actorSubject(timer))), true)
 * ```
 * @category Executing
 */
export const actorSubject = (machine: AnyStateMachine): MachineSubject => {
  const complete = withAllActors(machine);
  const nameActors = actorsOf(statechartOf(machine));
  return stepwise<Session>({
    start: (input) => {
      // A machine that changes its context in place would begin with what the test before left.
      Reflect.set(complete, 'config', {
        ...complete.config,
        context: isolate<unknown>(machine.config.context),
      });
      return begin(complete, input);
    },
    step: (session, input) => {
      const accepted = session.watch();
      // SAFETY: the actor is one of a machine.
      const { status } = session.actor.getSnapshot() as AnyMachineSnapshot;
      if (status === 'active') act(nameActors, session, input);
      return accepted() || (status === 'active' && isAlwaysAccepted(input));
    },
    // SAFETY: the actor is one of a machine.
    look: ({ actor, executed }) => ({
      ...seenIn(actor.getSnapshot() as AnyMachineSnapshot),
      actions: executed(),
    }),
    stop: ({ actor }) => {
      actor.stop();
    },
  });
};
