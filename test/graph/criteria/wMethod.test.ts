/** Checks the guarantee of the W-method on every small subject: a subject that passes the suite is right. */
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { walks } from '../../../src/explore/walks.js';
import { characterize, wMethodPaths } from '../../../src/graph/criteria/wMethod.js';
import type { Lts } from '../../../src/graph/Lts.js';
import { right } from '../../support/right.js';

/** The model has two states that answer every single input alike and differ only after a step. */
const inputs = ['x', 'y'];

interface Machine {
  /** For each state and input, the next state. */
  readonly next: ReadonlyArray<ReadonlyArray<number>>;
  /** For each state and input, the answer. */
  readonly answer: ReadonlyArray<ReadonlyArray<number>>;
}

const model: Machine = {
  next: [
    [1, 0],
    [2, 0],
    [2, 1],
  ],
  answer: [
    [0, 0],
    [0, 0],
    [1, 0],
  ],
};

const ltsOf = ({ next, answer }: Machine): Lts<number> => ({
  initial: '0',
  states: next.map((_, i) => String(i)),
  inputs,
  transitions: next.flatMap((row, state) =>
    row.map((target, i) => ({
      source: String(state),
      input: i,
      label: inputs[i] ?? '',
      accepted: true,
      outcome: String(answer[state]?.[i]),
      target: String(target),
    })),
  ),
  abstracted: [],
});

const answers = ({ next, answer }: Machine, word: ReadonlyArray<number>): string => {
  let state = 0;
  return word
    .map((i) => {
      const given = answer[state]?.[i];
      state = next[state]?.[i] ?? 0;
      return String(given);
    })
    .join('');
};

/** Lists every table with the given numbers of states and values. */
const tables = (
  states: number,
  values: number,
): ReadonlyArray<ReadonlyArray<ReadonlyArray<number>>> =>
  Array.from({ length: values ** (states * inputs.length) }, (_, code) =>
    Array.from({ length: states }, (_row, s) =>
      inputs.map((_input, i) => Math.floor(code / values ** (s * inputs.length + i)) % values),
    ),
  );

const words = (length: number): ReadonlyArray<ReadonlyArray<number>> =>
  length === 0
    ? [[]]
    : words(length - 1).flatMap((word) => [
        [...word, 0],
        [...word, 1],
      ]);

/** All subjects to try: those with a number of states and of answers, or some of them. */
interface Subjects {
  readonly states: number;
  readonly answers: number;
  /** Every how many tables of next states are tried; 1 by default. */
  readonly stride?: number;
}

/** Two machines with at most four states are equivalent if they answer all words of length seven alike. */
const everything = words(7);

/** Counts the subjects that pass the suite for a model and are wrong. */
const survivors = (
  model: Machine,
  { states, answers: values, stride = 1 }: Subjects,
  extraStates: number,
): number => {
  const suite = right(walks({ criteria: ['w-method'], extraStates })(ltsOf(model))).map(
    ({ path }) => {
      const word = path.map(({ input }) => input);
      return { word, wanted: answers(model, word) };
    },
  );
  const truth = everything.map((word) => answers(model, word));
  const nexts = tables(states, states).filter((_, i) => i % stride === 0);
  const shown = tables(states, values);
  let count = 0;
  for (const next of nexts)
    for (const answer of shown) {
      const subject = { next, answer };
      if (
        suite.every(({ word, wanted }) => answers(subject, word) === wanted) &&
        !everything.every((word, i) => answers(subject, word) === truth[i])
      )
        count += 1;
    }
  return count;
};

