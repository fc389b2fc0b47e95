/**
 * The oracle: interprets the plain chart of `machines/run.chart.ts` state by state, without the compiled table, the codecs and the
 * facade. What the chart does not say is written by hand, from the design: the ops, the errors, the JSON, the memory of commands.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunGuard, RunUpdate } from '../../machines/run.chart.js';
import { guards, runChart, updates } from '../../machines/run.chart.js';
import type {
  CommandId,
  EventOf,
  EventType,
  JournalEntry,
  RunEvent,
  RunId,
  RunInstance,
  RunState,
} from '../../src/index.js';
import { AttemptId, Priority, RunId as RunIds, TaskId } from '../../src/index.js';
import { fnv1a } from '../../src/run/ChartIdentity.js';
import type { Command } from './Command.js';
import { error, errorJson, refusalOf, snakeCase } from './errors.js';
import { readRun } from './readRun.js';
import type { Action, Outcome } from './Subject.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What must be seen after a command. */
export interface Expected {
  readonly outcome: Outcome;
  readonly run: RunInstance | undefined;
  readonly wire: string | undefined;
  readonly answer: string;
  readonly actions: ReadonlyArray<Action> | undefined;
  /** Whether the command id came before. */
  readonly again: boolean;
}

/** Runs as they must be. */
export interface Oracle {
  readonly runOf: (id: RunId) => RunInstance | undefined;
  /** The events that a run accepts. */
  readonly enabled: (id: RunId) => ReadonlyArray<EventType>;
  /** The latest commands with an id that a run remembers, oldest first. */
  readonly remembered: (id: RunId) => ReadonlyArray<JournalEntry>;
  readonly step: (command: Command) => Expected;
}

/** How many of its latest commands a run remembers. */
export const REMEMBERED = 8;

// ------------------------------------------------------------------------------------------------------------ chart

interface EdgeConfig {
  readonly target?: RunState;
  readonly guard?: string | { readonly params: { readonly of: ReadonlyArray<string> } };
  readonly actions?: string;
}

interface StateConfig {
  readonly entry?: string | ReadonlyArray<string>;
  readonly on?: Readonly<Partial<Record<string, EdgeConfig>>>;
}

const states: Readonly<Record<RunState, StateConfig>> = runChart.states;
const stateNames = Object.keys(states) as ReadonlyArray<RunState>; // SAFETY: its own keys.
const guardsByName: Readonly<Record<string, RunGuard>> = guards;
const updatesByName: Readonly<Record<string, RunUpdate>> = updates;

/** The events, in the order of their first appearance. */
const eventTypes = [
  ...new Set(stateNames.flatMap((state) => Object.keys(states[state].on ?? {}))),
] as ReadonlyArray<EventType>; // SAFETY: the events of the chart.

/** The state that each event enters. */
const targets: ReadonlyMap<string, RunState> = new Map(
  stateNames.flatMap((state) =>
    Object.entries(states[state].on ?? {}).flatMap(([type, edge]) =>
      edge?.target === undefined ? [] : [[type, edge.target] as const],
    ),
  ),
);

/** An event that enters a state. */
const entering: ReadonlyMap<RunState, string> = new Map(
  [...targets].map(([type, target]) => [target, type]),
);

const guardsOf = ({ guard }: EdgeConfig): ReadonlyArray<string> =>
  guard === undefined ? [] : typeof guard === 'string' ? [guard] : guard.params.of;

/** Why a run refuses an event: it has no edge, or the first guard that fails. */
const reasonOf = (run: RunInstance, event: RunEvent): string | undefined => {
  const edge = states[run.state].on?.[event.type];
  return edge === undefined
    ? 'undeclared'
    : guardsOf(edge).find((name) => guardsByName[name]?.(run, event) !== true);
};

/** Follows the edge of an event that nothing refuses. */
const follow = (run: RunInstance, event: RunEvent): RunInstance => {
  const edge = states[run.state].on?.[event.type] ?? {};
  const state = edge.target ?? run.state;
  const next: Record<string, unknown> = { ...run, state };
  const entry = state === run.state ? [] : (states[state].entry ?? []);
  for (const name of [edge.actions ?? [], entry].flat()) {
    const update = updatesByName[name] ?? {};
    for (const [field, change] of Object.entries<unknown>(update))
      next[field] =
        typeof change === 'function'
          ? // SAFETY: a function computes the value of its own field.
            (change as (own: unknown, event: RunEvent) => unknown)(next[field], event)
          : change;
  }
  // SAFETY: each field has a value of its own kind.
  return Object.freeze(next) as unknown as RunInstance;
};

