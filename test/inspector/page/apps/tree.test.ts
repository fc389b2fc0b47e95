import { describe, expect, test } from '@jest/globals';
import type { ActorRow } from '../../../../src/inspector/apps/ActorRow.js';
import {
  everyActor,
  matchesActor,
  relativesOf,
  showsEvery,
  treeRows,
} from '../../../../src/inspector/page/apps/tree.js';

const row = (actor: number, parent: number, more: Partial<ActorRow> = {}): ActorRow => ({
  actor,
  program: 0,
  sessionId: `x:${String(actor)}`,
  name: `actor ${String(actor)}`,
  src: '',
  parent,
  kind: 'machine',
  chart: 'a',
  status: 'active',
  steps: 1,
  refused: 0,
  unknown: 0,
  createdAt: 0,
  changedAt: 0,
  ...more,
});

/** 0 with 1 (with 3) and 2; 4 with 5. */
const rows = [row(0, -1), row(1, 0), row(2, 0), row(3, 1), row(4, -1), row(5, 4)];

const none = (): boolean => false;

const shape = (...args: Parameters<typeof treeRows>): ReadonlyArray<string> =>
  treeRows(...args).map(
    ({ row: { actor }, level, position, siblings, hasChildren, isOpen, isMatch }) =>
      `${'-'.repeat(level)}${String(actor)} ${String(position)}/${String(siblings)}${
        hasChildren ? (isOpen ? ' open' : ' closed') : ''
      }${isMatch ? '' : ' aside'}`,
  );

describe('the tree of actors', () => {
  test('has every actor under its parent, in the order in which they came', () => {
    expect(shape(rows, none, undefined)).toStrictEqual([
      '-0 1/2 open',
      '--1 1/2 open',
      '---3 1/1',
      '--2 2/2',
      '-4 2/2 open',
      '--5 1/1',
    ]);
  });

  test('leaves out what is below a closed actor', () => {
    expect(shape(rows, (actor) => actor === 0, undefined)).toStrictEqual([
      '-0 1/2 closed',
      '-4 2/2 open',
      '--5 1/1',
    ]);
  });

  test('keeps the parents of what a filter leaves', () => {
    expect(shape(rows, none, ({ actor }) => actor === 3)).toStrictEqual([
      '-0 1/1 open aside',
      '--1 1/1 open aside',
      '---3 1/1',
    ]);
  });

  test('shows an actor whose parent is not known at the top', () => {
    expect(shape([row(7, 3)], none, undefined)).toStrictEqual(['-7 1/1']);
  });

  test('ends although two actors say that they are parents of each other', () => {
    expect(shape([row(0, 1), row(1, 0)], none, undefined)).toStrictEqual([
      '-0 1/1 open',
      '--1 1/1',
    ]);
  });
});

describe('a selection', () => {
  const names = (chart: string): string => (chart === 'a' ? 'checkout' : 'other');
  const left = (
    selection: Partial<typeof everyActor>,
    found: (actor: number) => boolean = none,
  ): ReadonlyArray<number> =>
    [
      row(0, -1, { name: 'shop', value: { order: { paying: 'card' } } }),
      row(1, 0, { chart: 'b', status: 'done', src: 'fetchUser' }),
      row(2, 0, { chart: '', systemId: 'logger', refused: 2 }),
    ]
      .filter(matchesActor({ ...everyActor, ...selection }, names, found))
      .map(({ actor }) => actor);

  test.each([
    ['SHOP', [0]],
    ['x:1', [1]],
    ['fetchuser', [1]],
    ['logger', [2]],
    ['checkout', [0]],
    ['paying.card', [0]],
    ['in:order.paying.card', [0]],
    ['in:order.paying', [0]],
    ['in:paying', []],
    ['nothing', []],
  ])('finds %s', (query, expected) => {
    expect(left({ query })).toStrictEqual(expected);
  });

  test('finds what the server found in the events', () => {
    expect(left({ query: 'PAY_NOW' }, (actor) => actor === 2)).toStrictEqual([2]);
  });

  test('filters by status, machine and refusals, all at once', () => {
    expect(left({ statuses: new Set(['done']) })).toStrictEqual([1]);
    expect(left({ machine: 'b' })).toStrictEqual([1]);
    expect(left({ refused: true })).toStrictEqual([2]);
    expect(left({ statuses: new Set(['done']), refused: true })).toStrictEqual([]);
  });

  test('shows every actor only if it filters by nothing', () => {
    expect(showsEvery(everyActor)).toBe(true);
    expect(showsEvery({ ...everyActor, query: '  ' })).toBe(true);
    expect(showsEvery({ ...everyActor, refused: true })).toBe(false);
  });
});

test('the relatives of an actor are those above and below it', () => {
  expect([...relativesOf(rows, 1)].toSorted()).toStrictEqual([0, 1, 3]);
  expect([...relativesOf(rows, 4)].toSorted()).toStrictEqual([4, 5]);
});
