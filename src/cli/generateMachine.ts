/** `runchart generate --machine`: generates a suite of any machine. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { encodeSuite, encodeTest } from '../explore/Suite.js';
import type { ExitCode } from './exit.js';
import { DONE, UNUSABLE } from './exit.js';
import { counted } from './format.js';
import { coverageBy, coverageLines, leftOutLines } from './machineCoverage.js';
import { exploreMachine } from './machineSetup.js';
import type { MachineSuiteFlags } from './machineSuite.js';
import { facetsOf, machineSuiteOf } from './machineSuite.js';
import { openOutFiles } from './outfile.js';
import type { Outputs } from './output.js';
import { report, reportOutFile } from './report.js';

/** The flags of `generate --machine`. */
export interface GenerateMachineFlags extends MachineSuiteFlags {
  readonly out?: string;
  readonly coverage?: true;
  readonly json?: true;
}

/** Runs `runchart generate --machine`. */
export const generateMachineSuite = async (
  flags: GenerateMachineFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  const explored = await exploreMachine(flags)();
  const made = pipe(
    explored,
    E.chain((machine) =>
      pipe(
        facetsOf(flags, machine, []),
        E.chain((facets) => machineSuiteOf(flags, machine, facets)),
        E.map((suite) => ({ suite, machine })),
      ),
    ),
  );
  if (E.isLeft(made)) {
    await report(outputs, made.left);
    return UNUSABLE;
  }
  const { suite, machine } = made.right;
  const { out } = outputs;
  if (flags.out !== undefined) {
    const opened = openOutFiles([flags.out]);
    if (E.isRight(opened)) opened.right.files[0]?.line(encodeSuite(suite).trimEnd());
    const written = pipe(
      opened,
      E.chain(({ commit }) => commit()),
    );
    if (E.isLeft(written)) {
      await reportOutFile(outputs, written.left);
      return UNUSABLE;
    }
  }
  const coverage = coverageBy(suite.tests, machine.exploration);
  if (flags.json === true)
    await out.write(
      `${JSON.stringify({ ...suite, tests: suite.tests.map(encodeTest), coverage, left_out: machine.exploration.leftOut })}\n`,
    );
  else if (flags.coverage === true)
    await out.write(
      `${[...coverageLines(out.colors, coverage), ...leftOutLines(out.colors, machine.exploration)].join('\n')}\n`,
    );
  else if (flags.out === undefined) await out.write(encodeSuite(suite));
  else {
    const steps = suite.tests.reduce((sum, test) => sum + test.steps.length, 0);
    await outputs.err.write(`${counted(suite.tests.length, 'test')}, ${counted(steps, 'step')}\n`);
  }
  return DONE;
};
