/** The codecs of the core, and the decoders of texts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import * as machineSuite from '../../../src/explore/Suite.js';
import {
  answerLine,
  AttemptCount,
  AttemptId,
  chartIdentity,
  ChartIdentityCodec,
  CommandId,
  decideView,
  decodeJson,
  formatDecodeErrors,
  JournalEntryCodec,
  parseUuid,
  persistRun,
  Priority,
  restoreErrorMessage,
  restoreRun,
  RunEventCodec,
  RunId,
  RunInstanceCodec,
  RunInstanceLenientCodec,
  RunInstanceStrictCodec,
  RunState,
  RunViewCodec,
  ScenarioCodec,
  StepCodec,
  TaskId,
  Timestamp,
  viewActions,
} from '../../../src/index.js';
import { LabelCodec } from '../../../src/journal/Label.js';
import { RunDataCodec } from '../../../src/store/RunData.js';
import { decodeSuite, encodeSuite } from '../../../src/testing/Suite.js';
import { validateItf } from '../../../src/testing/validateItf.js';
import { ATTEMPT, ID, TASK, wire } from '../../support/runWire.js';
import { expectCodec, expectMessage, expectSame } from '../oracle.js';
import type { PureSurface } from '../Surface.js';
import { Fault, seedsOf } from '../Surface.js';

// ------------------------------------------------------------------------------------------------------------- seeds

const root = process.cwd();
const fileOf = (...names: ReadonlyArray<string>): string =>
  readFileSync(join(root, ...names), 'utf8');

/** Runs on the wire. */
export const runs = [
  wire,
  {
    id: ID,
    task_id: TASK,
    state: 'Ready',
    attempt_count: 0,
    created_at: 7,
    scheduled_at: 7,
    effective_priority: -2147483648,
  },
];

/** The words of the wire. */
export const words = [
  ...[
    '"id":',
    '"task_id":',
    '"state":',
    '"current_attempt_id":',
    '"attempt_count":',
    '"created_at":',
  ],
  ...[
    '"scheduled_at":',
    '"effective_priority":',
    '"last_state_change_at":',
    '"type":',
    '"at":',
    '"op":',
  ],
  ...[
    '"run_id":',
    '"attempt_id":',
    '"command_id":',
    '"to":',
    '"json":',
    '"count":',
    '"active_attempt":',
  ],
  ...[
    '"name":',
    '"steps":',
    '"worker":',
    '"note":',
    '"outcome":',
    '"error":',
    `"${ID}"`,
    `"${ATTEMPT}"`,
  ],
  ...[
    '"Scheduled"',
    '"Ready"',
    '"Leased"',
    '"Running"',
    '"RetryWait"',
    '"Suspended"',
    '"Completed"',
  ],
  ...[
    '"Failed"',
    '"Canceled"',
    '4294967295',
    '4294967296',
    '2147483648',
    '9007199254740991',
    'null',
  ],
];

/** Some scenarios of the reference, as lines. */
const scenarios = fileOf('test', 'fixtures', 'reference.ndjson').split('\n').slice(0, 240);

const json = (...values: ReadonlyArray<unknown>): ReadonlyArray<Buffer> =>
  seedsOf(...values.map((value) => JSON.stringify(value)));

