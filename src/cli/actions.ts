/** `runchart actions`: the events that one run accepts now, and why it refuses the others. */
import { isUtf8 } from 'node:buffer';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { formatDecodeErrors } from '../codec/DecodeError.js';
import { printable } from '../codec/printable.js';
import { decodeJson } from '../run/decodeJson.js';
import type { RunInstance } from '../run/RunInstance.js';
import { RunInstanceLenientCodec } from '../run/RunInstanceCodec.js';
import type { ExitCode } from './exit.js';
import { DONE, UNUSABLE } from './exit.js';
import { paintState } from './format.js';
import type { InputError, Source } from './input.js';
import { chunksOf, sourceName, STDIN } from './input.js';
import { actionLines, encodeActions } from './legal.js';
import { limits } from './limits.js';
import type { Outputs } from './output.js';
import { report, reportInput } from './report.js';

/** The flags of `actions`. */
export interface ActionsFlags {
  readonly json?: true;
}

/** Reads the whole text of a source, up to the maximum length of a line. */
const textOf = async (source: Source): Promise<E.Either<InputError, string>> => {
  const pieces: Array<Buffer> = [];
  let length = 0;
  const refuse = (message: string): E.Either<InputError, string> =>
    E.left({ _tag: 'InputError', source, message });
  for await (const chunk of chunksOf(source)) {
    if (E.isLeft(chunk)) return chunk;
    pieces.push(Buffer.from(chunk.right.bytes));
    length += chunk.right.bytes.length;
    if (length > limits().line) return refuse('it is too large to be one run');
  }
  const bytes = Buffer.concat(pieces, length);
  return isUtf8(bytes)
    ? E.right(bytes.toString('utf8').replace(/^\ufeff/, ''))
    : refuse('it is not UTF-8 text');
};

const jsonLine = (run: RunInstance): string =>
  `${JSON.stringify({ run_id: run.id, state: run.state, actions: encodeActions(run) })}\n`;

/** Runs `runchart actions`. */
export const showActions = async (
  source: Source,
  flags: ActionsFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  if (source === STDIN && process.stdin.isTTY) {
    await report(outputs, 'reads a run as JSON from the terminal; Ctrl-D ends it');
  }
  const text = await textOf(source);
  if (E.isLeft(text)) {
    await reportInput(outputs, text.left);
    return UNUSABLE;
  }
  const run = pipe(text.right, decodeJson(RunInstanceLenientCodec), E.mapLeft(formatDecodeErrors));
  if (E.isLeft(run)) {
    await report(outputs, `${printable(sourceName(source))} has no run in it:`);
    for (const line of run.left) await outputs.err.write(`  ${printable(line)}\n`);
    return UNUSABLE;
  }
  const { colors, write } = outputs.out;
  const { id, state } = run.right;
  const lines = [
    `${colors.bold(`run ${id}`)} is ${paintState(colors, state)}`,
    ...actionLines(colors, run.right),
  ];
  await write(flags.json === true ? jsonLine(run.right) : `${lines.join('\n')}\n`);
  return DONE;
};
