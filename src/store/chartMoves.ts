/**
 * What a run may become in a number of events, derived by sending them to probes: the database checks each change of a row by it.
 *
 * A move forgets who and when: of attempts it keeps whether there is one, whether it is the same, and how many began; of instants and
 * priorities only whether they may change.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { pathTo } from '../run/AllowedAction.js';
import { decide } from '../run/decide.js';
import { decideAll } from '../run/decideAll.js';
import type { EventType, RunEvent } from '../run/RunEvent.js';
import { eventTypes } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import { makeRun } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import { isTerminal, runStates } from '../run/RunState.js';
import { AttemptCount } from '../values/AttemptCount.js';
import { AttemptId } from '../values/AttemptId.js';
import { Priority } from '../values/Priority.js';
import type { RunId } from '../values/RunId.js';
import type { TaskId } from '../values/TaskId.js';
import type { Timestamp } from '../values/Timestamp.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What became of the active attempt: there is none, it is the one from before, or one that began. */
export type AttemptAfter = 'none' | 'same' | 'other';

/** A change that some list of events makes. */
export interface Move {
  readonly steps: number;
  readonly source: RunState;
  /** Whether an attempt was active before. */
  readonly hadAttempt: boolean;
  readonly target: RunState;
  readonly attempt: AttemptAfter;
  /** How many attempts began. */
  readonly begun: number;
  /** Whether `lastStateChangeAt` may change. */
  readonly dates: boolean;
  /** Whether `effectivePriority` may change. */
  readonly prioritizes: boolean;
  /** The events, if they are the only ones that make this move. */
  readonly events: ReadonlyArray<EventType>;
}

// ----------------------------------------------------------------------------------------------------------- probes

// SAFETY: the casts below brand numbers that are within bounds, and canonical UUIDs.
const instant = (n: number): Timestamp => n as Timestamp;
const attemptOf = (n: number): AttemptId =>
  `00000000-0000-4000-8000-${String(n).padStart(12, '0')}` as AttemptId;
const OLD_ATTEMPT = attemptOf(0);
const BEFORE = instant(1);
const AFTER = instant(2);
const URGENT = 7 as Priority;

/** A run in a state, with an attempt or without. Only this module's events are sent to it. */
const probe = (state: RunState, hasAttempt: boolean): RunInstance =>
  makeRun(
    '00000000-0000-4000-8000-000000000001' as RunId,
    '00000000-0000-4000-8000-000000000002' as TaskId,
    state,
    hasAttempt ? O.some(OLD_ATTEMPT) : O.none,
    AttemptCount.zero,
    BEFORE,
    BEFORE,
    BEFORE,
    Priority.initial,
  );

/** The event of a type with everything that it can change. */
const fullEvent = (type: EventType, run: RunInstance): RunEvent =>
  // SAFETY: each event takes those of the fields that are its own.
  ({
    type,
    at: AFTER,
    effectivePriority: URGENT,
    attemptId:
      type === 'attempt.finish'
        ? O.getOrElse(() => OLD_ATTEMPT)(run.currentAttemptId)
        : attemptOf(run.attemptCount + 1),
  });

// -------------------------------------------------------------------------------------------------------- operations

interface Reached {
  readonly run: RunInstance;
  readonly events: ReadonlyArray<EventType>;
}

const attemptAfter = ({ currentAttemptId: now }: RunInstance, before: RunInstance): AttemptAfter =>
  O.isNone(now)
    ? 'none'
    : O.getEq(AttemptId.Eq).equals(now, before.currentAttemptId)
      ? 'same'
      : 'other';

/** Two runs are alike if every move from one is a move from the other, with the same effect on the row that they began as. */
const alike =
  (before: RunInstance) =>
  (run: RunInstance): string =>
    [
      run.state,
      attemptAfter(run, before),
      run.attemptCount,
      run.lastStateChangeAt,
      run.effectivePriority,
    ].join(' ');

const nextOf = (reached: ReadonlyArray<Reached>, before: RunInstance): ReadonlyArray<Reached> => {
  const next = reached.flatMap(({ run, events }) =>
    eventTypes.flatMap((type): ReadonlyArray<Reached> => {
      const after = decide(fullEvent(type, run))(run);
      return E.isLeft(after) ? [] : [{ run: after.right, events: [...events, type] }];
    }),
  );
  // Of two that are alike the map keeps the last: reversed, the one that comes first in the chart.
  const key = alike(before);
  return [...new Map(next.toReversed().map((r) => [key(r.run), r] as const)).values()].toReversed();
};

