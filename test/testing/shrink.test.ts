/** Shrinking: which tests are tried, in which order and in which process, and what is found. */
import { describe, expect, it } from '@jest/globals';
import type { AnyTest } from '../../src/testing/AnyTest.js';
import type { FailedTest } from '../../src/testing/FailedTest.js';
import type { Reply } from '../../src/testing/Failure.js';
import { shrink } from '../../src/testing/shrink.js';
import type { Vocabulary } from '../../src/testing/Vocabulary.js';
import type { Toy } from './toys.js';
import { badIf, failureOf, lettersOf, runnerOf, toy, vocabulary } from './toys.js';

interface Given {
  readonly before?: ReadonlyArray<AnyTest>;
  readonly seconds?: number;
  /** After how many runs the time is over. */
  readonly most?: number;
  readonly words?: Partial<Vocabulary<AnyTest>>;
}

const shrunk = async (
  subject: Toy,
  failed: FailedTest<AnyTest>,
  { before = [], seconds = 5, most = Infinity, words = {} }: Given = {},
) => {
  const runner = runnerOf(subject);
  const found = await shrink(
    { ...vocabulary, ...words },
    runner,
    failed,
    seconds,
    before,
    () => runner.log.length >= most,
  );
  return {
    found,
    log: runner.log,
    told: [...(found.after ?? []).map((test) => `${lettersOf(test)} `), lettersOf(found.test)].join(
      '',
    ),
  };
};

/** Wrong for f, whether capital or not, after an a. */
const afterA = badIf((letter, before) => letter.toLowerCase() === 'f' && before.includes('a'));

describe('a test that fails alone', () => {
  const failed = failureOf(afterA, toy('bacFd', 'one', ['by hand']));

  it('is cut after its fault, then has fewer steps, then simpler ones, and is confirmed', async () => {
    const { found, log } = await shrunk(afterA, failed);
    expect(log).toStrictEqual([
      'new bacF (5)',
      'bacF (5)',
      'acF (5)',
      'cF (5)',
      'aF (5)',
      'F (5)',
      'a (5)',
      'af (5)',
      // Neither kind has one that fails.
      'f (5)',
      'a (5)',
      'new af (5)',
    ]);
    expect(found).toStrictEqual({
      test: toy('af', 'one-minimal', ['by hand']),
      failure: { ...failed.failure, step: 1 },
    });
  });

  it('begins with the shortest path, if that is no longer', async () => {
    const paths = (...letters: ReadonlyArray<string>): Given => ({
      words: { viaShortestPath: ({ name }) => letters.map((one) => toy(one, name)) },
    });
    const { log } = await shrunk(afterA, failed, paths('xF', 'abcdF', 'xaxF', 'aF'));
    expect(log.slice(0, 4)).toStrictEqual(['new bacF (5)', 'xF (5)', 'xaxF (5)', 'axF (5)']);
  });

  it('is not shrunk without time, or if it does not expect what the model says', async () => {
    const late = await shrunk(afterA, failed, { most: 0 });
    expect([late.found, late.log]).toStrictEqual([failed, []]);
    const own = { ...failed, test: toy('bacFd', 'one', ['own']) };
    const { found, log } = await shrunk(afterA, own);
    expect(found).toBe(own);
    expect(log).toStrictEqual([]);
  });

  it('is shrunk as far as the time reaches', async () => {
    expect((await shrunk(afterA, failed, { most: 1 })).log).toStrictEqual([
      'new bacF (5)',
      'new bacF (5)',
    ]);
    expect((await shrunk(afterA, failed, { most: 3 })).told).toBe('acF');
    expect((await shrunk(afterA, failed, { most: 3 })).log).toStrictEqual([
      'new bacF (5)',
      'bacF (5)',
      'acF (5)',
      'new acF (5)',
    ]);
    // The time is over in the middle of a list of candidates.
    expect((await shrunk(afterA, failed, { most: 4 })).log).toStrictEqual([
      'new bacF (5)',
      'bacF (5)',
      'acF (5)',
      'cF (5)',
      'new acF (5)',
    ]);
  });

  it('keeps the steps after its fault, if it needs them', async () => {
    const subject: Toy = (letters) =>
      Array.from(letters).map((letter) => (letter === 'f' && letters.includes('z') ? 'bad' : 'ok'));
    const { told, log } = await shrunk(subject, failureOf(subject, toy('afbz', 'one')));
    expect(log.slice(0, 2)).toStrictEqual(['new af (5)', 'new afbz (5)']);
    expect(told).toBe('fz');
  });

  it('fails in the same way: other failures do not count', async () => {
    // Without b, it fails otherwise.
    const subject: Toy = (letters) =>
      Array.from(letters).map((letter) =>
        letter === 'f' ? (letters.includes('b') ? { ok: 1 } : { err: { code: 'X' } }) : 'ok',
      );
    expect((await shrunk(subject, failureOf(subject, toy('abf')))).told).toBe('bf');
  });

  it('may have no steps', async () => {
    const subject: Toy = () => ['more'];
    expect((await shrunk(subject, failureOf(subject, toy('', 'one')))).found.test).toStrictEqual(
      toy('', 'one-minimal'),
    );
  });
});

