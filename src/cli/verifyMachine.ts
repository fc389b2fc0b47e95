/** `runchart verify --machine`: runs a suite of any machine against a program, or against the machine itself in an actor. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { printable } from '../codec/printable.js';
import { actorSubject } from '../explore/actorSubject.js';
import { machineHtml } from '../explore/html.js';
import { machineVocabulary, machineWording } from '../explore/machineVocabulary.js';
import { oracleOf } from '../explore/Oracle.js';
import { encodeTest, facets as allFacets, scenarioOf } from '../explore/Suite.js';
import { kindOfTests } from '../explore/verifySuite.js';
import { inProcess } from '../testing/runSuite.js';
import type { ExitCode } from './exit.js';
import { UNUSABLE } from './exit.js';
import { coverageBy, coverageLines, leftOutLines } from './machineCoverage.js';
import { exploreMachine } from './machineSetup.js';
import type { MachineSuiteFlags } from './machineSuite.js';
import {
  expectFlag,
  facetsOf,
  machineFlagsText,
  machineSuiteOf,
  machineSuiteText,
  machineTestsIn,
  unwritable,
} from './machineSuite.js';
import type { Outputs } from './output.js';
import { report as reportError } from './report.js';
import { shellWord } from './shellWord.js';
import { processSubject } from './subject.js';
import type { VerificationFlags } from './verification.js';
import { commandOf, runVerification, subjectFlag, timeFlags } from './verification.js';

/** The flags of `verify --machine`. */
export interface VerifyMachineFlags extends MachineSuiteFlags, VerificationFlags {
  readonly scenario?: string;
  readonly jobs: number;
}

/** Runs `runchart verify --machine`, of the given version of this package. */
export const verifyMachine = async (
  words: ReadonlyArray<string>,
  flags: VerifyMachineFlags,
  outputs: Outputs,
  version: string,
): Promise<ExitCode> => {
  const refuse = async (message: string): Promise<ExitCode> => {
    await reportError(outputs, message);
    return UNUSABLE;
  };
  const parsed = commandOf(flags, words);
  if (E.isLeft(parsed)) return refuse(parsed.left);
  const command = O.toUndefined(parsed.right);
  const explored = await exploreMachine(flags)();
  if (E.isLeft(explored)) return refuse(explored.left);
  const { machine, exploration } = explored.right;
  // The machine itself shows everything.
  const facets = facetsOf(flags, explored.right, command === undefined ? allFacets : []);
  if (E.isLeft(facets)) return refuse(facets.left);
  const { scenario, criteria, seed } = flags;
  const suite =
    scenario === undefined
      ? pipe(
          machineSuiteOf(flags, explored.right, facets.right),
          E.map(({ tests }) => tests),
        )
      : await machineTestsIn(scenario, explored.right, facets.right);
  if (E.isLeft(suite)) return refuse(suite.left);
  const tests = suite.right;
  const inexact = command === undefined ? undefined : unwritable(tests);
  if (inexact !== undefined)
    return refuse(`a program cannot be sent ${printable(inexact)}: JSON cannot write its data`);

  const { input, facets: seen } = kindOfTests({ tests });
  const vocabulary = machineVocabulary(exploration, oracleOf(exploration, input, seen));
  const program =
    command === undefined ? undefined : processSubject(command, vocabulary, flags.jobs);
  const coverage = coverageBy(tests, exploration);
  return runVerification(
    {
      vocabulary,
      wording: machineWording,
      suite: tests,
      runner: program ?? inProcess(actorSubject(machine)),
      failure: () =>
        pipe(
          program?.failure() ?? O.none,
          O.map((why) => `cannot start ${printable(command?.program ?? '')}: ${printable(why)}`),
        ),
      invocation: [
        'runchart verify',
        machineFlagsText(flags),
        ...timeFlags(flags),
        ...(command === undefined ? [] : [subjectFlag(command)]),
      ].join(' '),
      sameSuite:
        scenario === undefined
          ? machineSuiteText(flags)
          : [`--scenario ${shellWord(scenario)}`, ...expectFlag(flags)].join(' '),
      origin: {
        machine: machine.id,
        ...(scenario === undefined ? { criteria, seed } : {}),
      },
      encode: encodeTest,
      scenarioLine: (test) =>
        JSON.stringify(vocabulary.isOfModel(test) ? scenarioOf(test) : encodeTest(test)),
      html: async (report, again, date) => {
        const { coveragePicture } = await import('./machinePicture.js');
        const picture = await coveragePicture(exploration, report)();
        return machineHtml(report, coverage, exploration.leftOut, picture, {
          command: again,
          date,
          ...(scenario === undefined ? { seed } : {}),
          versions: { runchart: version, node: process.versions.node },
        });
      },
      remarks: {
        lines: (colors) => [
          '',
          ...coverageLines(colors, coverage),
          ...leftOutLines(colors, exploration),
        ],
        json: { coverage, left_out: exploration.leftOut },
      },
    },
    flags,
    outputs,
  );
};
