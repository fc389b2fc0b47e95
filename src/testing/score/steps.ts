/**
 * The steps that decide whether a mutant differs at all: every op, with data at its boundaries.
 */
import * as O from 'fp-ts/lib/Option.js';
import { transitionSteps } from '../../journal/EventStep.js';
import type { Step } from '../../journal/Step.js';
import type { RunInstance } from '../../run/RunInstance.js';
import { RunInstanceCodec } from '../../run/RunInstanceCodec.js';
import type { RunState } from '../../run/RunState.js';
import { runStates } from '../../run/RunState.js';
import { runMoves } from '../../run/runTable.js';
import { AttemptCount } from '../../values/AttemptCount.js';
import { AttemptId } from '../../values/AttemptId.js';
import { Priority } from '../../values/Priority.js';
import { RunId } from '../../values/RunId.js';
import { TaskId } from '../../values/TaskId.js';
import { Timestamp } from '../../values/Timestamp.js';
import { sentBy } from './Engine.js';

// ------------------------------------------------------------------------------------------------------------ model

// SAFETY: the casts below are of canonical UUIDs, and of numbers within the bounds of their brands.
const uuid = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
export const RUN = uuid(1) as RunId;
export const TASK = uuid(2) as TaskId;
export const ATTEMPT = uuid(10) as AttemptId;
const OTHER = uuid(11) as AttemptId;
const instant = (n: number): Timestamp => n as Timestamp;
const priority = (n: number): Priority => n as Priority;
const attempts = (n: number): AttemptCount => n as AttemptCount;

/** Makes an example of a run in a state. */
export const exampleIn = (state: RunState, change: Partial<RunInstance> = {}): RunInstance => ({
  id: RUN,
  taskId: TASK,
  state,
  currentAttemptId: O.none,
  attemptCount: attempts(1),
  createdAt: instant(20),
  scheduledAt: instant(10),
  lastStateChangeAt: instant(30),
  effectivePriority: priority(3),
  ...change,
});

const instants: ReadonlyArray<readonly [scheduledAt: number, createdAt: number]> = [
  [10, 20],
  [20, 10],
  [0, 0],
  [7, 7],
  [Timestamp.max, Timestamp.max],
  [11, 10],
];

const constructors: ReadonlyArray<Step> = instants.flatMap(([scheduledAt, createdAt]) =>
  [
    [RUN, TASK] as const,
    [RunId.nil, TASK] as const,
    [RUN, TaskId.nil] as const,
    [RunId.nil, TaskId.nil] as const,
  ].flatMap(([runId, taskId]): ReadonlyArray<Step> => {
    const args = {
      runId,
      taskId,
      scheduledAt: instant(scheduledAt),
      createdAt: instant(createdAt),
    };
    return [
      { op: 'new_scheduled_with_id', ...args },
      ...[0, 3, Priority.min, Priority.max].map((n): Step => ({
        op: 'new_ready_with_id',
        ...args,
        effectivePriority: priority(n),
      })),
    ];
  }),
);

const moves: ReadonlyArray<Step> = [
  ...transitionSteps.map(({ step }) => step),
  { op: 'promote_to_ready' },
  ...[0, 5, Priority.min, Priority.max].flatMap((n): ReadonlyArray<Step> => {
    const effectivePriority = priority(n);
    return [
      { op: 'promote_to_ready_with_priority', effectivePriority },
      { op: 'set_effective_priority', effectivePriority },
    ];
  }),
  ...[ATTEMPT, OTHER, AttemptId.nil].flatMap((attemptId): ReadonlyArray<Step> => [
    { op: 'start_attempt', attemptId },
    { op: 'finish_attempt', attemptId },
  ]),
];

const settings: ReadonlyArray<Step> = [
  ...[0, 25, Timestamp.max].map((n): Step => ({
    op: 'record_state_change_at',
    timestamp: instant(n),
  })),
  ...[0, 1, AttemptCount.max - 1, AttemptCount.max].flatMap((n) =>
    [O.none, O.some(ATTEMPT), O.some(AttemptId.nil)].map((activeAttempt): Step => ({
      op: 'restore_attempt_state_for_bootstrap',
      count: attempts(n),
      activeAttempt,
    })),
  ),
];

