/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- runs one race after the other and collects the answers */
/**
 * Concurrent commands: two workers act on one run at once. Are the answers, and the run after them, those of some order?
 * (Herlihy, Wing: Linearizability: A Correctness Condition for Concurrent Objects, 1990)
 *
 * The races follow from the chart: in every state, every two commands that are each accepted there and whose order matters. Each is
 * run several times, since a subject may be lucky.
 *
 * Laws: `verifyRaces` never throws or rejects, whatever the subject does; a subject that does one command after the other passes.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { leaving, shortestPaths } from '../graph/Lts.js';
import { resolveOptions } from '../graph/options.js';
import type { Step } from '../journal/Step.js';
import { StepCodec } from '../journal/Step.js';
import type { OutcomeWire } from '../journal/StepOutcome.js';
import { encodeOutcome } from '../journal/StepOutcome.js';
import type { GenerateError } from './generate.js';
import { newRun } from './inputs.js';
import { asJson, differencesOf } from './Json.js';
import type { Act, World } from './play.js';
import { advance, initialWorld, stepIn } from './play.js';
import { runModel } from './runModel.js';
import type { StepWire } from './TestCase.js';
import { valuesOf } from './Values.js';
import { withTimeout } from './withTimeout.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The number of a connection.
 * @category Concurrency
 */
export type Connection = 1 | 2;

/**
 * The implementation under test: does a command that arrives on one of two connections, and returns its outcome, directly or in a
 * promise. A command is a step on the wire with the `run_id` of its run; every race has a run of its own.
 * @category Concurrency
 */
export type ConcurrentSubject = (connection: Connection, command: StepWire) => unknown;

/**
 * The options of {@link verifyRaces}.
 * @category Concurrency
 */
export interface RaceOptions {
  /** How often each race is run; 20 by default. */
  readonly rounds?: number;
  /** The seed of all ids, from 0 to 4294967295; 1 by default. */
  readonly seed?: number;
  /** The seconds that an answer may take; 5 by default. */
  readonly timeout?: number;
}

/**
 * A command and its outcome.
 * @category Concurrency
 */
export interface AnsweredCommand {
  readonly connection: Connection;
  readonly command: StepWire;
  readonly outcome: unknown;
}

/**
 * A race whose answers no order explains.
 * @category Concurrency
 */
export interface FailedRace {
  /** The state and the two commands: `Running: complete and cancel`. */
  readonly name: string;
  /** How often the race was run until it failed. */
  readonly round: number;
  readonly reason: 'NoOrder' | 'SetupDiffers' | 'NoAnswer';
  readonly message: string;
  /** The commands before the race, with the last answer. */
  readonly setup: ReadonlyArray<StepWire>;
  /** The answers of the two commands, and of the command after them, which shows the run. */
  readonly answers: ReadonlyArray<AnsweredCommand>;
  /** What each order would have answered, the command after them included. */
  readonly orders: ReadonlyArray<ReadonlyArray<OutcomeWire>>;
}

/**
 * The report of {@link verifyRaces}.
 * @category Concurrency
 */
export interface RaceReport {
  /** The number of different races. */
  readonly races: number;
  readonly rounds: number;
  readonly failed: ReadonlyArray<FailedRace>;
}

/** A race: the commands that make a run and bring it to a state, and the two that are sent at once. */
interface Race {
  readonly name: string;
  readonly setup: ReadonlyArray<Act>;
  readonly commands: readonly [Act, Act];
}

// ------------------------------------------------------------------------------------------------------------ races

const stepOf = (act: Act, world: World, seed: number): Step => stepIn(act(world, valuesOf(seed)));

const playAll = (
  acts: ReadonlyArray<Act>,
  seed: number,
): { readonly world: World; readonly steps: ReadonlyArray<Step> } => {
  let world = initialWorld;
  const steps = acts.map((act) => {
    const step = stepOf(act, world, seed);
    world = advance(world, step).world;
    return step;
  });
  return { world, steps };
};

/** The outcomes of steps in an order. */
const outcomesIn = (world: World, steps: ReadonlyArray<Step>): ReadonlyArray<OutcomeWire> => {
  let now = world;
  return steps.map((step) => {
    const { world: after, outcome } = advance(now, step);
    now = after;
    return encodeOutcome(outcome);
  });
};

/** Shows the run, whatever it is. */
const show: Act = (_, { changedAt }) => ({
  op: 'record_state_change_at',
  timestamp: changedAt(99),
});

/** The outcomes of two commands, and of the one after them, in both orders. */
const ordersOf = (
  world: World,
  [a, b]: readonly [Act, Act],
  seed: number,
): readonly [ReadonlyArray<OutcomeWire>, ReadonlyArray<OutcomeWire>] => {
  const outcomesOf = (acts: ReadonlyArray<Act>): ReadonlyArray<OutcomeWire> =>
    outcomesIn(
      world,
      acts.map((act) => stepOf(act, world, seed)),
    );
  const swapped = outcomesOf([b, a, show]);
  return [
    outcomesOf([a, b, show]),
    [...swapped.slice(1, 2), ...swapped.slice(0, 1), ...swapped.slice(2)],
  ];
};

/** Lists the races of the chart. */
const racesOf = (seed: number): E.Either<GenerateError, ReadonlyArray<Race>> =>
  pipe(
    resolveOptions({ seed }, []),
    E.bindW('model', () => runModel(valuesOf(seed))),
    E.map(({ model: { all } }) => {
      const out = leaving(all);
      return [...shortestPaths(all)].flatMap(([state, path]) => {
        const setup = [newRun, ...path.map(({ input }) => input)];
        const { world } = playAll(setup, seed);
        const accepted = (out.get(state) ?? []).filter((one) => one.accepted);
        return accepted.flatMap((one, i) =>
          accepted.slice(i).flatMap((other): ReadonlyArray<Race> => {
            const commands = [one.input, other.input] as const;
            const [first, second] = ordersOf(world, commands, seed);
            return differencesOf(first, second).length > 0
              ? [
                  {
                    name: `${state}: ${one.label} and ${other.label}`,
                    setup,
                    commands,
                  },
                ]
              : [];
          }),
        );
      });
    }),
  );

