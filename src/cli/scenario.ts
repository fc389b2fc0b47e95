/** `runchart scenario run`: answers scenarios line by line, in order. */
import * as E from 'fp-ts/lib/Either.js';
import { scenarioHint } from '../journal/hints.js';
import type { AnswerWire } from '../journal/Scenario.js';
import { makeAnswerLine } from '../journal/Scenario.js';
import { encodeError } from '../journal/StepOutcome.js';
import type { ExitCode } from './exit.js';
import { DONE, NEGATIVE, UNUSABLE } from './exit.js';
import type { Source } from './input.js';
import type { Line } from './lines.js';
import { linesOf } from './lines.js';
import type { Outputs } from './output.js';
import { reportInput } from './report.js';

/** How much text is buffered before a write, in UTF-16 units. */
const BUFFER_SIZE = 64 * 1024;

const answer: (line: Line) => AnswerWire = E.match(
  (message) => ({ err: encodeError({ _tag: 'BadScenario', message }) }),
  makeAnswerLine(scenarioHint),
);

/**
 * Runs `runchart scenario run`. The answers to a batch are written before the next batch is read. So a program that sends one line
 * at a time gets each answer before it sends the next, and nothing is read while the answers are not consumed.
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
      if (text.length >= BUFFER_SIZE) {
        if (!(await out.write(text))) return DONE;
        text = '';
      }
    }
    answered += batch.right.lines.length;
    if (text !== '' && !(await out.write(text))) return DONE;
  }
  return DONE;
};