const send = (run: RunInstance, event: RunEvent): Outcome => {
  const reason = reasonOf(run, event);
  return reason === undefined
    ? E.right(follow(run, event))
    : E.left(refusalOf(run, event, targets.get(event.type), reason));
};

// -------------------------------------------------------------------------------------------------------------- ops

const created = (
  state: RunState,
  {
    runId: id,
    taskId,
    scheduledAt,
    createdAt,
  }: Extract<JournalEntry, { readonly createdAt: unknown }>,
  effectivePriority: Priority,
): Outcome => {
  if (id === RunIds.nil) return E.left(error('InvalidRunId', { runId: id }));
  if (taskId === TaskId.nil) return E.left(error('InvalidTaskId', { taskId }));
  if (state === 'Ready' && scheduledAt > createdAt)
    return E.left(error('ReadyScheduledAtAfterCreatedAt', { runId: id, scheduledAt, createdAt }));
  return E.right(
    Object.freeze({
      id,
      taskId,
      state,
      currentAttemptId: O.none,
      attemptCount: 0 as RunInstance['attemptCount'], // SAFETY: no attempt yet.
      createdAt,
      scheduledAt,
      lastStateChangeAt: createdAt,
      effectivePriority,
    }),
  );
};

/** Applies an entry to a run that there is. */
const change = (entry: JournalEntry, run: RunInstance): Outcome => {
  const timed = entry.at === undefined ? {} : { at: entry.at };
  switch (entry.op) {
    case 'transition_to': {
      const type = entering.get(entry.to);
      return type === undefined
        ? E.left(error('InvalidTransition', { runId: run.id, from: run.state, to: entry.to }))
        : send(run, { type, ...timed } as RunEvent); // SAFETY: an event that enters a state has no other required field.
    }
    case 'promote_to_ready':
      return send(run, { type: 'promote', ...timed });
    case 'promote_to_ready_with_priority':
      return send(run, {
        type: 'promote',
        effectivePriority: entry.effectivePriority,
        ...timed,
      });
    case 'set_effective_priority':
      return send(run, {
        type: 'priority.set',
        effectivePriority: entry.effectivePriority,
        ...timed,
      });
    case 'start_attempt':
      return send(run, { type: 'attempt.start', attemptId: entry.attemptId, ...timed });
    case 'finish_attempt':
      return send(run, { type: 'attempt.finish', attemptId: entry.attemptId, ...timed });
    case 'record_state_change_at':
      return E.right(Object.freeze({ ...run, lastStateChangeAt: entry.timestamp }));
    case 'restore_attempt_state_for_bootstrap':
      return E.right(
        Object.freeze({
          ...run,
          attemptCount: entry.count,
          currentAttemptId: entry.activeAttempt,
        }),
      );
    case 'new_scheduled_with_id':
    case 'new_ready_with_id':
    case 'deserialize':
      throw new Error(`${entry.op} needs no run`);
  }
};

const apply = (entry: JournalEntry, run: RunInstance | undefined): Outcome => {
  switch (entry.op) {
    case 'new_scheduled_with_id':
      return created('Scheduled', entry, Priority.initial);
    case 'new_ready_with_id':
      return created('Ready', entry, entry.effectivePriority);
    case 'deserialize': {
      const read = readRun(entry.json);
      return read?.id === entry.runId ? E.right(read) : E.left(error('Decode'));
    }
    case 'transition_to':
    case 'promote_to_ready':
    case 'promote_to_ready_with_priority':
    case 'set_effective_priority':
    case 'start_attempt':
    case 'finish_attempt':
    case 'record_state_change_at':
    case 'restore_attempt_state_for_bootstrap':
      return run === undefined ? E.left(error('NoRun')) : change(entry, run);
  }
};

// -------------------------------------------------------------------------------------------------------- what shows

/** A run as JSON. */
export const wireOf = (run: RunInstance): string =>
  `{"id":"${run.id}","task_id":"${run.taskId}","state":"${run.state}","current_attempt_id":${
    O.isNone(run.currentAttemptId) ? 'null' : `"${run.currentAttemptId.value}"`
  },"attempt_count":${run.attemptCount},"created_at":${run.createdAt},"scheduled_at":${run.scheduledAt},"effective_priority":${run.effectivePriority},"last_state_change_at":${run.lastStateChangeAt}}`;

