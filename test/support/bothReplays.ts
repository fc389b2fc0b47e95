/** The two ways in which journals are replayed: text by text, and from bytes, as the command does. They must tell the same. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { makeBlockReplayer } from '../../src/cli/blockReplay.js';
import type { Block, Line } from '../../src/cli/lines.js';
import { afterLine, textAt } from '../../src/cli/lines.js';
import type { LineResult, Replay, ReplayOptions, RunInstance } from '../../src/index.js';
import { makeReplayer, RunId, RunInstanceCodec } from '../../src/index.js';

export type Options = Omit<ReplayOptions, 'history' | 'onStep'>;

/** What is told of a journal: its steps that are more than accepted, its malformed lines, its counts and its runs. */
export interface Told {
  readonly results: ReadonlyArray<LineResult>;
  readonly counts: Omit<Replay, 'runs' | 'history'>;
  readonly runs: ReadonlyArray<unknown>;
}

const isTold = (result: LineResult): boolean =>
  result._tag === 'Malformed' ||
  (!result.redelivered && (result._tag === 'Refused' || result.anomalies.length > 0));

const encoded = (runs: {
  readonly size: number;
  readonly values: () => Iterable<RunInstance>;
}): ReadonlyArray<unknown> => {
  const all = [...runs.values()];
  if (all.length !== runs.size) throw new Error('the runs are not as many as their size says');
  return all.map((run) => RunInstanceCodec.encode(run));
};

/** Replays texts, one after the other. */
export const ofTexts = (lines: ReadonlyArray<Line>, options: Options): Told => {
  const results: Array<LineResult> = [];
  const replayer = makeReplayer({
    ...options,
    history: 0,
    onStep: (result) => results.push(result),
  });
  for (const line of lines) if (E.isRight(line)) replayer.line(line.right);
  const { runs, history, ...counts } = replayer.result();
  if (history(RunId.nil).length > 0) throw new Error('a history that nobody asked for');
  return { results: results.filter(isTold), counts, runs: encoded(runs) };
};

/** Replays blocks, and counts the lines whose text was not made. */
export const ofBlocks = (
  blocks: ReadonlyArray<Block>,
  options: Options,
): { readonly told: Told; readonly recognized: number } => {
  const replayer = makeBlockReplayer(options);
  const results: Array<LineResult> = [];
  let recognized = 0;
  const takeText = (line: Line): void => {
    const result = E.isRight(line) ? replayer.line(line.right) : O.none;
    if (O.isSome(result)) results.push(result.value);
  };
  for (const block of blocks) {
    if (!Buffer.isBuffer(block)) block.forEach(takeText);
    else
      for (let start = 0; start <= block.length;) {
        const end = replayer.recognized(block, start);
        const step = end === -1 ? undefined : replayer.step();
        if (end === -1) takeText(textAt(block, start));
        else recognized += 1;
        if (step !== undefined) results.push(step);
        start = afterLine(block, end === -1 ? start : end);
      }
  }
  const { runs, ...counts } = replayer.result();
  return { told: { results: results.filter(isTold), counts, runs: encoded(runs) }, recognized };
};
