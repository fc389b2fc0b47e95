/** The W-method's promise, tried on every small subject there is: what passes its suite is right. */
import { describe, expect, it } from '@jest/globals';
import type { Lts } from '../../src/testing/index.js';
import { characterize, walks } from '../../src/testing/index.js';
import { right } from './suite.js';

/** Two states that are told apart only after a step: each input is answered alike in A and B, and leads elsewhere. */
const inputs = ['x', 'y'];

interface Machine {
  /** For each state and input, where it leads. */
  readonly next: ReadonlyArray<ReadonlyArray<number>>;
  /** For each state and input, what it answers. */
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

/** Every table of a size over so many values. */
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

/** Two machines of at most four states answer all words alike if they do so for all words of seven. */
const everything = words(7);
const truth = everything.map((word) => answers(model, word));

const survivors = (states: number, extraStates: number): number => {
  const suite = right(walks({ criteria: ['w-method'], extraStates })(ltsOf(model))).map(
    ({ path }) => {
      const word = path.map(({ input }) => input);
      return { word, wanted: answers(model, word) };
    },
  );
  // The answers that a subject shows are of two kinds; so many tables are more than can be tried for four states.
  const nexts = tables(states, states).filter((_, i) => states < 4 || i % 211 === 0);
  const shown = tables(states, 2);
  return nexts
    .flatMap((next) => shown.map((answer) => ({ next, answer })))
    .filter((subject) => suite.every(({ word, wanted }) => answers(subject, word) === wanted))
    .filter((subject) => !everything.every((word, i) => answers(subject, word) === truth[i]))
    .length;
};

describe('w-method', () => {
  it('tells all states apart', () => {
    const { sequences, alike } = characterize(ltsOf(model));
    expect(alike).toStrictEqual([]);
    expect(sequences).toContainEqual(['x', 'x']);
  });

  it('lets no wrong subject of as many states pass', () => {
    expect(survivors(3, 0)).toBe(0);
  });

  it('lets no wrong subject of one state more pass, if it is told of it', () => {
    expect(survivors(4, 1)).toBe(0);
  });

  it('names states that are one state twice', () => {
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