/** An event of a type that the run accepts if it accepts any. */
export const exampleOf = <Type extends EventType>(run: RunInstance, type: Type): EventOf<Type> =>
  // SAFETY: the event is of the type.
  anyExample(run, type) as EventOf<Type>;

const anyExample = (run: RunInstance, type: EventType): RunEvent => {
  if (type === 'attempt.start' || type === 'attempt.finish')
    return {
      type,
      attemptId: O.isSome(run.currentAttemptId) ? run.currentAttemptId.value : AttemptId.nil,
    };
  return type === 'priority.set' ? { type, effectivePriority: run.effectivePriority } : { type };
};

const actionsOf = (run: RunInstance): ReadonlyArray<Action> =>
  eventTypes.map((type): Action => {
    const event = exampleOf(run, type);
    const reason = reasonOf(run, event);
    const to = targets.get(type);
    return reason === undefined
      ? { type, isEnabled: true, target: to ?? run.state, event }
      : { type, isEnabled: false, error: refusalOf(run, event, to, reason) };
  });

const LONGEST = 64;

/** What a command asks for, as text: its op and its fields, but not the run and the instant. */
const commandText = (entry: JournalEntry): string => {
  const fields: ReadonlyArray<readonly [string, unknown]> = Object.entries(entry);
  return fields
    .filter(([field]) => !['op', 'runId', 'at', 'commandId'].includes(field))
    .reduce<string>((text, [field, value]) => {
      const isOption = typeof value === 'object' && value !== null;
      const shown = String(isOption ? ('value' in value ? value.value : null) : value);
      return `${text} ${snakeCase(field)}=${shown.length > LONGEST ? `#${fnv1a(shown)}` : shown}`;
    }, entry.op);
};

// ------------------------------------------------------------------------------------------------------ constructor

interface Kept {
  run: RunInstance | undefined;
  actions: ReadonlyArray<Action> | undefined;
  readonly commands: Map<
    CommandId,
    { readonly entry: JournalEntry; readonly outcome: Outcome; readonly answer: string }
  >;
}

/** Makes an oracle without runs. */
export const makeOracle = (): Oracle => {
  const kept = new Map<RunId, Kept>();

  const answerOf = (outcome: Outcome, wire: string | undefined): string =>
    E.isLeft(outcome) ? errorJson(outcome.left) : `{"ok":${wire ?? ''}}`;

  const expected = (
    { run, actions }: Kept,
    outcome: Outcome,
    again: boolean,
    answer?: string,
  ): Expected => {
    const wire = run === undefined ? undefined : wireOf(run);
    return {
      outcome,
      run,
      wire,
      answer: answer ?? answerOf(outcome, wire),
      actions,
      again,
    };
  };

  return {
    runOf: (id) => kept.get(id)?.run,
    enabled: (id) =>
      (kept.get(id)?.actions ?? []).flatMap(({ type, isEnabled }) => (isEnabled ? [type] : [])),
    remembered: (id) => [...(kept.get(id)?.commands.values() ?? [])].map(({ entry }) => entry),
    step: ({ entry }) => {
      const { runId, commandId } = entry;
      const slot: Kept = kept.get(runId) ?? {
        run: undefined,
        actions: undefined,
        commands: new Map(),
      };
      kept.set(runId, slot);
      const first = commandId === undefined ? undefined : slot.commands.get(commandId);
      if (first !== undefined) {
        const firstCommand = commandText(first.entry);
        const command = commandText(entry);
        return firstCommand === command
          ? expected(slot, first.outcome, true, first.answer)
          : expected(
              slot,
              E.left(error('CommandIdReused', { runId, commandId, firstCommand, command })),
              true,
            );
      }
      const outcome = apply(entry, slot.run);
      if (E.isRight(outcome)) {
        slot.run = outcome.right;
        slot.actions = actionsOf(outcome.right);
      }
      const seen = expected(slot, outcome, false);
      if (commandId !== undefined) {
        slot.commands.set(commandId, { entry, outcome, answer: seen.answer });
        const [oldest] = slot.commands.keys();
        if (slot.commands.size > REMEMBERED && oldest !== undefined) slot.commands.delete(oldest);
      }
      return seen;
    },
  };
};
