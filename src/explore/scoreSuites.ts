/* eslint-disable functional/no-let, functional/no-loop-statements, functional/immutable-data -- plays tests on mutants, and walks pairs of states */
/**
 * Scores criteria by mutation testing: makes faults in a machine, one at a time, and counts the mutants that each criterion's suite
 * kills.
 *
 * The tests of all suites are one tree, so that a mutant takes what they have in common once, and no step beyond the first difference.
 *
 * A mutant is equivalent if nothing that was explored tells it apart: the pairs of its states and the machine's that the same inputs
 * reach answer every input alike (they are bisimilar). If a key merges states of the machine, it merges those of its mutants too.
 *
 * Laws: no suite kills an equivalent mutant; the same options always give the same score.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { AnyMachineSnapshot, AnyStateMachine, SnapshotFrom } from 'xstate';
import type { Path, Transition } from '../graph/Lts.js';
import { leaving } from '../graph/Lts.js';
import type { CriterionOptions, InvalidOption, UnknownCriterion } from '../graph/options.js';
import { randomOf } from '../graph/Random.js';
import type { Exploration } from './Exploration.js';
import { withFakeTime } from './fakeClock.js';
import type { MachineInput } from './MachineInput.js';
import type { MachineFault, MachinePart, Mutant } from './mutants.js';
import { faultKinds, mutantsOf } from './mutants.js';
import type { MutantPlan, MutantSystem } from './MutantSystem.js';
import { mutantSystem, outcomeKey } from './MutantSystem.js';
import { oracleOf } from './Oracle.js';
import type { Facet } from './Suite.js';
import { inputKey } from './Suite.js';
import type { MachineCriterionName } from './walks.js';
import { machineCriterionNames, optionsFor, walkerOf } from './walks.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The options of {@link scoreSuites}.
 * @category Scores
 */
export interface MachineScoreOptions<
  Machine extends AnyStateMachine = AnyStateMachine,
> extends Partial<CriterionOptions> {
  /** The criteria to score; by default each criterion, and `all` of them together. */
  readonly criteria?: ReadonlyArray<MachineCriterionName | 'all'>;
  /** The input with which the machine was explored. */
  readonly input?: unknown;
  /** The key with which the machine was explored, if any: without it, a mutant may have states without end. */
  readonly key?: (snapshot: SnapshotFrom<Machine>) => string;
  /** The most mutants to try: if there are more, a sample that the seed draws. All of them by default. */
  readonly sample?: number;
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
  /** The number of mutants that were tried, including equivalent ones. */
  readonly mutants: number;
  /** The number of mutants that the machine has: more than were tried, if these are a sample. */
  readonly of: number;
  readonly criteria: ReadonlyArray<MachineCriterionScore>;
  /** The mutants that nothing tells apart from the machine, and in how many pairs of states that was tried. */
  readonly equivalent: ReadonlyArray<MachineMutantName & { readonly pairs: number }>;
  /** The mutants that have too many states to find out whether they are equivalent; they are not counted. */
  readonly undecided: ReadonlyArray<MachineMutantName>;
  /** The mutants that are not equivalent and that all scored criteria together miss, with the inputs that would kill each. */
  readonly missed: ReadonlyArray<MachineMutantName & { readonly inputs: ReadonlyArray<string> }>;
}

// ------------------------------------------------------------------------------------------------------------ inputs

/** The system of a machine, with inputs as numbers and outcomes as texts. */
interface Model {
  readonly inputs: ReadonlyArray<MachineInput>;
  /** The outcome of the start. */
  readonly start: string;
  readonly moveOf: (transition: Transition<MachineInput>) => Move;
  readonly rows: ReadonlyMap<string, ReadonlyArray<Move>>;
}

interface Move {
  readonly input: number;
  readonly label: string;
  readonly outcome: string;
  readonly target: string;
}

const modelOf = (exploration: Exploration, facets: ReadonlySet<Facet>): Model => {
  const { lts, steps } = exploration;
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
  const outcomes = new Map<string, string>();
  const outcomeAt: (...step: Parameters<typeof outcomeOf>) => string = (state, accepted, step) => {
    const key = JSON.stringify([accepted, state, step?.executed]);
    const outcome = outcomes.get(key) ?? outcomeKey(outcomeOf(state, accepted, step), facets);
    outcomes.set(key, outcome);
    return outcome;
  };
  const moves = new Map(
    lts.transitions.map((transition): readonly [Transition<MachineInput>, Move] => {
      const { input, label, accepted, target } = transition;
      const outcome = outcomeAt(target, accepted, steps.get(transition));
      return [transition, { input: numberOf(input), label, outcome, target }];
    }),
  );
  const moveOf = (transition: Transition<MachineInput>): Move =>
    moves.get(transition) ?? { input: -1, label: '', outcome: '', target: '' };
  return {
    inputs,
    moveOf,
    rows: new Map([...leaving(lts)].map(([state, row]) => [state, row.map(moveOf)])),
    start: outcomeAt(lts.initial, true, exploration.start),
  };
};