/** JSON values that a decoder may wrongly accept or refuse. */
const edgeCases: ReadonlyArray<string> = [
  ...['null', 'true', '""', '"1"', '{}', '0', '-0', '1', '-1', '1.0', '1e1', '0.5', '"READY"'],
  ...['2147483647', '2147483648', '-2147483648', '-2147483649', '4294967295', '4294967296'],
  ...['9007199254740991', '9007199254740992', '1e400', '"Nowhere"', `"${RunId.nil}"`],
  ...[uuid(10), uuid(10).replaceAll('-', ''), `{${uuid(10)}}`, `urn:uuid:${uuid(10)}`, 'x'].map(
    (text) => `"${text}"`,
  ),
  `"${uuid(10).replace('4', 'A').replace('8', 'b')}"`,
];

/** Lists JSON texts of a run: valid, with an unknown field, and with each field missing, repeated or replaced by an edge case. */
const texts = (run: RunInstance): ReadonlyArray<string> => {
  const members = Object.entries(RunInstanceCodec.encode(run)).map(
    ([key, value]) => [key, JSON.stringify(value)] as const,
  );
  const text = (entries: ReadonlyArray<readonly [string, string]>): string =>
    `{${entries.map(([key, value]) => `"${key}":${value}`).join(',')}}`;
  return [
    text(members),
    text([...members, ['extra', '1.5']]),
    ...members.flatMap(([key, value]) => {
      const rest = members.filter(([other]) => other !== key);
      return [
        text(rest),
        text([...members, [key, value]]),
        ...edgeCases.map((edgeCase) => text([...rest, [key, edgeCase]])),
      ];
    }),
  ];
};

const decoded: ReadonlyArray<Step> = [
  '',
  '[]',
  `[${JSON.stringify(RunInstanceCodec.encode(exampleIn('Ready')))}]`,
  'null',
  '{}',
  ...runStates.flatMap((state) => [
    ...[O.none, O.some(ATTEMPT)].map((currentAttemptId) =>
      JSON.stringify(RunInstanceCodec.encode(exampleIn(state, { currentAttemptId }))),
    ),
    JSON.stringify(RunInstanceCodec.encode(exampleIn(state, { scheduledAt: instant(25) }))),
  ]),
  ...texts(exampleIn('Running', { currentAttemptId: O.some(ATTEMPT) })),
  ...texts(exampleIn('Ready')),
].map((json) => ({ op: 'deserialize', json }));

/** The steps that move a run or set its fields. */
export const stepsOnRuns: ReadonlyArray<Step> = [...moves, ...settings];

/** All steps, including those that make a run. */
export const allSteps: ReadonlyArray<Step> = [...constructors, ...decoded, ...stepsOnRuns];

/** Lists the ops that send an event. */
export const opsOf = (type: string): ReadonlyArray<Step['op']> => [
  ...new Set(moves.filter((step) => sentBy(step)?.type === type).map(({ op }) => op)),
];

/** Returns the state that an event enters; `undefined` if it enters none. */
export const enteredBy = (type: string): RunState | undefined =>
  runStates.find((state) => {
    const types: ReadonlyArray<string> = runMoves.into(state);
    return types.length === 0 ? state === type : types.includes(type);
  });

/** Constructors with the maximum of each number. */
const maximal: ReadonlyArray<Step> = (['new_scheduled_with_id', 'new_ready_with_id'] as const).map(
  (op) => ({
    op,
    runId: RUN,
    taskId: TASK,
    scheduledAt: Timestamp.max,
    createdAt: Timestamp.max,
    effectivePriority: Priority.max,
  }),
);

const isRedundant = (step: Step): boolean =>
  ('effectivePriority' in step && step.effectivePriority !== 5) ||
  ('timestamp' in step && step.timestamp !== 25);

/** A subset of the steps that reaches every state, attempt and count explored, and changes every field. */
export const fewSteps: ReadonlyArray<Step> = [
  ...constructors.slice(0, 2),
  ...maximal,
  ...[...moves, ...settings].filter((step) => !isRedundant(step)),
];