describe('a subject that survives its failure is asked as often as it takes, for', () => {
  const answers =
    (wrong: ReadonlyArray<unknown> | Reply): Toy =>
    (letters) =>
      letters.includes('f') ? wrong : Array.from(letters).map(() => 'ok');

  it.each<[string, Toy]>([
    ['too few outcomes', answers([])],
    [
      'too many outcomes',
      (letters) =>
        [...Array.from(letters).map(() => 'ok'), 'ok'].slice(letters.includes('f') ? 0 : 1),
    ],
    ['an error', answers({ _tag: 'Threw', message: 'oops' })],
  ])('%s', async (_, subject) => {
    const { told } = await shrunk(subject, failureOf(subject, toy(`${'a'.repeat(9)}f`, 'one')));
    expect(told).toBe('f');
  });
});

describe('a test whose smaller candidate fails only after others in its process', () => {
  // In the kept process, x alone fails once another test was answered.
  const subject = badIf(
    (letter, before, memory) =>
      letter === 'x' && (before.toLowerCase().endsWith('ab') || memory.length > 1),
  );

  it('is shrunk in new processes, first its steps and then what they are', async () => {
    const { found, log } = await shrunk(subject, failureOf(subject, toy('caBx', 'one')));
    const confirmed = log.indexOf('new x (5)');
    expect(confirmed).toBeGreaterThan(0);
    expect(log.slice(confirmed + 1)).toStrictEqual([
      'new aBx (5)',
      'new Bx (5)',
      'new ax (5)',
      'new aB (5)',
      'new abx (5)',
      'new bx (5)',
      'new ax (5)',
      'new ab (5)',
    ]);
    expect(found).toStrictEqual({
      test: toy('abx', 'one-minimal'),
      failure: { ...failureOf(subject, toy('abx')).failure },
    });
  });
});

