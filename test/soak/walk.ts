/**
 * Walks: random commands over a few runs, each walk from its own seed. Rare edges come often: old and equal instants, redelivered
 * commands, reused command ids, attempts of others, counts and priorities at their bounds, runs that are made again, and damaged JSON.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { Random } from '../../src/graph/Random.js';
import { randomOf } from '../../src/graph/Random.js';
import type {
  AttemptCount,
  AttemptId,
  CommandId,
  JournalEntry,
  Priority,
  RunId,
  RunInstance,
  RunState,
  Step,
  TaskId,
  Timestamp,
} from '../../src/index.js';
import { eventTypes, finalStates, states } from '../expectations.js';
import type { Command } from './Command.js';
import type { Oracle } from './oracle.js';
import { wireOf } from './oracle.js';

/** How many commands a walk has, and over how many runs. */
export const WALK = 250;
const POOL = 3;

// ---------------------------------------------------------------------------------------------------------- chances

const pick = <A>(random: Random, list: ReadonlyArray<A>): A =>
  // SAFETY: a list that is not empty has an item below its length.
  list[Math.floor(random() * list.length)] as A;

/** Picks by weight. */
const weighted = <A>(random: Random, choices: ReadonlyArray<readonly [number, A]>): A => {
  let left = random() * choices.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, choice] of choices) {
    left -= weight;
    if (left < 0) return choice;
  }
  // SAFETY: the list is not empty.
  return choices.at(-1)?.[1] as A;
};

const integer = (random: Random, max: number): number => Math.floor(random() * (max + 1));

// ----------------------------------------------------------------------------------------------------------- values

const NIL = '00000000-0000-0000-0000-000000000000';

/** An id by its kind, the walk, and its place among those of the walk. */
const idOf = (kind: number, walk: number, n: number): string =>
  `0000000${kind}-0000-4000-8${n.toString(16).padStart(3, '0')}-${walk.toString(16).padStart(12, '0')}`;

// SAFETY of the casts below: canonical ids, and numbers within the bounds of their kinds.
const runIds = (walk: number): ReadonlyArray<RunId> =>
  Array.from({ length: POOL }, (_, n) => idOf(1, walk, n) as RunId);
const taskIds = [1, 2].map((n) => idOf(2, 0, n) as TaskId);
const attemptIds = [1, 2, 3].map((n) => idOf(3, 0, n) as AttemptId);

const MAX_INSTANT = Number.MAX_SAFE_INTEGER;
const MAX_COUNT = 2 ** 32 - 1;
const MAX_PRIORITY = 2 ** 31 - 1;

const instants = [0, 1, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, MAX_INSTANT - 1, MAX_INSTANT];
const counts = [0, 1, 2, MAX_PRIORITY, MAX_PRIORITY + 1, MAX_COUNT - 2, MAX_COUNT - 1, MAX_COUNT];
const priorities = [-MAX_PRIORITY - 1, -MAX_PRIORITY, -1, 0, 1, MAX_PRIORITY - 1, MAX_PRIORITY];

const priorityOf = (random: Random): Priority =>
  (random() < 0.6 ? pick(random, priorities) : integer(random, 200) - 100) as Priority;

const countOf = (random: Random): AttemptCount => pick(random, counts) as AttemptCount;

/** An id that differs from another in one digit, at either end. */
const nearly = (random: Random, id: string): string => {
  const place = random() < 0.5 ? 0 : id.length - 1;
  const digit = id[place] === 'f' ? 'e' : 'f';
  return id.slice(0, place) + digit + id.slice(place + 1);
};

/** An attempt: the active one, one of another run, one that is nearly the same, or nil. */
const attemptOf = (random: Random, run: RunInstance | undefined): AttemptId => {
  const active = run === undefined ? undefined : O.toUndefined(run.currentAttemptId);
  return weighted<AttemptId>(random, [
    [active === undefined ? 0 : 5, active ?? (NIL as AttemptId)],
    [4, pick(random, attemptIds)],
    [1, nearly(random, active ?? pick(random, attemptIds)) as AttemptId],
    [1, NIL as AttemptId],
  ]);
};

