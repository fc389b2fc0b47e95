/** `verifySuite`: executes a suite of a machine against a subject in this process, and shrinks what fails. */
import type { Report } from '../testing/Report.js';
import { reportTextIn } from '../testing/reportLines.js';
import type { VerifyOptions } from '../testing/runSuite.js';
import { defaults, inProcess, runSuite } from '../testing/runSuite.js';
import type { Exploration } from './Exploration.js';
import { machineVocabulary, machineWording } from './machineVocabulary.js';
import { oracleOf } from './Oracle.js';
import type { MachineSubject } from './stepwise.js';
import type { Facet, MachineSuite, MachineTest } from './Suite.js';
import { facets as allFacets } from './Suite.js';

/** The input with which the tests start the machine, and what they see: an oracle makes smaller tests of the same kind. */
export const kindOfTests = ({
  tests,
}: Pick<MachineSuite, 'tests'>): {
  readonly input: unknown;
  readonly facets: ReadonlySet<Facet>;
} => {
  const first = tests[0]?.steps[0];
  const input = first?.input.kind === 'start' ? first.input.input : undefined;
  return {
    input,
    facets: new Set(allFacets.filter((facet) => first !== undefined && facet in first.expect)),
  };
};

/**
 * Executes a suite of a machine against a subject: a function from a test to its outcomes, or what {@link stepwise} or
 * {@link actorSubject} makes.
 *
 * Never throws: a subject that throws, rejects, times out or returns garbage gets a tagged failure in the report. A failure is
 * shrunk to the fewest inputs that show it.
 *
 * @example
 * ```ts
 * import type { MachineSubject } from 'runchart/explore'
 * import { explore, generateSuite, machineReportText, verifySuite } from 'runchart/explore'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { createMachine } from 'xstate'
 *
 * const lamp = createMachine({
 *   id: 'lamp',
 *   initial: 'off',
 *   states: { off: { on: { press: 'lit' } }, lit: { on: { press: 'off' } } },
 * })
 * const explored = explore(lamp, { events: [{ type: 'press' }] })
 * const suite = pipe(explored, E.chainW((exploration) => generateSuite(exploration, { criteria: ['tour'] })))
 * if (E.isLeft(explored) || E.isLeft(suite)) throw new Error('unexpected')
 *
 * const stuck: MachineSubject = ({ steps }) => steps.map((_, i) => ({ accepted: true, states: [i === 0 ? 'off' : 'lit'] }))
 * const report = await verifySuite(explored.right, suite.right, stuck)
 * assert.match(machineReportText(report), /lit \+ press -> off/)
 * ```
 * @category Executing
 */
export const verifySuite = (
  exploration: Exploration,
  suite: Pick<MachineSuite, 'tests'>,
  subject: MachineSubject,
  options: VerifyOptions = {},
): Promise<Report<MachineTest>> => {
  const { input, facets } = kindOfTests(suite);
  return runSuite(
    machineVocabulary(exploration, oracleOf(exploration, input, facets)),
    inProcess(subject),
    suite.tests,
    { ...defaults, ...options },
  );
};

/**
 * Formats a report on the tests of a machine as text without colours.
 *
 * @example
 * ```ts
 * import { machineReportText } from 'runchart/explore'
 *
 * const report = { suite: [], failed: [], notRun: [], faults: [], shrunk: 0, seconds: new Map() }
 * assert.strictEqual(machineReportText(report), '0 of 0 tests passed')
 * ```
 * @category Executing
 */
export const machineReportText = (report: Report<MachineTest>): string =>
  reportTextIn(machineWording, report);