describe('a test that does not fail alone', () => {
  const failed = (subject: Toy, ...before: ReadonlyArray<AnyTest>): FailedTest<AnyTest> =>
    failureOf(subject, toy('af', 'one'), ...before);
  const remembers = (letters: string): Toy =>
    badIf((letter, _, memory) => letter === 'f' && memory.includes(letters));
  const others = Array.from('ghijklmn').map((letter) => toy(letter));

  it('is lost if no test ran before', async () => {
    const subject = remembers('g');
    const { found, log } = await shrunk(subject, failed(subject, toy('g')));
    expect(found).toStrictEqual({ ...failed(subject, toy('g')), after: [] });
    expect(log).toStrictEqual(['new af (5)']);
  });

  it('is lost if the subject did not survive it', async () => {
    const died: Reply = { _tag: 'Died', code: 1, signal: null, stderr: '' };
    const subject: Toy = (_, memory) => (memory.push('') > 1 ? died : ['ok', 'ok']);
    const lost = failed(subject, toy('g'));
    const { found, log } = await shrunk(subject, lost, { before: others });
    expect(found).toStrictEqual({ ...lost, after: [] });
    expect(log).toStrictEqual(['new af (5)']);
  });

  it('is shrunk with its last step after something that is left behind', async () => {
    const subject = badIf(
      (letter, _, memory) => letter === 'f' && memory.some((m) => m.includes('r')),
    );
    const { found, log, told } = await shrunk(subject, failed(subject, toy('r')), {
      before: others,
    });
    expect(log).toStrictEqual([
      'new af (5)',
      'new pq, f (5)',
      'new rs, f (5)',
      // Less of the other, then less of the test.
      'new r, f (5)',
      'new r,  (5)',
    ]);
    expect(told).toBe('r f');
    expect(found.test.name).toBe('one-minimal');
    expect(found.after).toStrictEqual([toy('r', 'rs')]);
  });

  it('is shrunk after the shortest beginning of what is left behind', async () => {
    const subject = badIf(
      (letter, _, memory) => letter === 'f' && memory.some((m) => m.includes('r')),
    );
    const words = { leftovers: [toy('qrst')] };
    const { log } = await shrunk(subject, failed(subject, toy('r')), { before: others, words });
    expect(log.slice(1)).toStrictEqual([
      'new qrst, f (5)',
      'new q, f (5)',
      'new qr, f (5)',
      'new q, f (5)',
      'new qr,  (5)',
    ]);
  });

  it('is lost if its process ends before it', async () => {
    const subject = remembers('g');
    const lost = failed(subject, toy('g'));
    const runner = runnerOf(subject);
    // Only the test before it is answered, in the same way.
    const found = await shrink(
      vocabulary,
      {
        ...runner,
        runInOrder: (tests, _, onReply) => {
          if (tests.length > 1) onReply(0, { _tag: 'Answered', answer: ['ok', 'bad'] }, 0);
          return Promise.resolve();
        },
      },
      lost,
      5,
      others,
      () => false,
    );
    expect(found).toStrictEqual({ ...lost, after: [] });
  });

  it('is shrunk after what is left behind, the last first, and after itself', async () => {
    const needsA = (isLeft: (memory: ReadonlyArray<string>) => boolean): Toy =>
      badIf((letter, before, memory) => letter === 'f' && before.includes('a') && isLeft(memory));
    const left = needsA((memory) => memory.some((m) => m.startsWith('p')));
    const first = await shrunk(left, failed(left, toy('p')), { before: others });
    expect(first.log.slice(1, 5)).toStrictEqual([
      'new pq, f (5)',
      'new rs, f (5)',
      'new rs, af (5)',
      'new pq, af (5)',
    ]);
    expect(first.told).toBe('p af');
    const again = needsA((memory) => memory.includes('af'));
    const second = await shrunk(again, failed(again, toy('af')), { before: others });
    expect(second.log.slice(5, 6)).toStrictEqual(['new af, af (5)']);
    expect(second.told).toBe('af af');
    expect(second.found.after?.map(({ name }) => name)).toStrictEqual(['before-one-minimal']);
  });

  it.each<[string, string, ReadonlyArray<string>]>([
    ['n', 'n f', ['n']],
    ['m', 'm f', ['n', 'mn']],
    ['k', 'k f', ['n', 'mn', 'klmn', 'lmn']],
    ['g', 'g f', ['n', 'mn', 'klmn', 'ghijklmn', 'ijklmn', 'hijklmn']],
  ])('is shrunk after one that ran before it: %s', async (letter, told, suffixes) => {
    const subject = remembers(letter);
    const found = await shrunk(subject, failed(subject, toy(letter)), { before: others });
    const tried = found.log.slice(6, 6 + suffixes.length);
    expect(tried).toStrictEqual(
      suffixes.map((suffix) => `new ${Array.from(suffix).join(', ')}, af (5)`),
    );
    expect(found.log[6 + suffixes.length]).toBe(`new ${letter}, af (5)`);
    expect(found.told).toBe(told);
  });

  it('fails after the fewest of those that ran before it, if it needs several', async () => {
    const subject = badIf(
      (letter, _, memory) => letter === 'f' && memory.includes('i') && memory.includes('l'),
    );
    const { found, log } = await shrunk(subject, failed(subject, toy('i'), toy('l')), {
      before: others,
    });
    expect(found.after).toStrictEqual(others.slice(2));
    expect(found.test).toStrictEqual(toy('af', 'one-minimal'));
    expect(log.at(-2)).toBe('new i, af (5)');
    expect(log.at(-1)).toBe('new i, j, k, l, m, n, af (5)');
  });

  it('is lost if it fails after none of them', async () => {
    const subject = remembers('?');
    const lost = failed(subject, toy('?'));
    const five = await shrunk(subject, lost, { before: others.slice(0, 5) });
    expect(five.found).toStrictEqual({ ...lost, after: [] });
    expect(five.log.slice(6)).toStrictEqual([
      'new k, af (5)',
      'new j, k, af (5)',
      'new h, i, j, k, af (5)',
      'new g, h, i, j, k, af (5)',
    ]);
    const late = await shrunk(subject, lost, { before: others, most: 7 });
    expect(late.log).toHaveLength(7);
    expect(late.found).toStrictEqual({ ...lost, after: [] });
    const later = await shrunk(subject, lost, { before: others, most: 2 });
    expect(later.log).toHaveLength(3);
  });
});

