/** Runs, events and ids for tests: a few fixed ones, and arbitraries for fast-check. */
import fc from 'fast-check';
import type { Either } from 'fp-ts/lib/Either.js';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type * as t from 'io-ts';
import type { EventType, RunEvent, RunInstance, RunState } from '../../src/index.js';
import {
  AttemptCount,
  AttemptId,
  decide,
  newReadyWithId,
  newScheduledWithId,
  Priority,
  RunId,
  TaskId,
  Timestamp,
} from '../../src/index.js';
import { eventTypes, outcomeOf, states } from '../expectations.js';

// ------------------------------------------------------------------------------------------------------- test sizes

const scale = Number(process.env['RUNCHART_RUNS'] ?? '1');

/** The number of cases of a property. `RUNCHART_RUNS=50 npm run test:unit` tries fifty times as many. */
export const tries = (numRuns: number): { readonly numRuns: number } => ({
  numRuns: Math.max(1, Math.round(numRuns * scale)),
});

/** A machine that a failed property prints as its configuration, not as all of its nodes. */
export const printable = <Machine extends { readonly config: object }>(machine: Machine): Machine =>
  Object.assign(machine, { [fc.toStringMethod]: () => JSON.stringify(machine.config) });

// ----------------------------------------------------------------------------------------------------- fixed values

/** Returns the right value, or fails the test. */
export const right = <A>(either: Either<unknown, A>): A => {
  if (E.isLeft(either)) throw new Error(`expected a right, got ${JSON.stringify(either.left)}`);
  return either.right;
};

/** Returns the left value, or fails the test. */
export const left = <L>(either: Either<L, unknown>): L => {
  if (E.isRight(either)) throw new Error(`expected a left, got ${JSON.stringify(either.right)}`);
  return either.left;
};

const uuid = (n: number): string => `00000000-0000-0000-0000-${n.toString(16).padStart(12, '0')}`;

export const runId = (n: number): RunId => right(RunId.decode(uuid(n)));
export const taskId = (n: number): TaskId => right(TaskId.decode(uuid(n)));
const attemptId = (n: number): AttemptId => right(AttemptId.decode(uuid(n)));
export const at = (n: number): Timestamp => right(Timestamp.decode(n));
export const priority = (n: number): Priority => right(Priority.decode(n));
export const count = (n: number): AttemptCount => right(AttemptCount.decode(n));

/** Two fixed attempt ids. */
export const attemptA = attemptId(0xa);
export const attemptB = attemptId(0xb);

/** Makes a run in a state, deeply frozen, so that changing it throws. */
export const runIn = (state: RunState, change: Partial<RunInstance> = {}): RunInstance =>
  freezeRun({
    id: runId(1),
    taskId: taskId(2),
    state,
    currentAttemptId: O.none,
    attemptCount: count(3),
    createdAt: at(1000),
    scheduledAt: at(900),
    lastStateChangeAt: at(1500),
    effectivePriority: priority(4),
    ...change,
  });

/** Freezes a run and the option inside it. */
export const freezeRun = (run: RunInstance): RunInstance => {
  if (O.isSome(run.currentAttemptId)) Object.freeze(run.currentAttemptId);
  return Object.freeze(run);
};

/** Makes an event of a type, with the given attempt id if it needs one. */
export const eventOf = (type: EventType, attempt: AttemptId = attemptA): RunEvent => {
  if (type === 'attempt.start' || type === 'attempt.finish') return { type, attemptId: attempt };
  return type === 'priority.set' ? { type, effectivePriority: priority(-7) } : { type };
};

/** The relevant variants of an event's payload: with and without instant and priority, and with 0, which is not absent. */
export const variantsOf = (type: EventType, attempt: AttemptId = attemptA): Array<RunEvent> => {
  const event = eventOf(type, attempt);
  const plain: Array<RunEvent> =
    event.type === 'promote'
      ? [0, 9].map((n): RunEvent => ({ ...event, effectivePriority: priority(n) }))
      : [];
  return [event, ...plain].flatMap((e) => [e, { ...e, at: at(2000) }, { ...e, at: at(0) }]);
};

// ------------------------------------------------------------------------------------------------------- arbitraries

const brand = <A>(codec: t.Decoder<unknown, A>, arbitrary: fc.Arbitrary<unknown>) =>
  arbitrary.map((u) => right(codec.decode(u)));

/** Any 128-bit id in canonical form; small and large ones are more frequent. */
export const arbitraryUuid: fc.Arbitrary<string> = fc
  .oneof(fc.bigInt(0n, (1n << 128n) - 1n), fc.bigInt(1n, 5n))
  .map((n) => n.toString(16).padStart(32, '0'))
  .map((d) => d.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'));

const NIL = uuid(0);

const arbitraryRunId: fc.Arbitrary<RunId> = brand(
  RunId,
  arbitraryUuid.filter((id) => id !== NIL),
);
const arbitraryTaskId: fc.Arbitrary<TaskId> = brand(
  TaskId,
  arbitraryUuid.filter((id) => id !== NIL),
);
export const arbitraryAttemptId: fc.Arbitrary<AttemptId> = fc.oneof(
  fc.constantFrom(attemptA, attemptB),
  brand(AttemptId, arbitraryUuid),
);
export const arbitraryTimestamp: fc.Arbitrary<Timestamp> = brand(
  Timestamp,
  fc.oneof(fc.nat(20), fc.maxSafeNat(), fc.constantFrom(0, Number.MAX_SAFE_INTEGER)),
);
const arbitraryPriority: fc.Arbitrary<Priority> = brand(
  Priority,
  fc.oneof(fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }), fc.constantFrom(-1, 0, 1)),
);
export const arbitraryCount: fc.Arbitrary<AttemptCount> = brand(
  AttemptCount,
  fc.oneof(fc.nat(3), fc.constantFrom(0, 2 ** 32 - 2, 2 ** 32 - 1), fc.nat()),
);

