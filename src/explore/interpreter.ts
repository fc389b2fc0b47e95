/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- the innermost loop of an exploration, over tables */
/**
 * Computes the macrosteps of a machine by tables of its structure: which nodes each transition exits and enters is worked out once for
 * each configuration, and a configuration is one object. What an action does is resolved by the action itself, as XState does.
 *
 * Laws: the snapshot is the one that XState's `transition` returns, after the same actions and guards in the same order; `undefined`
 * or an exception means that XState has to compute it, which is so for the end of the machine, for errors, and for all that throws.
 * The tests hold this for every machine they have, and an exploration computes a sample of its steps by XState, too.
 */
import type { AnyEventObject, AnyMachineSnapshot, AnyStateMachine } from 'xstate';
import { matchesDescriptor } from '../statechart/matchesDescriptor.js';
import type { Surroundings } from './actorScope.js';
import type { Candidate, History, Node, Place } from './places.js';
import { around, leave, placesOf } from './places.js';
import { NEVER_RESTS } from './Recorder.js';
import { remake } from './remake.js';
import { makeStructure } from './structure.js';
import { valueText } from './valueText.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Computes a macrostep, or leaves it to XState. */
export type Interpret = (
  snapshot: AnyMachineSnapshot,
  event: AnyEventObject,
) => AnyMachineSnapshot | undefined;

/** An action that XState resolves as one of its own. */
interface Builtin {
  readonly type: string;
  /** Of `assign`. */
  readonly assignment?: unknown;
  readonly resolve: (
    scope: object,
    snapshot: AnyMachineSnapshot,
    args: object,
    params: unknown,
    self: unknown,
    extra: object,
  ) => readonly [AnyMachineSnapshot, unknown, ReadonlyArray<unknown> | undefined];
  readonly retryResolve?: (scope: object, snapshot: AnyMachineSnapshot, params: unknown) => void;
  readonly execute?: unknown;
}

// -------------------------------------------------------------------------------------------------------- operations

type Assigner = (args: object, params: unknown) => object;

/** What `assign` changes. An actor that it spawns is left to XState. */
const assigned = (assignment: unknown, args: object, params: unknown): object => {
  // SAFETY: the assignment of an `assign` is a function or an object of functions and values.
  if (typeof assignment === 'function') return (assignment as Assigner)(args, params);
  const change: Record<string, unknown> = {};
  for (const [key, value] of Object.entries<unknown>(
    assignment as Readonly<Record<string, unknown>>,
  ))
    change[key] = typeof value === 'function' ? (value as Assigner)(args, params) : value;
  return change;
};

/** A macrostep with as many microsteps may be in a loop. */
const LONG = 128;

/** Everything that the next microsteps depend on. */
interface Moment {
  readonly snapshot: AnyMachineSnapshot;
  readonly queue: ReadonlyArray<AnyEventObject>;
}

const isSameMoment = (one: Moment, other: Moment): boolean => {
  const [a, b] = [one.snapshot, other.snapshot];
  return (
    one.queue.length === other.queue.length &&
    a._nodes === b._nodes &&
    valueText(a.context) === valueText(b.context) &&
    valueText(one.queue) === valueText(other.queue) &&
    rememberedText(a) === rememberedText(b)
  );
};

const rememberedText = ({ historyValue }: AnyMachineSnapshot): string =>
  Object.values(historyValue as History)
    .map((nodes: ReadonlyArray<Node>) => nodes.map(({ order }) => order).join())
    .join(';');

