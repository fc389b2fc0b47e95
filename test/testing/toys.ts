/**
 * A small vocabulary of its own for tests of verifying and shrinking: each step is a letter that expects `ok`, and subjects are
 * functions from the letters of a test to outcomes.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { AnyTest } from '../../src/testing/AnyTest.js';
import type { FailedTest } from '../../src/testing/FailedTest.js';
import type { Failure, Reply } from '../../src/testing/Failure.js';
import { judge } from '../../src/testing/Failure.js';
import { differencesOf } from '../../src/testing/Json.js';
import { kindOf } from '../../src/testing/kindOf.js';
import type { TestRunner } from '../../src/testing/TestRunner.js';
import type { Vocabulary } from '../../src/testing/Vocabulary.js';

/** Makes a test of letters; its name is the letters, if none is given. */
export const toy = (
  letters: string,
  name = letters,
  criteria: ReadonlyArray<string> = [],
): AnyTest => ({
  name,
  criteria,
  steps: Array.from(letters).map((title) => ({ expect: 'ok', title })),
});

export const lettersOf = ({ steps }: AnyTest): string => steps.map(({ title }) => title).join('');

const withLetters = (test: AnyTest, letters: string): AnyTest =>
  toy(letters, test.name, test.criteria);

/** Drops each letter, and makes each capital a small letter. */
export const vocabulary: Vocabulary<AnyTest> = {
  scenarioOf: (test) => test,
  differences: differencesOf,
  kindOf,
  placeOf: ({ steps }, step) => (steps[step]?.title ?? '').toLowerCase(),
  causesOf: ({ failure }) => ('expected' in failure ? [] : ['never asked']),
  isOfModel: ({ criteria }) => !criteria.includes('own'),
  lastStepAlone: (test) => [withLetters(test, lettersOf(test).slice(-1))],
  candidatesOf: (test) => {
    const letters = Array.from(lettersOf(test));
    return {
      shorter: letters.map((_, i) => withLetters(test, letters.toSpliced(i, 1).join(''))),
      simpler: letters.flatMap((letter, i) =>
        letter === letter.toLowerCase()
          ? []
          : [withLetters(test, letters.with(i, letter.toLowerCase()).join(''))],
      ),
    };
  },
  viaShortestPath: () => [],
  leftovers: [toy('pq'), toy('rs')],
};

/** What a subject is: it answers the letters of a test, and may remember those of the tests before in its process. */
export type Toy = (letters: string, memory: Array<string>) => ReadonlyArray<unknown> | Reply;

const replyOf = (subject: Toy, test: AnyTest, memory: Array<string>): Reply => {
  const answer = subject(lettersOf(test), memory);
  return '_tag' in answer ? answer : { _tag: 'Answered', answer };
};

/** Answers `ok` to each letter, but `bad` to those of which a function says so. */
export const badIf =
  (isBad: (letter: string, before: string, memory: ReadonlyArray<string>) => boolean): Toy =>
  (letters, memory) => {
    const outcomes = Array.from(letters).map((letter, i) =>
      isBad(letter, letters.slice(0, i), memory) ? 'bad' : 'ok',
    );
    memory.push(letters);
    return outcomes;
  };

/** A runner that writes down what it runs: `new ab, c (5)` in a new process, `ab (5)` in the kept one, with the timeout. */
export const runnerOf = (
  subject: Toy,
  log: Array<string> = [],
): TestRunner<AnyTest> & { readonly log: ReadonlyArray<string> } => {
  const kept: Array<string> = [];
  const runInOrder: TestRunner<AnyTest>['runInOrder'] = (tests, seconds, onReply) => {
    log.push(`new ${tests.map(lettersOf).join(', ')} (${String(seconds)})`);
    const memory: Array<string> = [];
    for (const [i, test] of tests.entries())
      if (!onReply(i, replyOf(subject, test, memory), 0.5)) break;
    return Promise.resolve();
  };
  return {
    log,
    run: runInOrder,
    runInOrder,
    runKept: (tests, seconds, onReply) => {
      for (const test of tests) {
        log.push(`${lettersOf(test)} (${String(seconds)})`);
        if (!onReply(test, replyOf(subject, test, kept))) break;
      }
      return Promise.resolve();
    },
    close: () => {
      log.push('close');
    },
  };
};

/** The failure of a test in a process of its own, or after others. */
export const failureOf = (
  subject: Toy,
  test: AnyTest,
  ...before: ReadonlyArray<AnyTest>
): FailedTest<AnyTest> => {
  const memory: Array<string> = [];
  before.forEach((one) => replyOf(subject, one, memory));
  const failure: O.Option<Failure<unknown>> = judge(
    vocabulary,
    test,
    replyOf(subject, test, memory),
  );
  if (O.isNone(failure)) throw new Error('it passes');
  return { test, failure: failure.value };
};