/** A clock that goes forward, stands still, goes back, and jumps. */
const makeClock = (random: Random): (() => Timestamp) => {
  let now = 1_000;
  return () => {
    const roll = random();
    if (roll < 0.45) now = Math.min(MAX_INSTANT, now + integer(random, 100));
    else if (roll < 0.55) now = Math.max(0, now - integer(random, 100));
    else if (roll < 0.65) return pick(random, instants) as Timestamp;
    return now as Timestamp;
  };
};

// ------------------------------------------------------------------------------------------------------------- JSON

/** Damages or rewrites the JSON of a run. Most results are runs still. */
const rewrite = (random: Random, run: RunInstance): string => {
  const wire = JSON.parse(wireOf(run)) as Record<string, unknown>; // SAFETY: the JSON of a run is a record.
  const field = pick(random, Object.keys(wire));
  const change = weighted<() => void>(random, [
    [6, () => undefined],
    [2, () => (wire['state'] = pick(random, states))],
    [2, () => (wire['attempt_count'] = pick(random, [...counts, -1, MAX_COUNT + 1, 0.5, '1']))],
    [1, () => (wire['effective_priority'] = pick(random, [...priorities, 2 ** 31]))],
    [1, () => (wire['scheduled_at'] = pick(random, [...instants, MAX_INSTANT + 1]))],
    [2, () => (wire['current_attempt_id'] = pick(random, [...attemptIds, null, NIL, '', 7]))],
    [1, () => (wire['id'] = pick(random, [NIL, `{${run.id}}`, run.id.toUpperCase(), 'x']))],
    [1, () => (wire['task_id'] = pick(random, [NIL, `urn:uuid:${run.taskId}`, 3]))],
    [1, () => (wire['id'] = run.id.replaceAll('-', ''))],
    [1, () => Reflect.deleteProperty(wire, field)],
    [1, () => (wire[field] = null)],
    [1, () => (wire['unknown'] = { state: 'Ready' })],
  ]);
  change();
  const json = JSON.stringify(wire);
  return random() < 0.03 ? json.slice(0, -1) : json;
};

// ------------------------------------------------------------------------------------------------------------- steps

type Make = (run: RunInstance | undefined) => Step;

/** The step of each event. */
const stepOf = (random: Random, type: string, run: RunInstance | undefined): Step => {
  switch (type) {
    case 'attempt.start':
      return { op: 'start_attempt', attemptId: attemptOf(random, undefined) };
    case 'attempt.finish':
      return { op: 'finish_attempt', attemptId: attemptOf(random, run) };
    case 'priority.set':
      return { op: 'set_effective_priority', effectivePriority: priorityOf(random) };
    case 'promote':
      return weighted<Step>(random, [
        [1, { op: 'promote_to_ready' }],
        [1, { op: 'promote_to_ready_with_priority', effectivePriority: priorityOf(random) }],
        [1, { op: 'transition_to', to: 'Ready' }],
      ]);
    default:
      return { op: 'transition_to', to: entered.get(type) ?? 'Scheduled' };
  }
};

const entered: ReadonlyMap<string, RunState> = new Map([
  ['lease', 'Leased'],
  ['start', 'Running'],
  ['retry', 'RetryWait'],
  ['suspend', 'Suspended'],
  ['complete', 'Completed'],
  ['fail', 'Failed'],
  ['cancel', 'Canceled'],
]);

/** The events that end a run are rare, as little follows them. */
const ending: ReadonlySet<string> = new Set(['complete', 'fail', 'cancel']);
const ENDS = 0.06;

const newRun =
  (random: Random, runId: RunId, clock: () => Timestamp): Make =>
  () => {
    const createdAt = clock();
    const roll = random();
    const ahead = Math.min(MAX_INSTANT, createdAt + integer(random, 50));
    const scheduledAt = roll < 0.4 ? createdAt : roll < 0.8 ? (ahead as Timestamp) : clock();
    const taskId = random() < 0.04 ? (NIL as TaskId) : pick(random, taskIds);
    const id = random() < 0.02 ? (NIL as RunId) : runId;
    const made = { runId: id, taskId, scheduledAt, createdAt };
    return random() < 0.5
      ? { op: 'new_scheduled_with_id', ...made }
      : { op: 'new_ready_with_id', ...made, effectivePriority: priorityOf(random) };
  };

