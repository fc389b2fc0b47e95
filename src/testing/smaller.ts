/**
 * What is smaller than a test: fewer steps, shorter ways to where it fails, simpler data. fast-check proposes, and the chart says
 * what each proposal must answer.
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
import { isConstructor } from './play.js';
import type { TestCase } from './Suite.js';
import type { Move } from './TestCase.js';
import { renameIds, runsOf, scenarioOf, testOf } from './TestCase.js';

// -------------------------------------------------------------------------------------------------------- proposals

/** How many proposals are made of one test, at most. */
const PROPOSALS = 600;

const proposalsOf = <A>(arbitrary: fc.Arbitrary<A>, value: A): ReadonlyArray<A> =>
  arbitrary.canShrinkWithoutContext(value)
    ? [...arbitrary.shrink(value, undefined).take(PROPOSALS)].map((proposal) => proposal.value)
    : [];

type Moves = ReadonlyArray<Move>;

/** Fewer steps: the beginnings, and what fast-check leaves out of a list. */
const fewerSteps = (moves: Moves): ReadonlyArray<Moves> => {
  const places = moves.map((_, i) => i);
  const kept = fc.array(fc.noShrink(fc.constantFrom(...places)));
  return [
    ...moves.slice(1).map((_, i) => moves.slice(0, i + 1)),
    ...proposalsOf(kept, places).map((chosen) => chosen.flatMap((i) => moves[i] ?? [])),
  ].filter((proposal) => proposal.length > 0);
};

/** A number or an option within a step is simplified by fast-check, anything else stays as it is. */
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
    { noNullPrototype: true },
  );
};

/** A text of JSON with one member less, or with a number in it nearer to 0. */
const simplerJson = (text: string): ReadonlyArray<string> => {
  const json = parseJson(text);
  if (E.isLeft(json) || !isRecord(json.right)) return [];
  const members = Object.entries(json.right);
  const integers = fc.maxSafeInteger();
  return members.flatMap(([key, value], i) => [
    JSON.stringify(Object.fromEntries(members.filter((_, j) => j !== i))),
    ...proposalsOf(integers, typeof value === 'number' ? value : 0).map((n) =>
      JSON.stringify(
        Object.fromEntries(members.map((member) => (member[0] === key ? [key, n] : member))),
      ),
    ),
  ]);
};

/** Simpler data in as many steps. */
const simplerData = (moves: Moves): ReadonlyArray<Moves> => [
  ...moves.flatMap((move, i) =>
    move.written === undefined ? [] : [moves.with(i, { step: move.step })],
  ),
  ...moves.flatMap(({ step }, i) =>
    step.op === 'deserialize'
      ? simplerJson(step.json).map((json) => moves.with(i, { step: { ...step, json } }))
      : [],
  ),
  // fast-check takes no frozen record for one of its own.
  ...proposalsOf(
    fc.tuple(...moves.map(stepArbitrary)),
    moves.map(({ step }) => ({ ...step })),
  ).map((proposal) =>
    moves.map((move, i): Move => {
      // SAFETY: every field of a proposal is within the bounds of the field's own codec.
      const step = proposal[i] as Step;
      return differencesOf(move.step, step).length === 0 ? move : { step };
    }),
  ),
];

/** Every number at once as near to 0 as it may be. */
const zeroed = (moves: Moves): Moves =>
  moves.map((move): Move => {
    const fields: Readonly<Record<string, t.Mixed>> = ops[move.step.op];
    const numbers = Object.entries<unknown>(move.step).flatMap(([key, value]) =>
      typeof value === 'number' && value !== 0 && fields[key]?.is(0) === true
        ? [[key, 0] as const]
        : [],
    );
    // SAFETY: what is replaced is a number by one that the field's codec takes.
    return numbers.length === 0 ? move : { step: { ...move.step, ...Object.fromEntries(numbers) } };
  });

const NIL = /^[0-]+$/;

/** Ids that are easy to tell apart: ...-000000000001, ...-000000000002. */
const simplerIds = (ids: ReadonlyArray<string>): ReadonlyMap<string, string> =>
  new Map(
    ids
      .filter((id) => !NIL.test(id))
      .map((id, i) => [id, `00000000-0000-0000-0000-${String(i + 1).padStart(12, '0')}`]),
  );

/** The states that some events lead a run through. */
const statesOn = (run: RunInstance, events: ReadonlyArray<RunEvent>): ReadonlyArray<RunState> =>
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

/**
 * The same step on a run that came to where it is by the shortest way, if it is on one. A test like this is read at a glance.
 */
export const shortestWays = (moves: Moves): ReadonlyArray<Moves> => {
  const last = moves.at(-1);
  const before = runsOf(moves.slice(0, -1)).at(-1) ?? O.none;
  if (last === undefined || O.isNone(before) || isConstructor(last.step)) return [];
  const run = before.value;
  const { id: runId, taskId, createdAt, effectivePriority } = run;
  const openings: ReadonlyArray<Step> = [
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
  return openings.flatMap((opening) =>
    pipe(
      applyStep(opening)(O.none),
      O.fromEither,
      O.chain((opened) =>
        pipe(
          opened,
          pathTo(run.state),
          O.map((path) => statesOn(opened, path)),
        ),
      ),
      O.match(
        () => [],
        (states) => [
          [
            ...[
              opening,
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

/** The shortest way to any of the places that a test comes to, and the rest of the test from there. */
const shorterWays = (moves: Moves): ReadonlyArray<Moves> =>
  moves.flatMap((_, i) =>
    shortestWays(moves.slice(0, i + 1)).map((way) => [...way, ...moves.slice(i + 1)]),
  );

// ------------------------------------------------------------------------------------------------------- operations

/** Proposals for a test: of fewer steps first, so that each round takes as large a leap as there is; then simpler ones. */
export const smaller = (test: TestCase): ReadonlyArray<TestCase> => {
  const made = (proposals: ReadonlyArray<Moves>): ReadonlyArray<TestCase> =>
    proposals.map((moves) => testOf(test.name, test.criteria, moves));
  const renamed = renameIds(test, simplerIds);
  const zero = testOf(test.name, test.criteria, zeroed(test.steps));
  const differs = (other: TestCase): boolean =>
    differencesOf(scenarioOf(test), scenarioOf(other)).length > 0;
  return [
    ...made(
      [...shorterWays(test.steps), ...fewerSteps(test.steps)]
        .filter(({ length }) => length < test.steps.length)
        .toSorted((a, b) => a.length - b.length),
    ),
    ...[renamed, zero].filter(differs),
    ...made(simplerData(test.steps)),
  ];
};
