/** Correct subjects: the library itself, in this process and as a module for others. */
import { join } from 'node:path';
import { build } from 'esbuild';
import * as E from 'fp-ts/lib/Either.js';
import { runScenario, ScenarioCodec } from '../../src/journal/Scenario.js';
import type { OutcomeWire } from '../../src/journal/StepOutcome.js';
import { root } from '../cli/runchart.js';

/** Returns the outcomes of a scenario on the wire. */
export const outcomesOf = (scenario: unknown): ReadonlyArray<OutcomeWire> => {
  const decoded = ScenarioCodec.decode(scenario);
  if (E.isLeft(decoded)) throw new Error('no scenario');
  const answer = runScenario(decoded.right);
  return 'outcomes' in answer ? answer.outcomes : [];
};

/** Writes a module that exports `answer`, from a line to its answer, and `subject`, from a scenario to its answer. */
export const writeOracle = async (file: string): Promise<string> => {
  await build({
    stdin: {
      contents: `import { answerLine } from ${JSON.stringify(join(root, 'src/journal/Scenario.ts'))};
        export const answer = (line) => answerLine(line);
        export const subject = (scenario) => answerLine(JSON.stringify(scenario));`,
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    outfile: file,
    logLevel: 'error',
  });
  return file;
};
