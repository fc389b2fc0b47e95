import { describe, expect, test } from '@jest/globals';
import * as O from 'fp-ts/lib/Option.js';
import { runStates } from '../../../src/index.js';
import { NEVER_BEGAN } from '../../../src/inspector/Filter.js';
import type { Only } from '../../../src/inspector/Only.js';
import { readOnly, writeOnly } from '../../../src/inspector/Only.js';
import type { Place } from '../../../src/inspector/page/address.js';
import { home, readPlace, writePlace } from '../../../src/inspector/page/address.js';
import type { Selection } from '../../../src/inspector/page/select.js';
import { select, sortKeys, topRuns } from '../../../src/inspector/page/select.js';
import { columns } from '../../../src/inspector/page/times/place.js';
import { refusalTags } from '../../../src/inspector/reasons.js';
import type { Row } from '../../../src/inspector/Row.js';
import { runTable } from '../../../src/run/runTable.js';
import { runId, taskId } from '../../support/arbitraries.js';

const row = (n: number, its: Partial<Row>): Row => ({
  id: runId(n),
  number: n - 1,
  state: O.some('Ready'),
  attempts: 0,
  priority: 0,
  createdAt: 0,
  changedAt: 0,
  ops: 1,
  refused: 0,
  taskId: O.none,
  redelivered: 0,
  begunAgain: 0,
  taken: 0,
  reasons: 0,
  ...its,
});
const edgeOf = (key: string): number =>
  runTable.edges.findIndex(({ source, event }) => `${source} ${event}` === key);

const rows = [
  row(1, {
    attempts: 2,
    priority: -1,
    createdAt: 30,
    changedAt: 1,
    taskId: O.some(taskId(9)),
    taken: 2 ** edgeOf('Scheduled promote'),
  }),
  row(2, {
    attempts: 5,
    state: O.some('Failed'),
    createdAt: 10,
    changedAt: 2,
    refused: 2,
    reasons: 2 ** refusalTags.indexOf('AttemptInProgress') + 2 ** refusalTags.indexOf('NoRun'),
  }),
  row(3, {
    attempts: 2,
    state: O.none,
    createdAt: 20,
    changedAt: 3,
    priority: 9,
    redelivered: 1,
  }),
];
const numbers = (selection: Partial<Selection>): ReadonlyArray<number> =>
  select(rows, { ...home.selection, ...selection }).map(({ id }) => Number(id.at(-1)));

describe('the list', () => {
  test.each([
    ['attempts', true, [2, 1, 3]],
    ['attempts', false, [1, 3, 2]],
    ['refused', true, [2, 1, 3]],
    ['priority', true, [3, 2, 1]],
    ['age', false, [2, 3, 1]],
    ['changed', true, [3, 2, 1]],
    ['state', false, [1, 2, 3]],
    ['id', true, [3, 2, 1]],
  ] as const)('sorted by %s, descending %s', (sort, descending, expected) => {
    expect(numbers({ sort, descending })).toStrictEqual(expected);
  });

  test('filtered by state, and by a part of the id', () => {
    expect(numbers({ states: new Set(['Failed']) })).toStrictEqual([2]);
    expect(numbers({ query: ' 0003 ' })).toStrictEqual([3]);
    expect(numbers({ query: 'x' })).toStrictEqual([]);
  });

  test('filtered by the runs that never began', () => {
    expect(numbers({ states: new Set([NEVER_BEGAN]) })).toStrictEqual([3]);
    expect(numbers({ states: new Set(['Failed', NEVER_BEGAN]) }).toSorted()).toStrictEqual([2, 3]);
  });

  test('a full task id is found, in any case', () => {
    expect(numbers({ query: taskId(9).toUpperCase() })).toStrictEqual([1]);
  });

  test.each<readonly [Only, ReadonlyArray<number>]>([
    [{ _tag: 'Edge', edge: 'Scheduled promote' }, [1]],
    [{ _tag: 'Edge', edge: 'Running complete' }, []],
    [{ _tag: 'Reason', reason: 'NoRun' }, [2]],
    [{ _tag: 'Reason', reason: 'AttemptInProgress' }, [2]],
    [{ _tag: 'Reason', reason: 'Decode' }, []],
    [{ _tag: 'Accepted' }, [2, 1]],
    [{ _tag: 'Refused' }, [2]],
    [{ _tag: 'Redelivered' }, [3]],
  ])('only those with %j', (only, expected) => {
    expect(numbers({ only })).toStrictEqual(expected);
    expect(readOnly(writeOnly(only))).toStrictEqual(only);
  });

  test.each(['', 'Edge:', 'Edge:Running promote', 'Reason:constructor', 'refused'])(
    '%j is no filter',
    (text) => {
      expect(readOnly(text)).toBeUndefined();
    },
  );

  test('topRuns: the highest first, none below the minimum', () => {
    expect(topRuns(rows, 'attempts', 2, 2).map(({ attempts }) => attempts)).toStrictEqual([5, 2]);
    expect(topRuns(rows, 'refused', 1, 5)).toHaveLength(1);
  });
});

describe('the address', () => {
  const places: ReadonlyArray<Place> = [
    home,
    { ...home, subject: 'runs', view: 'play', runId: runId(7), stepIndex: 0 },
    {
      ...home,
      subject: 'runs',
      runId: runId(7),
      selection: {
        states: new Set([...runStates.slice(2, 4), NEVER_BEGAN]),
        only: { _tag: 'Edge', edge: 'Running complete' },
        query: 'a&b=#?',
        range: { from: 5, to: 70 },
        sort: 'age',
        descending: false,
      },
    },
    ...columns.flatMap((column) =>
      [true, false].map((descending) => ({
        ...home,
        times: { stuckFor: 90, sorting: { column, descending } },
      })),
    ),
    ...sortKeys.flatMap((sort) =>
      [true, false].map((descending) => ({
        ...home,
        selection: { ...home.selection, sort, descending },
      })),
    ),
  ];
  test.each(places.map((place) => [writePlace(place), place] as const))('%s', (text, place) => {
    expect(readPlace(text)).toStrictEqual(place);
  });

  test('of the default view is empty', () => {
    expect(writePlace(home)).toBe('');
  });

  test.each([
    '#run=<b>&step=-1&state=Nowhere&sort=evil&view=x',
    '#%%%',
    '#step=1e9',
    '#stuck=-1&by=mean',
  ])('%s is home', (text) => {
    expect(readPlace(text)).toStrictEqual(home);
  });
});
