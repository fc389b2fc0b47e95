/** Reads the runs that a journal begins with: a file of `replay --runs`, one run on each line. */
import * as E from 'fp-ts/lib/Either.js';
import { summarizeDecodeErrors } from '../codec/DecodeError.js';
import { printable } from '../codec/printable.js';
import { decodeJson } from '../run/decodeJson.js';
import type { RunInstance } from '../run/RunInstance.js';
import { RunInstanceLenientCodec } from '../run/RunInstanceCodec.js';
import type { RunId } from '../values/RunId.js';
import type { Source } from './input.js';
import { sourceName } from './input.js';
import { linesOf } from './lines.js';

const decodeRun = decodeJson(RunInstanceLenientCodec);

/** Reads runs, each id once, or says what is wrong with the first line that has none. Blank lines are skipped. */
export const readRuns = async (
  source: Source | undefined,
): Promise<E.Either<string, ReadonlyMap<RunId, RunInstance>>> => {
  const runs = new Map<RunId, RunInstance>();
  if (source === undefined) return E.right(runs);
  const name = printable(sourceName(source));
  let position = 0;
  const refuse = (message: string): E.Either<string, never> =>
    E.left(
      `${name}:${String(position)}: ${printable(message)}; --from-runs takes a file that replay --runs wrote`,
    );
  for await (const batch of linesOf(source)) {
    if (E.isLeft(batch)) return E.left(`cannot read ${name}: ${batch.left.message}`);
    for (const line of batch.right.lines) {
      position += 1;
      if (E.isLeft(line)) return refuse(line.left);
      if (line.right.trim() === '') continue;
      const run = decodeRun(line.right);
      if (E.isLeft(run)) return refuse(`no run: ${summarizeDecodeErrors(run.left)}`);
      if (runs.has(run.right.id)) return refuse(`run ${run.right.id} is there already`);
      runs.set(run.right.id, run.right);
    }
  }
  return E.right(runs);
};
