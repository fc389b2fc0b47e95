/** Replaying bytes: the same results, line by line, as `makeReplayer` gives for the texts of the lines. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import type { Block } from '../../src/cli/lines.js';
import { linesIn, makeBlockSplitter } from '../../src/cli/lines.js';
import { snakeCase } from '../../src/codec/WireRecord.js';
import { makeReplayer } from '../../src/index.js';
import { annotationFields } from '../../src/journal/Annotations.js';
import { opNames, ops } from '../../src/journal/Step.js';
import { runStates } from '../../src/run/RunState.js';
import { tries } from '../support/arbitraries.js';
import type { Options, Told } from '../support/bothReplays.js';
import { ofBlocks, ofTexts } from '../support/bothReplays.js';

// ---------------------------------------------------------------------------------------------------------- replays

const blocksOf = (bytes: Buffer, cuts: ReadonlyArray<number>): ReadonlyArray<Block> => {
  const splitter = makeBlockSplitter();
  const ends = [...cuts.filter((cut) => cut < bytes.length), bytes.length].sort((a, b) => a - b);
  return [
    ...ends.flatMap((end, i) => splitter.push(bytes.subarray(ends[i - 1] ?? 0, end))),
    ...splitter.end(),
  ];
};

/** Expects the same of both ways, and returns how many lines were recognized. */
const expectSameOf = (blocks: ReadonlyArray<Block>, options: Options = {}): number => {
  const { recognized, told } = ofBlocks(blocks, options);
  expect(told).toStrictEqual(ofTexts(blocks.flatMap(linesIn), options));
  return recognized;
};

const expectSame = (
  bytes: Buffer,
  cuts: ReadonlyArray<number> = [],
  options: Options = {},
): number => expectSameOf(blocksOf(bytes, cuts), options);

// ------------------------------------------------------------------------------------------------------ arbitraries

const uuid = (kind: number, n: number): string =>
  `0000000${String(kind)}-0000-4000-8000-00000000000${n.toString(16)}`;

/** Few values, so that lines are about the same runs, attempts and commands. */
const idOf = (kind: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 40, arbitrary: fc.nat(3).map((n) => `"${uuid(kind, n)}"`) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        `"${uuid(kind, 10).toUpperCase()}"`,
        `"{${uuid(kind, 1)}}"`,
        `"${uuid(kind, 1).replaceAll('-', '')}"`,
        `"${uuid(kind, 1).slice(1)}"`,
        `"${uuid(kind, 1).slice(1)}x"`,
        `"${uuid(kind, 1).slice(1)}é"`,
        `"\\u0030${uuid(kind, 1).slice(1)}"`,
        `"00000000-0000-0000-0000-000000000000"`,
        'null',
        '7',
      ),
    },
  );

const odd = fc.constantFrom(
  '-0',
  '01',
  '1.0',
  '1e3',
  '-5',
  '"7"',
  'null',
  '4294967296',
  '999999999999999',
  '1000000000000000',
  '9007199254740993',
);

const integer = fc.oneof(
  { weight: 30, arbitrary: fc.integer({ min: 1_700_000_000, max: 1_700_000_040 }).map(String) },
  { weight: 6, arbitrary: fc.nat(3).map(String) },
  { weight: 2, arbitrary: fc.constantFrom('1800000000', '1700000000000') },
  { weight: 1, arbitrary: odd },
);

const valueOf = (key: string): fc.Arbitrary<string> => {
  if (key === 'run_id') return idOf(1);
  if (key === 'task_id') return idOf(2);
  if (key === 'attempt_id') return idOf(3);
  if (key === 'command_id') return idOf(4);
  if (key === 'active_attempt') return fc.oneof(idOf(3), fc.constant('null'));
  if (key === 'to') return fc.constantFrom(...runStates, 'Nowhere').map((state) => `"${state}"`);
  if (key === 'json') return fc.constantFrom('"{}"', '"é"');
  if (key in annotationFields)
    return fc.oneof(
      { weight: 8, arbitrary: fc.constantFrom('"w-1"', '"w-2"', '""', '"a longer text, {}"') },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '"é"',
          '"\\u0041"',
          '"\\""',
          'null',
          '7',
          '-0',
          '{"a":[1]}',
          '1e999',
        ),
      },
    );
  return integer;
};

