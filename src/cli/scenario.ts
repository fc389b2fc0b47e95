/** `runchart scenario run`: scenarios in, answers out, line by line and in order. */
import * as E from 'fp-ts/lib/Either.js';
import type { AnswerWire } from '../journal/Scenario.js';
import { answerLine } from '../journal/Scenario.js';
import { encodeError } from '../journal/StepOutcome.js';
import type { ExitCode } from './exit.js';
import { DONE, NEGATIVE, UNUSABLE } from './exit.js';
import type { Source } from './input.js';
import type { Line } from './lines.js';
import { linesOf } from './lines.js';
import type { Outputs } from './output.js';
import { reportInput } from './report.js';

/** How much is gathered before it is written, in UTF-16 units. */
const GATHERED = 64 * 1024;

const answer: (line: Line) => AnswerWire = E.match(
  (message) => ({ err: encodeError({ _tag: 'BadScenario', message }) }),
  answerLine,
);

/**
 * Answers every line of a source. What came together is answered together, so a program at the other end of two pipes gets
 * the answer to a line before it sends the next; and nothing is read while the answers are not taken.
 */
export const runScenarios = async (source: Source, outputs: Outputs): Promise<ExitCode> => {
  const { out } = outputs;
  let answered = 0;
  for await (const batch of linesOf(source)) {
    if (E.isLeft(batch)) {
      await reportInput(outputs, batch.left);
      return answered === 0 ? UNUSABLE : NEGATIVE;
    }
    let text = '';
    for (const line of batch.right.lines) {
      text += `${JSON.stringify(answer(line))}\n`;
      if (text.length >= GATHERED) {
        if (!(await out.write(text))) return DONE;
        text = '';
      }
    }
    answered += batch.right.lines.length;
    if (text !== '' && !(await out.write(text))) return DONE;
  }
  return DONE;
};
