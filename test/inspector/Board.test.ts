import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { answerLine, makeReplayer, RunInstanceCodec, runStates } from '../../src/index.js';
import type { Board } from '../../src/inspector/Board.js';
import { makeBoard } from '../../src/inspector/Board.js';
import type { Story } from '../../src/inspector/Story.js';
import { legalEvents, momentsOf, scenarioOf, stepErrorText } from '../../src/inspector/Story.js';
import { RunRecordCodec } from '../../src/run/RunInstanceCodec.js';
import { runTable } from '../../src/run/runTable.js';
import { attemptA, runId } from '../support/arbitraries.js';

const journal = readFileSync(new URL('../../examples/journal.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n');

const fill = (board: Board, lines: ReadonlyArray<string>): Board => {
  lines.forEach((line, i) => board.take('journal', i + 1, line));
  return board;
};

const storyOf = (board: Board, id: Story['runId']): Story => {
  const story = board.story(id);
  if (O.isNone(story)) throw new Error(`no story of ${id}`);
  return story.value;
};

const A = runId(0xa1);
const B = runId(0xb1);
const create = (id: string): string =>
  JSON.stringify({
    op: 'new_ready_with_id',
    run_id: id,
    task_id: id,
    scheduled_at: 1,
    created_at: 1,
    effective_priority: 3,
  });
const to = (id: string, state: string, at = 5): string =>
  JSON.stringify({ op: 'transition_to', run_id: id, to: state, at });

describe('the example journal', () => {
  const replayer = makeReplayer();
  journal.forEach((line) => replayer.line(line));
  const replay = replayer.result();
  const board = fill(makeBoard(), journal);
  const totals = board.totals();

  test('the sums are those of a replay', () => {
    const { lines, accepted, redelivered, malformed, refused } = totals;
    expect({ lines, accepted, redelivered, malformed }).toStrictEqual({
      lines: replay.lines,
      accepted: replay.accepted,
      redelivered: replay.redelivered,
      malformed: replay.malformed,
    });
    expect(refused).toStrictEqual(Object.fromEntries(replay.refused));
  });

  test('runs are counted in the states where they are', () => {
    const all = [...replay.runs.values()];
    expect(totals.states).toStrictEqual(
      runStates.map((state) => all.filter((run) => run.state === state).length),
    );
  });

  test('every accepted event is counted on its edge', () => {
    const moments = [...board.ids()].flatMap((id) => momentsOf(storyOf(board, id)));
    const counts = runTable.edges.map(
      ({ source, event }) =>
        moments.filter(
          (its) =>
            its._tag === 'Accepted' &&
            O.isSome(its.before) &&
            its.before.value.state === source &&
            O.isSome(its.event) &&
            its.event.value === event,
        ).length,
    );
    expect(totals.edges).toStrictEqual(counts);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  test('each story ends where the run is', () => {
    for (const id of board.ids()) {
      const last = momentsOf(storyOf(board, id)).at(-1);
      expect(last?.after ?? O.none).toStrictEqual(O.fromNullable(replay.runs.get(id)));
    }
  });

  test('each story as a scenario answers what it says, and ends where the run is', () => {
    for (const id of board.ids()) {
      const { name, steps } = scenarioOf(id, storyOf(board, id));
      const answer = answerLine(JSON.stringify({ name, steps }));
      const outcomes = 'outcomes' in answer ? answer.outcomes : [];
      expect(outcomes).toStrictEqual(steps.map((step) => (step as { expect: unknown }).expect));
      const last = outcomes.findLast((outcome) => 'ok' in outcome);
      const run = replay.runs.get(id);
      expect(last).toStrictEqual(
        run === undefined ? undefined : { ok: RunRecordCodec.encode(run) },
      );
    }
  });

  test('the run that was tried most often was refused its completion once, and the story says why', () => {
    const rows = [...board.ids()].flatMap((id) => O.toUndefined(board.row(id)) ?? []);
    const most = rows.toSorted((a, b) => b.attempts - a.attempts)[0];
    expect(most).toMatchObject({ attempts: 14, refused: 1 });
    const refused = momentsOf(storyOf(board, most?.id ?? A)).filter(
      (its) => its._tag === 'Refused',
    );
    expect(refused.map((its) => its.event)).toStrictEqual([O.some('complete')]);
    expect(refused.map((its) => stepErrorText(its.error))[0]).toMatch(
      / cannot leave Running while attempt .* is active$/,
    );
    expect(refused.map((its) => legalEvents(its.before))).toStrictEqual([
      ['cancel', 'attempt.finish'],
    ]);
  });
});

describe('what is held is bounded', () => {
  test('the ops of one run: the oldest are forgotten, and the story begins later', () => {
    const board = makeBoard({ opsOfRun: 2 });
    fill(board, [create(A), to(A, 'Leased'), to(A, 'Completed'), to(A, 'Running', 9)]);
    const story = storyOf(board, A);
    expect(story.forgotten).toBe(2);
    expect(O.isSome(story.base) && story.base.value.state).toBe('Leased');
    expect(momentsOf(story).map(({ _tag }) => _tag)).toStrictEqual(['Refused', 'Accepted']);
    expect(board.totals()).toMatchObject({ forgotten: 2, accepted: 3, lines: 4 });
    expect(board.row(A)).toMatchObject(O.some({ ops: 4, refused: 1 }));

    const { steps } = scenarioOf('later', story);
    const answer = answerLine(JSON.stringify({ name: 'later', steps }));
    expect('outcomes' in answer && answer.outcomes.at(-1)).toMatchObject({
      ok: { state: 'Running', last_state_change_at: 9 },
    });
  });

  test('a redelivery that is forgotten did nothing', () => {
    const leased = JSON.stringify({ ...JSON.parse(to(A, 'Leased')), command_id: attemptA });
    const board = fill(makeBoard({ opsOfRun: 1 }), [
      create(A),
      leased,
      to(A, 'Ready'),
      leased,
      to(A, 'Completed'),
    ]);
    expect(storyOf(board, A).base).toMatchObject(O.some({ state: 'Ready' }));
  });

  test('the ops of all runs', () => {
    const board = makeBoard({ opsInAll: 3 });
    fill(board, [create(A), to(A, 'Leased'), create(B), to(B, 'Leased'), to(B, 'Running')]);
    expect(storyOf(board, A).ops).toHaveLength(0);
    expect(storyOf(board, A).base).toMatchObject(O.some({ state: 'Leased' }));
    expect(storyOf(board, B).ops).toHaveLength(3);
    fill(
      board,
      Array.from({ length: 50 }, () => to(A, 'Leased')),
    );
    expect(storyOf(board, A).ops.length + storyOf(board, B).ops.length).toBe(3);
    expect(board.totals().forgotten).toBe(52);
  });

  test('the runs: lines of those beyond are counted', () => {
    const board = makeBoard({ runs: 1 });
    fill(board, [create(A), create(B), to(B, 'Leased'), to(A, 'Leased'), 'no line']);
    expect([...board.ids()]).toStrictEqual([A]);
    expect(board.totals()).toMatchObject({ lines: 5, leftOut: 2, accepted: 2, malformed: 1 });
  });

  test('the problems: all are counted, the latest are shown', () => {
    const board = fill(
      makeBoard(),
      Array.from({ length: 150 }, (_, i) => `<b>${String(i)}</b>`),
    );
    expect(board.totals().malformed).toBe(150);
    expect(board.problems()).toHaveLength(100);
    expect(board.problems().at(-1)).toMatchObject({ source: 'journal', line: 150 });
  });
});

test('a redelivery is told as one, and does nothing', () => {
  const line = JSON.stringify({
    op: 'start_attempt',
    run_id: A,
    attempt_id: attemptA,
    command_id: attemptA,
  });
  const board = fill(makeBoard(), [create(A), to(A, 'Leased'), to(A, 'Running'), line, line]);
  const moments = momentsOf(storyOf(board, A));
  expect(moments.map(({ _tag }) => _tag).slice(3)).toStrictEqual(['Accepted', 'Redelivered']);
  expect(moments.at(-1)?.after).toStrictEqual(moments.at(-2)?.after);
});

test('the wire takes a run that the codec of a stranger would refuse', () => {
  const scheduled = {
    op: 'new_scheduled_with_id',
    run_id: A,
    task_id: A,
    scheduled_at: 9,
    created_at: 1,
  };
  const board = fill(makeBoard({ opsOfRun: 1 }), [
    JSON.stringify(scheduled),
    JSON.stringify({ op: 'promote_to_ready', run_id: A }),
    to(A, 'Running'),
  ]);
  const { base } = storyOf(board, A);
  const wire = O.isSome(base) ? RunRecordCodec.encode(base.value) : undefined;
  expect(E.isLeft(RunInstanceCodec.decode(wire))).toBe(true);
  expect(pipe(RunRecordCodec.decode(wire), O.fromEither)).toStrictEqual(base);
});
