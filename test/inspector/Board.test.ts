import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import {
  answerLine,
  makeReplayer,
  RunInstanceCodec,
  runStates,
  timeAnomalyMessage,
} from '../../src/index.js';
import type { Board } from '../../src/inspector/Board.js';
import { makeBoard } from '../../src/inspector/Board.js';
import { hasIndex } from '../../src/inspector/IndexSet.js';
import { refusalTags } from '../../src/inspector/reasons.js';
import type { Story } from '../../src/inspector/Story.js';
import { legalEvents, replayStory, stepErrorText, StoryCodec } from '../../src/inspector/Story.js';
import { scenarioOf } from '../../src/inspector/storyScenario.js';
import { makeEntryDecoder } from '../../src/journal/entryDecoder.js';
import { RunRecordCodec } from '../../src/run/RunInstanceCodec.js';
import { runTable } from '../../src/run/runTable.js';
import { attemptA, runId, runIn } from '../support/arbitraries.js';

const journal = readFileSync(new URL('../../examples/journal.ndjson', import.meta.url), 'utf8')
  .trim()
  .split('\n');

const fill = (board: Board, lines: ReadonlyArray<string>): Board => {
  const decode = makeEntryDecoder();
  lines.forEach((text, i) => {
    const [source, line, decoded] = ['journal', i + 1, decode(text)];
    if (E.isRight(decoded)) board.apply({ source, line, entry: decoded.right, text, decode });
    else board.addMalformed({ source, line, message: decoded.left });
  });
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

  test('the totals are those of a replay', () => {
    const { lines, accepted, begunAgain, redelivered, malformed, refused } = totals;
    expect({ lines, accepted, begunAgain, redelivered, malformed }).toStrictEqual({
      lines: replay.lines,
      accepted: replay.accepted,
      begunAgain: replay.begunAgain,
      redelivered: replay.redelivered,
      malformed: replay.malformed,
    });
    expect(refused).toStrictEqual(Object.fromEntries(replay.refused));
  });

  test('each run is counted in its state', () => {
    const all = [...replay.runs.values()];
    expect(totals.states).toStrictEqual(
      runStates.map((state) => all.filter((run) => run.state === state).length),
    );
  });

  test('every accepted event is counted on its edge', () => {
    const steps = [...board.ids()].flatMap((id) => replayStory(storyOf(board, id)));
    const counts = runTable.edges.map(
      ({ source, event }) =>
        steps.filter(
          (step) =>
            step._tag === 'Accepted' &&
            O.isSome(step.before) &&
            step.before.value.state === source &&
            O.isSome(step.event) &&
            step.event.value === event,
        ).length,
    );
    expect(totals.edges).toStrictEqual(counts);
    expect(Math.min(...counts)).toBeGreaterThan(0);
  });

  test('each story ends with the run', () => {
    for (const id of board.ids()) {
      const last = replayStory(storyOf(board, id)).at(-1);
      expect(last?.after ?? O.none).toStrictEqual(O.fromNullable(replay.runs.get(id)));
    }
  });

  test('each story as a scenario has the outcomes that it expects, and ends with the run', () => {
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

  test('the story of the most retried run says why its completion was refused', () => {
    const rows = [...board.ids()].flatMap((id) => O.toUndefined(board.row(id)) ?? []);
    const most = rows.toSorted((a, b) => b.attempts - a.attempts)[0];
    expect(most).toMatchObject({ attempts: 14, refused: 1 });
    const refused = replayStory(storyOf(board, most?.id ?? A)).filter(
      (step) => step._tag === 'Refused',
    );
    expect(refused.map((step) => step.event)).toStrictEqual([O.some('complete')]);
    expect(refused.map((step) => stepErrorText(step.error))[0]).toMatch(
      / cannot leave Running while attempt .* is active$/,
    );
    expect(refused.map((step) => legalEvents(step.before))).toStrictEqual([
      ['cancel', 'attempt.finish'],
    ]);
  });
});

describe('the facts of a run', () => {
  test('its task, the edges that it took, and the reasons of its refusals', () => {
    const board = makeBoard();
    fill(board, [create(A), to(A, 'Leased'), to(A, 'Completed'), to(A, 'Leased')]);
    const row = O.toUndefined(board.row(A));
    const taken = runTable.edges.filter((_, i) => hasIndex(row?.taken ?? 0, i));
    expect(taken.map(({ source, event }) => `${source} ${event}`)).toStrictEqual(['Ready lease']);
    const reasons = refusalTags.filter((_, i) => hasIndex(row?.reasons ?? 0, i));
    expect(reasons).toStrictEqual(['InvalidTransition']);
    expect(row).toMatchObject({ taskId: O.some(A), refused: 2, redelivered: 0 });
  });
});

describe('limits', () => {
  test('ops of one run: the oldest are forgotten, and the story starts later', () => {
    const board = makeBoard({ opsOfRun: 2 });
    fill(board, [create(A), to(A, 'Leased'), to(A, 'Completed'), to(A, 'Running', 9)]);
    const story = storyOf(board, A);
    expect(story.forgotten).toBe(2);
    expect(O.isSome(story.base) && story.base.value.state).toBe('Leased');
    expect(replayStory(story).map(({ _tag }) => _tag)).toStrictEqual(['Refused', 'Accepted']);
    expect(board.totals()).toMatchObject({ accepted: 3, lines: 4 });
    expect(board.row(A)).toMatchObject(O.some({ ops: 4, refused: 1 }));

    const { steps } = scenarioOf('later', story);
    const answer = answerLine(JSON.stringify({ name: 'later', steps }));
    expect('outcomes' in answer && answer.outcomes.at(-1)).toMatchObject({
      ok: { state: 'Running', last_state_change_at: 9 },
    });
  });

  test('an op with the id of another command is refused in the totals, the story and the page, and never acts', () => {
    const named = (line: string): string =>
      JSON.stringify({ ...JSON.parse(line), command_id: attemptA });
    const lines = [create(A), named(to(A, 'Leased')), named(to(A, 'Canceled', 9)), to(A, 'Ready')];
    const board = fill(makeBoard(), lines);
    expect(board.totals()).toMatchObject({ accepted: 3, refused: { CommandIdReused: 1 } });
    const story = storyOf(board, A);
    const sent = StoryCodec.decode(JSON.parse(JSON.stringify(StoryCodec.encode(story))));
    const steps = replayStory({ ...story, ...(E.isRight(sent) ? sent.right : {}) });
    expect(steps.map(({ _tag }) => _tag)).toStrictEqual([
      'Accepted',
      'Accepted',
      'Refused',
      'Accepted',
    ]);
    const error = steps[2]?._tag === 'Refused' ? steps[2].error : undefined;
    expect(error).toMatchObject({
      _tag: 'CommandIdReused',
      firstCommand: 'transition_to to=Leased',
    });
    expect(error && stepErrorText(error)).toContain('belongs to transition_to to=Leased');
    expect(JSON.stringify(scenarioOf('s', story))).not.toContain('Canceled');
    // Once forgotten, it has not changed the base.
    const later = storyOf(fill(makeBoard({ opsOfRun: 1 }), lines), A);
    expect(O.isSome(later.base) && later.base.value.state).toBe('Leased');
  });

  test('a creation of a run that exists counts as begun again', () => {
    const board = fill(makeBoard(), [create(A), to(A, 'Leased'), create(A)]);
    expect(board.totals()).toMatchObject({ lines: 3, accepted: 2, begunAgain: 1 });
  });

  test('a forgotten redelivery does not change the base', () => {
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

  test('ops of all runs', () => {
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
    expect(storyOf(board, A).forgotten + storyOf(board, B).forgotten).toBe(52);
  });

  test('bytes of the lines of all ops: the oldest ops are forgotten, and the rest replays as before', () => {
    const MANY = 6000;
    const lines = [create(A), ...Array.from({ length: MANY }, (_, i) => to(A, 'Leased', i + 5))];
    const whole = storyOf(fill(makeBoard({ opsOfRun: Infinity }), lines), A);
    expect(whole.ops).toHaveLength(MANY + 1);
    const part = storyOf(fill(makeBoard({ opsOfRun: Infinity, opBytes: 2 ** 19 }), lines), A);
    const bytes = lines.slice(-part.ops.length).join('').length;
    expect(bytes).toBeLessThan(2 ** 19);
    expect(bytes).toBeGreaterThan(2 ** 18);
    expect(part.forgotten).toBe(MANY + 1 - part.ops.length);
    expect(replayStory(part)).toStrictEqual(replayStory(whole).slice(part.forgotten));
  });

  test('a line that is longer than all of them may be is kept until the next one', () => {
    const json = JSON.stringify(RunRecordCodec.encode(runIn('Ready', { id: A })));
    const long = JSON.stringify({ op: 'deserialize', run_id: A, json: json + ' '.repeat(2 ** 20) });
    const board = fill(makeBoard({ opBytes: 2 ** 18 }), [create(A), long]);
    expect(replayStory(storyOf(board, A)).map(({ entry }) => entry.op)).toStrictEqual([
      'deserialize',
    ]);
    fill(board, [to(A, 'Leased')]);
    expect(storyOf(board, A)).toMatchObject({ forgotten: 2, base: O.some({ state: 'Ready' }) });
  });

  test('runs: lines for further runs are counted as left out', () => {
    const board = makeBoard({ runs: 1 });
    fill(board, [create(A), create(B), to(B, 'Leased'), to(A, 'Leased'), 'no line']);
    expect([...board.ids()]).toStrictEqual([A]);
    expect(board.totals()).toMatchObject({ lines: 5, leftOut: 2, accepted: 2, malformed: 1 });
  });

  test('problems: all are counted, the latest are shown', () => {
    const board = fill(
      makeBoard(),
      Array.from({ length: 150 }, (_, i) => `<b>${String(i)}</b>`),
    );
    expect(board.totals().malformed).toBe(150);
    expect(board.problems()).toHaveLength(100);
    expect(board.problems().at(-1)).toMatchObject({ source: 'journal', line: 150 });
  });
});

test('a redelivery is a step that changes nothing', () => {
  const line = JSON.stringify({
    op: 'start_attempt',
    run_id: A,
    attempt_id: attemptA,
    command_id: attemptA,
  });
  const board = fill(makeBoard(), [create(A), to(A, 'Leased'), to(A, 'Running'), line, line]);
  const steps = replayStory(storyOf(board, A));
  expect(steps.map(({ _tag }) => _tag).slice(3)).toStrictEqual(['Accepted', 'Redelivered']);
  expect(steps.at(-1)?.after).toStrictEqual(steps.at(-2)?.after);
});

test('the wire accepts a base that the strict codec refuses', () => {
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

describe('anomalies of time', () => {
  const lines = [create(A), to(A, 'Leased', 9), to(A, 'Running', 4), to(A, 'Leased', 2e12)];
  const messagesOf = (board: Board): ReadonlyArray<ReadonlyArray<string>> =>
    replayStory(storyOf(board, A)).map(({ anomalies }) => anomalies.map(timeAnomalyMessage));
  const expected = [
    [],
    [],
    ["at 4 is 5 s before the run's previous instant, 9"],
    ['at 2000000000000 is in the year 65347: it looks like milliseconds'],
  ];

  test('are counted, and are in the story of their run', () => {
    const board = fill(makeBoard(), lines);
    expect(board.totals()).toMatchObject({ accepted: 3, refused: { InvalidTransition: 1 } });
    expect(board.totals().anomalies).toBe(2);
    expect(messagesOf(board)).toStrictEqual(expected);
  });

  test('are the same in a story whose first ops were dropped', () => {
    const board = fill(makeBoard({ opsOfRun: 2 }), lines);
    expect(messagesOf(board)).toStrictEqual(expected.slice(2));
  });
});
