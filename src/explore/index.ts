/**
 * The `./explore` entry: explores any machine of XState, and derives tests from what it finds.
 *
 * @module runchart/explore
 */
export { characterize } from '../graph/criteria/wMethod.js';
export type { Characterization } from '../graph/criteria/wMethod.js';
export { restrict } from '../graph/Lts.js';
export type { KeyTooCoarse, Lts, Path, TooManyStates, Transition } from '../graph/Lts.js';
export type { CriterionOptions, InvalidOption, UnknownCriterion } from '../graph/options.js';
export { tour } from '../graph/tour.js';
export type { Tour } from '../graph/tour.js';
export type { GraphCriterionName, Walk } from '../graph/walks.js';
export { coverageOf } from './coverage.js';
export type { CoverageKind, KindCoverage, MachineCoverage, Uncovered } from './coverage.js';
export { actorsOf } from './actors.js';
export type { NamedActor } from './actors.js';
export { explore } from './explore.js';
export type { ExploreError, ExploreOptions, MachineThrew } from './explore.js';
export type {
  Configuration,
  Exploration,
  GuardOutcome,
  LeftOut,
  MachineStep,
} from './Exploration.js';
export type { ActorOutcomes, MachineInput } from './MachineInput.js';
export type { SameEvent } from './inputs.js';
export { actorSubject } from './actorSubject.js';
export { generateSuite } from './generateSuite.js';
export type { SuiteOptions } from './generateSuite.js';
export { stepwise } from './stepwise.js';
export type { MachineSubject, StepwiseSubject } from './stepwise.js';
export { decodeSuite, encodeSuite, scenarioOf } from './Suite.js';
export type {
  BadLine,
  Facet,
  MachineSuite,
  MachineTest,
  MachineTestStep,
  Outcome,
  ScenarioWire,
  SuiteInput,
} from './Suite.js';
export { machineReportText, verifySuite } from './verifySuite.js';
export { faultKinds } from './mutants.js';
export type { MachineFault, MachinePart } from './mutants.js';
export { scoreSuites } from './scoreSuites.js';
export type {
  MachineCriterionScore,
  MachineMutantName,
  MachineScore,
  MachineScoreOptions,
} from './scoreSuites.js';
export { walks } from './walks.js';
export type { MachineCriterionName, WalkOptions } from './walks.js';