// ------------------------------------------------------------------------------------------------------------ killing

/** A step that tests have in common, and the steps that follow it in one of them. */
interface Branch {
  readonly move: Move;
  /** The suites with a test that takes this step here: bit i is that of suite i. */
  suites: number;
  readonly next: Map<Move, Branch>;
}

/** Makes one tree of the paths of all suites. */
const treeOf = (
  { moveOf }: Model,
  suites: ReadonlyArray<ReadonlyArray<Path<MachineInput>>>,
): ReadonlyMap<Move, Branch> => {
  const root = new Map<Move, Branch>();
  suites.forEach((paths, i) => {
    for (const path of paths) {
      let next = root;
      for (const transition of path) {
        const move = moveOf(transition);
        const branch = next.get(move) ?? { move, suites: 0, next: new Map<Move, Branch>() };
        branch.suites |= 1 << i;
        next.set(move, branch);
        ({ next } = branch);
      }
    }
  });
  return root;
};

/** Finds the suites that kill a mutant, as bits. */
const killersOf = (
  system: MutantSystem,
  model: Model,
  tree: ReadonlyMap<Move, Branch>,
  all: number,
): number => {
  const first = system.start.next;
  if (system.start.outcome !== model.start || first === undefined) return all;
  let killers = 0;
  const stack: Array<readonly [state: number, Branch]> = [...tree.values()].map((branch) => [
    first,
    branch,
  ]);
  for (;;) {
    const top = stack.pop();
    if (top === undefined || killers === all) return killers;
    const [state, { move, suites, next }] = top;
    if ((suites & ~killers) === 0) continue;
    const step = system.step(state, move.input);
    // A mutant that cannot go on fails at the next step of the test; its outcome differs from every other.
    if (step.outcome !== move.outcome || step.next === undefined) killers |= suites;
    else for (const branch of next.values()) stack.push([step.next, branch]);
  }
};

/** More pairs of states than this are not walked for each state of the machine, */
const PAIRS_PER_STATE = 20;

/** but so many in any case. */
const MIN_PAIRS = 2000;

/** States of a mutant that a key merges are compared, up to so many. */
const MAX_COMPARED = 8;

type Verdict =
  | { readonly _tag: 'Equivalent'; readonly pairs: number }
  | { readonly _tag: 'Differs'; readonly inputs: ReadonlyArray<string> }
  | { readonly _tag: 'Undecided' };

/** A pair of states that the same inputs reach, and how. */
interface Pair {
  readonly state: string;
  readonly other: number;
  readonly last: string;
  readonly from: Pair | undefined;
}

const inputsTo = (pair: Pair | undefined): ReadonlyArray<string> => {
  const labels: Array<string> = [];
  for (let at = pair; at?.from !== undefined; at = at.from) labels.unshift(at.last);
  return labels;
};

/** Walks the pairs of states of the machine and a mutant that the same inputs reach. */
const verdictOf = ({ lts }: Exploration, { rows, start }: Model, system: MutantSystem): Verdict => {
  const first = system.start.next;
  if (system.start.outcome !== start || first === undefined) return { _tag: 'Differs', inputs: [] };
  const most = Math.max(MIN_PAIRS, PAIRS_PER_STATE * lts.states.length);
  const queue: Array<Pair> = [];
  const known = new Set<string>();
  const merged = new Map<string, number>();
  const add = (pair: Pair): void => {
    const exact = `${String(pair.other)} ${pair.state}`;
    if (known.has(exact)) return;
    known.add(exact);
    const named = `${system.nameOf(pair.other)} ${pair.state}`;
    const times = merged.get(named) ?? 0;
    if (times === MAX_COMPARED) return;
    merged.set(named, times + 1);
    queue.push(pair);
  };
  add({ state: lts.initial, other: first, last: '', from: undefined });
  for (const pair of queue) {
    for (const { input, label, outcome, target } of rows.get(pair.state) ?? []) {
      const step = system.step(pair.other, input);
      if (step.outcome !== outcome || step.next === undefined)
        return { _tag: 'Differs', inputs: [...inputsTo(pair), label] };
      add({ state: target, other: step.next, last: label, from: pair });
    }
    if (merged.size > most) return { _tag: 'Undecided' };
  }
  return { _tag: 'Equivalent', pairs: merged.size };
};

