/**
 * `construction`: constructors and the decoder at their boundaries, ops without a run, and constructors, accepted or refused,
 * on an existing run.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { Step, StepOf } from '../../journal/Step.js';
import { StepCodec } from '../../journal/Step.js';
import { runStates } from '../../run/RunState.js';
import { AttemptCount } from '../../values/AttemptCount.js';
import { RunId } from '../../values/RunId.js';
import { TaskId } from '../../values/TaskId.js';
import { Timestamp } from '../../values/Timestamp.js';
import { inputs, loadNonZeroRun, newRun } from '../inputs.js';
import type { Act, Draft } from '../play.js';
import type { RunModel } from '../runModel.js';
import type { StepWire } from '../TestCase.js';
import type { Values } from '../Values.js';
import { ODD_IDS, PRIORITIES, WIDTHS } from '../Values.js';
import { active, decodingDrafts, deserialize, forms } from './decoding.js';
import { actsTo, wayTo } from './guards.js';

// ------------------------------------------------------------------------------------------------------ constructors

type Scheduled = StepOf<'new_scheduled_with_id'>;
type Ready = StepOf<'new_ready_with_id'>;

const scheduled =
  (changes: Partial<Scheduled> = {}): Act =>
  (_, values) => ({
    op: 'new_scheduled_with_id',
    runId: values.runId,
    taskId: values.taskId,
    scheduledAt: values.scheduledAt,
    createdAt: values.createdAt,
    ...changes,
  });

const ready =
  (changes: Partial<Ready> = {}): Act =>
  (_, values) => ({
    op: 'new_ready_with_id',
    runId: values.runId,
    taskId: values.taskId,
    scheduledAt: values.createdAt,
    createdAt: values.scheduledAt,
    effectivePriority: values.priority(1),
    ...changes,
  });

// SAFETY: all instants below are within the bounds of their brand.
const at = (n: number): Timestamp => n as Timestamp;

const times: ReadonlyArray<{
  readonly name: string;
  readonly scheduledAt: Timestamp;
  readonly createdAt: Timestamp;
}> = [
  { name: 'at once', scheduledAt: at(1000), createdAt: at(1000) },
  { name: 'a second ahead', scheduledAt: at(1001), createdAt: at(1000) },
  { name: 'a second late', scheduledAt: at(999), createdAt: at(1000) },
  { name: 'both at the beginning of time', scheduledAt: at(0), createdAt: at(0) },
  { name: 'both at the end of time', scheduledAt: Timestamp.max, createdAt: Timestamp.max },
  { name: 'from end to beginning', scheduledAt: at(0), createdAt: Timestamp.max },
  { name: 'from beginning to end', scheduledAt: Timestamp.max, createdAt: at(0) },
  { name: 'just before the end', scheduledAt: Timestamp.max, createdAt: at(Timestamp.max - 1) },
  ...WIDTHS.flatMap(([below, above]) => [
    { name: `just above ${String(below)}`, scheduledAt: above, createdAt: below },
    { name: `just below ${String(above)}`, scheduledAt: below, createdAt: above },
  ]),
];

const late = { scheduledAt: at(1001), createdAt: at(1000) };
const nilRun = { runId: RunId.nil };
const nilTask = { taskId: TaskId.nil };

/** Refused constructors, including those that fail several checks, of which the first determines the error. */
const refusedConstructors: ReadonlyArray<readonly [string, Act]> = [
  ['new_scheduled_with_id, nil run id', scheduled(nilRun)],
  ['new_scheduled_with_id, nil task id', scheduled(nilTask)],
  ['new_scheduled_with_id, both ids nil', scheduled({ ...nilRun, ...nilTask })],
  ['new_ready_with_id, nil run id', ready(nilRun)],
  ['new_ready_with_id, nil task id', ready(nilTask)],
  ['new_ready_with_id, both ids nil', ready({ ...nilRun, ...nilTask })],
  ['new_ready_with_id, scheduled later', ready(late)],
  ['new_ready_with_id, nil run id and scheduled later', ready({ ...nilRun, ...late })],
  ['new_ready_with_id, nil task id and scheduled later', ready({ ...nilTask, ...late })],
  [
    'new_ready_with_id, both ids nil and scheduled later',
    ready({ ...nilRun, ...nilTask, ...late }),
  ],
];