// --------------------------------------------------------------------------------------------------------- running

// SAFETY: a step is encoded to a record.
const commandOf = (step: Step, runId: string): StepWire => ({
  ...(StepCodec.encode(step) as StepWire),
  run_id: runId,
});

/** Sends a command, and returns its outcome as JSON. The left is why there is none. */
const ask = async (
  subject: ConcurrentSubject,
  connection: Connection,
  command: StepWire,
  seconds: number,
): Promise<E.Either<string, unknown>> => {
  try {
    const answer = await withTimeout(
      seconds,
      Promise.resolve(subject(connection, structuredClone(command))),
    );
    return O.isNone(answer)
      ? E.left(`no answer within ${String(seconds)} s`)
      : asJson(answer.value);
  } catch (thrown) {
    return E.left(E.toError(thrown).message);
  }
};

/** Runs a race once; none if some order explains its answers. */
const runOnce = async (
  subject: ConcurrentSubject,
  { name, setup, commands }: Race,
  seed: number,
  round: number,
  seconds: number,
): Promise<O.Option<FailedRace>> => {
  const { runId } = valuesOf(seed);
  const { world, steps } = playAll(setup, seed);
  const before = steps.map((step) => commandOf(step, runId));
  const failed = (
    reason: FailedRace['reason'],
    message: string,
    answers: ReadonlyArray<AnsweredCommand> = [],
    orders: FailedRace['orders'] = [],
  ): O.Option<FailedRace> =>
    O.some({ name, round, reason, message, setup: before, answers, orders });

  const expected = outcomesIn(initialWorld, steps);
  for (const [i, command] of before.entries()) {
    const answer = await ask(subject, 1, command, seconds);
    if (E.isLeft(answer)) return failed('NoAnswer', answer.left);
    if (differencesOf(expected[i], answer.right).length > 0)
      return failed(
        'SetupDiffers',
        'a command before the race is answered wrongly; verify without concurrency first',
        [{ connection: 1, command, outcome: answer.right }],
      );
  }
  const sent = [...commands, show].map((act) => commandOf(stepOf(act, world, seed), runId));
  const [one = {}, other = {}, shown = {}] = sent;
  const both = await Promise.all([ask(subject, 1, one, seconds), ask(subject, 2, other, seconds)]);
  const final = await ask(subject, 1, shown, seconds);
  const answers: Array<AnsweredCommand> = [];
  for (const [i, answer] of [...both, final].entries()) {
    if (E.isLeft(answer)) return failed('NoAnswer', answer.left, answers);
    answers.push({ connection: i === 1 ? 2 : 1, command: sent[i] ?? {}, outcome: answer.right });
  }
  const orders = ordersOf(world, commands, seed);
  const got = answers.map(({ outcome }) => outcome);
  return orders.some((order) => differencesOf(order, got).length === 0)
    ? O.none
    : failed('NoOrder', 'no order of the two commands has these answers', answers, orders);
};

/**
 * Verifies that an implementation answers concurrent commands as in some order: sends two commands at once, each on a connection of
 * its own, and compares their answers and the run after them with both orders.
 *
 * Errors: `InvalidOption` if the seed is out of bounds; `TooManyStates` and `KeyTooCoarse` if the chart cannot be explored. Stops at
 * a subject that does not answer.
 *
 * @example
 * ```ts
 * import { applyStep, encodeOutcome, StepCodec } from 'runchart'
 * import type { RunInstance } from 'runchart'
 * import { verifyRaces } from 'runchart/testing'
 * import type { ConcurrentSubject } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 * import * as O from 'fp-ts/lib/Option.js'
 *
 * const runs = new Map<string, O.Option<RunInstance>>()
 * const inOrder: ConcurrentSubject = (_, command) => {
 *   const step = StepCodec.decode(command)
 *   if (E.isLeft(step)) return undefined
 *   const outcome = applyStep(step.right)(runs.get(String(command['run_id'])) ?? O.none)
 *   if (E.isRight(outcome)) runs.set(String(command['run_id']), O.some(outcome.right))
 *   return encodeOutcome(outcome)
 * }
 * const report = await verifyRaces(inOrder, { rounds: 1 })
 * assert.deepStrictEqual(E.isRight(report) && report.right.failed, [])
 * assert.strictEqual(E.isLeft(await verifyRaces(inOrder, { seed: -1 })), true)
 * ```
 * @category Concurrency
 */
export const verifyRaces = async (
  subject: ConcurrentSubject,
  { rounds = 20, seed = 1, timeout = 5 }: RaceOptions = {},
): Promise<E.Either<GenerateError, RaceReport>> => {
  const races = racesOf(seed);
  if (E.isLeft(races)) return races;
  const failed: Array<FailedRace> = [];
  let run = 0;
  for (const race of races.right)
    for (let round = 1; round <= rounds; round += 1) {
      run += 1;
      // Every race has ids of its own: the values of another seed.
      const found = await runOnce(subject, race, (seed + run) % 2 ** 28, round, timeout);
      if (O.isNone(found)) continue;
      failed.push(found.value);
      if (found.value.reason !== 'NoOrder')
        return E.right({ races: races.right.length, rounds, failed });
      break;
    }
  return E.right({ races: races.right.length, rounds, failed });
};