const moveOf = (before: RunInstance, { run, events }: Reached): Move => ({
  steps: events.length,
  source: before.state,
  hadAttempt: O.isSome(before.currentAttemptId),
  target: run.state,
  attempt: attemptAfter(run, before),
  begun: run.attemptCount,
  dates: run.lastStateChangeAt !== before.lastStateChangeAt,
  prioritizes: run.effectivePriority !== before.effectivePriority,
  events,
});

/** A move that may change more includes one that may change less. */
const merge = (moves: ReadonlyArray<Move>): ReadonlyArray<Move> => {
  const key = ({ steps, target, attempt, begun }: Move): string =>
    [steps, target, attempt, begun].join(' ');
  const groups = moves.reduce<ReadonlyMap<string, ReadonlyArray<Move>>>(
    (byKey, move) => new Map([...byKey, [key(move), [...(byKey.get(key(move)) ?? []), move]]]),
    new Map(),
  );
  return [...groups.values()].flatMap(([first, ...others]) =>
    first === undefined
      ? []
      : [
          others.reduce(
            (all, { dates, prioritizes }) => ({
              ...all,
              dates: all.dates || dates,
              prioritizes: all.prioritizes || prioritizes,
            }),
            first,
          ),
        ],
  );
};

const movesFrom = (before: RunInstance, maxSteps: number): ReadonlyArray<Move> => {
  const layers = Array.from({ length: maxSteps }).reduce<ReadonlyArray<ReadonlyArray<Reached>>>(
    (all) => [...all, nextOf(all.at(-1) ?? [], before)],
    [[{ run: before, events: [] }]],
  );
  return merge(layers.slice(1).flatMap((layer) => layer.map((reached) => moveOf(before, reached))));
};

/** The runs as which a row can be: each state, and where an attempt can be active, with one. */
const reachable = (
  frontier: ReadonlyArray<RunInstance>,
  seen: ReadonlyMap<string, RunInstance> = new Map(),
): ReadonlyArray<RunInstance> => {
  const fresh = frontier.filter((run) => !seen.has(shapeOf(run)));
  if (fresh.length === 0) return [...seen.values()];
  const all = new Map([...seen, ...fresh.map((run) => [shapeOf(run), run] as const)]);
  const next = fresh.flatMap((run) =>
    eventTypes.flatMap((type) => {
      const after = decide(fullEvent(type, run))(run);
      return E.isLeft(after)
        ? []
        : [probe(after.right.state, O.isSome(after.right.currentAttemptId))];
    }),
  );
  return reachable(next, all);
};

const shapeOf = ({ state, currentAttemptId }: RunInstance): string =>
  `${state} ${currentAttemptId._tag}`;

/** Every shape of a run: its state, and whether an attempt is active. */
export const shapes: ReadonlyArray<RunInstance> = /* #__PURE__ */ reachable(
  runStates.filter((state) => !isTerminal(state)).map((state) => probe(state, false)),
);

/** The states in which an attempt can be active. */
export const attemptStates: ReadonlyArray<RunState> = /* #__PURE__ */ shapes
  .filter(({ currentAttemptId }) => O.isSome(currentAttemptId))
  .map(({ state }) => state);

/** The most events that one change of a row may make: as many as take a run from a dead worker to the next one. */
export const MAX_STEPS = 6;

/** Every move of at most {@link MAX_STEPS} events. */
export const chartMoves = (): ReadonlyArray<Move> =>
  shapes.flatMap((shape) => movesFrom(shape, MAX_STEPS));

/** The types of the events on the shortest way of a run to a state; none if there is no way. */
export const eventsTo = (run: RunInstance, target: RunState): O.Option<ReadonlyArray<EventType>> =>
  pipe(
    pathTo(target)(run),
    O.map((events) => events.map(({ type }) => type)),
  );

/** What events do to a run: where they leave it, and how many attempts begin. */
export const effectOf = (
  run: RunInstance,
  types: ReadonlyArray<EventType>,
): O.Option<
  Pick<Move, 'target' | 'attempt' | 'begun' | 'dates' | 'prioritizes' | 'steps' | 'events'>
> => {
  const events = types.reduce<O.Option<{ run: RunInstance }>>(
    (current, type) =>
      pipe(
        current,
        O.chain(({ run: before }) => O.fromEither(decideAll([fullEvent(type, before)])(before))),
        O.map((after) => ({ run: after })),
      ),
    O.some({ run }),
  );
  return pipe(
    events,
    O.map((after) => moveOf(run, { run: after.run, events: types })),
  );
};