/** How a program writes lines. */
const habit = fc.record({
  comma: fc.constantFrom(',', ',', ', ', ' ,\t'),
  colon: fc.constantFrom(':', ':', ': '),
  end: fc.constantFrom('', '', ' ', '\r'),
  isReversed: fc.boolean(),
  more: fc.constantFrom('', '', '', '', '"x":1', '"at":1', '"op":"promote_to_ready"'),
});

const body = fc.constantFrom(...opNames, ...opNames.slice(0, 3)).chain((op) =>
  fc
    .record({
      hasAt: fc.boolean(),
      hasCommand: fc.nat(3).map((n) => n === 0),
      annotations: fc.oneof(
        { weight: 2, arbitrary: fc.constant([]) },
        { weight: 1, arbitrary: fc.subarray(Object.keys(annotationFields)) },
      ),
    })
    .chain(({ hasAt, hasCommand, annotations }) => {
      const keys = [
        'run_id',
        ...Object.keys(ops[op])
          .map(snakeCase)
          .filter((key) => key !== 'run_id'),
        ...(hasAt ? ['at'] : []),
        ...(hasCommand ? ['command_id'] : []),
        ...annotations,
      ];
      return fc
        .tuple(...keys.map(valueOf))
        .map((values) => [
          ['op', `"${op}"`] as const,
          ...keys.map((key, i) => [key, values[i] ?? ''] as const),
        ]);
    }),
);

const written = (
  members: ReadonlyArray<readonly [string, string]>,
  { comma, colon, end, isReversed, more }: typeof habit extends fc.Arbitrary<infer A> ? A : never,
): string => {
  const texts = members.map(([key, value]) => `"${key}"${colon}${value}`);
  const ordered = isReversed ? texts.toReversed() : texts;
  return `{${[...ordered, ...(more === '' ? [] : [more])].join(comma)}}${end}`;
};

/** A run up to Running, so that attempts and refusals occur. */
const life = (n: number): ReadonlyArray<string> =>
  [
    `"op":"new_scheduled_with_id","run_id":"${uuid(1, n)}","task_id":"${uuid(2, n)}","scheduled_at":1700000000,"created_at":1700000000`,
    `"op":"promote_to_ready","run_id":"${uuid(1, n)}","at":1700000001`,
    ...['Leased', 'Running'].map(
      (to) => `"op":"transition_to","run_id":"${uuid(1, n)}","to":"${to}","at":1700000002`,
    ),
  ].map((members) => `{${members}}`);

const journal = fc
  .tuple(
    fc.array(habit, { minLength: 1, maxLength: 2 }),
    fc.array(fc.tuple(body, fc.nat()), { maxLength: 40 }),
    fc.array(fc.tuple(fc.nat(60), fc.constantFrom('', ' ', 'é', '7', '{"op":1}', '[]')), {
      maxLength: 3,
    }),
  )
  .map(([habits, bodies, others]) => {
    const lines = bodies.flatMap(([members, which]) =>
      habits
        .slice(which % habits.length)
        .slice(0, 1)
        .map((own) => written(members, own)),
    );
    // A part of the lines is delivered again.
    const all = [...life(0), ...life(1), ...life(0), ...lines, ...lines.slice(0, 9)];
    for (const [at, line] of others) all.splice(at, 0, line);
    return all;
  });