// ------------------------------------------------------------------------------------------------------------- walk

const withoutInstant = ({ at: _, ...entry }: JournalEntry): JournalEntry => entry;

/** Makes the source of the commands of a walk. Each depends on what the oracle has by then. */
export const makeWalk = (seed: number, walk: number, oracle: Oracle): (() => Command) => {
  const random = randomOf(Math.imul(seed, 0x9e3779b1) ^ Math.imul(walk + 1, 0x85ebca6b));
  const clock = makeClock(random);
  const ids = runIds(walk);
  let commands = 0;

  const freshId = (): CommandId => {
    commands += 1;
    return idOf(4, walk, commands) as CommandId; // SAFETY: a canonical id.
  };

  /** A step that is accepted, or nearly so. */
  const acceptedStep =
    (runId: RunId): Make =>
    (run) => {
      const enabled = oracle.enabled(runId).filter((type) => !ending.has(type) || random() < ENDS);
      return stepOf(random, pick(random, enabled.length === 0 ? eventTypes : enabled), run);
    };

  const stepFor = (runId: RunId, run: RunInstance | undefined): Step => {
    const anyEvent: Make = () => stepOf(random, pick(random, eventTypes), run);
    const isRunning = run?.state === 'Running';
    // Only here guards refuse anything.
    const guarded: Make = () =>
      stepOf(random, pick(random, ['attempt.start', 'attempt.finish', 'complete', 'fail']), run);
    const made = newRun(random, runId, clock);
    const loaded: Make = (from) =>
      from === undefined
        ? { op: 'deserialize', json: pick(random, ['', 'null', '[]', '{}', '{"id":1}']) }
        : { op: 'deserialize', json: rewrite(random, from) };
    const ended = run !== undefined && finalStates.includes(run.state);
    const make = weighted<Make>(
      random,
      run === undefined
        ? [
            [15, made],
            [1, loaded],
            [3, anyEvent],
            [1, () => ({ op: 'record_state_change_at', timestamp: clock() })],
          ]
        : [
            [ended ? 0 : 60, acceptedStep(runId)],
            [20, anyEvent],
            [isRunning ? 25 : 0, guarded],
            [3, () => ({ op: 'transition_to', to: pick(random, states) })],
            [3, () => ({ op: 'record_state_change_at', timestamp: clock() })],
            [
              isRunning ? 12 : 4,
              () => ({
                op: 'restore_attempt_state_for_bootstrap',
                count: countOf(random),
                activeAttempt: random() < 0.7 ? O.none : O.some(attemptOf(random, run)),
              }),
            ],
            [ended ? 8 : 4, loaded],
            [ended ? 15 : 3, made],
          ],
    );
    return make(run);
  };

  /** The instant beside an op. */
  const timed = (): { readonly at?: Timestamp } => (random() < 0.75 ? { at: clock() } : {});

  return () => {
    const runId = pick(random, ids);
    const run = oracle.runOf(runId);
    const restores = random() < 0.03;
    const known = oracle.remembered(runId);
    const roll = random();
    if (known.length > 0 && roll < 0.1) {
      // The oldest that must still be known comes often.
      const first = random() < 0.3 ? known[0] : pick(random, known);
      if (first !== undefined && roll < 0.08) {
        return {
          entry: random() < 0.5 ? first : { ...withoutInstant(first), ...timed() },
          restores,
        };
      }
      if (first?.commandId !== undefined)
        return {
          entry: { runId, ...stepFor(runId, run), commandId: first.commandId, ...timed() },
          restores,
        };
    }
    const step = stepFor(runId, run);
    const named = random() < 0.35 ? { commandId: freshId() } : {};
    // A step that makes a run has the id of the run itself, and it may be nil.
    return { entry: { runId, ...step, ...named, ...timed() }, restores };
  };
};
