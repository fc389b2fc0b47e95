/** The tests of the decoder, which are part of `construction`. */
import { RunRecordCodec } from '../../run/RunInstanceCodec.js';
import { runStates } from '../../run/RunState.js';
import { AttemptId } from '../../values/AttemptId.js';
import { RunId } from '../../values/RunId.js';
import { TaskId } from '../../values/TaskId.js';
import { nonZeroRun } from '../inputs.js';
import type { Act, Draft } from '../play.js';
import type { Values } from '../Values.js';
import { COUNTS, INSTANTS, ODD_IDS, PRIORITIES, valuesOf, WIDTHS } from '../Values.js';

/** A run on the wire, valid or not. */
type Wire = Readonly<Record<string, unknown>>;

/** Makes a `deserialize` of a valid run after a change, or of any other text. */
export const deserialize =
  (wire: (run: Wire, values: Values) => unknown): Act =>
  (_, values) => {
    const run = wire(RunRecordCodec.encode(nonZeroRun(values)), values);
    return { op: 'deserialize', json: typeof run === 'string' ? run : JSON.stringify(run) };
  };

const decodes = (name: string, wire: (run: Wire, values: Values) => unknown): Draft => ({
  name: `deserialize, ${name}`,
  acts: [deserialize(wire)],
});

const without = (run: Wire, key: string): Wire =>
  Object.fromEntries(Object.entries(run).filter(([other]) => other !== key));

/** The accepted forms of a UUID other than the canonical one. */
export const forms: ReadonlyArray<readonly [string, (id: string) => string]> = [
  ['upper case', (id: string): string => id.toUpperCase()],
  ['32 digits', (id: string): string => id.replaceAll('-', '')],
  ['32 digits in upper case', (id: string): string => id.replaceAll('-', '').toUpperCase()],
  ['urn:uuid:', (id: string): string => `urn:uuid:${id}`],
  ['braces', (id: string): string => `{${id}}`],
  ['braces and upper case', (id: string): string => `{${id.toUpperCase()}}`],
];

const idKeys = ['id', 'task_id', 'current_attempt_id'] as const;

/** Moves a run to Running with an active attempt, so that all three ids are set. */
export const active = (run: Wire, { attemptId }: Values): Wire => ({
  ...run,
  state: 'Running',
  current_attempt_id: attemptId(1),
});

// Leaves out forms that a UUID parser of some standard library accepts, such as misplaced hyphens.
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
    // Leaves out instants from 2^53 to 2^64, which an engine with 64-bit integers may accept.
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

/** The drafts of tests of the decoder. */
export const decodingDrafts: ReadonlyArray<Draft> = [
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
  ...Object.keys(RunRecordCodec.encode(nonZeroRun(valuesOf(0)))).map((key) =>
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
  decodes('JSON with a comma too many', (run) => JSON.stringify(run).replace('}', ',}')),
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
