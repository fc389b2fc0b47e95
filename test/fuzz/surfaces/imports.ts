/** Imports: each format, from the bytes of its files to the journal, and mappings. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import avsc from 'avsc';
import * as E from 'fp-ts/lib/Either.js';
import { makeEventReader } from '../../../src/cli/import/avroEvents.js';
import { importPart } from '../../../src/cli/import/importPart.js';
import type { SourceRecord } from '../../../src/cli/import/importRecords.js';
import { formOf, recordIn } from '../../../src/cli/import/importRecords.js';
import type { RawRecord } from '../../../src/cli/import/jsonRecords.js';
import { makeRecordSplitter } from '../../../src/cli/import/jsonRecords.js';
import type { Cut, RecordPart } from '../../../src/cli/import/recordParts.js';
import { makeCutter, makeMemory } from '../../../src/cli/import/recordParts.js';
import { makeRowReader } from '../../../src/cli/import/separated.js';
import { limits } from '../../../src/cli/limits.js';
import { makeLineSplitter } from '../../../src/cli/lines.js';
import { parseJson } from '../../../src/codec/JsonText.js';
import { formats } from '../../../src/imports/formats/index.js';
import { makeImporter } from '../../../src/imports/Importer.js';
import { makePartJoiner } from '../../../src/imports/joinParts.js';
import type { Mapping } from '../../../src/imports/Mapping.js';
import { MappingCodec } from '../../../src/imports/Mapping.js';
import { makeReplayer } from '../../../src/index.js';
import { expectCodec, expectMessage, expectSame } from '../oracle.js';
import type { PureSurface } from '../Surface.js';
import { Fault, seedsOf } from '../Surface.js';

type Read = (input: Buffer) => ReadonlyArray<SourceRecord>;

const parsed = (text: E.Either<string, string>): E.Either<string, unknown> =>
  E.isLeft(text)
    ? text
    : E.mapLeft(({ message }: SyntaxError) => `no JSON: ${message}`)(parseJson(text.right));

/** Splits in one piece, and again in small pieces, which must make no difference. */
const inPieces = <A>(
  make: () => {
    readonly push: (chunk: Buffer) => ReadonlyArray<A>;
    readonly end: () => ReadonlyArray<A>;
  },
  input: Buffer,
): ReadonlyArray<A> => {
  const one = make();
  const whole = [...one.push(input), ...one.end()];
  const other = make();
  const pieces: Array<A> = [];
  for (let at = 0; at < input.length; at += 61)
    pieces.push(...other.push(input.subarray(at, at + 61)));
  expectSame('records in pieces', [...pieces, ...other.end()], whole);
  return whole;
};

const separated: Read = (input) =>
  inPieces(() => {
    const splitter = makeLineSplitter();
    const rows = makeRowReader();
    return {
      push: (chunk) => splitter.push(chunk).flatMap(rows.push),
      end: () => [...splitter.end().flatMap(rows.push), ...rows.end()],
    };
  }, input);

const jsonRecords =
  (names: ReadonlyArray<string>): Read =>
  (input) =>
    inPieces(() => {
      const splitter = makeRecordSplitter(new Set(names));
      const read = (records: ReadonlyArray<RawRecord>): ReadonlyArray<SourceRecord> =>
        records.map(({ line, bytes }) => recordIn(line, bytes));
      return { push: (chunk) => read(splitter.push(chunk)), end: () => read(splitter.end()) };
    }, input);

const lineRecords: Read = (input) => {
  const splitter = makeLineSplitter();
  return [...splitter.push(input), ...splitter.end()].map((text, i) => ({
    line: i + 1,
    record: parsed(text),
  }));
};

