/** Files of what a store keeps beside the history of its runs: NDJSON, a run a line. */
import * as E from 'fp-ts/lib/Either.js';
import type { RunData } from '../store/RunData.js';
import { RunDataCodec } from '../store/RunData.js';
import type { RunId } from '../values/RunId.js';
import type { LineForm } from './decodedLines.js';
import { readDecoded } from './decodedLines.js';
import type { Source } from './input.js';

const form: LineForm<RunData> = {
  codec: RunDataCodec,
  name: 'data of a run',
  wanted: '--data takes the file that store export --data writes',
};

/** The data of a run as a line. */
export const runDataLine = (data: RunData): string => JSON.stringify(RunDataCodec.encode(data));

/** Reads the data of runs, or says what is wrong with the first line that is none. */
export const readRunData = async (
  source: Source | undefined,
): Promise<E.Either<string, ReadonlyMap<RunId, RunData>>> => {
  const all = new Map<RunId, RunData>();
  if (source === undefined) return E.right(all);
  const read = await readDecoded(source, form, (data) => all.set(data.runId, data));
  return E.isLeft(read) ? read : E.right(all);
};
