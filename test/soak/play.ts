/** Plays commands to the oracle and to a subject, until the first difference. */
import type { Command, Delivery } from './Command.js';
import type { Difference } from './compare.js';
import { differenceOf } from './compare.js';
import type { Expected, Oracle } from './oracle.js';
import { makeOracle } from './oracle.js';
import type { Observation, QuickSubject, SlowSubject } from './Subject.js';
import { makeWalk, WALK } from './walk.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A command with what must be seen after it. */
export interface Played {
  readonly delivery: Delivery;
  readonly expected: Expected;
}

/** Where a subject differs. */
export interface Found {
  readonly commands: ReadonlyArray<Command>;
  /** The index of the command after which it differs. */
  readonly step: number;
  readonly difference: Difference;
}

/** How many commands were compared, and the first difference. */
export interface Verdict {
  readonly steps: number;
  readonly found: Found | undefined;
}

// -------------------------------------------------------------------------------------------------------- operations

const playOne = (oracle: Oracle, command: Command): Played => {
  const isThere = oracle.runOf(command.entry.runId) !== undefined;
  const expected = oracle.step(command);
  return { delivery: { ...command, again: expected.again, isThere }, expected };
};

/** Plays commands to a new oracle. */
export const playAll = (commands: ReadonlyArray<Command>): ReadonlyArray<Played> => {
  const oracle = makeOracle();
  return commands.map((command) => playOne(oracle, command));
};

/** The commands of a walk, with what must be seen after each. */
export const walkOf = (seed: number, walk: number, length = WALK): ReadonlyArray<Played> => {
  const oracle = makeOracle();
  const next = makeWalk(seed, walk, oracle);
  return Array.from({ length }, () => playOne(oracle, next()));
};

const foundAt = (played: ReadonlyArray<Played>, step: number, difference: Difference): Found => ({
  commands: played.map(({ delivery }) => delivery),
  step,
  difference,
});

const threw = (thrown: unknown): Difference => ({
  of: 'throw',
  expected: undefined,
  actual: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
});

/** Compares a quick subject on a walk. */
export const compareQuick = (subject: QuickSubject, played: ReadonlyArray<Played>): Verdict => {
  const take = subject.start();
  for (const [step, { delivery, expected }] of played.entries()) {
    let difference: Difference | undefined;
    try {
      difference = differenceOf(expected, take(delivery));
    } catch (thrown) {
      difference = threw(thrown);
    }
    if (difference !== undefined)
      return { steps: step + 1, found: foundAt(played, step, difference) };
  }
  return { steps: played.length, found: undefined };
};

/** Compares a slow subject on walks. Commands that it could not take are not counted. */
export const compareSlow = async (
  subject: SlowSubject,
  walks: ReadonlyArray<ReadonlyArray<Played>>,
): Promise<Verdict> => {
  let all: ReadonlyArray<ReadonlyArray<Observation | undefined>>;
  try {
    all = await subject.play(walks.map((played) => played.map(({ delivery }) => delivery)));
  } catch (thrown) {
    const [first = []] = walks;
    return { steps: 0, found: foundAt(first, first.length - 1, threw(thrown)) };
  }
  let steps = 0;
  for (const [walk, played] of walks.entries())
    for (const [step, { expected }] of played.entries()) {
      const seen = all[walk]?.[step];
      if (seen === undefined) continue;
      steps += 1;
      const difference = differenceOf(expected, seen);
      if (difference !== undefined) return { steps, found: foundAt(played, step, difference) };
    }
  return { steps, found: undefined };
};
