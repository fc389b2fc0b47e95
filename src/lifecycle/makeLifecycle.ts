/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- a breadth-first search with a local queue */
/**
 * `makeLifecycle` makes the facade of a flat chart: what `decide`, `allowedActions` and `pathTo` are for a run, for any entity.
 *
 * Laws: nothing throws but a guard or an update of the chart; an entity is never changed; `decide` agrees with XState's `transition`
 * on the machine of the same chart; `allowedActions` and `pathTo` agree with `decide`.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type { ChartTable } from '../run/ChartTable.js';
import { compile } from '../run/ChartTable.js';
import { fieldByField } from '../run/fieldByField.js';
import type { Stateful, UpdateConfig } from '../run/InPlace.js';
import type {
  AllowedAction,
  AnyChart,
  Guard,
  GuardRefused,
  Lifecycle,
  LifecycleParts,
  OnlyReasons,
  RefusalOf,
  Typed,
  UndeclaredEvent,
  Update,
} from './Lifecycle.js';

/** How many entities `pathTo` looks at. */
const MAX_ENTITIES = 10_000;

/** Entities with the same text are the same to every guard. Big integers, which JSON cannot write, are as texts. */
const textOf = (entity: unknown): string =>
  JSON.stringify(entity, (_, value: unknown) =>
    typeof value === 'bigint' ? `${String(value)}n` : value,
  );

/** An entity, and how the search came to it. */
interface Visit<Entity, Event> {
  readonly entity: Entity;
  readonly via: O.Option<{ readonly event: Event; readonly from: Visit<Entity, Event> }>;
}

/** The events from the start of the search, first to last. */
const eventsTo = <Entity, Event>(last: Visit<Entity, Event>): ReadonlyArray<Event> => {
  const events: Array<Event> = [];
  for (let { via } = last; O.isSome(via); { via } = via.value.from) events.push(via.value.event);
  return events.toReversed();
};

/** Finds a shortest path by breadth-first search. */
const search = <Entity extends Stateful, Event>(
  start: Entity,
  to: Entity['state'],
  next: (entity: Entity) => ReadonlyArray<readonly [Event, Entity]>,
): O.Option<ReadonlyArray<Event>> => {
  const seen = new Set([textOf(start)]);
  const queue: Array<Visit<Entity, Event>> = [{ entity: start, via: O.none }];
  for (const from of queue) {
    if (from.entity.state === to) return O.some(eventsTo(from));
    for (const [event, entity] of next(from.entity)) {
      const text = textOf(entity);
      if (seen.has(text) || seen.size >= MAX_ENTITIES) continue;
      seen.add(text);
      queue.push({ entity, via: O.some({ event, from }) });
    }
  }
  return O.none;
};

type Makers<Entity, Event> = Readonly<
  Partial<Record<string, (entity: Entity, event: Event) => unknown>>
>;

/** Makes the errors of a chart: those of its owner, or else {@link UndeclaredEvent} and {@link GuardRefused}. */
const refuserOf =
  <Entity extends Stateful, Event extends Typed>(
    makers: Makers<Entity, Event>,
  ): ((entity: Entity, event: Event, guard?: string) => unknown) =>
  (entity, event, guard) => {
    const reason = guard ?? 'undeclared';
    const make = Object.hasOwn(makers, reason) ? makers[reason] : undefined;
    if (make !== undefined) return make(entity, event);
    const at = { state: entity.state, event: event.type };
    return guard === undefined
      ? ({ _tag: 'UndeclaredEvent', ...at } satisfies UndeclaredEvent)
      : ({ _tag: 'GuardRefused', ...at, guard } satisfies GuardRefused);
  };

/** Decides by a compiled chart. */
const deciderOf =
  <Entity extends Stateful, Event extends Typed>(
    table: ChartTable<Entity, Event>,
    refuse: (entity: Entity, event: Event, guard?: string) => unknown,
  ) =>
  (event: Event) =>
  (entity: Entity): E.Either<unknown, Entity> => {
    const edge = table.edge(entity.state, event.type);
    if (edge === undefined) return E.left(refuse(entity, event));
    const guard = table.refusedBy(edge, entity, event);
    return guard === undefined
      ? E.right(table.follow(edge, entity, event))
      : E.left(refuse(entity, event, guard));
  };

