/** Suites are run, judged, and their failures grouped and shrunk, whatever the subject does. */
import { afterEach, describe, expect, it, jest } from '@jest/globals';
import type { AnyTest } from '../../src/testing/AnyTest.js';
import type { Failure, Reply } from '../../src/testing/Failure.js';
import type { Report } from '../../src/testing/Report.js';
import type { RunOptions } from '../../src/testing/runSuite.js';
import { defaults, inProcess, runSuite } from '../../src/testing/runSuite.js';
import type { TestRunner } from '../../src/testing/TestRunner.js';
import type { Vocabulary } from '../../src/testing/Vocabulary.js';
import type { Toy } from './toys.js';
import { badIf, lettersOf, runnerOf, toy, vocabulary } from './toys.js';

afterEach(() => {
  jest.restoreAllMocks();
});

/** Replaces the clock. */
const at = (now: () => number): void => {
  jest.spyOn(performance, 'now').mockImplementation(now);
};

describe('a function in this process', () => {
  const tests = ['a', 'b', 'c', 'd', 'e'].map((name) => toy(name));
  const repliesOf = async (
    subject: (test: AnyTest) => unknown,
    seconds = 60,
    most = Infinity,
  ): Promise<ReadonlyArray<readonly [number, Reply, number]>> => {
    const replies: Array<readonly [number, Reply, number]> = [];
    await inProcess(subject).runInOrder(tests, seconds, (...reply) => {
      replies.push(reply);
      return replies.length < most;
    });
    return replies;
  };

  it('answers each test in order, with the seconds that it took', async () => {
    let now = 0;
    at(() => now);
    const replies = await repliesOf(({ name }) => {
      now += 2500;
      return [name];
    });
    expect(replies).toStrictEqual(
      tests.map(({ name }, i) => [i, { _tag: 'Answered', answer: [name] }, 2.5]),
    );
  });

  it('is not asked once its listener wants no more', async () => {
    expect(await repliesOf(() => [], 60, 2)).toHaveLength(2);
  });

  it('is given up after it hung three times', async () => {
    const replies = await repliesOf(
      ({ name }) => (name === 'b' ? [] : new Promise(() => undefined)),
      0.001,
    );
    const hung = { _tag: 'Hung', seconds: 0.001 };
    expect(replies.map(([, reply]) => reply)).toStrictEqual([
      hung,
      { _tag: 'Answered', answer: [] },
      hung,
      hung,
    ]);
  });

  it.each<[string, () => unknown, Reply]>([
    ['answers JSON', () => ({ a: undefined, b: 1 }), { _tag: 'Answered', answer: { b: 1 } }],
    ['answers later', () => Promise.resolve(7), { _tag: 'Answered', answer: 7 }],
    [
      'answers no JSON',
      () => undefined,
      { _tag: 'Garbage', message: 'undefined is not JSON', text: '' },
    ],
    [
      'throws an error',
      () => {
        throw new TypeError('oops');
      },
      { _tag: 'Threw', message: 'TypeError: oops' },
    ],
    ['rejects', () => Promise.reject(new Error('oops')), { _tag: 'Threw', message: 'Error: oops' }],
    [
      'throws a text',
      () => {
        throw 'x'.repeat(301) as unknown;
      },
      { _tag: 'Threw', message: `${'x'.repeat(300)}... (301 characters)` },
    ],
    [
      'throws what has no text',
      () => {
        throw Object.create(null) as unknown;
      },
      { _tag: 'Threw', message: 'something that cannot be shown' },
    ],
  ])('that %s gets its reply', async (_, subject, reply) => {
    const replies = await repliesOf(subject);
    expect(replies[0]?.[1]).toStrictEqual(reply);
    const kept: Array<readonly [AnyTest, Reply]> = [];
    await inProcess(subject).runKept(tests, 60, (test, one) => kept.push([test, one]) < 2);
    expect(kept).toStrictEqual(tests.slice(0, 2).map((test) => [test, reply]));
  });

  it('runs in order, and has nothing to close', () => {
    const { run, runInOrder, close } = inProcess(() => []);
    expect(run).toBe(runInOrder);
    expect(close).not.toThrow();
  });
});

it('takes five seconds for an answer, shrinks five faults in three seconds, and tells nobody, by default', () => {
  const { onProgress, onFirstFailure, ...values } = defaults;
  expect(values).toStrictEqual({ timeout: 5, bail: false, faults: 5, shrinkSeconds: 3 });
  expect(() => {
    onProgress(1);
    onFirstFailure({ test: toy(''), failure: { _tag: 'Hung', seconds: 1 } });
  }).not.toThrow();
});

const report = (
  runner: TestRunner<AnyTest>,
  suite: ReadonlyArray<AnyTest>,
  options: Partial<RunOptions<AnyTest>> = {},
  words: Partial<Vocabulary<AnyTest>> = {},
): Promise<Report<AnyTest>> =>
  runSuite({ ...vocabulary, ...words }, runner, suite, { ...defaults, ...options });