describe('the search is bounded', () => {
  const reply = (tag: 'Hung' | 'Died'): Reply =>
    tag === 'Hung'
      ? { _tag: 'Hung', seconds: 5 }
      : { _tag: 'Died', code: 1, signal: null, stderr: '' };
  /** Tests that pass, without end. */
  const passing = function* (test: AnyTest): Generator<AnyTest> {
    for (;;) yield toy('g', test.name);
  };
  const endless: Partial<Vocabulary<AnyTest>> = {
    candidatesOf: (test) => ({
      shorter: { [Symbol.iterator]: () => passing(test) },
      simpler: { [Symbol.iterator]: () => passing(test) },
    }),
  };
  const broken =
    (tag: 'Hung' | 'Died'): Toy =>
    (letters) =>
      letters.includes('f') ? reply(tag) : Array.from(letters).map(() => 'ok');
  const long = (n: number): string => `${'A'.repeat(n)}f`;

  it('by the number of runs', async () => {
    const differing = badIf((letter) => letter === 'f');
    const many = await shrunk(differing, failureOf(differing, toy('f', 'one')), { words: endless });
    // One alone, the runs, and one to confirm.
    expect(many.log).toHaveLength(1 + 5000 + 1);
    for (const tag of ['Hung', 'Died'] as const) {
      const few = await shrunk(broken(tag), failureOf(broken(tag), toy('f', 'one')), {
        words: endless,
      });
      expect(few.log).toHaveLength(1 + 120 + 1);
    }
  });

  it('by the number of candidates at a time, if each needs a process', async () => {
    const words: Partial<Vocabulary<AnyTest>> = {
      candidatesOf: (test) => ({
        shorter: Array.from({ length: 61 }, (_, i) => toy(i < 60 ? 'g' : 'f', test.name)),
        simpler: [],
      }),
    };
    const { log } = await shrunk(broken('Died'), failureOf(broken('Died'), toy('af', 'one')), {
      words,
    });
    expect(log).toHaveLength(1 + 1 + 60 + 1);
  });

  it.each<[string, Toy, number]>([
    ['an outcome that differs', badIf((letter) => letter === 'f'), 100],
    ['a death', broken('Died'), 4],
    ['a timeout', broken('Hung'), 3],
  ])('by the number of finds, for %s', async (_, subject, rounds) => {
    const { told } = await shrunk(subject, failureOf(subject, toy(long(150), 'one')));
    expect(told).toBe(long(150 - rounds));
  });

  it('by the number of finds and of candidates in new processes', async () => {
    // The confirmation of the find from the kept process fails.
    const fickle = badIf(
      (letter, before, memory) => letter === 'f' && (before.length > 0 || memory.length > 1),
    );
    const { told } = await shrunk(fickle, failureOf(fickle, toy(long(9), 'one')), {
      words: {
        candidatesOf: (test) => ({
          shorter: [
            toy('f', test.name),
            ...(vocabulary.candidatesOf(test).shorter as ReadonlyArray<AnyTest>),
          ],
          simpler: [],
        }),
      },
    });
    expect(told).toBe(long(5));
    const words: Partial<Vocabulary<AnyTest>> = {
      candidatesOf: (test) => ({
        shorter: [...Array.from({ length: 20 }, () => toy('f', test.name)), toy('Af', test.name)],
        simpler: [],
      }),
    };
    const none = await shrunk(fickle, failureOf(fickle, toy(long(9), 'one')), { words });
    expect(none.told).toBe(long(9));
    expect(none.log.filter((line) => line === 'new f (5)')).toHaveLength(1 + 20);
  });
});

describe('a test that hangs', () => {
  const hung: Reply = { _tag: 'Hung', seconds: 5 };
  const hangs: Toy = (letters) =>
    letters.includes('f') ? hung : Array.from(letters).map(() => 'ok');

  it('is shrunk with at most a second each, and confirmed with the whole timeout', async () => {
    const { log } = await shrunk(hangs, failureOf(hangs, toy('af', 'one')));
    expect(log).toStrictEqual(['new af (1)', 'af (1)', 'f (1)', ' (1)', 'new f (5)']);
    const short = await shrunk(hangs, failureOf(hangs, toy('f', 'one')), { seconds: 0.5 });
    expect(short.log[0]).toBe('new f (0.5)');
  });

  it('is returned as it was if it only took more than a second', async () => {
    let runs = 0;
    const slow: Toy = (letters) => {
      runs += 1;
      return letters === 'f' && runs > 4 ? ['ok'] : hangs(letters, []);
    };
    const failed = failureOf(hangs, toy('af', 'one'));
    const { found } = await shrunk(slow, failed);
    expect(found).toBe(failed);
  });
});
