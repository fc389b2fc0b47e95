/** The answers of the host: how often each edge was taken, and how often each refusal occurred. */
import * as E from 'fp-ts/lib/Either.js';

/** Counts by name. */
export type Tally = Readonly<Record<string, number>>;

/** The answers of the host so far. */
export interface Traffic {
  readonly accepted: () => number;
  /** How often each edge was taken, by source and event, as `<run-chart>` expects it. */
  readonly taken: () => Tally;
  /** How often each refusal occurred, by tag. */
  readonly refused: () => Tally;
  /** Counts an answer and, if it is accepted, the edge that was taken; creating a run takes none. */
  readonly note: (answer: E.Either<{ readonly _tag: string }, unknown>, edge?: string) => void;
}

/** Traffic without answers. */
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

/** The sum of all counts. */
export const totalOf = (tally: Tally): number =>
  Object.values(tally).reduce((sum, n) => sum + n, 0);
