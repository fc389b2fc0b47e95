/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a private ring buffer of numbers */
/**
 * The step history of a board of actors: the latest steps of all actors, bounded in number and in bytes.
 *
 * Steps are in a ring of records, and their texts in a queue of bytes. A step has the place of its actor's step before it, so a step is
 * dropped by counting: nothing refers to it from elsewhere. The text of a step has two lines: what a search looks at, and the rest.
 */
import { isRecord } from '../../codec/untrusted.js';
import { makeRecords } from '../Records.js';
import { makeTextQueue } from '../TextQueue.js';
import type { ActorStatus } from './ActorRow.js';
import type { ContextChange, StepOutcome } from './ActorStep.js';
import { stepOutcomes } from './ActorStep.js';
import type { Undo } from './contextDiff.js';
import type { StateValue } from './StateValue.js';

// ------------------------------------------------------------------------------------------------------------ model

/** How many steps are kept. */
export interface StepLimits {
  readonly stepsInAll: number;
  /** How many bytes the texts of all kept steps may have. */
  readonly stepBytes: number;
}

/** What a search looks at. */
export interface StepText {
  /** The type of the event. */
  readonly type: string;
  readonly event: unknown;
  readonly outcome: StepOutcome;
  readonly status: ActorStatus;
  readonly before?: StateValue | undefined;
  readonly after?: StateValue | undefined;
  readonly taken: ReadonlyArray<string>;
  readonly isExact: boolean;
  readonly changes: ReadonlyArray<ContextChange>;
  readonly changed: number;
}

/** What else is kept of a step. */
export interface StepRest {
  readonly undo?: Undo | undefined;
  readonly output?: unknown;
  readonly error?: unknown;
}

/** A step of an actor, without its texts. */
export interface StepRecord {
  readonly actor: number;
  /** Its number in the actor. */
  readonly step: number;
  readonly at: number;
  readonly sender: number;
  readonly sent: number;
  readonly outcome: StepOutcome;
  /** One more than the place of the actor's step before it; 0 for its first step. */
  readonly previous: number;
}

/** The latest steps. */
export interface StepHistory {
  /** Adds a step. Returns one more than its place. */
  readonly add: (record: StepRecord, text: StepText, rest: StepRest) => number;
  /** The place of the first step that is kept, and one more than that of the last. */
  readonly first: () => number;
  readonly end: () => number;
  readonly recordAt: (place: number) => StepRecord;
  /** What a search looks at, as text. */
  readonly searchableAt: (place: number) => string;
  readonly textAt: (place: number) => StepText;
  readonly restAt: (place: number) => StepRest;
}

const FIELD = {
  actor: 0,
  step: 1,
  at: 2,
  sender: 3,
  outcome: 4,
  previous: 5,
  sent: 6,
  chunk: 7,
  start: 8,
  middle: 9,
  end: 10,
} as const;

const WIDTH = FIELD.end + 1;

// ------------------------------------------------------------------------------------------------------- operations

/** Parses what `JSON.stringify` wrote. */
const parseOwn = (text: string): Readonly<Record<string, unknown>> => {
  const json: unknown = JSON.parse(text);
  return isRecord(json) ? json : {};
};

/** Makes an empty history. */
export const makeStepHistory = ({ stepsInAll, stepBytes }: StepLimits): StepHistory => {
  const { blockOf, startOf } = makeRecords(WIDTH);
  const texts = makeTextQueue();
  let count = 0;
  let dropped = 0;

  const numberAt = (place: number, field: number): number => {
    const slot = place % stepsInAll;
    return blockOf(slot)[startOf(slot) + field] ?? 0;
  };

  const dropFirst = (): void => {
    dropped += 1;
    if (dropped < count) texts.freeBefore(numberAt(dropped, FIELD.chunk));
  };

  const read = (place: number, from: number, to: number): string =>
    texts.read({
      chunk: numberAt(place, FIELD.chunk),
      start: numberAt(place, from),
      end: numberAt(place, to),
    });

  const searchableAt = (place: number): string => read(place, FIELD.start, FIELD.middle);

  return {
    add: ({ actor, step, at, sender, sent, outcome, previous }, text, rest) => {
      if (count - dropped === stepsInAll) dropFirst();
      const searchable = JSON.stringify(text);
      const place = texts.add(`${searchable}${JSON.stringify(rest)}`);
      const slot = count % stepsInAll;
      const [block, start] = [blockOf(slot), startOf(slot)];
      block[start + FIELD.actor] = actor;
      block[start + FIELD.step] = step;
      block[start + FIELD.at] = at;
      block[start + FIELD.sender] = sender;
      block[start + FIELD.outcome] = stepOutcomes.indexOf(outcome);
      block[start + FIELD.previous] = previous;
      block[start + FIELD.sent] = sent;
      block[start + FIELD.chunk] = place.chunk;
      block[start + FIELD.start] = place.start;
      block[start + FIELD.middle] = place.start + Buffer.byteLength(searchable);
      block[start + FIELD.end] = place.end;
      count += 1;
      while (texts.size() > stepBytes && count - dropped > 1) dropFirst();
      return count;
    },
    first: () => dropped,
    end: () => count,
    recordAt: (place) => ({
      actor: numberAt(place, FIELD.actor),
      step: numberAt(place, FIELD.step),
      at: numberAt(place, FIELD.at),
      sender: numberAt(place, FIELD.sender),
      sent: numberAt(place, FIELD.sent),
      outcome: stepOutcomes[numberAt(place, FIELD.outcome)] ?? 'unknown',
      previous: numberAt(place, FIELD.previous),
    }),
    searchableAt,
    // SAFETY: `add` wrote it.
    textAt: (place) => parseOwn(searchableAt(place)) as unknown as StepText,
    restAt: (place) => parseOwn(read(place, FIELD.middle, FIELD.end)),
  };
};