/** The bytes of a journal, some of them damaged. */
const bytesOfJournal = fc
  .record({
    lines: journal,
    isMarked: fc.boolean(),
    lineEnd: fc.constantFrom('\n', '\n', '\r\n'),
    isEnded: fc.boolean(),
    slips: fc.array(
      fc.tuple(fc.nat(), fc.constantFrom(0x00, 0x0a, 0x22, 0x30, 0x5c, 0x7d, 0xc3, 0xff)),
      { maxLength: 3 },
    ),
  })
  .map(({ lines, isMarked, lineEnd, isEnded, slips }) => {
    const text = lines.join(lineEnd) + (isEnded ? lineEnd : '');
    const bytes = Buffer.from(`${isMarked ? '\ufeff' : ''}${text}`);
    for (const [at, byte] of slips) bytes[at % bytes.length] = byte;
    return bytes;
  });

// ------------------------------------------------------------------------------------------------------------ tests

describe('a replay of blocks', () => {
  it('gives the results of a replay of texts, for all journals', () => {
    let [recognized, applied] = [0, 0];
    fc.assert(
      fc.property(
        bytesOfJournal,
        fc.array(fc.nat(4000), { maxLength: 6 }),
        fc.constantFrom<Options>(
          {},
          { remember: 2 },
          { time: 'ms' },
          { time: 'ns' },
          { idNamespace: 'acme.example' },
        ),
        (bytes, cuts, options) => {
          recognized += expectSame(bytes, cuts, options);
          applied += 1;
        },
      ),
      tries(250),
    );
    // The property is not vacuous.
    expect(recognized).toBeGreaterThan(applied * 5);
  });

  it('does not depend on where the bytes are cut', () => {
    const toldOf = (bytes: Buffer, cuts: ReadonlyArray<number>): Told =>
      ofBlocks(blocksOf(bytes, cuts), {}).told;
    // Each of the four forms is learned and then recognized, with both line ends.
    const [again = '', ...others] = life(1);
    const bytes = Buffer.from(
      `\ufeff${[...life(0), '', again].join('\r\n')}\r\n${others.join('\n')}`,
    );
    expect(expectSame(bytes)).toBe(4);
    const whole = toldOf(bytes, []);
    for (let cut = 1; cut < bytes.length; cut += 1)
      expect(toldOf(bytes, [cut])).toStrictEqual(whole);
  });

  it('recognizes the lines of a form after the first one', () => {
    const whole = Buffer.from(
      `\ufeff${[...life(0), '', ...life(1), ...life(2)].join('\r\n')}\r\n${life(3).join('\n')}`,
    );
    // Of the 16 lines, the first of each of the four forms, and the blank one, need their text.
    expect(expectSame(whole)).toBe(12);
  });

  it('recognizes lines with annotations, but for those that are not plain', () => {
    const noted = (n: number, note: string): ReadonlyArray<string> =>
      life(n).map((line) => line.replace('{', `{"worker":"w-1","note":${note},`));
    const of = (note: string): number =>
      expectSame(Buffer.from([...noted(0, note), ...noted(1, note)].join('\n')));
    expect(of('"one text"')).toBe(4);
    expect(of('""')).toBe(4);
    for (const note of ['"é"', '"a\\tb"', '7', '{}']) expect(of(note)).toBe(0);
  });

  it('learns nothing from instants that are texts: each would be a form of its own', () => {
    const lines = life(0).map((line) =>
      line.replace(/17000000\d\d/g, (at) => `"${new Date(Number(at) * 1000).toISOString()}"`),
    );
    const all = Buffer.from([...lines, ...lines].join('\n'));
    expect(expectSame(all, [], { time: 'iso' })).toBe(0);
  });

  it('takes several lines for one op only within an array', () => {
    const pretty = (line: string): string => JSON.stringify(JSON.parse(line), null, 2);
    const items = life(0).map((line) => E.right(pretty(line)));
    const lines = life(1).map(pretty).join('\n');
    expect(expectSameOf([items, Buffer.from(lines)])).toBe(0);
  });

  const [born = '', promote = ''] = life(0);
  const at = (value: string): string => promote.replace('1700000001', value);

  it.each<readonly [string, Options]>([
    ...[
      '-0',
      '00',
      '-5',
      '1.0',
      '1e9',
      '1700000001000',
      '9007199254740991',
      '9007199254740993',
    ].map((value) => [value, {}] as const),
    // Rounded to a double, it is a second more.
    ['1699999999999999999', { time: 'ns' }],
    ['-0', { time: 'ms' }],
  ])('reads an instant that is written %s as a text is read, in %j', (value, options) => {
    const lines = [born, promote, born, at(value), promote];
    expectSame(Buffer.from(lines.join('\n')), [], options);
  });

  it('knows the commands of lines that were applied to their runs in place', () => {
    const command = (n: number, line: string): string =>
      line.replace('}', `,"command_id":"${uuid(4, n)}"}`);
    const [, , lease = '', start = ''] = life(0);
    const lines = [
      command(0, born),
      command(1, promote),
      command(2, lease),
      command(3, start),
      command(2, lease),
      command(3, lease),
      command(1, promote),
      command(5, start),
    ];
    const all = Buffer.from([...lines, ...lines].join('\n'));
    const { counts } = ofBlocks(blocksOf(all, []), {}).told;
    // Two of the first eight lines, and all but one of the second eight, are redelivered; that one reuses an id, both times.
    expect(counts.redelivered).toBe(2 + 7);
    expect([...counts.refused]).toStrictEqual([
      ['CommandIdReused', 2],
      ['InvalidTransition', 1],
    ]);
    for (const remember of [1, 2, 128]) expectSame(all, [], { remember });
  });

  it('takes 36 bytes that are no id for none', () => {
    const broken = ['"', '\\', 'G', '\u0000', 'é'].map((odd) =>
      promote.replace(uuid(1, 0), `${uuid(1, 0).slice(0, 36 - Buffer.byteLength(odd))}${odd}`),
    );
    expectSame(Buffer.from([born, promote, ...broken, promote].join('\n')));
  });

  it('begins with the runs that it is given', () => {
    const { runs } = ofTexts(linesIn(Buffer.from(life(0).join('\n'))), {});
    expect(runs).toHaveLength(1);
    const replayer = makeReplayer();
    life(0).forEach(replayer.line);
    const given = [...replayer.result().runs.values()];
    const more = life(1).join('\n').replaceAll(uuid(1, 1), uuid(1, 0));
    expectSame(Buffer.from(`${life(2).join('\n')}\n${more}`), [], { runs: given });
  });

  it('keeps runs apart whose ids differ in any one digit', () => {
    const id = uuid(1, 0);
    const ids = Array.from(id, (digit, i) =>
      digit === '-' ? [] : [id.slice(0, i) + (digit === 'f' ? 'e' : 'f') + id.slice(i + 1)],
    ).flat();
    const lines = [id, ...ids].flatMap((other) =>
      life(0).map((line) => line.replaceAll(id, other)),
    );
    const replayed = ofBlocks(blocksOf(Buffer.from(lines.join('\n')), []), {}).told;
    expect(replayed.runs).toHaveLength(33);
    expect(replayed.counts.accepted).toBe(33 * 4);
  });

  it('keeps as many runs as there are, in the order of their appearance', () => {
    const ids = Array.from(
      { length: 5000 },
      (_, i) => uuid(1, 0).slice(0, -5) + String(10_000 + i),
    );
    const born = (id: string): string => (life(0)[0] ?? '').replace(uuid(1, 0), id);
    const { runs, counts } = ofBlocks(blocksOf(Buffer.from(ids.map(born).join('\n')), []), {}).told;
    expect(counts.accepted).toBe(5000);
    expect(runs.map((run) => (run as { readonly id: string }).id)).toStrictEqual(ids);
  });
});
