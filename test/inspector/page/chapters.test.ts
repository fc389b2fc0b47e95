import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { makeBoard } from '../../../src/inspector/Board.js';
import {
  chapterNote,
  chaptersOf,
  chapterTitle,
  newDays,
} from '../../../src/inspector/page/chapters.js';
import type { StoryStep } from '../../../src/inspector/Story.js';
import { replayStory } from '../../../src/inspector/Story.js';
import { makeEntryDecoder } from '../../../src/journal/entryDecoder.js';
import { runId } from '../../support/arbitraries.js';

const RUN = runId(1);
const DAY = 86_400;
const to = (state: string, at?: number): object => ({ op: 'transition_to', to: state, at });
const start = (n: number): object => ({ op: 'start_attempt', attempt_id: runId(n) });
const finish = (n: number): object => ({ op: 'finish_attempt', attempt_id: runId(n) });
const create = {
  op: 'new_ready_with_id',
  task_id: RUN,
  scheduled_at: 1,
  created_at: 1,
  effective_priority: 0,
};

const stepsOf = (ops: ReadonlyArray<object>): ReadonlyArray<StoryStep> => {
  const board = makeBoard();
  const decode = makeEntryDecoder();
  ops.forEach((op, i) => {
    const entry = decode(JSON.stringify({ run_id: RUN, ...op }));
    if (E.isLeft(entry)) throw new Error(entry.left);
    board.apply({ source: 'test', line: i + 1, entry: entry.right });
  });
  return replayStory(
    O.toUndefined(board.story(RUN)) ?? {
      runId: RUN,
      base: O.none,
      baseInstant: O.none,
      forgotten: 0,
      ops: [],
    },
  );
};

const titles = (ops: ReadonlyArray<object>): ReadonlyArray<string> =>
  chaptersOf(stepsOf(ops)).map(
    (chapter) => `${chapterTitle(chapter)}: ${chapterNote(chapter).replace(/^\S+…/, '…')}`,
  );

describe('the chapters of a story', () => {
  const begin = [create, to('Leased'), to('Running')];
  test.each<readonly [string, ReadonlyArray<object>, ReadonlyArray<string>]>([
    ['a run that waits', [create], ['No attempt yet: 1 op']],
    ['a run that was canceled in the queue', [create, to('Canceled')], ['No attempt: 2 ops']],
    ['ops of a run that nobody created', [to('Leased')], ['Never began: 1 op, 1 refused']],
    [
      'an attempt, with the ops that led to it and the end',
      [...begin, start(7), to('Completed'), finish(7), to('Completed')],
      ['Attempt 1: …0007, 7 ops, 1 refused'],
    ],
    [
      'a retry',
      [...begin, start(7), finish(7), to('RetryWait'), to('Ready'), to('Leased')],
      ['Attempt 1: …0007, 6 ops', 'After attempt 1: 2 ops'],
    ],
    [
      'two attempts without leaving Running',
      [...begin, start(7), finish(7), start(8), finish(8), to('Failed')],
      ['Attempt 1: …0007, 5 ops', 'Attempt 2: …0008, 3 ops'],
    ],
    [
      'an op after the end',
      [create, to('Canceled'), to('Ready')],
      ['No attempt: 3 ops, 1 refused'],
    ],
  ])('%s', (_, ops, expected) => {
    expect(titles(ops)).toStrictEqual(expected);
    const steps = stepsOf(ops);
    const chapters = chaptersOf(steps);
    expect(chapters.flatMap((chapter) => chapter.steps)).toStrictEqual(steps);
    for (const chapter of chapters) expect(steps[chapter.first]).toBe(chapter.steps[0]);
  });

  test('a day is told once, and ops without an instant are on the day before', () => {
    const steps = stepsOf([
      create,
      to('Leased', DAY),
      to('Running'),
      to('Suspended', DAY + 5),
      to('Ready', 3 * DAY),
    ]);
    expect([...newDays(steps)]).toStrictEqual([
      [1, '1970-01-02'],
      [4, '1970-01-04'],
    ]);
  });
});
