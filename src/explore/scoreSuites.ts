/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- plays tests on mutants, and walks pairs of states */
/**
 * Scores criteria by mutation testing: makes faults in a machine, one at a time, and counts the mutants that each criterion's suite
 * kills.
 *
 * A mutant is equivalent if nothing that was explored tells it apart: the pairs of its states and the machine's that the same inputs
 * reach answer every input alike (they are bisimilar).
 *
 * Laws: no suite kills an equivalent mutant; the same options always give the same score.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { AnyStateMachine } from 'xstate';
import { leaving } from '../graph/Lts.js';
import type { CriterionOptions, InvalidOption, UnknownCriterion } from '../graph/options.js';
import type { Exploration } from './Exploration.js';
import { withFakeTime } from './fakeClock.js';
import { generateSuite } from './generateSuite.js';
import type { MachineInput } from './MachineInput.js';
import type { MachineFault, MachinePart, Mutant } from './mutants.js';
import { faultKinds, mutantsOf } from './mutants.js';
import type { MutantSystem } from './MutantSystem.js';
import { mutantSystem, outcomeKey } from './MutantSystem.js';
import { oracleOf } from './Oracle.js';
import type { Facet, MachineTest } from './Suite.js';
import { inputKey } from './Suite.js';
import type { MachineCriterionName } from './walks.js';
import { machineCriterionNames } from './walks.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The options of {@link scoreSuites}.
 * @category Scores
 */
