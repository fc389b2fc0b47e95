/** Queries, sets of runs, suggestions and comparisons. */
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { makeBoard } from '../../src/inspector/Board.js';
import { compareFields, compareStories } from '../../src/inspector/compareStories.js';
import { suggestionsFor } from '../../src/inspector/page/suggest.js';
import { queryFields, readQuery, writeTerm } from '../../src/inspector/Query.js';
import { countRuns, hasRun, makeRunSet, RunSetCodec } from '../../src/inspector/RunSet.js';
import type { StoryStep } from '../../src/inspector/Story.js';
import { replayStory } from '../../src/inspector/Story.js';
import { makeEntryDecoder } from '../../src/journal/entryDecoder.js';
import { right, runId, taskId } from '../support/arbitraries.js';

describe('a query', () => {
  test.each([
    ['', []],
    ['  Abc  ', [{ field: undefined, text: 'abc' }]],
    [
      'worker:GPU-3 label:"Nightly Report" x:y',
      [
        { field: 'worker', text: 'gpu-3' },
        { field: 'label', text: 'nightly report' },
        { field: undefined, text: 'x:y' },
      ],
    ],
    ['worker:', []],
    ['"two words"', [{ field: undefined, text: 'two words' }]],
    ['label:"not closed', [{ field: 'label', text: 'not closed' }]],
  ])('%s', (text, terms) => {
    expect(readQuery(text)).toStrictEqual(terms);
  });

  test('reads what was written', () => {
    const value = fc
      .string({ minLength: 1 })
      .filter((text) => /\S/u.test(text) && !text.includes('"'));
    fc.assert(
      fc.property(fc.constantFrom(...queryFields), value, (field, text) => {
        expect(readQuery(writeTerm(field, text))).toStrictEqual([
          { field, text: text.toLowerCase() },
        ]);
      }),
    );
  });
});

test('a set of runs is the same after the wire', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(40_000)), (numbers) => {
      const { set, add } = makeRunSet(40_001);
      numbers.forEach(add);
      const read = RunSetCodec.decode(JSON.parse(JSON.stringify(RunSetCodec.encode(set))));
      expect(read).toStrictEqual(E.right(set));
      expect(countRuns(set)).toBe(numbers.length);
      expect(numbers.every((number) => hasRun(set, number))).toBe(true);
    }),
  );
  expect(E.isLeft(RunSetCodec.decode('no base64!'))).toBe(true);
});

describe('suggestions', () => {
  const known = {
    labels: ['Nightly Report', 'send invoices'],
    said: [{ field: 'worker' as const, text: 'big worker', ops: 3 }],
    refused: { AttemptInProgress: 2 },
  };
  const texts = (query: string): ReadonlyArray<string> =>
    suggestionsFor(query, known).map(({ text }) => text);

  test('an empty query is given the fields', () => {
    expect(texts('')).toStrictEqual(queryFields.map((field) => `${field}:`));
  });

  test('the last word is what goes on, and the words before it stay', () => {
    expect(texts('label:night')).toStrictEqual(['label:"Nightly Report"']);
    expect(texts('error:attempt')).toStrictEqual(['error:AttemptInProgress']);
    expect(suggestionsFor('state x worker:b', known)[0]?.query).toBe(
      'state x worker:"big worker" ',
    );
  });
});

// --------------------------------------------------------------------------------------------------------- comparison

const attempt = '00000000-0000-4000-8000-0000000000ff';

const stepsOf = (run: number, ops: ReadonlyArray<object>): ReadonlyArray<StoryStep> => {
  const board = makeBoard();
  const decode = makeEntryDecoder();
  const create = {
    op: 'new_scheduled_with_id',
    task_id: taskId(1),
    scheduled_at: 10 * run,
    created_at: 10 * run,
    at: 10 * run,
  };
  [create, ...ops].forEach((op, i) => {
    const text = JSON.stringify({ run_id: runId(run), at: 10 * run + i, ...op });
    board.apply({ source: 'test', line: i, entry: right(decode(text)), text, decode });
  });
  const story = O.toUndefined(board.story(runId(run)));
  return story === undefined ? [] : replayStory(story);
};

const to = (state: string, more: object = {}): object => ({
  op: 'transition_to',
  to: state,
  ...more,
});
const begin = [to('Ready'), to('Leased'), to('Running')];
const start = { op: 'start_attempt', attempt_id: attempt };
const finish = (outcome: string): object => ({
  op: 'finish_attempt',
  attempt_id: attempt,
  outcome,
});

describe('two stories', () => {
  test('are alike whoever did it and when', () => {
    const left = stepsOf(1, [to('Ready', { worker: 'a' }), to('Leased')]);
    const { pairs, first } = compareStories(
      left,
      stepsOf(2, [to('Ready', { at: 90 }), to('Leased', { at: 95 })]),
    );
    expect(first).toBe(-1);
    expect(pairs).toHaveLength(3);
  });

  test('stand side by side up to the first step that differs, and where they are alike again', () => {
    const left = stepsOf(1, [...begin, start, finish('succeeded'), to('Completed')]);
    const right = stepsOf(2, [...begin, start, to('Completed'), finish('timed_out'), to('Failed')]);
    const { pairs, first } = compareStories(left, right);
    expect(first).toBe(5);
    const told = pairs
      .slice(5)
      .map(({ left: l, right: r, isAlike }) => [l?.index, r?.index, isAlike]);
    expect(told).toStrictEqual([
      [5, 5, false],
      [6, 6, false],
      [undefined, 7, false],
    ]);
    const pair = pairs[5];
    if (pair === undefined) throw new Error('no pair');
    const differing = compareFields(pair, String).filter(({ isAlike }) => !isAlike);
    expect(differing.map(({ name, left: l, right: r }) => [name, l, r])).toStrictEqual([
      ['op', 'attempt.finish', 'complete'],
      ['result', 'accepted', 'refused: AttemptInProgress'],
      ['active attempt', 'no', 'yes'],
      ['outcome', 'succeeded', '—'],
    ]);
  });

  test('every step is there once and in order', () => {
    const op = fc.constantFrom(
      to('Ready'),
      to('Leased'),
      to('Running'),
      start,
      finish('failed'),
      to('RetryWait'),
    );
    fc.assert(
      fc.property(fc.array(op, { maxLength: 12 }), fc.array(op, { maxLength: 12 }), (a, b) => {
        const [left, right] = [stepsOf(1, a), stepsOf(2, b)];
        const { pairs, first } = compareStories(left, right);
        expect(pairs.flatMap(({ left: l }) => (l === undefined ? [] : [l.index]))).toStrictEqual([
          ...left.keys(),
        ]);
        expect(pairs.flatMap(({ right: r }) => (r === undefined ? [] : [r.index]))).toStrictEqual([
          ...right.keys(),
        ]);
        expect(
          pairs.slice(0, first === -1 ? undefined : first).every(({ isAlike }) => isAlike),
        ).toBe(true);
      }),
    );
  });
});