describe('w-method', () => {
  it('distinguishes all states', () => {
    const { sequences, alike } = characterize(ltsOf(model));
    expect(alike).toStrictEqual([]);
    expect(sequences).toContainEqual(['x', 'x']);
  });

  it('fails every wrong subject with as many states as the model', () => {
    expect(survivors(model, { states: 3, answers: 2 }, 0)).toBe(0);
  });

  it('fails every wrong subject with one more state, if extraStates is 1', () => {
    expect(survivors(model, { states: 4, answers: 2, stride: 211 }, 1)).toBe(0);
  });

  describe('of a model with two final states, which are alike', () => {
    /** 0 runs; `x` completes it, `y` fails it; both final states refuse both. */
    const ends: Machine = {
      next: [
        [1, 2],
        [1, 1],
        [2, 2],
      ],
      answer: [
        [1, 2],
        [0, 0],
        [0, 0],
      ],
    };

    it('fails every wrong subject with as many states as the minimal model', () => {
      expect(characterize(ltsOf(ends)).alike).toStrictEqual([['1', '2']]);
      expect(survivors(ends, { states: 2, answers: 3 }, 0)).toBe(0);
    });

    it('fails every wrong subject with as many states as the model, if extraStates is 1', () => {
      const asMany = { states: 3, answers: 3 };
      expect(survivors(ends, asMany, 0)).toBeGreaterThan(0);
      expect(survivors(ends, asMany, 1)).toBe(0);
    });
  });

  describe('of a model with two states on a cycle, which are alike', () => {
    /** A lamp of which `x` is the button, on which a light goes on and off; 0 and 2 are dark. */
    const blinks: Machine = {
      next: [
        [1, 0],
        [2, 1],
        [1, 2],
      ],
      answer: [
        [1, 0],
        [0, 0],
        [1, 0],
      ],
    };

    /** The same with one dark state. */
    const minimal: Machine = {
      next: [
        [1, 0],
        [0, 1],
      ],
      answer: [
        [1, 0],
        [0, 0],
      ],
    };

    const suite = (machine: Machine, extraStates: number): ReadonlyArray<string> =>
      right(walks({ criteria: ['w-method'], extraStates })(ltsOf(machine))).map(({ path }) =>
        path.map(({ label }) => label).join(''),
      );

    it.each([0, 1, 2])(
      'has the suite of the minimal model, if extraStates is %i',
      (extraStates) => {
        expect(characterize(ltsOf(blinks)).alike).toStrictEqual([['0', '2']]);
        expect(suite(blinks, extraStates)).toStrictEqual(suite(minimal, extraStates));
      },
    );

    it('fails every wrong subject with as many states as the minimal model, and one more', () => {
      expect(survivors(blinks, { states: 2, answers: 2 }, 0)).toBe(0);
      expect(survivors(blinks, { states: 3, answers: 2 }, 1)).toBe(0);
      expect(survivors(blinks, { states: 3, answers: 2 }, 0)).toBeGreaterThan(0);
    });
  });

  it('takes no states for one of which only one has an input', () => {
    const lts = ltsOf({
      next: [
        [1, 0],
        [1, 1],
      ],
      answer: [
        [0, 0],
        [0, 0],
      ],
    });
    const transitions = lts.transitions.filter(
      ({ source, label }) => source === '0' || label === 'x',
    );
    const partial = { ...lts, transitions };
    expect(characterize(partial).alike).toStrictEqual([['0', '1']]);
    const paths = right(walks({ criteria: ['w-method'] })(partial)).map(({ path }) => path);
    transitions.forEach((transition) => {
      expect(paths.flat()).toContain(transition);
    });
  });

  it('lists equivalent states', () => {
    const twice: Machine = {
      next: [
        [1, 0],
        [0, 1],
      ],
      answer: [
        [0, 1],
        [0, 1],
      ],
    };
    expect(characterize(ltsOf(twice))).toStrictEqual({ sequences: [], alike: [['0', '1']] });
  });

  it('needs no sequence for a state without inputs', () => {
    const lts = { ...ltsOf({ next: [[]], answer: [[]] }), inputs: [] };
    expect(characterize(lts)).toStrictEqual({ sequences: [], alike: [] });
    expect(wMethodPaths(lts, { extraStates: 1, observed: false })).toStrictEqual([[]]);
  });

  /** The answer of the last state shows how far it is away; `up` comes to it from the first states, `down` from the last ones. */
  it.each([
    ['up', [1, 2, 3, 4, 4], [0, 0, 0, 0, 1]],
    ['down', [0, 0, 1, 2, 3], [1, 0, 0, 0, 0]],
    ['back and forth', [3, 0, 4, 2, 4], [0, 0, 0, 0, 1]],
  ])('finds a sequence of as many inputs as needed: %s', (_, targets, given) => {
    const chain = ltsOf({ next: targets.map((to) => [to]), answer: given.map((one) => [one]) });
    expect(characterize({ ...chain, inputs: ['x'] })).toStrictEqual({
      sequences: [['x', 'x', 'x', 'x']],
      alike: [],
    });
  });

  /** A system that stays in each state, with the answers of the states to each input. */
  const still = (shown: Readonly<Record<string, ReadonlyArray<number>>>): Lts<string> => ({
    initial: '0',
    states: Object.values(shown)[0]?.map((_, i) => String(i)) ?? [],
    inputs: Object.keys(shown),
    transitions: Object.entries(shown).flatMap(([label, row]) =>
      row.map((answer, i) => ({
        source: String(i),
        input: label,
        label,
        accepted: true,
        outcome: String(answer),
        target: String(i),
      })),
    ),
    abstracted: [],
  });

  it.each([
    [{ x: [0, 0, 1, 1], y: [0, 1, 0, 1], z: [0, 1, 2, 3] }, [['z']]],
    [{ x: [0, 0, 0, 1], y: [0, 0, 1, 1], z: [0, 1, 0, 0] }, [['y'], ['z'], ['x']]],
    [{ x: [0, 0, 0, 0], y: [0, 0, 1, 2], z: [0, 1, 0, 0] }, [['y'], ['z']]],
  ])('takes the sequences that distinguish the most first: of %j, %j', (shown, sequences) => {
    expect(characterize(still(shown)).sequences).toStrictEqual(sequences);
  });

  it('takes the shorter one first, of two sequences that distinguish as many', () => {
    const lts = ltsOf({
      next: [
        [3, 0],
        [0, 1],
        [1, 2],
        [0, 3],
      ],
      answer: [
        [0, 0],
        [0, 0],
        [0, 1],
        [1, 2],
      ],
    });
    expect(characterize(lts).sequences).toStrictEqual([['y'], ['x', 'x']]);
  });

  it('distinguishes exactly the states that answer an input differently after inputs that both have', () => {
    const six = { minLength: 6, maxLength: 6 };
    const machines = fc.record({
      next: fc.array(fc.integer({ min: -1, max: 2 }), six),
      answer: fc.array(fc.integer({ min: 0, max: 1 }), six),
    });
    fc.assert(
      fc.property(machines, ({ next, answer }) => {
        const states = [0, 1, 2];
        const whole = ltsOf({
          next: states.map((state) => next.slice(2 * state, 2 * state + 2)),
          answer: states.map((state) => answer.slice(2 * state, 2 * state + 2)),
        });
        const lts = {
          ...whole,
          transitions: whole.transitions.filter(({ target }) => target !== '-1'),
        };
        const answersOf = (state: number, labels: ReadonlyArray<string>): string => {
          let at = String(state);
          return labels
            .map((label) => {
              const taken = lts.transitions.find((one) => one.source === at && one.label === label);
              at = taken?.target ?? 'none';
              return taken?.outcome ?? '-';
            })
            .join('');
        };
        const differ = (one: number, other: number, labels: ReadonlyArray<string>): boolean =>
          answersOf(one, labels) !== answersOf(other, labels);
        // Of three states there are three pairs, so that three inputs are enough.
        const tries = words(3).map((word) => word.map((i) => inputs[i] ?? ''));
        const starts = tries.flatMap((word) => word.map((_, i) => word.slice(0, i + 1)));
        const pairs = [
          [0, 1],
          [0, 2],
          [1, 2],
        ] as const;
        const alike = pairs.filter(
          ([one, other]) =>
            !starts.some(
              (word) =>
                !answersOf(one, word).includes('-') &&
                !answersOf(other, word).includes('-') &&
                differ(one, other, word),
            ),
        );
        const found = characterize(lts);
        expect(found.alike).toStrictEqual(alike.map((pair) => pair.map(String)));
        pairs
          .filter((pair) => !alike.includes(pair))
          .forEach(([one, other]) => {
            expect(found.sequences.some((word) => differ(one, other, word))).toBe(true);
          });
      }),
    );
  });

  describe('of a gate, whose states one input tells apart', () => {
    const gate = ltsOf({
      next: [
        [1, 0],
        [1, 0],
      ],
      answer: [
        [0, 0],
        [0, 1],
      ],
    });
    const pathsOf = (
      lts: Lts<number>,
      options: { readonly extraStates: number; readonly observed: boolean },
    ): ReadonlyArray<string> =>
      wMethodPaths(lts, options).map((path) => path.map(({ label }) => label).join(''));

    it('takes every input in each state, then the one that tells them apart', () => {
      const options = { extraStates: 0, observed: false };
      expect(pathsOf(gate, options)).toStrictEqual(['y', 'xy', 'yy', 'xy', 'xxy', 'xyy']);
    });

    it('takes every two inputs, if extraStates is 1', () => {
      const after = ['y', 'xy', 'yy', 'xxy', 'xyy', 'yxy', 'yyy'];
      expect(pathsOf(gate, { extraStates: 1, observed: false })).toStrictEqual([
        ...after,
        ...after.map((path) => `x${path}`),
      ]);
    });

    it('takes only the input, if the state is observed', () => {
      const options = { extraStates: 0, observed: true };
      expect(pathsOf(gate, options)).toStrictEqual(['', 'x', 'y', 'x', 'xx', 'xy']);
    });

    it('begins with a path to each state, also to one that is like another, if the state is observed', () => {
      const answerless = {
        ...gate,
        transitions: gate.transitions.map((one) => ({ ...one, outcome: '' })),
      };
      expect(pathsOf(answerless, { extraStates: 0, observed: true })).toHaveLength(6);
      expect(pathsOf(answerless, { extraStates: 0, observed: false })).toStrictEqual([
        '',
        'x',
        'y',
      ]);
    });
  });
});
