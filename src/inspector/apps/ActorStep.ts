/** `ActorStep`: an event that an actor received and what it did, in short and in full, with their wire formats. */
import * as t from 'io-ts';
import { listOf, oneOf, wireRecord } from '../../codec/WireRecord.js';
import { CountCodec } from '../Totals.js';
import type { ActorStatus } from './ActorRow.js';
import { ActorNumberCodec, ActorStatusCodec, MillisecondsCodec } from './ActorRow.js';
import type { StateValue } from './StateValue.js';
import { StateValueCodec } from './StateValue.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * What an actor did with an event.
 *
 * - `started`: the event started it
 * - `stopped`: it was stopped
 * - `taken`: its machine took a transition, perhaps one without visible effect
 * - `unhandled`: refused; neither an active state nor a parent of one has a transition for the event
 * - `guarded`: refused; there are such transitions, and their guards refused it
 * - `forbidden`: refused; an active state forbids the event
 * - `ignored`: the actor has no transition for an event that nobody sent it, such as XState's own that a child is done
 * - `late`: refused; the actor was done, stopped or had died
 * - `unknown`: nothing changed, and what is known of the machine does not tell whether a transition was taken
 * - `received`: the actor is no machine
 */
export type StepOutcome =
  | 'started'
  | 'stopped'
  | 'taken'
  | 'unhandled'
  | 'guarded'
  | 'forbidden'
  | 'ignored'
  | 'late'
  | 'unknown'
  | 'received';

/** A value in the context that a step changed. */
export interface ContextChange {
  /** The keys and indexes from the context to the value. */
  readonly path: ReadonlyArray<string>;
  /** JSON text, shortened; absent if the value is new. */
  readonly before?: string;
  /** JSON text, shortened; absent if the value was removed. */
  readonly after?: string;
}

/** A step, in short. */
export interface ActorStep {
  /** Its number in the actor, from 0. */
  readonly step: number;
  /** Unix milliseconds. */
  readonly at: number;
  /** The type of the event. */
  readonly event: string;
  /** The event without its type as JSON text, shortened; empty if there is nothing else. */
  readonly payload: string;
  /** The actor that sent the event; -1 if it came from outside or its sender is not known. */
  readonly sender: number;
  readonly outcome: StepOutcome;
  readonly status: ActorStatus;
  /** Absent if the actor is no machine, and before it has started. */
  readonly before?: StateValue;
  readonly after?: StateValue;
  /** The ids of the transitions that were taken, in order. */
  readonly taken: ReadonlyArray<string>;
  /** Whether the program told which transitions were taken. Otherwise they were worked out from the chart. */
  readonly isExact: boolean;
  /** The ids of the transitions that could have taken a refused event, had their guards let it. */
  readonly candidates: ReadonlyArray<string>;
  /** The first changes of the context. */
  readonly changes: ReadonlyArray<ContextChange>;
  /** How many changes of the context there are in all. */
  readonly changed: number;
}

/** A step, in full. */
export interface StepDetails {
  readonly step: ActorStep;
  /** JSON, cut where it was too large. */
  readonly event: unknown;
  /** The context before and after the step. Absent if the actor has none, or it is not known any more. */
  readonly contextBefore?: unknown;
  readonly contextAfter?: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
  /** Up to a thousand. */
  readonly changes: ReadonlyArray<ContextChange>;
}

/** A message that one actor sent to another, or that came from outside. */
export interface ActorMessage {
  /** Its number among all messages, which rises but may skip some. */
  readonly message: number;
  readonly at: number;
  /** -1 if it came from outside or its sender is not known. */
  readonly from: number;
  readonly to: number;
  readonly event: string;
  readonly outcome: StepOutcome;
  /** Rises in the order in which the messages of one program were sent; they are listed in the order in which they were taken. */
  readonly sent: number;
  /** The number of the receiver's step. */
  readonly step: number;
}

// ------------------------------------------------------------------------------------------------------- refinements

const REFUSALS: ReadonlySet<StepOutcome> = new Set(['unhandled', 'guarded', 'forbidden', 'late']);

/** Was the event refused, for sure? */
export const isRefused = (outcome: StepOutcome): boolean => REFUSALS.has(outcome);

// ----------------------------------------------------------------------------------------------------------- codecs

/** Every outcome. */
export const stepOutcomes = [
  'started',
  'stopped',
  'taken',
  'unhandled',
  'guarded',
  'forbidden',
  'ignored',
  'late',
  'unknown',
  'received',
] as const satisfies ReadonlyArray<StepOutcome>;

/** The codec of a {@link StepOutcome}. */
export const StepOutcomeCodec = oneOf<StepOutcome>('the outcome of a step', stepOutcomes);

const texts = listOf('a list of texts', t.string);

const changesCodec: t.Type<ReadonlyArray<ContextChange>, unknown> = listOf(
  'a list of changes',
  wireRecord('a change', { path: texts }, { before: t.string, after: t.string }),
);

/** The codec of an {@link ActorStep}. */
export const ActorStepCodec: t.Type<ActorStep, unknown> = wireRecord(
  'a step',
  {
    step: CountCodec,
    at: MillisecondsCodec,
    event: t.string,
    payload: t.string,
    sender: ActorNumberCodec,
    outcome: StepOutcomeCodec,
    status: ActorStatusCodec,
    taken: texts,
    isExact: t.boolean,
    candidates: texts,
    changes: changesCodec,
    changed: CountCodec,
  },
  { before: StateValueCodec, after: StateValueCodec },
);

/** The codec of a list of {@link ActorStep}s. */
export const ActorStepsCodec = listOf('a list of steps', ActorStepCodec);

/** The codec of {@link StepDetails}. */
export const StepDetailsCodec: t.Type<StepDetails, unknown> = wireRecord(
  'the details of a step',
  { step: ActorStepCodec, event: t.unknown, changes: changesCodec },
  { contextBefore: t.unknown, contextAfter: t.unknown, output: t.unknown, error: t.unknown },
);

/** The codec of a list of {@link ActorMessage}s. */
export const ActorMessagesCodec: t.Type<ReadonlyArray<ActorMessage>, unknown> = listOf(
  'a list of messages',
  wireRecord('a message', {
    message: CountCodec,
    at: MillisecondsCodec,
    from: ActorNumberCodec,
    to: CountCodec,
    event: t.string,
    outcome: StepOutcomeCodec,
    sent: CountCodec,
    step: CountCodec,
  }),
);
