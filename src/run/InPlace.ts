/** Changes to the fields of a run, and how they are applied in place. */

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A run of any chart.
 * @category Lifecycles
 */
export interface Stateful {
  readonly state: string;
}

/** A run that nobody else has seen yet. */
export type Mutable<Run> = { -readonly [K in keyof Run]: Run[K] };

/**
 * Computes a field's new value from its old value and the event. It sees no other field, so the order of the updates of an
 * edge matters only within a field, and all of them can be applied at once.
 * @category Lifecycles
 */
export type FieldUpdate<Event, Value> = (own: Value, event: Event) => Value;

/**
 * A field's new value, or a function that computes it.
 * @category Lifecycles
 */
export type Change<Event, Value> = Value | FieldUpdate<Event, Value>;

/**
 * For each field that an update changes, its change.
 * @category Lifecycles
 */
export type UpdateConfig<Run, Event> = { readonly [K in keyof Run]?: Change<Event, Run[K]> };

/** As `UpdateConfig`, but a field may also be `undefined`, which keeps its value. */
export type Patch<Run, Event> = { readonly [K in keyof Run]?: Change<Event, Run[K]> | undefined };

/** The steps by which the run after an event is made: copied, patched, sealed. */
export interface InPlace<Run, Event> {
  readonly copy: (run: Run) => Mutable<Run>;
  readonly apply: (run: Mutable<Run>, patch: Patch<Run, Event>, event: Event) => void;
  /** Freezes a run; code that knows its fields also freezes the records within it. */
  readonly seal: (run: Run) => Run;
}

// ------------------------------------------------------------------------------------------------------- operations

/** A field's change without its types. The type of a patch ensures that each is applied to its own field. */
type UntypedUpdate = (own: unknown, event: unknown) => unknown;

/** As in XState's `assign`, a function computes the value, anything else is the value. */
export const isUpdate = (change: unknown): change is UntypedUpdate => typeof change === 'function';