export interface MachineScoreOptions extends Partial<CriterionOptions> {
  /** The criteria to score; by default each criterion, and `all` of them together. */
  readonly criteria?: ReadonlyArray<MachineCriterionName | 'all'>;
  /** The input with which the machine was explored. */
  readonly input?: unknown;
  /** What the tests see beside `accepted` and `states`; nothing by default. */
  readonly facets?: ReadonlyArray<Facet>;
  /** Receives the number of mutants done so far, and their total. */
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * The name of a mutant and its kind of fault.
 * @category Scores
 */
export interface MachineMutantName {
  readonly kind: MachineFault;
  /** Where the fault is: `payment + CARD [isValid] -> review`. */
  readonly name: string;
}

/**
 * The score of a criterion.
 * @category Scores
 */
export interface MachineCriterionScore {
  readonly criterion: MachineCriterionName | 'all';
  readonly tests: number;
  readonly steps: number;
  readonly killed: number;
  /** The mutants that are not equivalent and pass every test. */
  readonly survivors: ReadonlyArray<MachineMutantName>;
  /** By part of the machine, the mutants that were killed, and all that are not equivalent. */
  readonly parts: Readonly<
    Record<MachinePart, { readonly killed: number; readonly mutants: number }>
  >;
}

/**
 * The result of {@link scoreSuites}.
 * @category Scores
 */
export interface MachineScore {
  readonly machine: string;
  readonly seed: number;
  /** The number of mutants, including equivalent ones. */
  readonly mutants: number;
  readonly criteria: ReadonlyArray<MachineCriterionScore>;
  /** The mutants that nothing tells apart from the machine, and in how many pairs of states that was tried. */
  readonly equivalent: ReadonlyArray<MachineMutantName & { readonly pairs: number }>;
  /** The mutants that have too many states to find out whether they are equivalent; they are not counted. */
  readonly undecided: ReadonlyArray<MachineMutantName>;
  /** The mutants that are not equivalent and that all scored criteria together miss, with the inputs that would kill each. */
  readonly missed: ReadonlyArray<MachineMutantName & { readonly inputs: ReadonlyArray<string> }>;
}

// ------------------------------------------------------------------------------------------------------------ inputs

/** A test with its inputs as numbers, and its outcomes as texts. */
interface Prepared {
  readonly start: string;
  readonly steps: ReadonlyArray<{ readonly input: number; readonly outcome: string }>;
}

/** The parts of a machine's system, with inputs as numbers and outcomes as texts. */
interface Model {
  readonly inputs: ReadonlyArray<MachineInput>;
  readonly prepare: (test: MachineTest) => Prepared;
  /** The outcome of the start. */
  readonly start: string;
  readonly rows: ReadonlyMap<
    string,
    ReadonlyArray<{
      readonly input: number;
      readonly label: string;
      readonly outcome: string;
      readonly target: string;
    }>
  >;
}

const modelOf = (exploration: Exploration, facets: ReadonlySet<Facet>): Model => {
  const { lts } = exploration;
  const { outcomeOf } = oracleOf(exploration, undefined, facets);
  const inputs: Array<MachineInput> = [];
  const numbers = new Map<string, number>();
  const numberOf = (input: MachineInput): number => {
    const key = inputKey(input);
    const known = numbers.get(key);
    if (known !== undefined) return known;
    numbers.set(key, inputs.length);
    return inputs.push(input) - 1;
  };
  const rows = new Map(
    [...leaving(lts)].map(([state, row]) => [
      state,
      row.map(({ input, label, accepted, target }) => ({
        input: numberOf(input),
        label,
        outcome: outcomeKey(outcomeOf(target, accepted), facets),
        target,
      })),
    ]),
  );
  return {
    inputs,
    rows,
    start: outcomeKey(outcomeOf(lts.initial, true), facets),
    prepare: ({ steps: [first, ...rest] }) => ({
      start: first === undefined ? '' : outcomeKey(first.expect, facets),
      steps: rest.flatMap(({ input, expect }) =>
        input.kind === 'start'
          ? []
          : [{ input: numberOf(input), outcome: outcomeKey(expect, facets) }],
      ),
    }),
  };
};

// ------------------------------------------------------------------------------------------------------------ killing

const isKilledBy = (system: MutantSystem, { start, steps }: Prepared): boolean => {
  if (system.start.outcome !== start) return true;
  let state = system.start.next;
  for (const { input, outcome } of steps) {
    if (state === undefined) return true;
    const step = system.step(state, input);
    if (step.outcome !== outcome) return true;
    state = step.next;
  }
  return false;
};

/** More pairs of states than this are not walked. */
const MAX_PAIRS = 20_000;

type Verdict =
  | { readonly _tag: 'Equivalent'; readonly pairs: number }
  | { readonly _tag: 'Differs'; readonly inputs: ReadonlyArray<string> }
  | { readonly _tag: 'Undecided' };

/** Walks the pairs of states of the machine and a mutant that the same inputs reach. */
const verdictOf = ({ lts }: Exploration, { rows, start }: Model, system: MutantSystem): Verdict => {
  const first = system.start.next;
  if (system.start.outcome !== start || first === undefined) return { _tag: 'Differs', inputs: [] };
  const known = new Set([`${String(first)} ${lts.initial}`]);
  const queue: Array<{
    readonly state: string;
    readonly other: number;
    readonly path: ReadonlyArray<string>;
  }> = [{ state: lts.initial, other: first, path: [] }];
  for (const { state, other, path } of queue) {
    for (const { input, label, outcome, target } of rows.get(state) ?? []) {
      const step = system.step(other, input);
      const here = [...path, label];
      if (step.outcome !== outcome || step.next === undefined)
        return { _tag: 'Differs', inputs: here };
      const key = `${String(step.next)} ${target}`;
      if (known.has(key)) continue;
      known.add(key);
      if (known.size > MAX_PAIRS) return { _tag: 'Undecided' };
      queue.push({ state: target, other: step.next, path: here });
    }
  }
  return { _tag: 'Equivalent', pairs: known.size };
};

// -------------------------------------------------------------------------------------------------------- operations

const nameOf = ({ kind, name }: Mutant): MachineMutantName => ({ kind, name });

/** The parts of a machine that faults are in. */
export const machineParts: ReadonlyArray<MachinePart> = [...new Set(Object.values(faultKinds))];

/**
 * Counts the mutants of a machine that the suite of each criterion kills.
 *
 * Errors: `UnknownCriterion`, `InvalidOption`.
 *
 * @example
 * ```ts
 * import { explore, scoreSuites } from 'runchart/explore'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { createMachine } from 'xstate'
 *
 * const lamp = createMachine({
 *   id: 'lamp',
 *   initial: 'off',
 *   states: { off: { on: { on: 'lit' } }, lit: { on: { off: 'off' } } },
 * })
 * const criteria = ['transitions', 'refusals', 'all'] as const
 * const scored = pipe(explore(lamp), E.chainW((exploration) => scoreSuites(lamp, exploration, { criteria })))
 * if (E.isLeft(scored)) throw new Error('unexpected')
 * const [transitions = 0, refusals = 0, all] = scored.right.criteria.map(({ survivors }) => survivors.length)
 * assert.strictEqual(transitions > 0 && refusals > 0 && all === 0, true)
 * ```
 * @category Scores
 */
export const scoreSuites = (
  machine: AnyStateMachine,
  exploration: Exploration,
  {
    criteria = [...machineCriterionNames, 'all'],
    input,
    facets: listed = [],
    onProgress = () => undefined,
    ...options
  }: MachineScoreOptions = {},
): E.Either<UnknownCriterion | InvalidOption, MachineScore> =>
  pipe(
    criteria,
    E.traverseArray((criterion) =>
      pipe(
        generateSuite(exploration, {
          ...options,
          criteria: criterion === 'all' ? machineCriterionNames : [criterion],
          input,
          facets: listed,
        }),
        E.map(({ tests, seed }) => ({ criterion, tests, seed })),
      ),
    ),
    E.map((suites): MachineScore => {
      const facets = new Set(listed);
      const model = modelOf(exploration, facets);
      const prepared = suites.map(({ tests }) => tests.map(model.prepare));
      const mutants = mutantsOf(machine);
      const tried = withFakeTime(() =>
        mutants.map((mutant, i) => {
          if (i % 8 === 0) onProgress(i, mutants.length);
          const system = mutantSystem(machine, exploration, input, model.inputs, facets, mutant);
          const kills = prepared.map((tests) => tests.some((test) => isKilledBy(system, test)));
          const verdict: Verdict = kills.includes(true)
            ? { _tag: 'Differs', inputs: [] }
            : verdictOf(exploration, model, system);
          return { mutant, kills, verdict };
        }),
      );
      onProgress(mutants.length, mutants.length);
      const different = tried.filter(({ verdict }) => verdict._tag === 'Differs');
      return {
        machine: exploration.chart.id,
        seed: suites[0]?.seed ?? 0,
        mutants: mutants.length,
        criteria: suites.map(({ criterion, tests }, i): MachineCriterionScore => {
          const alive = different.filter(({ kills }) => kills[i] !== true);
          const partOf = ({ mutant }: (typeof tried)[number]): MachinePart =>
            faultKinds[mutant.kind];
          return {
            criterion,
            tests: tests.length,
            steps: tests.reduce((sum, { steps }) => sum + steps.length, 0),
            killed: different.length - alive.length,
            survivors: alive.map(({ mutant }) => nameOf(mutant)),
            // SAFETY: an entry for each part.
            parts: Object.fromEntries(
              machineParts.map((part) => {
                const own = different.filter((one) => partOf(one) === part);
                const killed = own.filter(({ kills }) => kills[i] === true);
                return [part, { killed: killed.length, mutants: own.length }];
              }),
            ) as MachineCriterionScore['parts'],
          };
        }),
        equivalent: tried.flatMap(({ mutant, verdict }) =>
          verdict._tag === 'Equivalent' ? [{ ...nameOf(mutant), pairs: verdict.pairs }] : [],
        ),
        undecided: tried.flatMap(({ mutant, verdict }) =>
          verdict._tag === 'Undecided' ? [nameOf(mutant)] : [],
        ),
        missed: tried.flatMap(({ mutant, kills, verdict }) =>
          verdict._tag === 'Differs' && !kills.includes(true)
            ? [{ ...nameOf(mutant), inputs: verdict.inputs }]
            : [],
        ),
      };
    }),
  );
