/**
 * The `./testing` entry: generates test suites from the chart by coverage criteria, and verifies implementations against them.
 *
 * @module runchart/testing
 */
export type { AnyTest, OutcomeOf } from './AnyTest.js';
export { coverageOf, formatCoverage } from './coverage.js';
export { criteria } from './criteria.js';
export type { Criterion, CriterionName } from './criteria.js';
export { exportFormats } from './export.js';
export type { ExportFormat, ExportFormatName, ExportOptions } from './export.js';
export { itfTrace } from './export/itf.js';
export type { ItfIntegers, ItfState, ItfTrace, ItfValue } from './export/itf.js';
export type {
  Died,
  Differs,
  Failure,
  FloodedStderr,
  Garbage,
  Hung,
  OutOfOrder,
  Threw,
  TooFewAnswers,
  TooFewOutcomes,
  TooManyAnswers,
  TooManyOutcomes,
  Trouble,
  WrongName,
} from './Failure.js';
export { htmlReport } from './html.js';
export type { ReportOrigin } from './htmlPage.js';
export type { FieldDifference } from './Json.js';
export { junitReport } from './junit.js';
export { isVerified } from './Report.js';
export type { Fault, Report } from './Report.js';
export type { FailedTest } from './FailedTest.js';
export { decodeScenarioTest, scenarioOf, testOf } from './scenario.js';
export type { Move, ScenarioWire } from './scenario.js';
export { faultKinds } from './score/Mutant.js';
export type { FaultKind, FaultPart } from './score/Mutant.js';
export { score } from './score/score.js';
export type {
  CriterionScore,
  Equivalent,
  Missed,
  MutantName,
  PartScore,
  Score,
  ScoreOptions,
} from './score/score.js';
export { verifyRaces } from './races.js';
export type {
  AnsweredCommand,
  ConcurrentSubject,
  FailedRace,
  RaceOptions,
  RaceReport,
} from './races.js';
export { reportText } from './reportText.js';
export { validateItf } from './validateItf.js';
export type { BadTrace, IllegalStep, TraceReport } from './validateItf.js';
export { verify } from './verify.js';
export type { Subject } from './verify.js';
export type { VerifyOptions } from './runSuite.js';
export { generate } from './generate.js';
export type { GenerateError, GenerateOptions } from './generate.js';
export type { GraphCriterionName } from '../graph/walks.js';
export type { CriterionOptions, InvalidOption, UnknownCriterion } from '../graph/options.js';
export type { KeyTooCoarse, TooManyStates } from '../graph/Lts.js';
export { decodeSuite, encodeSuite } from './Suite.js';
export { decodeTest, encodeTest, OutcomeCodec, TestCaseCodec } from './TestCase.js';
export type { BadTest, Coverage, Covered, Suite } from './Suite.js';
export type { StepWire, TestCase, TestCaseWire, TestStep } from './TestCase.js';
