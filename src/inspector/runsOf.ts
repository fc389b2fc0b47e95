/* eslint-disable functional/no-let, functional/no-loop-statements -- looks at a quarter of a million runs */
/** `runsOf`: the runs of a board that a filter shows. */
import type { Board } from './Board.js';
import type { Filter } from './Filter.js';
import { isEveryRun, isFound, isInStates } from './Filter.js';
import type { RunSet } from './RunSet.js';
import { hasRun, makeRunSet } from './RunSet.js';

/** What people call an id. */
export type LabelOf = (id: string) => string | undefined;

/** The runs of a board that a filter shows. The ops that the board dropped are not searched. */
export const runsOf = (board: Board, filter: Filter, labelOf: LabelOf): RunSet => {
  const size = board.size();
  const isMember =
    (set: RunSet) =>
    (number: number): boolean =>
      hasRun(set, number);
  const isIn = isInStates(filter);
  const isWanted = isFound(filter, {
    labelOf,
    opsSay: (term) => isMember(board.facts.runsWhoseOpsSay(term, size)),
    opsIn: (range) => isMember(board.runsChangedIn(range)),
  });
  const { set, add } = makeRunSet(size);
  const showsAll = isEveryRun(filter);
  for (let number = 0; number < size; number += 1) {
    const row = showsAll ? undefined : board.rowAt(number);
    if (row === undefined || (isIn(row) && isWanted(row))) add(number);
  }
  return set;
};
