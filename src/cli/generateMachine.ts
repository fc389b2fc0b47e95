/** `runchart generate --machine`: generates a suite of any machine. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { printable } from '../codec/printable.js';
import type { Exploration } from '../explore/Exploration.js';
import { machineTestSource } from '../explore/javascript.js';
import type { MachineSuite } from '../explore/Suite.js';
import { encodeSuite, encodeTest } from '../explore/Suite.js';
import type { ExportFormatName } from '../testing/export.js';
import { exportFormats } from '../testing/export.js';
import type { ExitCode } from './exit.js';
import { DONE, UNUSABLE } from './exit.js';
import { counted } from './format.js';
import { coverageBy, coverageLines, leftOutLines } from './machineCoverage.js';
import { exploreMachine } from './machineSetup.js';
import type { MachineSuiteFlags } from './machineSuite.js';
import { facetsOf, machineSuiteOf, unwritable } from './machineSuite.js';
import { openOutFiles } from './outfile.js';
import type { Outputs } from './output.js';
import { report, reportOutFile } from './report.js';

/** The flags of `generate --machine`. */
export interface GenerateMachineFlags extends MachineSuiteFlags {
  readonly format: ExportFormatName;
  readonly subjectModule?: string;
  readonly out?: string;
  readonly coverage?: true;
  readonly json?: true;
}

/** The formats of suites of machines; `itf` and `rust` are about runs. */
const machineFormats = ['ndjson', 'jest', 'vitest', 'node'] as const;

type MachineFormat = (typeof machineFormats)[number];

const isMachineFormat = (format: ExportFormatName): format is MachineFormat =>
  machineFormats.some((one) => one === format);

/** The text of a suite in a format, or why there is none. */
const textOf = (
  suite: MachineSuite,
  { format, subjectModule }: GenerateMachineFlags,
  exploration: Exploration,
): E.Either<string, string> => {
  if (!isMachineFormat(format))
    return E.left(
      `--format ${format} is for runs; suites of machines can be ${machineFormats.join(', ')}`,
    );
  if (format === 'ndjson') return E.right(encodeSuite(suite));
  const inexact = unwritable(suite.tests);
  return inexact === undefined
    ? E.right(
        machineTestSource(
          format,
          suite,
          exploration,
          subjectModule ?? exportFormats[format].subjectModule ?? './subject.js',
        ),
      )
    : E.left(`a file cannot hold ${printable(inexact)}: JSON cannot write its data`);
};

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
        E.bindTo('suite'),
        E.bind('text', ({ suite }) => textOf(suite, flags, machine.exploration)),
        E.map((made) => ({ ...made, machine })),
      ),
    ),
  );
  if (E.isLeft(made)) {
    await report(outputs, made.left);
    return UNUSABLE;
  }
  const { suite, text, machine } = made.right;
  const { out } = outputs;
  if (flags.out !== undefined) {
    const opened = openOutFiles([flags.out]);
    if (E.isRight(opened)) opened.right.files[0]?.line(text.trimEnd());
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
  else if (flags.out === undefined) await out.write(text);
  else {
    const steps = suite.tests.reduce((sum, test) => sum + test.steps.length, 0);
    await outputs.err.write(`${counted(suite.tests.length, 'test')}, ${counted(steps, 'step')}\n`);
  }
  return DONE;
};