/**
 * Makes a lifecycle of a flat chart, its guards and its updates.
 *
 * Shape: `makeLifecycle<Entity, Event>()({ chart, guards, updates, refusals, examples })`. A entity is one flat object with a `state`.
 * The errors of each event are derived from the chart's type: an event is refused because its state does not declare it, or by a
 * guard on one of its edges.
 *
 * @throws TypeError, with the place, if the chart has a feature that flat charts do not have, or an unknown name.
 *
 * @example
 * ```ts
 * import { makeLifecycle } from 'runchart/lifecycle'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as O from 'fp-ts/lib/Option.js'
 *
 * interface Door { readonly state: 'Open' | 'Closed' | 'Locked'; readonly code: number }
 * type DoorEvent = { readonly type: 'open' } | { readonly type: 'close' } | { readonly type: 'lock' | 'unlock'; readonly code: number }
 *
 * const door = makeLifecycle<Door, DoorEvent>()({
 *   chart: {
 *     id: 'door',
 *     initial: 'Closed',
 *     states: {
 *       Open: { on: { close: { target: 'Closed' } } },
 *       Closed: { on: { open: { target: 'Open' }, lock: { target: 'Locked', actions: 'setCode' } } },
 *       Locked: { on: { unlock: { target: 'Closed', guard: 'knowsCode' } } },
 *     },
 *   },
 *   guards: { knowsCode: (at: { readonly code: number }, event: DoorEvent) => event.type === 'unlock' && event.code === at.code },
 *   updates: { setCode: { code: (own: number, event: DoorEvent) => (event.type === 'lock' ? event.code : own) } },
 *   examples: { lock: () => ({ type: 'lock', code: 1 }), unlock: ({ code }) => ({ type: 'unlock', code }) },
 * })
 *
 * const locked: Door = { state: 'Locked', code: 7 }
 * assert.deepStrictEqual(
 *   door.decide({ type: 'unlock', code: 8 })(locked),
 *   E.left({ _tag: 'GuardRefused', state: 'Locked', event: 'unlock', guard: 'knowsCode' }),
 * )
 * assert.deepStrictEqual(door.pathTo('Open')(locked), O.some([{ type: 'unlock', code: 7 }, { type: 'open' }]))
 * ```
 * @category Lifecycles
 */
export const makeLifecycle =
  <Entity extends Stateful, Event extends Typed>() =>
  <
    const GuardName extends string,
    const UpdateName extends string,
    const Chart extends AnyChart<Entity, Event>,
    const Refusals extends OnlyReasons<Refusals, GuardName> = object,
  >(
    parts: LifecycleParts<
      Entity,
      Event,
      Chart,
      Readonly<Record<GuardName, Guard<Entity, Event>>>,
      Readonly<Record<UpdateName, Update<Entity, Event>>>,
      Refusals
    >,
  ): Lifecycle<Entity, Event, Chart, Refusals> => {
    const { chart, guards, updates, refusals } = parts;
    const table = compile<Entity, Event, string, string>(chart, {
      guards,
      // SAFETY: an update of the fields but `state` is one of the entity.
      updates: updates as Readonly<Record<string, UpdateConfig<Entity, Event>>>,
      inPlace: fieldByField(),
    });
    const decideAny = deciderOf(table, refuserOf<Entity, Event>(refusals ?? {}));
    const examples: Readonly<Record<string, ((entity: Entity) => Event) | undefined>> =
      parts.examples ?? {};
    // SAFETY: only an event with required fields needs an example, and the types ask for it.
    const exampleOf = (entity: Entity, type: Event['type']): Event =>
      examples[type]?.(entity) ?? ({ type } as Event);

    type Refusal<Type extends Event['type']> = RefusalOf<Chart, Refusals, Type>;
    type Decided<Type extends Event['type']> = E.Either<Refusal<Type>, Entity>;
    type Action = AllowedAction<Entity, Event, Refusal<Event['type']>>;

    const decide: Lifecycle<Entity, Event, Chart, Refusals>['decide'] =
      <Type extends Event['type']>(event: Event) =>
      (entity: Entity) =>
        // SAFETY: an event is refused as undeclared, or by a guard on an edge of its own.
        decideAny(event)(entity) as Decided<Type>;

    return {
      initial: chart.initial,
      states: table.states,
      events: table.events,
      isFinal: table.isFinal,
      decide,
      decideAll: (events) => (entity) => {
        const [refused, last] = events.reduce<
          readonly [
            { readonly index: number; readonly error: Refusal<Event['type']> } | undefined,
            Entity,
          ]
        >(
          ([failed, at], event, index) => {
            if (failed !== undefined) return [failed, at];
            // SAFETY: as in `decide`.
            const decided = decideAny(event)(at) as Decided<Event['type']>;
            return E.isLeft(decided)
              ? [{ index, error: decided.left }, at]
              : [undefined, decided.right];
          },
          [undefined, entity],
        );
        return refused === undefined ? E.right(last) : E.left({ ...refused, entity: last });
      },
      allowedActions: (entity) =>
        table.events.map((type): Action => {
          const event = exampleOf(entity, type);
          return pipe(
            // SAFETY: as in `decide`.
            decideAny(event)(entity) as Decided<Event['type']>,
            E.match(
              (error): Action => ({ _tag: 'Disabled', type, error }),
              ({ state }): Action => ({ _tag: 'Enabled', type, target: state, event }),
            ),
          );
        }),
      pathTo: (to) => (entity) =>
        search<Entity, Event>(entity, to, (at) =>
          table.events.flatMap((type) => {
            const event = exampleOf(at, type);
            const after = decideAny(event)(at);
            return E.isLeft(after) ? [] : [[event, after.right] as const];
          }),
        ),
    };
  };
