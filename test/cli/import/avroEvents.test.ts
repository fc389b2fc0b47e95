import { describe, expect, jest, test } from '@jest/globals';
import avsc from 'avsc';
import * as E from 'fp-ts/lib/Either.js';
import { makeEventReader } from '../../../src/cli/import/avroEvents.js';

const schema = {
  type: 'record',
  name: 'Event',
  fields: [
    { name: 'type', type: 'string' },
    {
      name: 'event',
      type: ['null', { type: 'record', name: 'End', fields: [{ name: 'at', type: 'long' }] }],
    },
  ],
};
const type = avsc.Type.forSchema(schema as never, { wrapUnions: true });
const bytesOf = (...events: ReadonlyArray<unknown>): Buffer =>
  Buffer.concat([
    Buffer.from(`${JSON.stringify(schema)}\n`),
    ...events.map((event) => type.toBuffer(event)),
  ]);

/** What is read from bytes, in pieces of a size. */
const read = (bytes: Buffer, size = Infinity): ReadonlyArray<unknown> => {
  const reader = makeEventReader();
  const events: Array<E.Either<string, unknown>> = [];
  for (let at = 0; at < bytes.length; at += size)
    events.push(...reader.push(bytes.subarray(at, at + size)));
  return [...events, ...reader.end()].map((event): unknown =>
    // As JSON, because the events have classes of their own.
    E.isRight(event) ? JSON.parse(JSON.stringify(event.right)) : event.left,
  );
};

const events = [
  { type: 'x', event: null },
  { type: 'y'.repeat(300), event: { End: { at: 1_772_438_400_000 } } },
  { type: '', event: null },
];

test('events are read in pieces of any size', () => {
  const bytes = bytesOf(...events);
  for (const size of [1, 2, 7, 100, 400, Infinity]) expect(read(bytes, size)).toStrictEqual(events);
});

test('an event may hold any number of records that are not within each other', () => {
  const many = avsc.Type.forSchema({ type: 'array', items: schema } as never, { wrapUnions: true });
  const list = Array.from({ length: 700 }, () => events[0]);
  const bytes = Buffer.concat([
    Buffer.from(`${JSON.stringify({ type: 'array', items: schema })}\n`),
    many.toBuffer(list),
  ]);
  expect(read(bytes)).toStrictEqual([list]);
});

test('a piece may be overwritten after it was taken', () => {
  const reader = makeEventReader();
  const bytes = bytesOf(...events);
  const piece = Buffer.alloc(10);
  const found: Array<unknown> = [];
  for (let at = 0; at < bytes.length; at += 10) {
    const length = bytes.copy(piece, 0, at, at + 10);
    found.push(...reader.push(piece.subarray(0, length)));
    piece.fill(0xff);
  }
  found.push(...reader.end());
  expect(found).toHaveLength(3);
});

test('an event of many pieces is tried a few times, not once for each piece', () => {
  const concat = jest.spyOn(Buffer, 'concat');
  const event = { type: 'x'.repeat(100_000), event: null };
  expect(read(bytesOf(event), 100)).toStrictEqual([event]);
  expect(concat.mock.calls.length).toBeLessThan(20);
  concat.mockRestore();
});

/** A file of a schema, with the bytes of events. */
const after = (own: unknown, ...bytes: ReadonlyArray<number>): Buffer =>
  Buffer.concat([Buffer.from(`${JSON.stringify(own)}\n`), Buffer.from(bytes)]);

/** What is read of the values of a schema, in pieces of three bytes. */
const readAs = (own: unknown, ...values: ReadonlyArray<unknown>): ReadonlyArray<unknown> => {
  const ownType = avsc.Type.forSchema(own as never, { wrapUnions: true });
  return read(after(own, ...Buffer.concat(values.map((value) => ownType.toBuffer(value)))), 3);
};

