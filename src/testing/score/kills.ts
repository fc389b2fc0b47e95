/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- runs every mutant against every suite in hot loops */
/**
 * Decides which suites kill a mutant.
 *
 * A mutant is faultless until it reaches its site, and again once its state is the one of the faultless engine. So a test is only
 * walked where the two may differ, and each step in each state is asked once, however many tests take it there.
 *
 * Law: the same suites kill the mutant as if it answered every step of every test.
 */
import type { Step } from '../../journal/Step.js';
import type { OutcomeWire } from '../../journal/StepOutcome.js';
import type { StepWire, TestCase, TestStep } from '../TestCase.js';
import type { EngineState } from './Engine.js';
import { faultless, INITIAL, sameOutcome, sameState, siteOf } from './Engine.js';
import type { Mutant } from './Mutant.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A step in a state of the faultless engine, with what that engine does; one object for all tests that take it there. */
interface Trial {
  readonly site: string;
  readonly before: EngineState;
  readonly step: Step;
  readonly written: StepWire | undefined;
  readonly after: EngineState;
  readonly expected: OutcomeWire;
}

/** A test as the trials of its steps. */
interface Walk {
  readonly trials: ReadonlyArray<Trial>;
  /** For each site, the indices of the steps there. */
  readonly places: ReadonlyMap<string, ReadonlyArray<number>>;
}

/** A suite, prepared for many mutants. */
export interface PreparedSuite {
  readonly walks: ReadonlyArray<Walk>;
  readonly bySite: ReadonlyMap<string, ReadonlyArray<Walk>>;
}

/** What a mutant does in a trial: it answers wrongly, ends in the same state, or ends in another one. */
type Tried = 'wrong' | 'same' | EngineState;

// ------------------------------------------------------------------------------------------------------- operations

/** Makes a function that prepares suites; suites prepared by one function share their trials. */
export const makePrepare = (): ((tests: ReadonlyArray<TestCase>) => PreparedSuite) => {
  const trials = new Map<EngineState, Map<string, Trial>>();
  const states = new Map<string, EngineState>();
  /** Keeps one object for each state, so that it can be a key. */
  const interned = (state: EngineState): EngineState => {
    const key = JSON.stringify(state);
    const known = states.get(key) ?? state;
    states.set(key, known);
    return known;
  };
  const trialOf = (before: EngineState, { step, written }: TestStep): Trial => {
    const known = trials.get(before) ?? new Map<string, Trial>();
    trials.set(before, known);
    const key = JSON.stringify([step, written]);
    const found = known.get(key);
    if (found !== undefined) return found;
    const [after, expected] = faultless(before, step);
    const trial = {
      site: siteOf(before, step),
      before,
      step,
      written,
      after: interned(after),
      expected,
    };
    known.set(key, trial);
    return trial;
  };
  const walkOf = ({ steps }: TestCase): Walk => {
    let held = INITIAL;
    const taken: Array<Trial> = [];
    const places = new Map<string, Array<number>>();
    steps.forEach((one, i) => {
      const trial = trialOf(held, one);
      taken.push(trial);
      const there = places.get(trial.site);
      if (there === undefined) places.set(trial.site, [i]);
      else there.push(i);
      held = trial.after;
    });
    return { trials: taken, places };
  };
  return (tests) => {
    const walks = tests.map(walkOf);
    const bySite = new Map<string, Array<Walk>>();
    for (const walk of walks)
      for (const site of walk.places.keys()) {
        const there = bySite.get(site);
        if (there === undefined) bySite.set(site, [walk]);
        else there.push(walk);
      }
    return { walks, bySite };
  };
};

/** Runs every test after the other in one process, as a mutant that keeps its state needs it. */
const killsWithState = ({ walks }: PreparedSuite, { engine }: Mutant): boolean => {
  let held = INITIAL;
  for (const { trials } of walks)
    for (const { step, written, expected } of trials) {
      const [after, outcome] = engine(held, step, written);
      if (!sameOutcome(expected, outcome)) return true;
      held = after;
    }
  return false;
};

/** Makes a function that tells whether a suite kills a mutant; it asks the mutant each trial once for all suites. */
export const makeKills = (mutant: Mutant): ((suite: PreparedSuite) => boolean) => {
  const { site, engine } = mutant;
  const known = new Map<Trial, Tried>();
  const tried = (trial: Trial): Tried => {
    const former = known.get(trial);
    if (former !== undefined) return former;
    const [after, outcome] = engine(trial.before, trial.step, trial.written);
    const result = !sameOutcome(trial.expected, outcome)
      ? 'wrong'
      : sameState(after, trial.after)
        ? 'same'
        : after;
    known.set(trial, result);
    return result;
  };
  /**
   * Walks on in a state that is not the one of the faultless engine, and returns where the states are the same again;
   * `undefined` if an outcome is wrong before.
   */
  const walkApart = ({ trials }: Walk, from: number, state: EngineState): number | undefined => {
    let held = state;
    let next = from;
    for (const trial of trials.slice(from)) {
      const [after, outcome] = engine(held, trial.step, trial.written);
      if (!sameOutcome(trial.expected, outcome)) return undefined;
      next += 1;
      if (sameState(after, trial.after)) break;
      held = after;
    }
    return next;
  };
  const isKilledBy = (walk: Walk): boolean => {
    let next = 0;
    for (const i of site === undefined ? walk.trials.keys() : (walk.places.get(site) ?? [])) {
      const trial = walk.trials[i];
      if (i < next || trial === undefined) continue;
      const result = tried(trial);
      if (result === 'wrong') return true;
      if (result === 'same') continue;
      const same = walkApart(walk, i + 1, result);
      if (same === undefined) return true;
      next = same;
    }
    return false;
  };
  return mutant.leaks === true
    ? (suite) => killsWithState(suite, mutant)
    : ({ walks, bySite }) =>
        (site === undefined ? walks : (bySite.get(site) ?? [])).some(isKilledBy);
};
