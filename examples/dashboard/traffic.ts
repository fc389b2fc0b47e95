/** What the host answered: how often each edge was taken, and how often each refusal was given. */
import * as E from 'fp-ts/lib/Either.js';

/** How often, by a name. */
export type Tally = Readonly<Record<string, number>>;

/** What the host answered, so far. */
export interface Traffic {
  readonly accepted: () => number;
  /** How often each edge was taken, by its source and its event, as `<run-chart>` wants it. */
  readonly taken: () => Tally;
  /** How often each refusal was given, by its tag. */
  readonly refused: () => Tally;
  /** Notes an answer, and the edge that was taken if it is a yes; none leads to a run's beginning. */
  readonly note: (answer: E.Either<{ readonly _tag: string }, unknown>, edge?: string) => void;
}

/** Nothing was answered yet. */
export const makeTraffic = (): Traffic => {
  const taken: Record<string, number> = {};
  const refused: Record<string, number> = {};
  let accepted = 0;
  const add = (tally: Record<string, number>, name: string): void => {
    tally[name] = (tally[name] ?? 0) + 1;
  };
  return {
    accepted: () => accepted,
    taken: () => ({ ...taken }),
    refused: () => ({ ...refused }),
    note: (answer, edge) => {
      if (E.isLeft(answer)) {
        add(refused, answer.left._tag);
        return;
      }
      accepted += 1;
      if (edge !== undefined) add(taken, edge);
    },
  };
};

/** How many in all. */
export const totalOf = (tally: Tally): number =>
  Object.values(tally).reduce((sum, n) => sum + n, 0);