/** Named ids of a run and its task. */
const ids: ReadonlyArray<readonly [string, (values: Values) => Pick<Ready, 'runId' | 'taskId'>]> = [
  ...ODD_IDS.flatMap(({ name, id }): typeof ids => [
    // SAFETY: ids of all kinds are canonical UUIDs.
    [`${name} for a run`, ({ taskId }) => ({ runId: id as RunId, taskId })],
    [`${name} for a task`, ({ runId }) => ({ runId, taskId: id as TaskId })],
  ]),
  ['one id for a run and its task', ({ runId }) => ({ runId, taskId: runId as string as TaskId })],
];

const constructors: ReadonlyArray<Draft> = [
  ...ids.flatMap(([name, changes]) =>
    [scheduled, ready].map((make): Draft => {
      const act: Act = (world, values) => make(changes(values))(world, values);
      return {
        name: `${make === ready ? 'new_ready_with_id' : 'new_scheduled_with_id'}, ${name}`,
        acts: [act],
      };
    }),
  ),
  ...times.flatMap(({ name, ...both }) => [
    { name: `new_scheduled_with_id, ${name}`, acts: [scheduled(both)] },
    { name: `new_ready_with_id, ${name}`, acts: [ready(both)] },
  ]),
  ...PRIORITIES.map((effectivePriority) => ({
    name: `new_ready_with_id, priority ${String(effectivePriority)}`,
    acts: [ready({ effectivePriority })],
  })),
  ...refusedConstructors.map(([name, act]) => ({ name, acts: [act] })),
];

// ------------------------------------------------------------------------------------------------- further steps

const badRun = deserialize((run, values) => ({ ...active(run, values), state: 'Ready' }));

const refused: ReadonlyArray<readonly [string, Act]> = [
  ...refusedConstructors,
  ['deserialize, an attempt where none can be', badRun],
  ['deserialize, no JSON', deserialize(() => '{')],
];

/** Constructors of a second run, which replaces the first. */
const replacements: ReadonlyArray<readonly [string, Act]> = [
  [
    'new_scheduled_with_id',
    (_, { otherRunId, otherTaskId, changedAt }) => ({
      op: 'new_scheduled_with_id',
      runId: otherRunId,
      taskId: otherTaskId,
      scheduledAt: changedAt(5),
      createdAt: changedAt(4),
    }),
  ],
  [
    'new_ready_with_id',
    (_, { otherRunId, otherTaskId, changedAt, priority }) => ({
      op: 'new_ready_with_id',
      runId: otherRunId,
      taskId: otherTaskId,
      scheduledAt: changedAt(4),
      createdAt: changedAt(5),
      effectivePriority: priority(3),
    }),
  ],
  [
    'deserialize',
    deserialize((run, { otherRunId, otherTaskId, changedAt }) => ({
      ...run,
      id: otherRunId,
      task_id: otherTaskId,
      state: 'Leased',
      created_at: changedAt(5),
      scheduled_at: changedAt(4),
    })),
  ],
];

const input = (label: string): ReadonlyArray<Act> =>
  inputs.filter((one) => one.label === label).map((one) => one.input);

const life = ['promote', 'lease', 'start', 'attempt.start', 'attempt.finish', 'complete'].flatMap(
  input,
);

