/**
 * `construction`: constructors and the decoder at their boundaries; what is refused before there is a run; what a constructor
 * leaves, refused or not, where there was a run before.
 */
import * as O from 'fp-ts/lib/Option.js';
import { AttemptCount } from '../../AttemptCount.js';
import { AttemptId } from '../../AttemptId.js';
import { RunId } from '../../RunId.js';
import { RunRecordCodec } from '../../RunInstanceCodec.js';
import { runStates } from '../../RunState.js';
import { StepCodec } from '../../Scenario.js';
import type { Step, StepOf } from '../../Scenario.js';
import { TaskId } from '../../TaskId.js';
import { Timestamp } from '../../Timestamp.js';
import type { Act, Draft } from '../play.js';
import { inputs, laden, open, openLaden } from '../runModel.js';
import type { RunModel } from '../runModel.js';
import type { StepWire } from '../Suite.js';
import { COUNTS, INSTANTS, ODD_IDS, PRIORITIES, valuesOf, WIDTHS } from '../Values.js';
import type { Values } from '../Values.js';
import { waysTo } from './guards.js';

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

// SAFETY: the instants are within the bounds of their brand.
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

/** Constructors that are refused, the order of their checks included. */
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

/** Ids by name, for a run and its task. */
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

// ---------------------------------------------------------------------------------------------------------- decoder

/** A run on the wire, no matter how wrong. */
type Wire = Readonly<Record<string, unknown>>;

const deserialize =
  (wire: (run: Wire, values: Values) => unknown): Act =>
  (_, values) => {
    const run = wire(RunRecordCodec.encode(laden(values)), values);
    return { op: 'deserialize', json: typeof run === 'string' ? run : JSON.stringify(run) };
  };

const decodes = (name: string, wire: (run: Wire, values: Values) => unknown): Draft => ({
  name: `deserialize, ${name}`,
  acts: [deserialize(wire)],
});

const without = (run: Wire, key: string): Wire =>
  Object.fromEntries(Object.entries(run).filter(([other]) => other !== key));

/** A UUID in the forms that are not the canonical one. */
const forms: ReadonlyArray<readonly [string, (id: string) => string]> = [
  ['upper case', (id) => id.toUpperCase()],
  ['32 digits', (id) => id.replaceAll('-', '')],
  ['32 digits in upper case', (id) => id.replaceAll('-', '').toUpperCase()],
  ['urn:uuid:', (id) => `urn:uuid:${id}`],
  ['braces', (id) => `{${id}}`],
  ['braces and upper case', (id) => `{${id.toUpperCase()}}`],
];

const idKeys = ['id', 'task_id', 'current_attempt_id'] as const;

/** A run in Running whose attempt is active, which has three ids to write. */
const active = (run: Wire, { attemptId }: Values): Wire => ({
  ...run,
  state: 'Running',
  current_attempt_id: attemptId(1),
});