const differs = (step: number): Failure<unknown> => ({
  _tag: 'Differs',
  step,
  expected: 'ok',
  actual: 'bad',
  differences: [{ path: '', expected: 'ok', actual: 'bad' }],
});
const wrong = badIf((letter) => letter === 'f' || letter === 'g');

describe('a report', () => {
  it('of tests that pass', async () => {
    const suite = [toy('a'), toy('b')];
    const runner = runnerOf(wrong);
    expect(await report(runner, suite, { timeout: 7 })).toStrictEqual({
      suite,
      failed: [],
      notRun: [],
      faults: [],
      shrunk: 0,
      seconds: new Map([
        ['a', 0.5],
        ['b', 0.5],
      ]),
    });
    expect(runner.log).toStrictEqual(['new a, b (7)', 'close']);
  });

  it('of tests that fail, by fault', async () => {
    const suite = [toy('af'), toy('b'), toy('g'), toy('f'), toy('bcf')];
    const { failed, notRun, faults, shrunk } = await report(runnerOf(wrong), suite);
    expect(failed).toStrictEqual([
      { test: suite[0], failure: differs(1) },
      { test: suite[2], failure: differs(0) },
      { test: suite[3], failure: differs(0) },
      { test: suite[4], failure: differs(2) },
    ]);
    expect(notRun).toStrictEqual([]);
    expect(shrunk).toBe(2);
    const minimal = (letter: string) => ({
      test: toy(letter, `${letter}-minimal`),
      failure: differs(0),
    });
    expect(faults).toStrictEqual([
      {
        minimal: minimal('f'),
        original: { test: suite[3], failure: differs(0) },
        tests: ['af', 'f', 'bcf'],
        ways: ['f'],
      },
      {
        minimal: minimal('g'),
        original: { test: suite[2], failure: differs(0) },
        tests: ['g'],
        ways: ['g'],
      },
    ]);
  });

  it('shrinks the test that fails after the fewest steps, and of those the shortest', async () => {
    const originals = async (...letters: ReadonlyArray<string>): Promise<string | undefined> => {
      const { faults } = await report(
        runnerOf(wrong),
        letters.map((one) => toy(one)),
      );
      return faults[0]?.original.test.name;
    };
    expect(await originals('abf', 'afbcde', 'afbc', 'afbcd', 'abcf')).toBe('afbc');
    // Where no step is at fault, a test is as long as its steps.
    const silent: Toy = () => ({ _tag: 'Hung', seconds: 5 });
    const { faults } = await report(runnerOf(silent), [toy('abc'), toy('ab'), toy('abcd')]);
    expect(faults[0]?.original.test.name).toBe('ab');
  });

  it('counts what is answered, in any order', async () => {
    const suite = ['a', 'f', 'b', 'g', 'c'].map((one) => toy(one));
    const told: Array<unknown> = [];
    const answers: Array<boolean> = [];
    const runner: TestRunner<AnyTest> = {
      ...runnerOf(wrong),
      run: (tests, _, onReply) => {
        for (const i of [3, 2, 0, 1, 9]) {
          const letters = lettersOf(tests[i] ?? toy(''));
          answers.push(onReply(i, { _tag: 'Answered', answer: wrong(letters, []) }, i));
        }
        return Promise.resolve();
      },
    };
    const { failed, notRun, seconds } = await report(runner, suite, {
      faults: 0,
      onProgress: (n) => told.push(n),
      onFirstFailure: ({ test, failure }) => told.push([test.name, failure]),
    });
    // The first failure in the order of the suite, once all tests before it are answered.
    expect(told).toStrictEqual([1, 2, 3, ['f', differs(0)], 4]);
    expect(answers).toStrictEqual([true, true, true, true, false]);
    expect(failed.map(({ test }) => test.name)).toStrictEqual(['f', 'g']);
    expect(notRun).toStrictEqual(['c']);
    expect([...seconds]).toStrictEqual([
      ['g', 3],
      ['b', 2],
      ['a', 0],
      ['f', 1],
    ]);
  });

  it('tells one failure only', async () => {
    const told: Array<string> = [];
    const onFirstFailure: RunOptions<AnyTest>['onFirstFailure'] = ({ test }) =>
      told.push(test.name);
    await report(runnerOf(wrong), [toy('f'), toy('g')], { faults: 0, onFirstFailure });
    expect(told).toStrictEqual(['f']);
  });

  it('ends at the first failure, if that is wanted', async () => {
    const suite = ['a', 'f', 'b'].map((one) => toy(one));
    const { failed, notRun } = await report(runnerOf(wrong), suite, { bail: true, faults: 0 });
    expect(failed.map(({ test }) => test.name)).toStrictEqual(['f']);
    expect(notRun).toStrictEqual(['b']);
  });

  it('of a test without steps', async () => {
    const { faults, shrunk } = await report(
      runnerOf(() => ['more']),
      [toy('', 'none')],
    );
    expect(shrunk).toBe(1);
    expect(faults[0]?.minimal.test).toStrictEqual(toy('', 'none-minimal'));
  });
});

