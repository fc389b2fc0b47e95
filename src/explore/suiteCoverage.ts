/** What tests of a machine cover: its states, its transitions, the outcomes of its guards, its refusals. */
import * as O from 'fp-ts/lib/Option.js';
import type { Path } from '../graph/Lts.js';
import { nodesOf, transitionsOf } from '../statechart/Statechart.js';
import type { Covered } from '../testing/Suite.js';
import { placeText, transitionText } from './chartText.js';
import type { Exploration, MachineStep } from './Exploration.js';
import type { MachineInput } from './MachineInput.js';
import { oracleOf } from './Oracle.js';
import type { MachineTest } from './Suite.js';

/**
 * The coverage of a machine by tests, by kind of item; items that no test reaches are included.
 * @category Suites
 */
export interface MachineCoverage {
  /** Every state, compound and final ones too. */
  readonly states: ReadonlyArray<Covered>;
  /** Every configuration that was explored. */
  readonly configurations: ReadonlyArray<Covered>;
  /** Every transition of the machine, each candidate for an event by itself. */
  readonly transitions: ReadonlyArray<Covered>;
  /** Every guard, true and false. */
  readonly guards: ReadonlyArray<Covered>;
  /** Every input that a configuration refuses. */
  readonly refusals: ReadonlyArray<Covered>;
}

/** The tests that reach an item, and why none does. */
type Reached = ReadonlyMap<string, ReadonlyArray<string>>;

const BEYOND = 'exploring did not reach it';
const UNTESTED = 'no test of the suite does';

/**
 * Computes what tests of a machine cover.
 *
 * Steps with inputs that were not explored cover nothing.
 *
 * @example
 * ```ts
 * import { explore, generateSuite, suiteCoverage } from 'runchart/explore'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { createMachine } from 'xstate'
 *
 * const door = createMachine({
 *   id: 'door',
 *   initial: 'open',
 *   states: { open: { on: { close: 'closed' } }, closed: { on: { lock: 'locked' } }, locked: {} },
 * })
 * const explored = explore(door)
 * const suite = E.isRight(explored) ? generateSuite(explored.right, { criteria: ['tour'] }) : explored
 * if (E.isLeft(explored) || E.isLeft(suite)) throw new Error('unexpected')
 * const { transitions } = suiteCoverage(explored.right, suite.right.tests)
 * assert.deepStrictEqual(transitions[0], { name: 'open + close -> closed', tests: ['tour 1'] })
 * ```
 * @category Suites
 */
export const suiteCoverage = (
  exploration: Exploration,
  tests: ReadonlyArray<MachineTest>,
): MachineCoverage => {
  const { chart, lts, steps, start, configurations } = exploration;
  const { pathOf } = oracleOf(exploration, undefined, new Set());
  const played = tests.map(({ name, steps: taken }) => ({
    name,
    path: O.getOrElse((): Path<MachineInput> => [])(
      pathOf(taken.slice(1).map(({ input }) => input)),
    ),
  }));
  const byItem = (itemsOf: (path: Path<MachineInput>) => ReadonlyArray<string>): Reached => {
    const found = new Map<string, Array<string>>();
    played.forEach(({ name, path }) => {
      new Set(itemsOf(path)).forEach((item) => {
        const names = found.get(item) ?? [];
        // eslint-disable-next-line functional/immutable-data -- a local map of lists
        names.push(name);
        // eslint-disable-next-line functional/immutable-data -- as above
        found.set(item, names);
      });
    });
    return found;
  };
  const inSteps = (of: (step: MachineStep) => ReadonlyArray<string>) => ({
    known: new Set([start, ...steps.values()].flatMap(of)),
    reached: byItem((path) => [
      ...of(start),
      ...path.flatMap((transition) => {
        const step = steps.get(transition);
        return step === undefined ? [] : of(step);
      }),
    ]),
  });
  const covered = (name: string, item: string, reached: Reached, isKnown: boolean): Covered => {
    const names = reached.get(item) ?? [];
    return {
      name,
      tests: names,
      ...(names.length > 0 ? {} : { why: isKnown ? UNTESTED : BEYOND }),
    };
  };
  const place = placeText(chart);
  const entered = inSteps((step) => step.entered);
  const taken = inSteps(({ taken: ids, forbidden }) => [...ids, ...forbidden]);
  const guardKey = (id: string, outcome: boolean): string => `${id} ${String(outcome)}`;
  const evaluated = inSteps(({ guards }) =>
    guards.map(({ transition, outcome }) => guardKey(transition, outcome)),
  );
  const visited = byItem((path) => [lts.initial, ...path.map(({ target }) => target)]);
  const refused = byItem((path) =>
    path.flatMap(({ accepted, source, label }) => (accepted ? [] : [`${source} + ${label}`])),
  );
  const textOf = transitionText(place);
  const all = transitionsOf(chart.root);
  const historyNodes = new Set(
    nodesOf(chart.root).flatMap(({ id, kind }) => (kind === 'history' ? [id] : [])),
  );
  return {
    states: nodesOf(chart.root)
      .filter(({ kind, parent }) => kind !== 'history' && parent !== undefined)
      .map(({ id }) => covered(place(id), id, entered.reached, entered.known.has(id))),
    configurations: [...configurations.keys()].map((name) => covered(name, name, visited, true)),
    transitions: all.map((transition) => {
      const { id, source } = transition;
      const name = historyNodes.has(source)
        ? `${place(source)} (no history yet) -> ${transition.targets.map(place).join(' | ')}`
        : textOf(transition);
      return covered(name, id, taken.reached, taken.known.has(id));
    }),
    guards: all
      .filter(({ guard }) => guard !== undefined)
      .flatMap((transition) =>
        [true, false].map((outcome) => {
          const item = guardKey(transition.id, outcome);
          return covered(
            `${textOf(transition)}: ${String(outcome)}`,
            item,
            evaluated.reached,
            evaluated.known.has(item),
          );
        }),
      ),
    refusals: lts.transitions
      .filter(({ accepted }) => !accepted)
      .map(({ source, label }) => {
        const item = `${source} + ${label}`;
        return covered(item, item, refused, true);
      }),
  };
};
