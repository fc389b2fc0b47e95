import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { isPath, isTemplate, readPath, readTemplate } from '../../src/imports/expressions.js';
import { formats } from '../../src/imports/formats/index.js';
import { MappingCodec } from '../../src/imports/Mapping.js';
import { formatDecodeErrors } from '../../src/index.js';
import { right } from '../support/right.js';
import { importRecords } from './imported.js';

test.each([...formats])('the mapping %s is data: its JSON decodes to the same', (_, mapping) => {
  expect(MappingCodec.decode(JSON.parse(JSON.stringify(mapping)))).toStrictEqual(E.right(mapping));
});

const errorsOf = (rule: object, mapping: object = {}): ReadonlyArray<string> =>
  pipe(
    MappingCodec.decode({ name: 'mine', rules: [rule], ...mapping }),
    E.match(formatDecodeErrors, () => []),
  );

test.each<readonly [object, string]>([
  [
    { run: '{id}', step: [] },
    'at /rules/0/step: expected no such field (perhaps steps), found an array',
  ],
  [
    { run: '{id' },
    'at /rules/0/run: expected text with paths in braces, such as "{queue}/{id}", found "{id"',
  ],
  [
    { run: '{id}', steps: [{ to: 'Done', at: 'end' }] },
    'at /rules/0/steps/0/to: expected one of Scheduled, Ready, Leased, Running, RetryWait, Suspended, Completed, Failed, Canceled, found "Done"',
  ],
  [
    { run: '{id}', created: { at: 'a..b' } },
    'at /rules/0/created/at: expected a path, such as "opts.priority", "started_on|startedon" or "retry_count + 1", found "a..b"',
  ],
  [
    { run: '{id}', priority: { from: 'p', first: 'highest' } },
    'at /rules/0/priority/first: expected larger or smaller, found "highest"',
  ],
  [{ task: 'x' }, 'at /rules/0: expected a rule with either run or ignore, found an object'],
  [
    { run: '{id}', steps: [{ at: 'x' }] },
    'at /rules/0/steps/0: expected a move with either to or ends, found an object',
  ],
])('%j is refused, with the place', (rule, error) => {
  expect(errorsOf(rule)).toStrictEqual([error]);
});

test('a mapping needs a name and rules', () => {
  expect(pipe(MappingCodec.decode({}), E.mapLeft(formatDecodeErrors))).toStrictEqual(
    E.left([
      'at /name: expected a name of letters, digits and hyphens, found nothing',
      'at /rules: expected a list of rules, found nothing',
    ]),
  );
  expect(errorsOf({ run: '{id}' }, { time: { unit: 'min' } })).toStrictEqual([
    'at /time/unit: expected one of s, ms, us, ns, found "min"',
  ]);
});

describe('a path', () => {
  const record = {
    a: { b: [{ c: 1 }] },
    text: '{"n":2}',
    empty: '',
    nothing: null,
    zero: 0,
    'two words': 3,
    some: '4',
  };
  test.each<readonly [string, unknown]>([
    ['a.b.0.c', 1],
    ['a.*.0.c', 1],
    ['text.n', 2],
    ['empty', undefined],
    ['nothing|zero', 0],
    ['missing|empty|two words', 3],
    ['some + zero + 1', 5],
    ['missing + 1|some + 1', 5],
    ['text + 1', '{"n":2}'],
    ['constructor', undefined],
    ['__proto__.x', undefined],
    ['a.b.length', 1],
    ['$name', 'remembered'],
    ['missing|-1', -1],
  ])('%s', (path, value) => {
    expect(isPath(path)).toBe(true);
    expect(readPath(path)(record, { name: 'remembered' })).toStrictEqual(value);
  });

  test.each(['', '.', 'a.', '.a', 'a||b', '|a', '+', 'a+', '{a}'])('%j is none', (path) => {
    expect(isPath(path)).toBe(false);
  });
});

describe('a template', () => {
  const record = { a: 'x', n: 7, yes: true, list: [1], long: 'y'.repeat(2000), empty: '' };
  test.each<readonly [string, string | undefined]>([
    ['{a}', 'x'],
    ['{a}/{n}/{yes}', 'x/7/true'],
    ['plain', 'plain'],
    ['{a}{missing}', undefined],
    ['at {empty}', undefined],
    ['{list}', '[1]'],
    ['{long}', `${'y'.repeat(999)}…`],
  ])('%s', (template, text) => {
    expect(isTemplate(template)).toBe(true);
    expect(readTemplate(template)(record, {})).toBe(text);
  });

  test.each(['{', '}', '{}', '{a', 'a}', '{{a}}', '{a.}'])('%j is none', (template) => {
    expect(isTemplate(template)).toBe(false);
  });
});

describe('a mapping of one’s own', () => {
  const mapping = right(
    MappingCodec.decode({
      name: 'mine',
      time: { unit: 's', zone: 'UTC' },
      rules: [
        { when: { kind: { not: ['job'] } }, ignore: 'other things' },
        {
          run: '{id}',
          priority: { from: 'nice', first: 'smaller' },
          created: { at: 'born' },
          steps: [
            { to: 'Running', at: 'began', when: { node: { present: true } } },
            { by: 'end', cases: { ok: [{ to: 'Completed', at: 'ended' }], '': [] } },
          ],
        },
      ],
    }),
  );
  const run = (record: object) => importRecords(mapping, [E.right(record)]);

  test('turns a priority round, and 0 stays before 1', () => {
    const priorities = [0, 1, 5].map((nice) => {
      const { replay } = run({ kind: 'job', id: 'a', born: 10, nice });
      return [...replay.runs.values()].map(({ effectivePriority }) => effectivePriority);
    });
    expect(priorities).toStrictEqual([[0], [-1], [-5]]);
  });

  test('counts what it ignores, and what no case takes', () => {
    expect(run({ kind: 'log' }).report.no_place.by_kind).toStrictEqual({
      'other things': { count: 1, first: [{ file: 'records', line: 1 }] },
    });
    expect(
      run({ kind: 'job', id: 'a', born: 10, end: 'odd' }).report.no_place.by_kind,
    ).toStrictEqual({
      'end odd': { count: 1, first: [{ file: 'records', line: 1 }] },
    });
  });

  test('a second record of a run has no place', () => {
    const record = { kind: 'job', id: 'a', born: 10 };
    const { report, lines } = importRecords(mapping, [record, record].map(E.right));
    expect(lines).toHaveLength(1);
    expect(Object.keys(report.no_place.by_kind)).toStrictEqual(['a second record of a run']);
  });

  test('an instant without a zone is told of its own record, even if the one before is malformed', () => {
    const { report } = importRecords(
      mapping,
      [
        { kind: 'job', id: 'a', born: '2026-03-02T08:00:00', end: 'ok', ended: ':' },
        { kind: 'job', id: 'b', born: '2026-03-02T08:00:00Z' },
      ].map(E.right),
    );
    expect(report.malformed.total).toBe(1);
    expect(report.assumed.total).toBe(0);
  });
});