// -------------------------------------------------------------------------------------------------------- operations

const nameOf = ({ kind, name }: Mutant): MachineMutantName => ({ kind, name });

/** The parts of a machine that faults are in. */
export const machineParts: ReadonlyArray<MachinePart> = [...new Set(Object.values(faultKinds))];

/** Draws some of a list, in its order; all of it without a number. */
const sampleOf = <A>(
  list: ReadonlyArray<A>,
  size: number | undefined,
  seed: number,
): ReadonlyArray<A> => {
  if (size === undefined || size >= list.length) return list;
  const random = randomOf(seed);
  const drawn = list
    .map((_, i) => ({ i, rank: random() }))
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, size);
  const chosen = new Set(drawn.map(({ i }) => i));
  return list.filter((_, i) => chosen.has(i));
};

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
export const scoreSuites = <
  Machine extends AnyStateMachine,
  Event extends { readonly type: string },
>(
  machine: Machine,
  given: Exploration<Event>,
  {
    criteria = [...machineCriterionNames, 'all'],
    input,
    key,
    sample,
    facets: listed = [],
    onProgress = () => undefined,
    ...options
  }: MachineScoreOptions<Machine> = {},
): E.Either<UnknownCriterion | InvalidOption, MachineScore> =>
  pipe(
    optionsFor<MachineCriterionName | 'all'>(given.lts, { ...options, criteria }, [
      ...machineCriterionNames,
      'all',
    ]),
    E.map(({ options: resolved }): MachineScore => {
      // SAFETY: nothing here reads the events of the inputs.
      const exploration = given as unknown as Exploration;
      const walks = walkerOf(exploration, resolved);
      const suites = [...new Set(criteria)].map((criterion) => ({
        criterion,
        paths: walks(criterion === 'all' ? machineCriterionNames : [criterion]).map(
          ({ path }) => path,
        ),
      }));
      const facets = new Set(listed);
      const model = modelOf(exploration, facets);
      const tree = treeOf(
        model,
        suites.map(({ paths }) => paths),
      );
      const every = suites.reduce((bits, _, i) => bits | (1 << i), 0);
      const all = mutantsOf(machine, facets.has('actions'));
      const mutants = sampleOf(all, sample, resolved.seed);
      const plan: MutantPlan = {
        machine,
        exploration,
        machineInput: input,
        inputs: model.inputs,
        facets,
        // SAFETY: the snapshots of a mutant have the type of those of its machine.
        key: key as ((snapshot: AnyMachineSnapshot) => string) | undefined,
      };
      const tried = mutants.map((mutant, i) => {
        onProgress(i, mutants.length);
        // Whoever is told of the progress sees the real time.
        return withFakeTime(() => {
          const system = mutantSystem(plan, mutant);
          const killers = killersOf(system, model, tree, every);
          const verdict: Verdict =
            killers === 0 ? verdictOf(exploration, model, system) : { _tag: 'Differs', inputs: [] };
          return { mutant, killers, verdict };
        });
      });
      onProgress(mutants.length, mutants.length);
      const different = tried.filter(({ verdict }) => verdict._tag === 'Differs');
      return {
        machine: exploration.chart.id,
        seed: resolved.seed,
        mutants: mutants.length,
        of: all.length,
        criteria: suites.map(({ criterion, paths }, i): MachineCriterionScore => {
          const isKilled = ({ killers }: (typeof tried)[number]): boolean =>
            (killers & (1 << i)) !== 0;
          const alive = different.filter((one) => !isKilled(one));
          return {
            criterion,
            tests: paths.length,
            // Each test begins with the step that starts the machine.
            steps: paths.reduce((sum, path) => sum + path.length + 1, 0),
            killed: different.length - alive.length,
            survivors: alive.map(({ mutant }) => nameOf(mutant)),
            // SAFETY: an entry for each part.
            parts: Object.fromEntries(
              machineParts.map((part) => {
                const own = different.filter(({ mutant }) => faultKinds[mutant.kind] === part);
                return [part, { killed: own.filter(isKilled).length, mutants: own.length }];
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
        missed: tried.flatMap(({ mutant, killers, verdict }) =>
          verdict._tag === 'Differs' && killers === 0
            ? [{ ...nameOf(mutant), inputs: verdict.inputs }]
            : [],
        ),
      };
    }),
  );
