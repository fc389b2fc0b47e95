/** The example journal: its contents, and that its script makes it. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import type {
  EventType,
  JournalStep,
  MalformedLine,
  Op,
  Replay,
  RunId,
  RunInstance,
  StepError,
} from '../../src/index.js';
import { makeReplayer, RunInstanceCodec, runStates } from '../../src/index.js';
import { runTable } from '../../src/run/runTable.js';
import { errorTags } from '../support/errorTags.js';

const root = fileURLToPath(new URL('../..', import.meta.url));
const text = readFileSync(new URL('../../examples/journal.ndjson', import.meta.url), 'utf8');

/** The ops whose edge stays inside its state. */
const eventsInside: Readonly<Partial<Record<Op, EventType>>> = {
  start_attempt: 'attempt.start',
  finish_attempt: 'attempt.finish',
  set_effective_priority: 'priority.set',
};

/** Returns the edge that an op took, given the run before and after it. */
const edgeOf = (op: Op, before: RunInstance, after: RunInstance): string | undefined => {
  const inside = eventsInside[op];
  if (inside !== undefined) return `${before.state} + ${inside}`;
  const edge = runTable.edges.find((e) => e.source === before.state && e.target === after.state);
  return edge === undefined || before.state === after.state
    ? undefined
    : `${edge.source} + ${edge.event}`;
};

const storyId = (n: number): RunId =>
  `00000000-0000-4000-8000-${n.toString(16).padStart(12, '0')}` as RunId;

describe('examples/journal.ndjson', () => {
  const steps: Array<JournalStep> = [];
  const malformed: Array<MalformedLine> = [];
  let result: Replay;

  beforeAll(() => {
    const replayer = makeReplayer({
      history: Infinity,
      onStep: (line) => {
        if (line._tag === 'Malformed') malformed.push(line);
        else steps.push(line);
      },
    });
    text.split('\n').forEach((line) => replayer.line(line));
    result = replayer.result();
  });

  it('has a few hundred runs, and no malformed line', () => {
    expect(malformed).toStrictEqual([]);
    expect(result.runs.size).toBeGreaterThan(300);
    expect(result.redelivered).toBeGreaterThan(0);
    expect(text.length).toBeLessThan(1.5e6);
  });

  it('is the output of its script', () => {
    const made = execFileSync(process.execPath, ['examples/make-journal.mjs'], {
      cwd: root,
      encoding: 'utf8',
      maxBuffer: 1e8,
    });
    // Not `toBe(text)`, because a diff of two texts of this size takes minutes.
    expect(made === text).toBe(true);
  });

  it('is sorted by instant', () => {
    const instants = steps.map(({ entry }) => entry.at ?? NaN);
    expect(instants).toStrictEqual([...instants].sort((a, b) => a - b));
  });

  it('ends with runs in every state', () => {
    const states = new Set([...result.runs.values()].map(({ state }) => state));
    expect(runStates.filter((state) => !states.has(state))).toStrictEqual([]);
  });

  it('takes every edge', () => {
    const runs = new Map<RunId, RunInstance>();
    const taken = new Set<string | undefined>();
    steps.forEach((step) => {
      if (step._tag === 'Refused' || step.redelivered) return;
      const { entry, run } = step;
      const before = runs.get(entry.runId);
      const moves = !entry.op.startsWith('new_') && entry.op !== 'deserialize';
      if (before !== undefined && moves) taken.add(edgeOf(entry.op, before, run));
      runs.set(entry.runId, run);
    });
    const edges = runTable.edges.map(({ source, event }) => `${source} + ${event}`);
    expect(edges.filter((edge) => !taken.has(edge))).toStrictEqual([]);
  });

  it('has a line refused with each error', () => {
    expect([...result.refused.keys()].sort()).toStrictEqual([...errorTags].sort());
  });

  it('ends with runs that the default codec decodes', () => {
    const lost = [...result.runs.values()].filter((run) =>
      E.isLeft(RunInstanceCodec.decode(RunInstanceCodec.encode(run))),
    );
    expect(lost).toStrictEqual([]);
  });

  // Each story: its last state, its number of attempts, and its errors in order.
  it.each<[number, RunInstance['state'], number, ReadonlyArray<StepError['_tag']>]>([
    [1, 'Completed', 14, ['AttemptInProgress']],
    [2, 'Completed', 1, ['AttemptAlreadyActive', 'AttemptOwnershipMismatch']],
    [3, 'Canceled', 1, ['AttemptFinishRequiresRunning', 'InvalidTransition']],
    [4, 'Completed', 1, ['InvalidTransition']],
    [5, 'Completed', 1, ['PriorityMutationRequiresReady']],
    [6, 'Completed', 2, []],
    [7, 'Completed', 3, ['AttemptCountOverflow']],
    [8, 'Completed', 1, ['NoActiveAttempt']],
    [10, 'Completed', 1, ['Decode']],
    [11, 'Failed', 1, ['ReadyScheduledAtAfterCreatedAt']],
    [12, 'Scheduled', 0, ['InvalidTaskId']],
    [13, 'Canceled', 1, []],
  ])('tells story %i: %s after %i attempts, refused with %j', (n, state, attempts, refused) => {
    const run = result.runs.get(storyId(n));
    const errors = result
      .history(storyId(n))
      .flatMap((step) => (step._tag === 'Refused' ? [step.error._tag] : []));
    expect([run?.state, run?.attemptCount, errors]).toStrictEqual([state, attempts, refused]);
  });

  it('tells story 9: a run that nobody created', () => {
    expect(result.runs.has(storyId(9))).toBe(false);
    expect(result.history(storyId(9))).toMatchObject([
      { _tag: 'Refused', error: { _tag: 'NoRun' } },
    ]);
  });

  it('retries the run of story 1 far more often than any other', () => {
    const others = [...result.runs.values()].filter(({ id }) => id !== storyId(1));
    expect(Math.max(...others.map(({ attemptCount }) => attemptCount))).toBeLessThan(7);
  });
});
