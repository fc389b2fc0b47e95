/**
 * The `./lifecycle/machine` entry: a flat chart of your own as a machine of XState, for actors, tests, pictures and the inspector.
 *
 * @module runchart/lifecycle/machine
 */
import type {
  AnyActorRef,
  EventObject,
  MetaObject,
  NonReducibleUnknown,
  ParameterizedObject,
  ProvidedActor,
  StateMachine,
  StateSchema,
} from 'xstate';
import { assign, setup } from 'xstate';
import { isUpdate } from '../run/InPlace.js';
import type { AnyChart, ContextOf, Guard, Stateful, Typed, Update } from './Lifecycle.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The machine of a lifecycle. Its input is an entity; an actor starts in the initial state of the chart.
 * @category Machines
 */
export type LifecycleMachine<Entity extends Stateful, Event extends Typed> = StateMachine<
  ContextOf<Entity>,
  Event,
  Readonly<Record<string, AnyActorRef | undefined>>,
  ProvidedActor,
  ParameterizedObject,
  ParameterizedObject,
  string,
  Entity['state'],
  string,
  Entity | undefined,
  NonReducibleUnknown,
  EventObject,
  MetaObject,
  StateSchema
>;

/**
 * What a machine is made of. The parts of a lifecycle have all of it but the first entity.
 * @category Machines
 */
export interface MachineParts<Entity extends Stateful, Event extends Typed> {
  readonly chart: AnyChart<Entity, Event>;
  readonly guards: Readonly<Record<string, Guard<Entity, Event>>>;
  readonly updates: Readonly<Record<string, Update<Entity, Event>>>;
  /** The entity of an actor without input, such as one that tests start. */
  readonly first: Entity;
}

// -------------------------------------------------------------------------------------------------------- operations

interface Args<Entity extends Stateful, Event> {
  readonly context: ContextOf<Entity>;
  readonly event: Event;
}

/**
 * Makes the machine of a lifecycle.
 *
 * Shape: `makeLifecycleMachine({ chart, guards, updates, first })`. As in any machine of XState, an actor ignores illegal
 * events; `decide` returns the reason.
 *
 * @example
 * ```ts
 * import { makeLifecycleMachine } from 'runchart/lifecycle/machine'
 * import { createActor } from 'xstate'
 *
 * interface Lamp { readonly state: 'Off' | 'On'; readonly uses: number }
 * const lamp = makeLifecycleMachine<Lamp, { readonly type: 'press' }>({
 *   chart: {
 *     id: 'lamp',
 *     initial: 'Off',
 *     states: { Off: { on: { press: { target: 'On', actions: 'count' } } }, On: { on: { press: { target: 'Off' } } } },
 *   },
 *   guards: {},
 *   updates: { count: { uses: (own) => own + 1 } },
 *   first: { state: 'Off', uses: 0 },
 * })
 * const actor = createActor(lamp).start()
 * actor.send({ type: 'press' })
 * assert.strictEqual(actor.getSnapshot().value, 'On')
 * assert.deepStrictEqual(actor.getSnapshot().context, { uses: 1 })
 * ```
 * @category Machines
 */
export const makeLifecycleMachine = <Entity extends Stateful, Event extends Typed>({
  chart,
  guards,
  updates,
  first,
}: MachineParts<Entity, Event>): LifecycleMachine<Entity, Event> => {
  type Context = ContextOf<Entity>;

  const contextOf = ({ state: _, ...context }: Entity): Context => context;

  const guardOf =
    (guard: Guard<Entity, Event>) =>
    ({ context, event }: Args<Entity, Event>): boolean =>
      guard(context, event);

  // An edge whose guard is itself named `all` has no parameters.
  const all = (
    { context, event }: Args<Entity, Event>,
    { of }: { readonly of: ReadonlyArray<string> } = { of: ['all'] },
  ): boolean => of.every((name) => guards[name]?.(context, event));

  const assignOf = (update: Update<Entity, Event>) =>
    assign<Context, Event, undefined, Event, never>(({ context, event }) => {
      const own: Readonly<Record<string, unknown>> = context;
      const changed = Object.entries<unknown>(update).map(([field, change]) => [
        field,
        isUpdate(change) ? change(own[field], event) : change,
      ]);
      // SAFETY: an update has fields of the entity, each with a value of its own.
      return Object.fromEntries(changed) as Partial<Context>;
    });

  const mapped = <A, B>(record: Readonly<Record<string, A>>, f: (a: A) => B): Record<string, B> =>
    Object.fromEntries(Object.entries(record).map(([name, a]) => [name, f(a)]));

  const machine = setup({
    types: {
      context: {} as Context,
      events: {} as Event,
      input: {} as Entity | undefined,
    },
    guards: { ...mapped(guards, guardOf), all },
    actions: mapped(updates, assignOf),
  }).createMachine({
    // SAFETY: `AnyChart` is what XState's own type asks of a flat machine; XState cannot check a chart that is not a literal.
    ...(chart as object),
    context: ({ input }) => contextOf(input ?? first),
  });
  // SAFETY: the states of the machine are those of the chart.
  return machine as unknown as LifecycleMachine<Entity, Event>;
};
