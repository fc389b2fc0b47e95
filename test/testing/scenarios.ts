/** Arbitrary scenarios on the wire: every op, few ids so that they repeat, and JSON of runs that is valid or nearly valid. */
import fc from 'fast-check';
import { Priority, RunId, RunInstanceCodec, runStates, Timestamp } from '../../src/index.js';
import { arbitraryCount, arbitraryRun, arbitraryUuid } from '../support/arbitraries.js';

const ids = fc.oneof(
  { weight: 8, arbitrary: fc.constantFrom('a', 'b', 'c').map((d) => d.padStart(32, '0')) },
  { weight: 1, arbitrary: fc.constant(RunId.nil) },
  { weight: 1, arbitrary: arbitraryUuid },
);

/** An id in one of its forms, mostly the canonical one. */
const uuid = fc
  .tuple(ids, fc.nat(15))
  .map(([id, form]) => [id.replaceAll('-', ''), form] as const)
  .map(([digits, form]) => {
    const id = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    return [id.toUpperCase(), digits, `{${id}}`, `urn:uuid:${id}`][form] ?? id;
  });

const instant = fc.oneof(fc.nat(3), fc.constantFrom(Timestamp.min, Timestamp.max), fc.maxSafeNat());
const priority = fc.oneof(
  fc.integer({ min: -2, max: 2 }),
  fc.constantFrom(Priority.min, Priority.max),
);

/** JSON values that a decoder may wrongly accept or refuse. */
const odd = fc.constantFrom(
  ...['null', 'true', '""', '[]', '{}', '"Ready"', '"ready"', '"toString"'],
  ...[
    '0',
    '-0',
    '-1',
    '1.0',
    '1e0',
    '0.5',
    '1E400',
    '"1"',
    '01',
    'NaN',
    '2147483648',
    '-2147483649',
  ],
  ...['4294967295', '4294967296', '9007199254740991', '9007199254740992', '18446744073709551615'],
  ...[
    '"00000000-0000-0000-0000-000000000000"',
    '"00000000-0000-0000-0000-00000000000A"',
    '"0000000000000000000000000000000B"',
    '"{00000000-0000-0000-0000-00000000000c}"',
    '"{0000000000000000000000000000000c}"',
    '"{00000000-0000-0000-0000-00000000000c"',
    '"urn:uuid:00000000-0000-0000-0000-00000000000C"',
    '"URN:UUID:00000000-0000-0000-0000-00000000000C"',
    '"0000000000000000-0000-0000-00000000000C"',
    '"00000000-0000-0000-0000-00000000000g"',
    '"00000000-0000-0000-0000-00000000000a "',
  ],
);

const pad = fc.constantFrom('', '', ' ', '\n\t');

const fieldNames = [
  'id',
  'task_id',
  'state',
  'current_attempt_id',
  'attempt_count',
  'created_at',
  'scheduled_at',
  'effective_priority',
  'last_state_change_at',
];

/** Up to two changes to the members of a run. */
const changes = fc.array(
  fc.record({
    key: fc.constantFrom(...fieldNames, ...fieldNames, 'extra', '__proto__'),
    value: odd,
    how: fc.constantFrom('replace', 'replace', 'drop', 'twice', 'escape'),
  }),
  { maxLength: 2 },
);

/** The JSON text of a run, valid or nearly valid, or another text. */
const json: fc.Arbitrary<string> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.tuple(arbitraryRun, changes, pad).map(([run, changed, space]) => {
      const members = Object.entries(RunInstanceCodec.encode(run)).map(
        ([key, value]) => [JSON.stringify(key), JSON.stringify(value)] as const,
      );
      const all = changed.reduce<ReadonlyArray<readonly [string, string]>>(
        (before, { key, value, how }) => {
          const name = JSON.stringify(key);
          const rest = before.filter(([other]) => other !== name);
          if (how === 'drop') return rest;
          if (how === 'twice') return [...before, [name, value]];
          // The same key, with its first letter as a Unicode escape.
          const escaped = `"\\u00${key.charCodeAt(0).toString(16)}${name.slice(2)}`;
          return [...rest, [how === 'escape' ? escaped : name, value]];
        },
        members,
      );
      const inside = all.map(([key, value]) => `${key}${space}:${space}${value}`).join(`${space},`);
      return `${space}{${inside}}${space}`;
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom('', '{}', '[]', 'null', '7', '"x"', '{"id":', '{} {}') },
);

const created = { run_id: uuid, task_id: uuid, scheduled_at: instant, created_at: instant };

const step = fc.oneof(
  { weight: 1, arbitrary: fc.record({ op: fc.constant('new_scheduled_with_id'), ...created }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constant('new_ready_with_id'),
      ...created,
      effective_priority: priority,
    }),
  },
  {
    weight: 12,
    arbitrary: fc.record({
      op: fc.constant('transition_to'),
      to: fc.constantFrom(...runStates, 'Ready', 'Leased', 'Running'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ op: fc.constant('promote_to_ready') }) },
  {
    weight: 2,
    arbitrary: fc.record({
      op: fc.constantFrom('promote_to_ready_with_priority', 'set_effective_priority'),
      effective_priority: priority,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      op: fc.constantFrom('start_attempt', 'finish_attempt'),
      attempt_id: uuid,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ op: fc.constant('record_state_change_at'), timestamp: instant }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      op: fc.constant('restore_attempt_state_for_bootstrap'),
      count: arbitraryCount,
      active_attempt: fc.option(uuid),
    }),
  },
  { weight: 2, arbitrary: fc.record({ op: fc.constant('deserialize'), json }) },
);

const born = {
  op: 'new_ready_with_id',
  run_id: '00000000-0000-0000-0000-000000000001',
  task_id: '00000000-0000-0000-0000-000000000002',
  scheduled_at: 5,
  created_at: 7,
  effective_priority: 1,
};

/** A scenario on the wire; most start with a step that makes a run. */
export const arbitraryScenario: fc.Arbitrary<{
  readonly name: string;
  readonly steps: ReadonlyArray<{ readonly op: string }>;
}> = fc.record({
  name: fc.oneof(fc.constant('random'), fc.string({ unit: 'binary', maxLength: 8 })),
  steps: fc
    .tuple(fc.nat(9), fc.array(step, { maxLength: 16, size: 'max' }))
    .map(([n, steps]) => (n === 0 ? steps : [born, ...steps])),
});
