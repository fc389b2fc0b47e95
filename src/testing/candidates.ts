/* eslint-disable functional/no-loop-statements -- generators make each candidate when it is asked for */
/**
 * Candidates for shrinking a test: fewer steps, shorter paths to the step at fault, simpler data. Most of them come from
 * fast-check; the chart gives each candidate its expected outcomes.
 */
import * as fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type * as t from 'io-ts';
import { parseJson } from '../codec/JsonText.js';
import { isRecord } from '../codec/untrusted.js';
import { applyStep } from '../journal/applyStep.js';
import type { Step } from '../journal/Step.js';
import { ops } from '../journal/Step.js';
import { pathTo } from '../run/AllowedAction.js';
import { decide } from '../run/decide.js';
import type { RunEvent } from '../run/RunEvent.js';
import type { RunInstance } from '../run/RunInstance.js';
import type { RunState } from '../run/RunState.js';
import { differencesOf } from './Json.js';
import { withStep } from './leftOut.js';
import { isConstructor } from './play.js';
import type { Move } from './scenario.js';
import { renameIds, runsOf, scenarioOf, testOf } from './scenario.js';
import type { TestCase } from './TestCase.js';
import type { Candidates } from './Vocabulary.js';

// ------------------------------------------------------------------------------------------------------- candidates

/** The maximum number of values that fast-check shrinks one value to. */
const MAX_SHRINKS = 600;

const shrinksOf = <A>(arbitrary: fc.Arbitrary<A>, value: unknown): ReadonlyArray<A> =>
  arbitrary.canShrinkWithoutContext(value)
    ? [...arbitrary.shrink(value, undefined).take(MAX_SHRINKS)].map((shrunk) => shrunk.value)
    : [];

type Moves = ReadonlyArray<Move>;

/** Lists the prefixes of the steps, and the sublists that fast-check shrinks them to. */
const fewerSteps = (moves: Moves): ReadonlyArray<Moves> => {
  if (moves.length < 2) return [];
  const indices = moves.map((_, i) => i);
  const kept = fc.array(fc.noShrink(fc.constantFrom(...indices)));
  return [
    ...indices.map((i) => moves.slice(0, i)),
    ...shrinksOf(kept, indices).map((chosen) => chosen.flatMap((i) => moves[i] ?? [])),
  ].filter((candidate) => candidate.length > 0);
};

/** Lets fast-check shrink a step's numbers and options, and keeps all other fields. */
const fieldArbitrary = (codec: t.Mixed | undefined, value: unknown): fc.Arbitrary<unknown> =>
  codec !== undefined && typeof value === 'number' && 'min' in codec && 'max' in codec
    ? fc.integer({ min: Number(codec.min), max: Number(codec.max) })
    : codec?.is(O.none) === true
      ? fc.constantFrom(O.none, value)
      : fc.constant(value);

const stepArbitrary = ({ step }: Move): fc.Arbitrary<unknown> => {
  const fields: Readonly<Record<string, t.Mixed>> = ops[step.op];
  return fc.record(
    Object.fromEntries(
      Object.entries<unknown>(step).map(([key, value]) => [
        key,
        fieldArbitrary(fields[key], value),
      ]),
    ),
  );
};

/** Lists JSON texts with one member less, or with a number nearer to 0. */
const simplerJson = (text: string): ReadonlyArray<string> => {
  const json = parseJson(text);
  if (E.isLeft(json) || !isRecord(json.right)) return [];
  const members = Object.entries(json.right);
  const integers = fc.maxSafeInteger();
  return members.flatMap(([key, value], i) => [
    JSON.stringify(Object.fromEntries(members.filter((_, j) => j !== i))),
    ...shrinksOf(integers, value).map((n) =>
      JSON.stringify(
        Object.fromEntries(members.map((member) => (member[0] === key ? [key, n] : member))),
      ),
    ),
  ]);
};

/** Lists the same steps with simpler data. */
const simplerData = (moves: Moves): ReadonlyArray<Moves> => [
  ...moves.flatMap((move, i) =>
    move.written === undefined ? [] : [moves.with(i, { step: move.step })],
  ),
  ...moves.flatMap(({ step }, i) =>
    step.op === 'deserialize'
      ? simplerJson(step.json).map((json) => moves.with(i, { step: { ...step, json } }))
      : [],
  ),
  // Copies, since fast-check does not shrink frozen records.
  ...shrinksOf(
    fc.tuple(...moves.map(stepArbitrary)),
    moves.map(({ step }) => ({ ...step })),
  ).map((shrunk) =>
    moves.map((move, i): Move => {
      // SAFETY: every field of a shrunk step is within the bounds of its codec.
      const step = shrunk[i] as Step;
      return differencesOf(move.step, step).length === 0 ? move : withStep(move, step);
    }),
  ),
];