// What a parser in some standard library takes is left out, as hyphens out of place.
const badIds: ReadonlyArray<readonly [string, unknown]> = [
  ['a digit too few', 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaa'],
  ['a digit too many', 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaaa'],
  ['a letter that is no digit', 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaag'],
  ['no text', ''],
  ['a number', 7],
  ['an object', {}],
  ['of digits and underscores', 'aaaaaaaa_aaaa_4aaa_8aaa_aaaaaaaaaaaa'],
  ['after a space', ' aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa'],
  ['before a space', 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa '],
  ['before a new line', 'aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa\n'],
  ['in parentheses', '(aaaaaaaa-aaaa-4aaa-8aaa-aaaaaaaaaaaa)'],
];

const numberKeys: ReadonlyArray<readonly [string, ReadonlyArray<number>, ReadonlyArray<unknown>]> =
  [
    ['attempt_count', COUNTS, [-1, 2 ** 32, 1.5, 2 ** 53]],
    ['effective_priority', PRIORITIES, [-(2 ** 31) - 1, 2 ** 31, 0.5]],
    // Instants between 2^53 and 2^64 are left out: there an engine with 64-bit integers rightly holds more than we do.
    ['created_at', INSTANTS, [-1, 1.5, 2 ** 64]],
    ['scheduled_at', INSTANTS, [-1, 1.5, 2 ** 64]],
    ['last_state_change_at', INSTANTS, [-1, 1.5, 2 ** 64]],
  ];

const wrongTypes: ReadonlyArray<readonly [string, unknown]> = [
  ['null', null],
  ['a text', '5'],
  ['true', true],
  ['a list', [5]],
  ['an object', { value: 5 }],
];

const decoder: ReadonlyArray<Draft> = [
  ...runStates.map((state) => decodes(state, (run) => ({ ...run, state, scheduled_at: 0 }))),
  ...runStates.map((state) =>
    decodes(`${state} with an active attempt`, (run, values) => ({
      ...active(run, values),
      state,
      scheduled_at: 0,
    })),
  ),
  decodes('a nil attempt is an attempt like any other', (run, values) => ({
    ...active(run, values),
    current_attempt_id: AttemptId.nil,
  })),
  decodes('an active attempt, and none was ever counted', (run, values) => ({
    ...active(run, values),
    attempt_count: 0,
  })),
  decodes('nil run id', (run) => ({ ...run, id: RunId.nil })),
  decodes('nil task id', (run) => ({ ...run, task_id: TaskId.nil })),
  ...[-1, 0, 1].map((ahead) =>
    decodes(`Ready, scheduled ${String(ahead)} after its creation`, (run, { createdAt }) => ({
      ...run,
      state: 'Ready',
      scheduled_at: createdAt + ahead,
    })),
  ),
  decodes('Ready, scheduled after its creation and before its last change', (run, values) => ({
    ...run,
    state: 'Ready',
    last_state_change_at: values.changedAt(9),
  })),
  ...WIDTHS.flatMap(([below, above]) => [
    decodes(`Ready, scheduled at ${String(above)}, a second after its creation`, (run) => ({
      ...run,
      state: 'Ready',
      scheduled_at: above,
      created_at: below,
    })),
    decodes(`Ready, scheduled at ${String(below)}, a second before its creation`, (run) => ({
      ...run,
      state: 'Ready',
      scheduled_at: below,
      created_at: above,
    })),
  ]),
  ...runStates
    .filter((state) => state !== 'Ready')
    .map((state) =>
      decodes(`${state}, scheduled after its creation`, (run) => ({ ...run, state })),
    ),
  ...[
    'scheduled',
    'retry_wait',
    'READY',
    'Retry_Wait',
    'Cancelled',
    ' Leased',
    'Leased ',
    'Lost',
    '',
    0,
    1,
  ].map((state) =>
    decodes(`a state called ${JSON.stringify(state)}`, (run) => ({ ...run, state })),
  ),
  ...Object.keys(RunRecordCodec.encode(laden(valuesOf(0)))).map((key) =>
    decodes(`without ${key}`, (run) => without(run, key)),
  ),
  decodes('without both fields that may be left out', (run) =>
    without(without(run, 'current_attempt_id'), 'last_state_change_at'),
  ),
  decodes('with a field that nobody knows', (run) => ({
    ...run,
    colour: 'red',
    nested: { id: 1 },
  })),
  decodes('with its fields in camel case', (run) =>
    Object.fromEntries(
      Object.entries(run).map(([key, value]) => [
        key.replace(/_./g, (two) => two.slice(1).toUpperCase()),
        value,
      ]),
    ),
  ),
  decodes('a list around the run', (run) => [run]),
  decodes('with its fields in another order', (run) =>
    Object.fromEntries(Object.entries(run).toReversed()),
  ),
  ...idKeys.flatMap((key) =>
    forms.map(([form, write]) =>
      decodes(`${key} with ${form}`, (run, values) => {
        const three = active(run, values);
        return { ...three, [key]: write(String(three[key])) };
      }),
    ),
  ),
  ...idKeys.flatMap((key) =>
    ODD_IDS.map(({ name, id }) =>
      decodes(`${key} is ${name}`, (run, values) => ({ ...active(run, values), [key]: id })),
    ),
  ),
  decodes('one id for all', (run, values) => {
    const { id, ...rest } = active(run, values);
    return { ...rest, id, task_id: id, current_attempt_id: id };
  }),
  ...idKeys.flatMap((key) =>
    badIds.map(([name, bad]) =>
      decodes(`${key} is ${name}`, (run, values) => ({ ...active(run, values), [key]: bad })),
    ),
  ),
  ...['id', 'task_id', 'state'].map((key) =>
    decodes(`${key} is null`, (run) => ({ ...run, [key]: null })),
  ),
  ...numberKeys.flatMap(([key, good, bad]) => [
    ...good.map((n) => decodes(`${key} is ${String(n)}`, (run) => ({ ...run, [key]: n }))),
    ...bad.map((n) => decodes(`${key} is ${String(n)}`, (run) => ({ ...run, [key]: n }))),
    ...wrongTypes.map(([name, wrong]) =>
      decodes(`${key} is ${name}`, (run) => ({ ...run, [key]: wrong })),
    ),
  ]),
  decodes('no text', () => ''),
  decodes('no JSON', () => '{"id":'),
  decodes('JSON with something after it', (run) => `${JSON.stringify(run)} more`),
  decodes('two runs', (run) => `${JSON.stringify(run)}${JSON.stringify(run)}`),
  decodes('JSON with a comma too many', (run) => JSON.stringify(run).replace(/}$/, ',}')),
  decodes('JSON with single quotes', (run) => JSON.stringify(run).replaceAll('"', "'")),
  ...['NaN', 'Infinity', '0x7', '07', '+7', '7.'].map((number) =>
    decodes(`${number} for a number`, (run) =>
      JSON.stringify({ ...run, attempt_count: 7 }).replace(
        '"attempt_count":7',
        `"attempt_count":${number}`,
      ),
    ),
  ),
  decodes('null', () => null),
  decodes('a number', () => 5),
  decodes('a list', () => []),
  decodes('an empty object', () => ({})),
];

// ------------------------------------------------------------------------------------------------- life afterwards

const badRun = deserialize((run, values) => ({ ...active(run, values), state: 'Ready' }));

const refused: ReadonlyArray<readonly [string, Act]> = [
  ...refusedConstructors,
  ['deserialize, an attempt where none can be', badRun],
  ['deserialize, no JSON', deserialize(() => '{')],
];

/** A constructor for another run than the one there is. */
const another: ReadonlyArray<readonly [string, Act]> = [
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

const afterwards = (model: RunModel): ReadonlyArray<Draft> => {
  const ways = waysTo(model);
  const busy = [...(ways.get('Running') ?? []), ...input('attempt.start')];
  return [
    {
      name: 'nothing can be done before there is a run',
      acts: [...inputs.map(({ input: act }) => act), restoreAct, open],
    },
    ...refused.map(([name, act]) => ({
      name: `after ${name} there is no run yet`,
      acts: [
        act,
        ...input('promote'),
        ...input('record_state_change_at'),
        open,
        ...input('promote'),
      ],
    })),
    // The shortest of them is the easiest to read, if it fails.
    ...refused.map(([name, act]) => ({
      name: `after ${name} the new run is as it was`,
      acts: [openLaden, act],
    })),
    ...refused.map(([name, act]) => ({
      name: `after ${name} the run is as it was`,
      acts: [...busy, act, ...input('attempt.finish'), ...input('complete')],
    })),
    ...[...ways].flatMap(([state, way]) =>
      another.map(([name, act]) => ({
        name: `${name} takes the place of a run in ${state}`,
        // Nothing that the run carries is 0, as it is in a new one.
        acts: [openLaden, ...way.slice(1), act, ...life],
      })),
    ),
    ...another.map(([name, act]) => ({
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

/** A step whose ids are written in another form on the wire. */
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
    written(open, write),
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

/** Tests of constructors and of the decoder, and of what they leave behind. */
export const constructionDrafts = (model: RunModel): ReadonlyArray<Draft> => [
  ...constructors,
  ...decoder,
  ...afterwards(model),
  ...idForms,
];