describe('values are as in the JSON of Avro:', () => {
  test.each<readonly [string, unknown, ReadonlyArray<unknown>, ReadonlyArray<unknown>?]>([
    ['boolean', 'boolean', [true, false]],
    ['int', 'int', [0, -1, 63, 64, -65, 2 ** 31 - 1, -(2 ** 31)]],
    ['long', 'long', [0, 1, -1, 2 ** 28, -(2 ** 28) - 1, 2 ** 40 + 1, 2 ** 52 + 1, -(2 ** 52)]],
    ['float', 'float', [0.5, -2]],
    ['double', 'double', [0.1, -1e300]],
    ['string', 'string', ['', 'x', '\u00e9\u{1f4a5}']],
    ['bytes', 'bytes', [Buffer.from([0, 0xff, 0x41])], ['\u0000\u00ffA']],
    ['fixed', { type: 'fixed', name: 'F', size: 2 }, [Buffer.from([0x80, 1])], ['\u0080\u0001']],
    ['enum', { type: 'enum', name: 'N', symbols: ['A', 'B'] }, ['B', 'A']],
    ['array', { type: 'array', items: 'int' }, [[], [1, 2, 3]]],
    ['map', { type: 'map', values: 'int' }, [{}, { a: 1, __proto__x: 2 }]],
    [
      'union',
      ['null', 'int', { type: 'array', items: 'string' }],
      [null, { int: 1 }, { array: ['x'] }],
    ],
  ])('%s', (_, own, values, wanted = values) => {
    expect(readAs(own, ...values)).toStrictEqual(wanted);
  });

  test('the largest number', () => {
    const bytes = [0xfe, ...Array.from({ length: 6 }, () => 0xff), 0x1f];
    expect(read(after('long', ...bytes))).toStrictEqual([2 ** 53 - 1]);
  });

  test('a block of items with its length', () => {
    const bytes = [3, 4, 2, 4, 2, 6, 0];
    expect(read(after({ type: 'array', items: 'int' }, ...bytes))).toStrictEqual([[1, 2, 3]]);
  });

  test('a key of a map is a field of its own, whatever it is called', () => {
    const bytes = [2, 18, ...Buffer.from('__proto__'), 2, 0];
    const [event] = makeEventReader().push(after({ type: 'map', values: 'int' }, ...bytes));
    expect(event).toStrictEqual(E.right(Object.fromEntries([['__proto__', 1]])));
  });
});

describe('is told:', () => {
  const long = '["null","string"]';
  test.each<readonly [string, Buffer, ReadonlyArray<unknown>]>([
    [
      'an event that is cut off',
      bytesOf(...events).subarray(0, -1),
      [...events.slice(0, 2), 'the file ends in the middle of an event'],
    ],
    [
      'a branch that there is not',
      Buffer.concat([bytesOf(), Buffer.from([2, 0x78, 8])]),
      ['no event of the schema: a union has no such branch'],
    ],
    [
      'a symbol that there is not',
      after({ type: 'enum', name: 'N', symbols: ['A'] }, 2),
      ['no event of the schema: an enum has no such symbol'],
    ],
    ['a length below 0', after('string', 1), ['no event of the schema: a length is negative']],
    [
      'a number of 54 bits',
      after('long', ...Array.from({ length: 7 }, () => 0x80), 0x20),
      ['no event of the schema: a number has more than 53 bits'],
    ],
    [
      'a number without an end',
      after('long', ...Array.from({ length: 11 }, () => 0x80)),
      ['no event of the schema: a number has more than 53 bits'],
    ],
    [
      'more items than bytes',
      after({ type: 'array', items: 'int' }, 0x7e, 1, 1),
      ['the file ends in the middle of an event'],
    ],
    [
      'records too deep in records',
      after(
        { type: 'record', name: 'L', fields: [{ name: 'next', type: ['null', 'L'] }] },
        ...Array.from({ length: 600 }, () => 2),
        0,
      ),
      ['no event of the schema: records are nested more than 500 deep'],
    ],
    ['nothing', Buffer.alloc(0), ['the file ends in the middle of an event']],
    ['a schema without an end', Buffer.from(long), ['the file ends in the middle of an event']],
  ])('%s', (_, bytes, wanted) => {
    expect(read(bytes)).toStrictEqual(wanted);
  });
});

describe('a schema is refused if of a part of a value a few bytes hold any number:', () => {
  const empty = { type: 'record', name: 'E', fields: [{ name: 'a', type: 'null' }] };
  test.each<readonly [string, unknown, string]>([
    ['nothing at all', 'null', '"null"'],
    ['items that are null', { type: 'array', items: 'null' }, '"null"'],
    ['items of no bytes', { type: 'array', items: { type: 'fixed', name: 'F', size: 0 } }, 'F'],
    ['items without fields', { type: 'array', items: { ...empty, fields: [] } }, '"E"'],
    [
      'a field that is null',
      { ...empty, name: 'G', fields: [{ name: 'a', type: ['int', empty] }] },
      '"null"',
    ],
    [
      'such items, deep inside',
      ['int', { type: 'map', values: { type: 'array', items: { type: 'array', items: 'null' } } }],
      '"null"',
    ],
  ])('%s', (_, own, name) => {
    const [message] = read(Buffer.from(`${JSON.stringify(own)}\n\u0002`));
    expect(message).toContain(`no schema of Avro: a value of type `);
    expect(message).toContain(name);
    expect(message).toContain('takes no bytes');
  });

  test('but a branch of a union may take no bytes more, and a record may hold itself', () => {
    const list = {
      type: 'record',
      name: 'L',
      fields: [{ name: 'next', type: ['null', 'L', { type: 'record', name: 'E', fields: [] }] }],
    };
    const bytes = Buffer.concat([Buffer.from(`${JSON.stringify(list)}\n`), Buffer.from([2, 0, 4])]);
    expect(read(bytes)).toStrictEqual([{ next: { L: { next: null } } }, { next: { E: {} } }]);
  });
});