const furtherSteps = (model: RunModel): ReadonlyArray<Draft> => {
  const ways = actsTo(model);
  const busy = [...wayTo(ways, 'Running'), ...input('attempt.start')];
  return [
    {
      name: 'nothing can be done before there is a run',
      acts: [...inputs.map(({ input: act }) => act), restoreAct, newRun],
    },
    ...refused.map(([name, act]) => ({
      name: `after ${name} there is no run yet`,
      acts: [
        act,
        ...input('promote'),
        ...input('record_state_change_at'),
        newRun,
        ...input('promote'),
      ],
    })),
    // The shortest such test, which is the easiest to read if it fails.
    ...refused.map(([name, act]) => ({
      name: `after ${name} the new run is as it was`,
      acts: [loadNonZeroRun, act],
    })),
    ...refused.map(([name, act]) => ({
      name: `after ${name} the run is as it was`,
      acts: [...busy, act, ...input('attempt.finish'), ...input('complete')],
    })),
    ...[...ways].flatMap(([state, way]) =>
      replacements.map(([name, act]) => ({
        name: `${name} takes the place of a run in ${state}`,
        // Unlike in a new run, no field is 0.
        acts: [loadNonZeroRun, ...way.slice(1), act, ...life],
      })),
    ),
    ...replacements.map(([name, act]) => ({
      name: `${name} takes the place of a run with an active attempt`,
      acts: [...busy, act, ...input('attempt.finish'), ...life],
    })),
    ...runStates.flatMap((state) =>
      [false, true]
        .filter((attempt) => !attempt || state === 'Running')
        .map((attempt) => ({
          name: `a run that is read in ${state}${attempt ? ' with an active attempt' : ''} lives on`,
          acts: [
            deserialize((run, values) => ({
              ...(attempt ? active(run, values) : run),
              state,
              scheduled_at: 0,
            })),
            ...input('attempt.finish (another id)'),
            ...input('attempt.finish'),
            ...input('priority.set'),
            ...input('promote (effectivePriority)'),
            ...input('lease'),
            ...input('start'),
            ...input('attempt.start'),
            ...input('attempt.finish'),
            ...input('retry'),
            ...input('cancel'),
          ],
        })),
    ),
  ];
};

const restoreAct: Act = () => ({
  op: 'restore_attempt_state_for_bootstrap',
  count: AttemptCount.zero,
  activeAttempt: O.none,
});

// ------------------------------------------------------------------------------------------------- ids as written

/** Changes the form of the ids in a step on the wire. */
const written =
  (act: Act, write: (id: string) => string): Act =>
  (world, values) => {
    const made = act(world, values);
    const step: Step = 'step' in made ? made.step : made;
    // SAFETY: a step is encoded to a record.
    const wire = StepCodec.encode(step) as StepWire;
    const ids = ['run_id', 'task_id', 'attempt_id', 'active_attempt'];
    const changed = Object.entries(wire).map(([key, value]) =>
      ids.includes(key) && typeof value === 'string' ? [key, write(value)] : [key, value],
    );
    return { step, written: Object.fromEntries(changed) as StepWire };
  };

const idForms: ReadonlyArray<Draft> = forms.map(([form, write]) => ({
  name: `ids written with ${form} are the same ids`,
  acts: [
    written(newRun, write),
    ...['promote', 'lease', 'start'].flatMap(input),
    ...input('attempt.start').map((act) => written(act, write)),
    ...input('attempt.finish (another id)').map((act) => written(act, write)),
    ...input('attempt.finish'),
    ...input('attempt.start'),
    ...input('attempt.finish').map((act) => written(act, write)),
    written(
      (_, { attemptId }) => ({
        op: 'restore_attempt_state_for_bootstrap',
        count: AttemptCount.zero,
        activeAttempt: O.some(attemptId(5)),
      }),
      write,
    ),
    ...input('attempt.finish'),
    written(ready(), write),
  ],
}));

/** Drafts the tests of constructors and the decoder, and of the runs that they make. */
export const constructionDrafts = (model: RunModel): ReadonlyArray<Draft> => [
  ...constructors,
  ...decodingDrafts,
  ...furtherSteps(model),
  ...idForms,
];