/** Any run whose fields have valid types, including runs that no event leads to. */
export const arbitraryRun: fc.Arbitrary<RunInstance> = fc
  .record<RunInstance>({
    id: arbitraryRunId,
    taskId: arbitraryTaskId,
    state: fc.constantFrom(...states),
    currentAttemptId: fc.oneof(
      fc.constant(O.none),
      arbitraryAttemptId.map((id) => O.some(id)),
    ),
    attemptCount: arbitraryCount,
    createdAt: arbitraryTimestamp,
    scheduledAt: arbitraryTimestamp,
    lastStateChangeAt: arbitraryTimestamp,
    effectivePriority: arbitraryPriority,
  })
  // Half of fast-check's records have no prototype; ours are plain objects.
  .map((run) => freezeRun({ ...run }));

/** Any event. Its attempt id is one of a few, so that ids repeat. */
export const arbitraryEvent: fc.Arbitrary<RunEvent> = fc
  .record({
    type: fc.constantFrom(...eventTypes),
    attemptId: fc.oneof(fc.constantFrom(attemptA, attemptB, AttemptId.nil), arbitraryAttemptId),
    effectivePriority: fc.option(arbitraryPriority, { nil: undefined }),
    at: fc.option(arbitraryTimestamp, { nil: undefined }),
  })
  .map(({ type, attemptId: id, effectivePriority, at: instant }): RunEvent => {
    const timed = instant === undefined ? {} : { at: instant };
    if (type === 'attempt.start' || type === 'attempt.finish')
      return { type, attemptId: id, ...timed };
    if (type === 'priority.set')
      return { type, effectivePriority: effectivePriority ?? priority(0), ...timed };
    return type === 'promote' && effectivePriority !== undefined
      ? { type, effectivePriority, ...timed }
      : { type, ...timed };
  });

/** A new run in Scheduled or Ready, with any instants. */
const arbitraryNewRun: fc.Arbitrary<RunInstance> = fc
  .record({
    id: arbitraryRunId,
    taskId: arbitraryTaskId,
    scheduledAt: arbitraryTimestamp,
    createdAt: arbitraryTimestamp,
    effectivePriority: arbitraryPriority,
    ready: fc.boolean(),
  })
  .map(({ ready, ...args }) =>
    freezeRun(
      right(
        ready && args.scheduledAt <= args.createdAt
          ? newReadyWithId(args)
          : newScheduledWithId(args),
      ),
    ),
  );

/** The next event: usually one that the table accepts in this state, sometimes any event. */
interface Move {
  readonly pick: number;
  readonly any: RunEvent | undefined;
  readonly pause: number;
}

const arbitraryMove: fc.Arbitrary<Move> = fc.record({
  pick: fc.nat(),
  any: fc.option(arbitraryEvent, { nil: undefined, freq: 3 }),
  pause: fc.oneof(fc.nat(3), fc.nat(100_000)),
});

/** An event that the table accepts. Cancellations are rare, as nothing follows them. */
const allowed = (run: RunInstance, pick: number): RunEvent => {
  const active = O.isSome(run.currentAttemptId) ? run.currentAttemptId.value : attemptA;
  const events = eventTypes
    .filter((type) => type !== 'cancel' || pick % 16 === 0)
    .map((type) => eventOf(type, active))
    .filter((event) => states.some((state) => state === outcomeOf(run, event)));
  return events[pick % Math.max(1, events.length)] ?? { type: 'cancel' };
};

const clock = (n: number): Timestamp => at(Math.min(n, Number.MAX_SAFE_INTEGER));

/** One event of a scheduler whose clock only moves forward, and which promotes no run before it is due. */
const step = (
  run: RunInstance,
  now: Timestamp,
  { pick, any, pause }: Move,
): [RunInstance, Timestamp] => {
  const event = any ?? allowed(run, pick);
  const later = clock(now + pause);
  const due = event.type === 'promote' && run.state === 'Scheduled';
  const instant = due && later < run.scheduledAt ? run.scheduledAt : later;
  const after = decide({ ...event, at: instant })(run);
  return E.isRight(after) ? [freezeRun({ ...after.right }), instant] : [run, now];
};

/** The runs that such a scheduler can produce. */
export const arbitraryHistory: fc.Arbitrary<ReadonlyArray<RunInstance>> = fc
  .tuple(arbitraryNewRun, fc.array(arbitraryMove, { maxLength: 40, size: 'max' }))
  .map(([run, moves]) => {
    const history = [run];
    let now = run.createdAt;
    let current = run;
    for (const move of moves) {
      const [next, instant] = step(current, now, move);
      if (next !== current) history.push(next);
      current = next;
      now = instant;
    }
    return history;
  });
