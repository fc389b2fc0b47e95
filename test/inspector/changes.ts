/** The changes of runs in words: those that the inspector keeps, and those of a fold over the steps of a replay. */
import * as O from 'fp-ts/lib/Option.js';
import type { LineResult, RunId, RunInstance } from '../../src/index.js';
import { makeReplayer } from '../../src/index.js';
import type { RunChange, RunChanges } from '../../src/inspector/RunChange.js';
import { attemptOutcomes, changeOf } from '../../src/inspector/RunChange.js';

/** A change in words, with its instant. */
export type Told = readonly [at: number, what: string];

const wordsOf = (change: RunChange | undefined): string => {
  switch (change?._tag) {
    case 'Entered':
      return change.state;
    case 'AttemptBegan':
      return 'attempt';
    case 'AttemptEnded':
      return `ended ${change.outcome}`;
    case 'Refused':
      return `refused ${change.reason}`;
    case undefined:
      return 'nothing';
  }
};

/** The changes of a run in words. */
export const toldBy = ({ at, codes }: RunChanges): ReadonlyArray<Told> =>
  at.map((instant, i) => [instant, wordsOf(changeOf(codes[i] ?? -1))]);

/** What happened to each run by the steps of a replay and the texts of their lines. */
export const expectedOf = (
  lines: ReadonlyArray<string>,
): ReadonlyMap<RunId, ReadonlyArray<Told>> => {
  const all = new Map<RunId, Array<Told>>();
  const runs = new Map<RunId, RunInstance>();
  const instants = new Map<RunId, number>();
  const take = (result: LineResult): void => {
    if (result._tag === 'Malformed') throw new Error(result.message);
    const { entry, line, redelivered } = result;
    const own = all.get(entry.runId) ?? [];
    all.set(entry.runId, own);
    if (redelivered) return;
    const text = JSON.parse(lines[line - 1] ?? '') as Readonly<Record<string, unknown>>;
    const before = runs.get(entry.runId);
    const tell = (what: string, at = text['at'] ?? instants.get(entry.runId)): void => {
      if (typeof at === 'number') own.push([at, what]);
    };
    if (result._tag === 'Refused') tell(`refused ${result.error._tag}`);
    else {
      const { run } = result;
      runs.set(entry.runId, run);
      const [was, is] = [before?.currentAttemptId ?? O.none, run.currentAttemptId];
      const outcome = text['op'] === 'finish_attempt' ? (text['outcome'] ?? 'untold') : 'untold';
      const word = attemptOutcomes.find((known) => known === outcome) ?? 'other';
      const stored = text['op'] === 'deserialize' ? run.lastStateChangeAt : undefined;
      const created =
        stored ??
        (text['created_at'] === undefined ? undefined : (text['at'] ?? text['created_at']));
      if (typeof created === 'number') {
        if (O.isSome(was)) tell(`ended ${word}`, created);
        tell(run.state, created);
        if (O.isSome(is)) tell('attempt', created);
        instants.set(entry.runId, created);
        return;
      }
      const isOther = O.toUndefined(was) !== O.toUndefined(is);
      if (O.isSome(was) && isOther) tell(`ended ${word}`);
      if (before?.state !== run.state) tell(run.state);
      if (O.isSome(is) && isOther) tell('attempt');
    }
    if (typeof text['at'] === 'number') instants.set(entry.runId, text['at']);
  };
  const replayer = makeReplayer({ onStep: take });
  lines.forEach((line) => replayer.line(line));
  return all;
};
