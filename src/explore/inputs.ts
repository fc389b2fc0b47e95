/**
 * The inputs of a machine: those of each of its concrete states, with a label for each.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { AnyActorRef, AnyEventObject } from 'xstate';
import { isRecord } from '../codec/untrusted.js';
import type { Statechart } from '../statechart/Statechart.js';
import { transitionsOf } from '../statechart/Statechart.js';
import type { LeftOut } from './Exploration.js';
import type { Identity } from './Identity.js';
import type { ActorOutcomes, MachineInput } from './MachineInput.js';
import type { Concrete, Impulse } from './Runner.js';
import { isWatched, lives, nextDue, snapshotEvent } from './Runner.js';
import { valueText } from './valueText.js';

// ------------------------------------------------------------------------------------------------------------ model

/** An input with its label, and what it is to a concrete state. */
export interface Labelled {
  readonly label: string;
  readonly input: MachineInput;
  readonly impulse: Impulse;
}

/**
 * Two inputs have the same label, so that paths would be ambiguous.
 * @category Exploring
 */
export interface SameEvent {
  readonly _tag: 'SameEvent';
  readonly label: string;
}

/** The outcomes of actors, by their id or by the name of their logic. */
export type Outcomes = Readonly<Record<string, ActorOutcomes>>;

// -------------------------------------------------------------------------------------------------------- operations

/** Labels an event by its type and its payload. */
const eventLabel = ({ type, ...payload }: AnyEventObject): string =>
  Object.keys(payload).length === 0 ? type : `${type} ${valueText(payload)}`;

/** Labels what somebody sends. Errors: `SameEvent`. */
export const eventInputs = (
  events: ReadonlyArray<AnyEventObject>,
): E.Either<SameEvent, ReadonlyArray<Labelled>> => {
  const labelled = events.map((event): Labelled => ({
    label: eventLabel(event),
    input: { kind: 'event', event },
    impulse: { event },
  }));
  const labels = labelled.map(({ label }) => label);
  const twice = labels.find((label, i) => labels.indexOf(label) < i);
  return twice === undefined ? E.right(labelled) : E.left({ _tag: 'SameEvent', label: twice });
};

const payloadText = (value: unknown): string => (value === undefined ? '' : ` ${valueText(value)}`);

/** The snapshot of an actor that has ended. */
const ended = (ref: AnyActorRef, end: object): unknown => {
  const snapshot: unknown = ref.getSnapshot();
  return { ...(isRecord(snapshot) ? snapshot : {}), ...end };
};

/** A snapshot of an actor that lives; what XState reads of each may be left out. */
const activeSnapshot = (shown: unknown): unknown =>
  isRecord(shown) ? { status: 'active', output: undefined, error: undefined, ...shown } : shown;

/** Lists what an actor may do. */
/** Lists what an actor may do. */
export const outcomeInputs = (
  actor: string,
  ref: AnyActorRef,
  { done = [], error = [], snapshots = [], events = [] }: ActorOutcomes,
): ReadonlyArray<Labelled> => [
  ...done.map((output) => ({
    label: `${actor} done${payloadText(output)}`,
    input: { kind: 'done', actor, output } as const,
    impulse: {
      actor: ref,
      event: { type: `xstate.done.actor.${ref.id}`, output, actorId: ref.id },
      snapshot: ended(ref, { status: 'done', output, error: undefined }),
    },
  })),
  ...error.map((thrown) => ({
    label: `${actor} error${thrown instanceof Error ? `: ${thrown.message}` : payloadText(thrown)}`,
    input: { kind: 'error', actor, error: thrown } as const,
    impulse: {
      actor: ref,
      event: { type: `xstate.error.actor.${ref.id}`, error: thrown, actorId: ref.id },
      snapshot: ended(ref, { status: 'error', output: undefined, error: thrown }),
    },
  })),
  ...snapshots.map((shown) => {
    const snapshot = activeSnapshot(shown);
    return {
      label: `${actor} shows${payloadText(shown)}`,
      input: { kind: 'snapshot', actor, snapshot } as const,
      impulse: {
        actor: ref,
        event: isWatched(ref) ? snapshotEvent(ref, snapshot) : undefined,
        snapshot,
      },
    };
  }),
  ...events.map((event) => ({
    label: `${actor} sends ${eventLabel(event)}`,
    input: { kind: 'actorEvent', actor, event } as const,
    impulse: { actor: ref, event },
  })),
];

/** Lists the inputs of a concrete state. */
export const inputsOf =
  (events: ReadonlyArray<Labelled>, outcomes: Outcomes, identity: Identity) =>
  (concrete: Concrete): ReadonlyArray<Labelled> => {
    const { snapshot } = concrete;
    if (snapshot.status !== 'active') return events;
    const ms = nextDue(concrete);
    const actors = identity.actors(concrete);
    if (ms === undefined && actors.length === 0) return events;
    return [
      ...events,
      ...(ms === undefined
        ? []
        : [
            {
              label: `after ${String(ms)} ms`,
              input: { kind: 'time', ms },
              impulse: { ms },
            } as const,
          ]),
      ...actors.flatMap(({ name, src, ref }) =>
        lives(concrete, ref)
          ? outcomeInputs(name, ref, outcomes[ref.id] ?? outcomes[src] ?? {})
          : [],
      ),
    ];
  };

/** An event for a descriptor: of its type or, for a wildcard, of a type that no other descriptor names. */
const instanceOf = (descriptor: string): string =>
  descriptor === '*'
    ? 'anything'
    : descriptor.endsWith('.*')
      ? `${descriptor.slice(0, -2)}.anything`
      : descriptor;

/** Lists an event of each type that a chart names, without payload. */
export const eventsOf = (
  chart: Statechart,
): { readonly events: ReadonlyArray<AnyEventObject>; readonly leftOut: ReadonlyArray<LeftOut> } => {
  const triggers = transitionsOf(chart.root).map(({ trigger }) => trigger);
  const types = [
    ...new Set(triggers.flatMap((trigger) => (trigger.kind === 'event' ? [trigger.type] : []))),
  ];
  const routes = [
    ...new Set(triggers.flatMap((trigger) => (trigger.kind === 'route' ? [trigger.to] : []))),
  ];
  const wildcards = types.filter((type) => type.includes('*'));
  return {
    events: [
      ...types.map((type) => ({ type: instanceOf(type) })),
      ...routes.map((to) => ({ type: 'xstate.route', to: `#${to}` })),
    ],
    leftOut: [
      {
        part: 'the payloads of events',
        why: 'no events were given, so each type is sent without one',
      },
      ...wildcards.map((type) => ({
        part: `the events that match ${type}`,
        why: `only ${instanceOf(type)} stands for them`,
      })),
    ],
  };
};