describe('faults', () => {
  const letters = Array.from('abcdefghijklmnopqrstuvwxyz');
  const allWrong = badIf(() => true);

  it('are shrunk up to a number, the others are listed after them', async () => {
    const suite = ['a', 'b', 'c'].map((one) => toy(one));
    const { faults, shrunk } = await report(runnerOf(allWrong), suite, { faults: 2 });
    expect(shrunk).toBe(2);
    expect(faults.map(({ minimal }) => minimal.test.name)).toStrictEqual([
      'a-minimal',
      'b-minimal',
      'c',
    ]);
    expect(faults[2]?.minimal).toBe(faults[2]?.original);
  });

  it('are not shrunk without time', async () => {
    at(() => 0);
    const none = await report(runnerOf(allWrong), [toy('a')], { shrinkSeconds: 0 });
    expect(none.shrunk).toBe(0);
    expect(none.faults).toHaveLength(1);
  });

  it('are shrunk in their shares of the time', async () => {
    let now = 0;
    at(() => now);
    const log: Array<string> = [];
    // Each run takes 100 ms, and no end is found.
    const runner = runnerOf((text) => {
      now += 100;
      return allWrong(text, []);
    }, log);
    const suite = ['a', 'b', 'c'].map((one) => toy(one));
    const words: Partial<Vocabulary<AnyTest>> = {
      candidatesOf: (test) => ({
        shorter: Array.from({ length: 1000 }, () => toy('', test.name)),
        simpler: [],
      }),
    };
    const runs = async (options: Partial<RunOptions<AnyTest>>): Promise<ReadonlyArray<number>> => {
      log.length = 0;
      now = 0;
      await report(runner, suite, options, words);
      const each: Array<number> = [];
      let from = 1;
      log.forEach((line, i) => {
        // The confirmation of a fault ends it.
        if (i > from && line.startsWith('new')) {
          each.push(i - from + 1);
          from = i + 1;
        }
      });
      return each;
    };
    // The share ends with the run that exceeds it, and one more confirms what was found.
    expect(await runs({ shrinkSeconds: 3.3 })).toStrictEqual([13, 12, 10]);
    expect(await runs({ shrinkSeconds: 3.3, faults: 2 })).toStrictEqual([18, 17]);
    expect(await runs({ shrinkSeconds: 3.3, faults: 1 })).toStrictEqual([35]);
  });

  it('that need other tests are one, since one leak shows in many tests', async () => {
    const leaks = badIf((_, __, memory) => memory.length > 2);
    const suite = letters.slice(0, 6).map((one) => toy(one));
    const runner = runnerOf(leaks);
    const { faults, shrunk } = await report(runner, suite, { shrinkSeconds: 60 });
    // Once the leak is found, the other tests are only tried alone.
    expect(runner.log.slice(-3)).toStrictEqual(['new e (5)', 'new f (5)', 'close']);
    expect(faults).toStrictEqual([
      {
        minimal: {
          test: toy('d', 'd-minimal'),
          failure: differs(0),
          after: suite.slice(0, 3),
        },
        original: { test: suite[3], failure: differs(0) },
        tests: ['d', 'e', 'f'],
        ways: ['d', 'e', 'f'],
      },
    ]);
    expect(shrunk).toBe(1);
  });

  it('that need other tests are apart from those that do not', async () => {
    const mixed = badIf(
      (letter, _, memory) => letter === 'f' || (letter !== 'a' && memory.includes('a')),
    );
    const suite = ['a', 'b', 'f', 'c'].map((one) => toy(one));
    const { faults, shrunk } = await report(runnerOf(mixed), suite, { shrinkSeconds: 60 });
    expect(
      faults.map(({ minimal, tests, ways }) => [
        minimal.test.name,
        (minimal.after ?? []).map(lettersOf),
        tests,
        ways,
      ]),
    ).toStrictEqual([
      ['b-minimal', ['a'], ['b', 'c'], ['b', 'c']],
      ['f-minimal', [], ['f'], ['f']],
    ]);
    expect(shrunk).toBe(2);
  });

  it('that need other tests are found after one that does not', async () => {
    const mixed = badIf((letter, _, memory) => letter === 'f' || memory.includes('a'));
    const suite = ['f', 'a', 'b', 'c'].map((one) => toy(one));
    const { faults, shrunk } = await report(runnerOf(mixed), suite, { shrinkSeconds: 60 });
    expect(
      faults.map(({ minimal, tests }) => [(minimal.after ?? []).map(lettersOf), tests]),
    ).toStrictEqual([
      [[], ['f']],
      [['a'], ['b', 'c']],
    ]);
    expect(shrunk).toBe(2);
  });

  it('are tried twenty times at most', async () => {
    const leaks = badIf((_, __, memory) => memory.length > 1);
    const suite = letters.map((one) => toy(one));
    const { faults, shrunk } = await report(runnerOf(leaks), suite, {
      faults: 30,
      shrinkSeconds: 60,
    });
    expect(shrunk).toBe(1);
    expect(faults.map(({ tests }) => tests)).toStrictEqual([
      letters.slice(2, 22),
      ...letters.slice(22).map((letter) => [letter]),
    ]);
  });
});
