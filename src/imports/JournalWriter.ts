/* eslint-disable functional/immutable-data -- the slots of runs change with each line */
/**
 * Writes the lines of a journal, and keeps of each run what the next line depends on.
 *
 * A line is built from its parts, several times as fast as `JSON.stringify` of what `JournalEntryCodec` encodes. Law: it is the same text.
 */
import type { Annotations } from '../journal/Annotations.js';
import type { RunState } from '../run/RunState.js';
import type { Priority } from '../values/Priority.js';
import type { Timestamp } from '../values/Timestamp.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What is kept of a run. */
export interface Slot {
  readonly id: string;
  state: RunState;
  /** The active attempt. */
  attempt: string | undefined;
  attempts: number;
  /** The latest instant. */
  at: Timestamp | undefined;
  /** The priority that it gets when it becomes Ready, if it was made in Scheduled. */
  priority: Priority | undefined;
}

/** Writes lines. Each function writes one, or those that an op needs before it. */
export interface JournalWriter {
  readonly create: (
    id: string,
    taskId: string,
    state: 'Scheduled' | 'Ready',
    scheduledAt: Timestamp,
    createdAt: Timestamp,
    priority: Priority,
  ) => Slot;
  readonly enter: (
    slot: Slot,
    state: RunState,
    at: Timestamp | undefined,
    says: Annotations,
  ) => void;
  readonly restore: (slot: Slot, attempts: number, at: Timestamp | undefined) => void;
  readonly start: (
    slot: Slot,
    attempt: string,
    at: Timestamp | undefined,
    says: Annotations,
  ) => void;
  readonly finish: (slot: Slot, at: Timestamp | undefined, says: Annotations) => void;
  /** The number of lines so far. */
  readonly lines: () => number;
}

// -------------------------------------------------------------------------------------------------------- operations

/** The annotations of a line that says nothing. */
export const SILENT: Annotations = Object.freeze({});

const annotation = (name: string, text: string | undefined): string =>
  text === undefined ? '' : `,"${name}":${JSON.stringify(text)}`;

const said = (says: Annotations): string =>
  says === SILENT
    ? ''
    : annotation('outcome', says.outcome) +
      annotation('error', says.error) +
      annotation('worker', says.worker) +
      annotation('note', says.note);

/** Makes a writer to a function that takes lines. */
export const makeJournalWriter = (write: (line: string) => void): JournalWriter => {
  const counter = { lines: 0 };
  const line = (
    id: string,
    op: string,
    fields: string,
    at: Timestamp | undefined,
    says: Annotations,
  ): void => {
    counter.lines += 1;
    write(
      `{"run_id":"${id}","op":"${op}"${fields}${at === undefined ? '' : `,"at":${at}`}${said(says)}}`,
    );
  };
  const note = (slot: Slot, at: Timestamp | undefined): void => {
    if (at !== undefined) slot.at = at;
  };

  return {
    create: (id, taskId, state, scheduledAt, createdAt, priority) => {
      const isReady = state === 'Ready';
      line(
        id,
        isReady ? 'new_ready_with_id' : 'new_scheduled_with_id',
        `,"task_id":"${taskId}","scheduled_at":${scheduledAt},"created_at":${createdAt}${isReady ? `,"effective_priority":${priority}` : ''}`,
        createdAt,
        SILENT,
      );
      return {
        id,
        state,
        attempt: undefined,
        attempts: 0,
        at: createdAt,
        priority: isReady || priority === 0 ? undefined : priority,
      };
    },
    enter: (slot, state, at, says) => {
      if (state !== 'Ready') line(slot.id, 'transition_to', `,"to":"${state}"`, at, says);
      else if (slot.priority === undefined) line(slot.id, 'promote_to_ready', '', at, says);
      else {
        const fields = `,"effective_priority":${slot.priority}`;
        line(slot.id, 'promote_to_ready_with_priority', fields, at, says);
        slot.priority = undefined;
      }
      slot.state = state;
      note(slot, at);
    },
    restore: (slot, attempts, at) => {
      const fields = `,"count":${attempts},"active_attempt":null`;
      line(slot.id, 'restore_attempt_state_for_bootstrap', fields, at, SILENT);
      slot.attempts = attempts;
    },
    start: (slot, attempt, at, says) => {
      line(slot.id, 'start_attempt', `,"attempt_id":"${attempt}"`, at, says);
      slot.attempt = attempt;
      slot.attempts += 1;
      note(slot, at);
    },
    finish: (slot, at, says) => {
      line(slot.id, 'finish_attempt', `,"attempt_id":"${slot.attempt ?? ''}"`, at, says);
      slot.attempt = undefined;
      note(slot, at);
    },
    lines: () => counter.lines,
  };
};