/** The reader that fits how an input begins, as the command chooses it. */
const readerOf = (input: Buffer, names: ReadonlyArray<string>): Read => {
  const text = input.toString('utf8').trimStart();
  if (!/^[[{]/.test(text)) return separated;
  const first = parseJson(text.split('\n', 1)[0] ?? '');
  return text.startsWith('{') && text.includes('\n') && E.isRight(first)
    ? lineRecords
    : jsonRecords(names);
};

/** Imports records: the journal that is written has no malformed and no refused line. */
const imports = (mapping: Mapping, records: ReadonlyArray<SourceRecord>): void => {
  const lines: Array<string> = [];
  const importer = makeImporter({
    mapping,
    line: (text) => lines.push(text),
    label: () => undefined,
  });
  importer.begin('file', 'file');
  for (const { line, record } of records)
    if (E.isRight(record)) importer.take(line, record.right);
    else importer.malformed(line, record.left);
  importer.end();
  const { malformed, no_place: noPlace, assumed } = importer.report();
  for (const { message } of malformed.first)
    if (message.length > 2000) throw new Fault('a long message');
  JSON.stringify({ noPlace, assumed });
  const replayer = makeReplayer();
  for (const line of lines) replayer.line(line);
  const { refused, malformed: unread } = replayer.result();
  const refusals = [...refused];
  if (refusals.length > 0 || unread > 0)
    throw new Fault(
      `a replay refuses the journal: ${JSON.stringify(refusals)} ${String(unread)} ${lines.join('\n').slice(0, 2000)}`,
    );
};

/** What parts make when they are joined; `undefined` if they cannot be. */
const joined = (
  mapping: Mapping,
  parts: ReadonlyArray<RecordPart>,
): readonly [journal: string, report: unknown] | undefined => {
  const setup = { mapping, namespace: undefined, only: undefined, labeled: true, limits: limits() };
  const joiner = makePartJoiner(mapping);
  let journal = '';
  for (const [i, part] of parts.entries()) {
    const memory = new SharedArrayBuffer(100);
    const request = { part, file: 'file', name: 'file', isContinued: i > 0, memory };
    let answer = importPart(setup, { ...request, known: new Set() });
    let joining = joiner.join(answer.imported);
    if (joining._tag === 'Shared') {
      answer = importPart(setup, { ...request, known: new Set(joining.runs) });
      joining = joiner.join(answer.imported);
    }
    if (joining._tag !== 'Joined') return undefined;
    journal += Buffer.from(answer.journal).toString('utf8');
  }
  return [journal, joiner.report()];
};

/** Small parts of a file that can be joined make what a single part makes. */
const importsInParts = (mapping: Mapping, input: Buffer): void => {
  const form = formOf(input, true);
  if (form === undefined) return;
  const cut = (size: number): ReadonlyArray<RecordPart> | undefined => {
    const cutter = makeCutter(form, mapping.in ?? [], makeMemory(size));
    const cuts: Array<Cut> = [];
    for (let at = 0; at < input.length; at += size)
      cuts.push(...cutter.push(input.subarray(at, at + size)));
    const parts: Array<RecordPart> = [];
    for (const part of [...cuts, ...cutter.end()]) {
      if (part === 'uncut') return undefined;
      parts.push(part);
    }
    return parts;
  };
  const [small, single] = [cut(61), cut(input.length + 1)];
  if (small === undefined || single === undefined) return;
  const made = joined(mapping, small);
  if (made !== undefined) expectSame('what parts make', made, joined(mapping, single));
};

const fixture = (name: string): string =>
  readFileSync(join(process.cwd(), 'test', 'fixtures', 'imports', name), 'utf8');

const FILES: ReadonlyArray<
  readonly [format: string, file: string, kind: 'json' | 'rows' | 'lines']
> = [
  ['airflow', 'airflow.csv', 'rows'],
  ['airflow', 'airflow.json', 'json'],
  ['bullmq', 'bullmq.ndjson', 'lines'],
  ['github-actions', 'github-actions.txt', 'json'],
  ['hadoop', 'hadoop.jhist', 'lines'],
  ['pg-boss', 'pg-boss.json', 'json'],
  ['slurm', 'slurm.json', 'json'],
  ['slurm', 'slurm.txt', 'rows'],
  ['temporal', 'temporal.json', 'json'],
];

/** Strings and keys of a text, which mean something to its format. */
const wordsIn = (text: string): ReadonlyArray<string> =>
  [
    ...new Set(
      [
        ...text.matchAll(
          /"[^"\n]{1,40}"(?:\s*:)?|[A-Za-z_]{3,30}|\d{4}-\d\d-\d\d[T ][\d:.]+(?:Z|[+-]\d\d:\d\d)?/g,
        ),
      ].map(([word]) => word),
    ),
  ].slice(0, 300);

/** A value whose lists have no more than three items. */
const shortened = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.slice(0, 3).map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, own]) => [key, shortened(own)]));
};

/** Smaller parts of a file, because short inputs are tried faster. */
const partsOf = (text: string, kind: 'json' | 'rows' | 'lines'): ReadonlyArray<string> => {
  const lines = text.split('\n');
  if (kind === 'rows')
    return [lines.slice(0, 6).join('\n'), [lines[0], ...lines.slice(6, 11)].join('\n')];
  if (kind === 'lines') return [lines.slice(0, 8).join('\n'), lines.slice(8, 16).join('\n')];
  const json = parseJson(text);
  // Documents one after the other are no JSON.
  return [E.isRight(json) ? JSON.stringify(shortened(json.right)) : text];
};

const importSurface = (format: string): PureSurface => {
  const mapping = formats.get(format);
  if (mapping === undefined) throw new Error(`there is no format ${format}`);
  const files = FILES.filter(([own]) => own === format);
  const texts = files.map(([, file]) => fixture(file));
  const names = mapping.in ?? [];
  return {
    kind: 'pure',
    name: `import-${format}`,
    share: 20,
    about: `import --from ${format}: what is imported is a journal that a replay accepts`,
    seeds: seedsOf(...files.flatMap(([, , kind], i) => partsOf(texts[i] ?? '', kind))),
    words: wordsIn(texts.join('\n')),
    bytes: (input) => {
      imports(mapping, readerOf(input, names)(input));
      importsInParts(mapping, input);
    },
    value: (input) => {
      // `JSON.parse` makes the records, so a value is tried as the JSON of it.
      let json: unknown;
      try {
        json = JSON.parse(JSON.stringify(input));
      } catch {
        return;
      }
      imports(
        mapping,
        (Array.isArray(json) ? json : [json]).map((record: unknown, i) => ({
          line: i + 1,
          record: E.right(record),
        })),
      );
    },
  };
};