const parse = (input: Buffer): unknown => {
  try {
    return JSON.parse(input.toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
};

/** A surface of codecs. */
const codecs = (
  name: string,
  about: string,
  seeds: ReadonlyArray<unknown>,
  own: ReadonlyArray<t.Mixed>,
  more: (input: unknown) => void = () => undefined,
): PureSurface => {
  const value = (input: unknown): void => {
    for (const codec of own) expectCodec(codec, input);
    more(input);
  };
  return {
    kind: 'pure',
    name,
    about,
    share: 1,
    seeds: json(...seeds),
    words,
    value,
    bytes: (input) => {
      value(parse(input));
    },
  };
};

// ---------------------------------------------------------------------------------------------------------- surfaces

const runCodecs = [RunInstanceCodec, RunInstanceStrictCodec, RunInstanceLenientCodec];

/** Each text is decoded as its value is, unless it has a field twice or a number that is no integer. */
const decodesText = (input: Buffer): void => {
  const text = input.toString('utf8');
  for (const codec of runCodecs) {
    const decoded = decodeJson(codec)(text);
    if (E.isLeft(decoded)) {
      for (const line of formatDecodeErrors(decoded.left).slice(0, 20)) expectMessage(line);
      continue;
    }
    expectSame(
      'decodeJson and decode',
      decoded.right,
      (codec.decode(JSON.parse(text)) as E.Right<unknown>).right,
    );
    expectSame('a text with a space before it', decodeJson(codec)(` ${text}`), decoded);
    const again = decodeJson(codec)(JSON.stringify(codec.encode(decoded.right)));
    expectSame('decodeJson of encode', again, decoded);
  }
};

const persisted = [
  persistRun((RunInstanceCodec.decode(runs[0]) as E.Right<never>).right),
  { chart: { ...chartIdentity, version: '0.9.0' }, run: runs[1] },
  {
    status: 'active',
    value: 'Running',
    chart: chartIdentity,
    context: {
      ...runs[0],
      taskId: TASK,
      currentAttemptId: { _tag: 'Some', value: ATTEMPT },
      attemptCount: 3,
    },
    children: {},
    historyValue: {},
  },
];

const restores = (input: unknown): void => {
  for (const options of [
    {},
    { unmarked: chartIdentity },
    {
      migrations: [
        {
          from: { version: '0.9.0' },
          to: chartIdentity,
          migrate: (run: Readonly<Record<string, unknown>>) => E.right(run),
        },
      ],
    },
  ]) {
    const restored = restoreRun(options)(input);
    if (E.isLeft(restored)) expectMessage(restoreErrorMessage(restored.left), 6000);
    else expectSame('restore of persist', restoreRun()(persistRun(restored.right)), restored);
  }
};

const suiteLine =
  '{"name":"a","criteria":["states"],"steps":[{"op":"new_ready_with_id","run_id":"' +
  ID +
  '","task_id":"' +
  TASK +
  '","scheduled_at":7,"created_at":7,"effective_priority":0,"expect":{"err":{"code":"NoRun"}},"title":"x"}]}';

const machineSuiteText = [
  '{"version":1,"machine":"lamp","seed":1,"criteria":["states"]}',
  '{"name":"a","criteria":["states"],"steps":[{"kind":"start","input":{"n":1},"expect":{"accepted":true,"states":["off"],"status":"active","tags":["t"],"context":{"n":1},"output":null,"actions":["log"]},"title":"start -> off"},{"kind":"event","event":{"type":"GO"},"expect":{"accepted":false,"states":["off"]},"title":"x"},{"kind":"time","ms":5,"expect":{"accepted":true,"states":[]},"title":"x"},{"kind":"error","actor":"a","error":{"name":"Error","message":"m"},"expect":{"accepted":true,"states":[]},"title":"x"}]}',
].join('\n');

const readsSuites = (input: Buffer): void => {
  const text = input.toString('utf8');
  const suite = decodeSuite(text);
  if (E.isLeft(suite)) for (const { message } of suite.left) expectMessage(message, 6000);
  else
    expectSame(
      'decodeSuite of encodeSuite',
      decodeSuite(encodeSuite({ tests: suite.right })),
      suite,
    );
  const other = machineSuite.decodeSuite(text);
  if (E.isLeft(other)) for (const { message } of other.left) expectMessage(message, 6000);
  else {
    const encoded = machineSuite.encodeSuite(other.right);
    expectSame(
      'the suite of a machine',
      machineSuite.encodeSuite(
        (machineSuite.decodeSuite(encoded) as E.Right<typeof other.right>).right,
      ),
      encoded,
    );
  }
};

const traces = [
  {
    '#meta': {},
    vars: ['job'],
    states: ['Scheduled', 'Ready', 'Leased'].map((job, i) => ({ '#meta': { index: i }, job })),
  },
  {
    vars: ['jobs'],
    states: [
      {
        jobs: {
          '#map': [
            ['a', 'Ready'],
            ['b', { state: 'Running' }],
          ],
        },
      },
      {
        jobs: {
          '#map': [
            ['a', { tag: 'Leased', value: { '#tup': [] } }],
            ['b', 'Failed'],
          ],
        },
        n: { '#bigint': '1' },
      },
    ],
  },
];

export const codecSurfaces: ReadonlyArray<PureSurface> = [
  codecs('run', 'RunInstanceCodec, strict and lenient too', runs, runCodecs),
  {
    kind: 'pure',
    name: 'json',
    share: 1,
    about: 'decodeJson with each codec of a run, and as the codec decodes the value',
    seeds: json(...runs),
    words,
    bytes: decodesText,
  },
  codecs(
    'event',
    'RunEventCodec',
    [
      { type: 'promote', effective_priority: 9, at: 7 },
      { type: 'attempt.start', attempt_id: ATTEMPT, at: 7 },
      { type: 'priority.set', effective_priority: -7 },
    ],
    [RunEventCodec],
  ),
  codecs(
    'values',
    'the codecs of ids, instants, counts, priorities, states and charts',
    [
      ID,
      `{${ATTEMPT}}`,
      `urn:uuid:${TASK}`,
      ID.replaceAll('-', ''),
      0,
      7,
      -2147483648,
      4294967295,
      'Ready',
      chartIdentity,
    ],
    [
      AttemptCount,
      AttemptId,
      ChartIdentityCodec,
      CommandId,
      Priority,
      RunId,
      RunState,
      TaskId,
      Timestamp,
    ],
    (input) => {
      if (typeof input !== 'string') return;
      const id = parseUuid(input);
      if (id !== undefined) expectSame('parseUuid of an id', parseUuid(id), id);
    },
  ),
  codecs(
    'view',
    'RunViewCodec, which takes the states of later charts, and what a view allows',
    [...runs, { ...runs[0], state: 'Paused' }],
    [RunViewCodec],
    (input) => {
      const decoded = RunViewCodec.decode(input);
      if (E.isLeft(decoded)) return;
      viewActions(decoded.right);
      decideView({ type: 'cancel' })(decoded.right);
    },
  ),
  codecs(
    'persisted',
    'restoreRun: what persistRun wrote, and snapshots of an actor',
    persisted,
    [],
    restores,
  ),
  codecs(
    'entry',
    'JournalEntryCodec, StepCodec, the labels of ids and the data of a run',
    [
      {
        op: 'new_scheduled_with_id',
        run_id: ID,
        task_id: TASK,
        scheduled_at: 9,
        created_at: 7,
        at: 7,
        command_id: ATTEMPT,
      },
      { op: 'transition_to', run_id: ID, to: 'Leased', at: 8, worker: 'w', note: 'n' },
      { op: 'restore_attempt_state_for_bootstrap', run_id: ID, count: 3, active_attempt: ATTEMPT },
      { op: 'deserialize', run_id: ID, json: JSON.stringify(runs[1]) },
      { id: ID, label: 'nightly' },
      {
        run_id: ID,
        payload: { to: ['a', null, 1] },
        progress: null,
        failures: 1,
        max_failures: 5,
        unique_key: 'k',
        due_at: 7000,
        promote_priority: -1,
      },
    ],
    [JournalEntryCodec, StepCodec, LabelCodec, RunDataCodec],
  ),
  {
    ...codecs(
      'scenario',
      'ScenarioCodec and answerLine',
      scenarios.slice(0, 12).map((line) => JSON.parse(line) as unknown),
      [ScenarioCodec],
    ),
    bytes: (input) => {
      const answer = JSON.stringify(answerLine(input.toString('utf8')));
      if (answer.length > 100_000 + 100 * input.length) throw new Fault('the answer is too long');
      JSON.parse(answer);
    },
  },
  {
    kind: 'pure',
    name: 'suite',
    share: 1,
    about: 'decodeSuite of runchart/testing and of runchart/explore',
    seeds: seedsOf(suiteLine, machineSuiteText),
    words: [
      ...words,
      '"expect":',
      '"title":',
      '"kind":',
      '"start"',
      '"version":1',
      '"criteria":[]',
      '"accepted":true',
      '"states":[]',
    ],
    bytes: readsSuites,
  },
  {
    kind: 'pure',
    name: 'itf',
    share: 1,
    about: 'validateItf: traces of Apalache and Quint',
    seeds: json(...traces),
    words: [
      '"#map":',
      '"#tup":',
      '"#set":',
      '"#bigint":',
      '"#meta":',
      '"vars":',
      '"states":',
      '"tag":',
      '"value":',
      ...words.slice(-14),
    ],
    bytes: (input) => {
      const report = validateItf(input.toString('utf8'));
      if (E.isLeft(report)) expectMessage(report.left.message, 2000);
    },
  },
];
