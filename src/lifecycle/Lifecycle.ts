/** The types of a lifecycle: what a chart says about its events, derived at compile time. */
import type * as E from 'fp-ts/lib/Either.js';
import type * as O from 'fp-ts/lib/Option.js';
import type { ChartConfig } from '../run/ChartTable.js';
import type { Stateful, UpdateConfig } from '../run/InPlace.js';

export type { ChartConfig, EdgeConfig, GuardConfig, StateConfig } from '../run/ChartTable.js';
export type { Change, FieldUpdate, Stateful, UpdateConfig } from '../run/InPlace.js';

// ------------------------------------------------------------------------------------------------------------ parts

/**
 * An event: its type, and what it carries.
 * @category Lifecycles
 */
export interface Typed {
  readonly type: string;
}

/**
 * The event of a type.
 * @category Lifecycles
 */
export type EventOf<Event extends Typed, Type extends Event['type']> = Event extends unknown
  ? [Extract<Type, Event['type']>] extends [never]
    ? never
    : Event & { readonly type: Extract<Type, Event['type']> }
  : never;

/**
 * The fields of an entity but for its state: what guards read and updates change.
 * @category Lifecycles
 */
export type ContextOf<Entity extends Stateful> = Omit<Entity, 'state'>;

/**
 * A total predicate: an edge is taken only if all its guards hold.
 * @category Lifecycles
 */
export type Guard<Entity extends Stateful, Event> = (
  entity: ContextOf<Entity>,
  event: Event,
) => boolean;

/**
 * An action that changes fields: each one's new value, or a function to it from the old value and the event.
 * @category Lifecycles
 */
export type Update<Entity extends Stateful, Event> = UpdateConfig<ContextOf<Entity>, Event>;

/**
 * Any chart of an entity and its events.
 * @category Lifecycles
 */
export type AnyChart<Entity extends Stateful, Event extends Typed> = ChartConfig<
  Entity['state'],
  Event['type'],
  string,
  string
>;

/**
 * Errors of one's own, by the reason that they are made for, each made from the entity and the event that it refuses.
 * @category Refusals
 */
export type RefusalMakers<Entity, Event, Refusals> = {
  readonly [Reason in keyof Refusals]: (entity: Entity, event: Event) => Refusals[Reason];
};

/**
 * Rejects reasons that are neither `undeclared` nor the names of guards.
 * @category Refusals
 */
export type OnlyReasons<Refusals, GuardName extends string> = {
  readonly [Reason in keyof Refusals]: Reason extends GuardName | 'undeclared' ? unknown : never;
};

/** The types of the events that carry more than their type. */
type WithFields<Event extends Typed> = Event extends unknown
  ? { readonly type: Event['type'] } extends Event
    ? never
    : Event['type']
  : never;

/**
 * For each type of event with required fields, an event that the entity accepts if it accepts any of that type.
 * @category Lifecycles
 */
export type Examples<Entity, Event extends Typed> = {
  readonly [Type in WithFields<Event>]: (entity: Entity) => EventOf<Event, Type>;
};

/**
 * What a lifecycle is made of.
 * @category Lifecycles
 */
export type LifecycleParts<
  Entity extends Stateful,
  Event extends Typed,
  Chart,
  Guards,
  Updates,
  Refusals,
> = {
  readonly chart: Chart;
  readonly guards: Guards;
  /** For each name of an action, the fields that it changes: a value, or a function from the old value and the event. */
  readonly updates: Updates;
  /** Errors in the place of {@link UndeclaredEvent}, under `undeclared`, and of the {@link GuardRefused} of guards, by name. */
  readonly refusals?: RefusalMakers<Entity, Event, Refusals>;
} & (WithFields<Event> extends never
  ? { readonly examples?: Examples<Entity, Event> }
  : {
      /** For each event with required fields, one that is accepted if any is: `allowedActions` and `pathTo` send it. */
      readonly examples: Examples<Entity, Event>;
    });

// --------------------------------------------------------------------------------------------------------- refusals

/**
 * The state does not declare the event.
 * @category Refusals
 */
export interface UndeclaredEvent<State extends string = string, Type extends string = string> {
  readonly _tag: 'UndeclaredEvent';
  readonly state: State;
  readonly event: Type;
}

/**
 * A guard refuses the event: the first of the edge's guards that does not hold.
 * @category Refusals
 */
export interface GuardRefused<
  State extends string = string,
  Type extends string = string,
  Name extends string = string,