/** Makes the interpreter of an instrumented machine; undefined if its structure is not as expected. */
export const makeInterpreter = (
  machine: AnyStateMachine,
  scope: Surroundings['scope'],
): Interpret | undefined => {
  const table = placesOf(machine);
  if (table === undefined) return undefined;
  const { self, system, actionExecutor } = scope;
  const implemented: Readonly<Record<string, unknown>> = machine.implementations.actions;
  const { root, at, activeOf, withoutConflicts, planOf } = makeStructure(table, machine.root);
  const maxSteps = machine.options.maxIterations ?? Infinity;

  // ------------------------------------------------------------------------------------------------------- selection

  const holds = (
    { guard }: Candidate,
    snapshot: AnyMachineSnapshot,
    event: AnyEventObject,
  ): boolean =>
    guard === undefined ||
    guard.check(snapshot, { context: snapshot.context as unknown, event }, guard);

  const candidatesOf = ({ node, candidates }: Place, type: string): ReadonlyArray<Candidate> => {
    const found = candidates.get(type);
    if (found !== undefined) return found;
    const exact = node.transitions.get(type) ?? [];
    const wild = [...node.transitions.keys()]
      .filter((descriptor) => descriptor !== type && matchesDescriptor(type, descriptor))
      .sort((a, b) => b.length - a.length)
      .flatMap((descriptor) => node.transitions.get(descriptor) ?? []);
    // SAFETY: the transitions of an instrumented machine, whose guards are marks.
    const list = [...exact, ...wild] as unknown as ReadonlyArray<Candidate>;
    candidates.set(type, list);
    return list;
  };

  type Selected = ReadonlyArray<Candidate>;
  const none: Selected = [];
  const own = (place: Place, snapshot: AnyMachineSnapshot, event: AnyEventObject): Selected => {
    for (const candidate of candidatesOf(place, event.type))
      if (holds(candidate, snapshot, event)) return [candidate];
    return none;
  };

  /** Selects the transitions of the innermost nodes that have any, region by region, in the order of the state's value. */
  const select = (
    place: Place,
    value: unknown,
    snapshot: AnyMachineSnapshot,
    event: AnyEventObject,
  ): Selected => {
    const childOf = (key: string): Place => at(place.node.states[key] ?? leave());
    let inner: Selected = none;
    if (typeof value === 'string') inner = own(childOf(value), snapshot, event);
    else
      for (const [key, below] of Object.entries(value as object) as ReadonlyArray<
        [string, unknown]
      >) {
        const selected = select(childOf(key), below, snapshot, event);
        inner = inner.length === 0 ? selected : [...inner, ...selected];
      }
    return inner.length === 0 ? own(place, snapshot, event) : inner;
  };

  // --------------------------------------------------------------------------------------------------------- actions

  interface Run {
    readonly event: AnyEventObject;
    readonly queue: Array<AnyEventObject>;
    readonly deferred: ReadonlyArray<string> | undefined;
    readonly retries: Array<readonly [Builtin, unknown]>;
  }

  const resolve = (
    before: AnyMachineSnapshot,
    actions: ReadonlyArray<unknown>,
    run: Run,
  ): AnyMachineSnapshot => {
    let snapshot = before;
    for (const action of actions) {
      const context: unknown = snapshot.context;
      const { event, queue, deferred, retries } = run;
      const isNamed = typeof action === 'object' && action !== null;
      const name: unknown = isNamed ? Reflect.get(action, 'type') : action;
      const given: unknown = isNamed ? Reflect.get(action, 'params') : undefined;
      const found = typeof name === 'string' ? implemented[name] : name;
      const params: unknown =
        typeof given === 'function'
          ? (given as (args: object) => unknown)({ context, event })
          : given;
      if (typeof found !== 'function' || !('resolve' in found)) {
        if (typeof name === 'string') actionExecutor({ type: name, params, exec: found } as never);
        continue;
      }
      // SAFETY: a function with `resolve` is an action of XState's own, or a mark.
      const builtin = found as unknown as Builtin;
      if (builtin.type === 'xstate.assign') {
        if (typeof context !== 'object' || context === null) return leave();
        const change = assigned(
          builtin.assignment,
          { context, event, self, system, spawn: leave },
          params,
        );
        snapshot = remake(snapshot, Object.assign({}, context, change), snapshot);
        continue;
      }
      const [next, resolved, more] = builtin.resolve(
        scope,
        snapshot,
        { context, event, self, system },
        params,
        builtin,
        { internalQueue: queue, deferredActorIds: deferred },
      );
      snapshot = next;
      if (builtin.retryResolve !== undefined && deferred !== undefined)
        retries.push([builtin, resolved]);
      if (builtin.execute !== undefined)
        actionExecutor({ type: builtin.type, params: resolved } as never);
      if (more !== undefined) snapshot = resolve(snapshot, more, run);
    }
    return snapshot;
  };

  const resolveAll = (
    before: AnyMachineSnapshot,
    actions: ReadonlyArray<unknown>,
    event: AnyEventObject,
    queue: Array<AnyEventObject>,
    deferred?: ReadonlyArray<string>,
  ): AnyMachineSnapshot => {
    if (actions.length === 0) return before;
    const retries: Array<readonly [Builtin, unknown]> = [];
    const snapshot = resolve(before, actions, { event, queue, deferred, retries });
    retries.forEach(([builtin, params]) => builtin.retryResolve?.(scope, snapshot, params));
    return snapshot;
  };

  // ----------------------------------------------------------------------------------------------------------- steps

  const microstep = (
    from: AnyMachineSnapshot,
    candidates: Selected,
    event: AnyEventObject,
    queue: Array<AnyEventObject>,
  ): AnyMachineSnapshot => {
    if (candidates.length === 0) return from;
    // SAFETY: what XState keeps as history.
    const plan = planOf(candidates, activeOf(from._nodes), from.historyValue as History);
    let snapshot = from;
    for (const actions of plan.exits) snapshot = resolveAll(snapshot, actions, event, queue);
    snapshot = resolveAll(snapshot, plan.actions, event, queue);
    for (const { actions, invoked, done } of plan.entries) {
      snapshot = resolveAll(snapshot, actions, event, queue, invoked);
      for (const id of done) queue.push({ type: `xstate.done.state.${id}`, output: undefined });
    }
    if (plan.next === undefined) return snapshot;
    const { active, history } = plan.next;
    return remake(snapshot, snapshot.context, {
      status: snapshot.status,
      _nodes: active.nodes,
      value: active.value,
      tags: active.tags,
      historyValue: history,
    });
  };

  const selectEventless = (snapshot: AnyMachineSnapshot, event: AnyEventObject): Selected => {
    const { eventless, places } = activeOf(snapshot._nodes);
    if (eventless.length === 0) return none;
    const selected = new Set<Candidate>();
    for (const place of eventless)
      for (const one of [place, ...around(place, undefined)]) {
        const found = one.always.find((candidate) => holds(candidate, snapshot, event));
        if (found === undefined) continue;
        selected.add(found);
        break;
      }
    return withoutConflicts([...selected], places, snapshot.historyValue as History);
  };

  return (from, first) => {
    const { type } = first;
    if (type.startsWith('xstate.error.actor') || type === 'xstate.stop' || type === 'xstate.init')
      return undefined;
    const queue: Array<AnyEventObject> = [];
    let event = first;
    let snapshot = microstep(from, select(root, from.value, from, event), event, queue);
    let looksForEventless = true;
    let marked: Moment | undefined;
    for (let steps = 1; ; steps += 1) {
      if (steps > maxSteps) return leave();
      if (steps >= LONG) {
        const now: Moment = { snapshot, queue };
        // eslint-disable-next-line functional/no-throw-statements -- caught by the runner
        if (marked !== undefined && isSameMoment(marked, now)) throw new Error(NEVER_RESTS);
        // A loop of any length is found by comparing with a moment that is further and further away.
        if ((steps & (steps - 1)) === 0) marked = { snapshot, queue: [...queue] };
      }
      let selected: Selected = looksForEventless ? selectEventless(snapshot, event) : none;
      const before: AnyMachineSnapshot | undefined = selected.length > 0 ? snapshot : undefined;
      if (selected.length === 0) {
        const next = queue.shift();
        if (next === undefined) return snapshot;
        event = next;
        selected = select(root, snapshot.value, snapshot, event);
      }
      snapshot = microstep(snapshot, selected, event, queue);
      looksForEventless = snapshot !== before;
    }
  };
};
