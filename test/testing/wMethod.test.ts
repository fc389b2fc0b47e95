/** Checks the guarantee of the W-method on every small subject: a subject that passes the suite is right. */
import { describe, expect, it } from '@jest/globals';
import type { Lts } from '../../src/testing/index.js';
import { characterize, walks } from '../../src/testing/index.js';
import { right } from './suite.js';

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

/** Two machines with at most four states are equivalent if they answer all words of length seven alike. */
const everything = words(7);
const truth = everything.map((word) => answers(model, word));

const survivors = (states: number, extraStates: number): number => {
  const suite = right(walks({ criteria: ['w-method'], extraStates })(ltsOf(model))).map(
    ({ path }) => {
      const word = path.map(({ input }) => input);
      return { word, wanted: answers(model, word) };
    },
  );
  // There are two answers. With four states there are too many tables, so only some are tried.
  const nexts = tables(states, states).filter((_, i) => states < 4 || i % 211 === 0);
  const shown = tables(states, 2);
  return nexts
    .flatMap((next) => shown.map((answer) => ({ next, answer })))
    .filter((subject) => suite.every(({ word, wanted }) => answers(subject, word) === wanted))
    .filter((subject) => !everything.every((word, i) => answers(subject, word) === truth[i]))
    .length;
};

describe('w-method', () => {
  it('distinguishes all states', () => {
    const { sequences, alike } = characterize(ltsOf(model));
    expect(alike).toStrictEqual([]);
    expect(sequences).toContainEqual(['x', 'x']);
  });

  it('fails every wrong subject with as many states as the model', () => {
    expect(survivors(3, 0)).toBe(0);
  });

  it('fails every wrong subject with one more state, if extraStates is 1', () => {
    expect(survivors(4, 1)).toBe(0);
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
});