> {
  readonly _tag: 'GuardRefused';
  readonly state: State;
  readonly event: Type;
  readonly guard: Name;
}

/** The edges of an event, in all states. */
type EdgesOf<Chart, Type extends string> = Chart extends { readonly states: infer States }
  ? {
      [S in keyof States]: States[S] extends { readonly on: infer On }
        ? Type extends keyof On
          ? On[Type]
          : never
        : never;
    }[keyof States]
  : never;

/**
 * The guards on the edges of an event, in all states.
 * @category Refusals
 */
export type GuardsOf<Chart, Type extends string> =
  EdgesOf<Chart, Type> extends infer Edge
    ? Edge extends { readonly guard: infer G }
      ? G extends { readonly params: { readonly of: ReadonlyArray<infer Name extends string> } }
        ? Name
        : Extract<G, string>
      : never
    : never;

/** The states that declare an event. */
type DeclaringState<Chart, Type extends string> = Chart extends { readonly states: infer States }
  ? {
      [S in keyof States & string]: States[S] extends { readonly on: infer On }
        ? Type extends keyof On
          ? S
          : never
        : never;
    }[keyof States & string]
  : never;

type OtherState<Chart, Type extends string> = Chart extends { readonly states: infer States }
  ? Exclude<keyof States & string, DeclaringState<Chart, Type>>
  : never;

type Made<Refusals, Reason extends string, Default> = Reason extends keyof Refusals
  ? Refusals[Reason]
  : Default;

/**
 * The errors that an event of a type can be refused with.
 * @category Refusals
 */
export type RefusalOf<Chart, Refusals, Type extends string> =
  | Made<Refusals, 'undeclared', UndeclaredEvent<OtherState<Chart, Type>, Type>>
  | {
      [Name in GuardsOf<Chart, Type>]: Made<
        Refusals,
        Name,
        GuardRefused<DeclaringState<Chart, Type>, Type, Name>
      >;
    }[GuardsOf<Chart, Type>];

// -------------------------------------------------------------------------------------------------------- decisions

/**
 * An event of the chart, and whether an entity accepts it.
 * @category Decisions
 */
export type AllowedAction<Entity extends Stateful, Event extends Typed, Refusal> =
  | {
      readonly _tag: 'Enabled';
      readonly type: Event['type'];
      /** The state after it. */
      readonly target: Entity['state'];
      /** The event that was tried: the example, or the type alone. */
      readonly event: Event;
    }
  | { readonly _tag: 'Disabled'; readonly type: Event['type']; readonly error: Refusal };

/**
 * The refusal of one of several events: its index, its error, and the entity before it.
 * @category Decisions
 */
export interface RefusedAt<Entity, Refusal> {
  readonly index: number;
  readonly error: Refusal;
  readonly entity: Entity;
}

/**
 * A lifecycle: decisions by a chart.
 * @category Lifecycles
 */
export interface Lifecycle<Entity extends Stateful, Event extends Typed, Chart, Refusals> {
  readonly initial: Entity['state'];
  /** Every state, in the chart's order. */
  readonly states: ReadonlyArray<Entity['state']>;
  /** Every type of event, in the order of its first appearance. */
  readonly events: ReadonlyArray<Event['type']>;
  readonly isFinal: (state: Entity['state']) => boolean;
  /** Applies an event: returns the next entity, frozen, or the error. */
  readonly decide: <Type extends Event['type']>(
    event: { readonly type: Type } & EventOf<Event, Type>,
  ) => (entity: Entity) => E.Either<RefusalOf<Chart, Refusals, Type>, Entity>;
  /** Applies events one after another: returns the last entity, or the first refusal. */
  readonly decideAll: (
    events: ReadonlyArray<Event>,
  ) => (
    entity: Entity,
  ) => E.Either<RefusedAt<Entity, RefusalOf<Chart, Refusals, Event['type']>>, Entity>;
  /** Lists every event of the chart, with the state it leads to or the error. */
  readonly allowedActions: (
    entity: Entity,
  ) => ReadonlyArray<AllowedAction<Entity, Event, RefusalOf<Chart, Refusals, Event['type']>>>;
  /**
   * Finds a shortest list of events that lead an entity to a state: empty if it is there, `none` if there is no path, or none among
   * the first 10,000 entities.
   */
  readonly pathTo: (to: Entity['state']) => (entity: Entity) => O.Option<ReadonlyArray<Event>>;
}
