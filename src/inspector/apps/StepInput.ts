/** `StepInput`: a step as it came, and what is worked out of it: its outcome, and the transitions that were taken. */
import type { Actor } from './Actor.js';
import type { ActorStatus } from './ActorRow.js';
import type { StepOutcome } from './ActorStep.js';
import type { EventData, Microstep, StepLine } from './AppLine.js';
import { applyPatch } from './contextDiff.js';
import type { Verdict } from './judge.js';
import { judge, judgeTaken } from './judge.js';
import type { StateValue } from './StateValue.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A step to fold: what a line says, with a whole context if that is known, and its sender. */
export interface StepInput {
  readonly at: number;
  readonly event: EventData;
  readonly from?: string | undefined;
  readonly sent?: number | undefined;
  readonly microsteps?: ReadonlyArray<Microstep> | undefined;
  readonly late?: boolean | undefined;
  readonly status: ActorStatus;
  readonly value: StateValue | undefined;
  readonly context: unknown;
  readonly output?: unknown;
  readonly error?: unknown;
  /** Whether something changed that is neither in the state nor in the context, such as the children. */
  readonly hasOtherChange?: boolean;
  /** The length of its text. */
  readonly size: number;
}

// ------------------------------------------------------------------------------------------------------- operations

/** The outcome of a step that only its event, or the actor's kind, determines. */
export const givenOutcome = (actor: Actor, { event, late }: StepInput): StepOutcome | undefined => {
  if (late === true) return 'late';
  if (event.type === 'xstate.init') return 'started';
  if (event.type === 'xstate.stop') return 'stopped';
  return actor.kind === 'machine' ? undefined : 'received';
};

/** Judges a step whose outcome its event does not determine. `changed` is how many parts of the context changed. */
export const verdictOf = (actor: Actor, input: StepInput, changed: number): Verdict => {
  const { chart, configuration: before } = actor;
  const { event, microsteps, value } = input;
  const taken = microsteps?.flatMap((microstep) => microstep.taken);
  if (chart === undefined || before === undefined || value === undefined) {
    const isVisible = changed > 0 || value !== actor.value || input.status !== actor.status;
    const wasTaken = taken === undefined ? isVisible : taken.length > 0;
    return { outcome: wasTaken ? 'taken' : 'unknown', taken: taken ?? [] };
  }
  if (taken !== undefined) {
    const { outcome } = judgeTaken(chart, before, event.type, microsteps?.[0]?.taken ?? []);
    return { outcome, taken };
  }
  const after = chart.configurationOf(value);
  const isVisible =
    before !== after ||
    changed > 0 ||
    input.status !== actor.status ||
    input.hasOtherChange === true;
  return judge(chart, event.type, { before, after, isVisible });
};

/** The context of an actor after a step of a line. */
export const contextAfter = (
  before: unknown,
  { context, set, unset }: Pick<StepLine, 'context' | 'set' | 'unset'>,
): unknown => {
  if (context !== undefined) return context;
  return set === undefined && unset === undefined
    ? before
    : applyPatch(before, set ?? {}, unset ?? []);
};
