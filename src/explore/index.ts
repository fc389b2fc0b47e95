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
export { walks } from './walks.js';
export type { MachineCriterionName, WalkOptions } from './walks.js';