/** Replaces every number by 0. */
const zeroed = (moves: Moves): Moves =>
  moves.map((move): Move => {
    const numbers = Object.entries<unknown>(move.step).flatMap(([key, value]) =>
      typeof value === 'number' && value !== 0 ? [[key, 0] as const] : [],
    );
    // SAFETY: counts, priorities and instants may be 0.
    return numbers.length === 0
      ? move
      : withStep(move, { ...move.step, ...Object.fromEntries(numbers) });
  });

const NIL = /^[0-]+$/;

/** Maps ids to ones that are easy to tell apart: ...-000000000001, ...-000000000002. */
const simplerIds = (ids: ReadonlyArray<string>): ReadonlyMap<string, string> =>
  new Map(
    ids
      .filter((id) => !NIL.test(id))
      .map((id, i) => [id, `00000000-0000-0000-0000-${String(i + 1).padStart(12, '0')}`]),
  );

/** Lists the states that a run enters on a sequence of events. */
const statesAlong = (run: RunInstance, events: ReadonlyArray<RunEvent>): ReadonlyArray<RunState> =>
  events
    .reduce<ReadonlyArray<RunInstance>>(
      (runs, event) => [
        ...runs,
        pipe(
          decide(event)(runs.at(-1) ?? run),
          E.getOrElse(() => run),
        ),
      ],
      [],
    )
    .map(({ state }) => state);

/** Lists the shortest tests that bring a new run to the same state and take the last step there; none if there was no run. */
export const viaShortestPath = (moves: Moves): ReadonlyArray<Moves> => {
  const last = moves.at(-1);
  const before = runsOf(moves.slice(0, -1)).at(-1) ?? O.none;
  if (last === undefined || O.isNone(before) || isConstructor(last.step)) return [];
  const run = before.value;
  const { id: runId, taskId, createdAt, effectivePriority } = run;
  const constructors: ReadonlyArray<Step> = [
    {
      op: 'new_ready_with_id',
      runId,
      taskId,
      scheduledAt: createdAt,
      createdAt,
      effectivePriority,
    },
    { op: 'new_scheduled_with_id', runId, taskId, scheduledAt: createdAt, createdAt },
  ];
  const attempt: ReadonlyArray<Step> = O.isSome(run.currentAttemptId)
    ? [{ op: 'start_attempt', attemptId: run.currentAttemptId.value }]
    : [];
  return constructors.flatMap((constructor) =>
    pipe(
      applyStep(constructor)(O.none),
      O.fromEither,
      O.chain((created) =>
        pipe(
          created,
          pathTo(run.state),
          O.map((path) => statesAlong(created, path)),
        ),
      ),
      O.match(
        () => [],
        (states) => [
          [
            ...[
              constructor,
              ...states.map((to): Step => ({ op: 'transition_to', to })),
              ...attempt,
            ].map((step): Move => ({ step })),
            last,
          ],
        ],
      ),
    ),
  );
};

/** Replaces each prefix of the steps by a shortest path to the same state. */
const shorterPrefixes = (moves: Moves): ReadonlyArray<Moves> =>
  moves.flatMap((_, i) =>
    viaShortestPath(moves.slice(0, i + 1)).map((path) => [...path, ...moves.slice(i + 1)]),
  );

// ------------------------------------------------------------------------------------------------------- operations

/** Lists candidates for shrinking a test. */
export const candidatesOf = (test: TestCase): Candidates<TestCase> => {
  const made = (moves: Moves): TestCase => testOf(test.name, test.criteria, moves);
  return {
    shorter: lazily(function* () {
      const all = [...shorterPrefixes(test.steps), ...fewerSteps(test.steps)]
        .filter(({ length }) => length < test.steps.length)
        .toSorted((a, b) => a.length - b.length);
      for (const moves of all) yield made(moves);
    }),
    simpler: lazily(function* () {
      const before = scenarioOf(test);
      const renamed = renameIds(test, simplerIds);
      const zero = made(zeroed(renamed.steps));
      for (const other of [zero, renamed, made(zeroed(test.steps))])
        if (differencesOf(before, scenarioOf(other)).length > 0) yield other;
      for (const moves of simplerData(test.steps)) yield made(moves);
    }),
  };
};

const lazily = <A>(make: () => Generator<A>): Iterable<A> => ({ [Symbol.iterator]: make });