const record = {
  id: '7',
  state: 'done',
  at: 5,
  started: 6,
  name: 'x',
  tries: [{ n: 1 }],
  opts: { priority: '3' },
  text: '{"a":{"b":1}}',
};

const avroSchema = {
  type: 'record',
  name: 'Event',
  fields: [
    { name: 'type', type: 'string' },
    {
      name: 'event',
      type: [
        {
          type: 'record',
          name: 'JobSubmitted',
          fields: [
            { name: 'jobid', type: 'string' },
            { name: 'submitTime', type: 'long' },
            { name: 'acls', type: { type: 'map', values: 'string' } },
            { name: 'tags', type: { type: 'array', items: ['null', 'double'] } },
          ],
        },
        {
          type: 'record',
          name: 'JobFinished',
          fields: [
            { name: 'jobid', type: 'string' },
            { name: 'finishTime', type: 'long' },
          ],
        },
      ],
    },
  ],
};
const avroType = avsc.Type.forSchema(avroSchema as never, { wrapUnions: true });
const avroFile = Buffer.concat([
  Buffer.from(`${JSON.stringify(avroSchema)}\n`),
  avroType.toBuffer({
    type: 'JOB_SUBMITTED',
    event: {
      JobSubmitted: {
        jobid: 'job_1',
        submitTime: 1_772_438_400_000,
        acls: { view: '*' },
        tags: [null, { double: 0.5 }],
      },
    },
  }),
  avroType.toBuffer({
    type: 'JOB_FINISHED',
    event: { JobFinished: { jobid: 'job_1', finishTime: 1_772_438_500_000 } },
  }),
]);

/** Each reader has classes of its own for the records of a schema. */
const plain = (events: ReadonlyArray<E.Either<string, unknown>>): typeof events =>
  events.map(E.map((event): unknown => JSON.parse(JSON.stringify(event))));

const makePlainReader = () => {
  const reader = makeEventReader();
  return {
    push: (chunk: Buffer) => plain(reader.push(chunk)),
    end: () => plain(reader.end()),
  };
};

/** Job histories that are Avro in binary, from the line of the schema on. */
const avro = (input: Buffer): void => {
  const hadoop = formats.get('hadoop');
  if (hadoop === undefined) throw new Error('there is no format hadoop');
  const records = inPieces(makePlainReader, input);
  for (const read of records) if (E.isLeft(read)) expectMessage(read.left);
  imports(
    hadoop,
    records.map((read, i) => ({ line: i + 1, record: read })),
  );
};

/** A mapping that is decoded is compiled, and imports something. */
const mappings = (json: unknown): void => {
  expectCodec(MappingCodec, json);
  const mapping = MappingCodec.decode(json);
  if (E.isRight(mapping))
    imports(
      mapping.right,
      [1, 2, 3].map((line) => ({ line, record: E.right({ ...record, id: line % 2 }) })),
    );
  else expectMessage(String(mapping.left.length));
};

export const importSurfaces: ReadonlyArray<PureSurface> = [
  ...[...new Set(FILES.map(([format]) => format))].map(importSurface),
  {
    kind: 'pure',
    name: 'import-avro',
    share: 20,
    about: 'import --from hadoop: files of Avro in binary, with schemas of their own',
    seeds: [avroFile],
    words: [
      ...wordsIn(JSON.stringify(avroSchema)),
      '"enum"',
      '"fixed"',
      '"size":0',
      '"symbols":["A"]',
      '"namespace":"a.b"',
      '"aliases":[]',
      '"default":null',
      '"logicalType":"date"',
      '"bytes"',
      '"Event"',
      '\n',
    ],
    bytes: avro,
  },
  {
    kind: 'pure',
    name: 'mapping',
    share: 20,
    about: 'mappings of users: decoded, compiled and used',
    seeds: seedsOf(
      ...[...formats.values()].slice(0, 4).map((mapping) => JSON.stringify(mapping)),
      JSON.stringify({
        name: 'x',
        by: 'state',
        rules: [
          {
            of: ['done'],
            run: 'q/{id}',
            task: '{name}',
            remember: { a: '{$file}' },
            created: { at: 'at|started + 1', scheduled: 'text.a.b' },
            priority: { from: 'opts.priority', first: 'smaller' },
            steps: [
              { to: 'Running', at: 'started', attempt: '{id}', number: 'tries.0.n' },
              {
                by: 'state',
                cases: { done: [{ to: 'Completed', at: 'at', note: '{$a}' }], '': [] },
              },
            ],
          },
        ],
      }),
    ),
    words: [
      '"run":',
      '"{id}"',
      '"at":',
      '"steps":',
      '"to":',
      '"by":',
      '"cases":',
      '"when":',
      '"present":true',
      '"not":',
      '"contains":',
      '"remember":',
      '"$a"',
      '"*"',
      '"a|b"',
      '"a + b"',
      '"0"',
      '"order":',
    ],
    bytes: (input) => {
      const json = parseJson(input.toString('utf8'));
      if (E.isRight(json)) mappings(json.right);
    },
  },
];
