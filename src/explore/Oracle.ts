/**
 * What a machine does, as an exploration found it: the outcome and the title of each transition, and the transitions that a list of
 * inputs takes.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Path } from '../graph/Lts.js';
import { leaving } from '../graph/Lts.js';
import { nodesOf } from '../statechart/Statechart.js';
import { asJson } from '../testing/Json.js';
import type { Configuration, Exploration, MachineStep } from './Exploration.js';
import type { MachineInput } from './MachineInput.js';
import type { Facet, MachineTest, MachineTestStep, Outcome, SuiteInput } from './Suite.js';
import { inputKey } from './Suite.js';
import type { Titles } from './titles.js';
import { titlesOf } from './titles.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Makes tests from paths, and finds the paths of tests. */
export interface Oracle {
  readonly titles: Titles;
  /** The input of the machine, with which it starts. */
  readonly start: SuiteInput;
  /** The expected outcome of a step to a state, after an input that was accepted or refused. */
  readonly outcomeOf: (state: string, accepted: boolean, step: MachineStep | undefined) => Outcome;
  readonly testOf: (
    name: string,
    criteria: ReadonlyArray<string>,
    path: Path<MachineInput>,
  ) => MachineTest;
  /** The path that inputs take after the start; none if one of them is unknown, or cannot happen where it is. */
  readonly pathOf: (inputs: ReadonlyArray<SuiteInput>) => O.Option<Path<MachineInput>>;
}

// -------------------------------------------------------------------------------------------------------- operations

/** The keys of the active leaf states, in the order of the machine. A machine without states is itself the only one. */
const leavesOf = ({
  chart,
}: Exploration): ((configuration: Configuration) => Outcome['states']) => {
  const all = nodesOf(chart.root);
  return ({ nodes }) => {
    const active = new Set(nodes);
    return all.flatMap(({ id, path, children }) =>
      active.has(id) && !children.some((child) => active.has(child.id))
        ? [path.length === 0 ? chart.id : path.join('.')]
        : [],
    );
  };
};

const tagsOf = ({
  chart,
}: Exploration): ((configuration: Configuration) => ReadonlyArray<string>) => {
  const all = nodesOf(chart.root);
  return ({ nodes }) => {
    const active = new Set(nodes);
    return [...new Set(all.flatMap(({ id, tags }) => (active.has(id) ? tags : [])))].sort();
  };
};

/** A value as a subject in another process sees it; undefined if JSON cannot write it. */
export const jsonOf = (value: unknown): unknown => {
  const json = asJson(value);
  return E.isRight(json) ? json.right : undefined;
};

/** Makes the oracle of an exploration. Tests see the given facets of a machine. */
export const oracleOf = (
  exploration: Exploration,
  machineInput: unknown,
  facets: ReadonlySet<Facet>,
): Oracle => {
  const { lts, configurations, steps } = exploration;
  const [leaves, tags] = [leavesOf(exploration), tagsOf(exploration)];
  const titles = titlesOf(exploration);
  const start: SuiteInput =
    machineInput === undefined ? { kind: 'start' } : { kind: 'start', input: machineInput };
  const look = (state: string): Omit<Outcome, 'accepted'> => {
    const configuration = configurations.get(state);
    if (configuration === undefined) return { states: [] };
    const { status, context, output } = configuration;
    return {
      states: leaves(configuration),
      ...(facets.has('status') ? { status } : {}),
      ...(facets.has('tags') ? { tags: tags(configuration) } : {}),
      ...(facets.has('context') ? { context: jsonOf(context) } : {}),
      ...(facets.has('output') ? { output: jsonOf(output ?? null) } : {}),
    };
  };
  const looks = new Map<string, Omit<Outcome, 'accepted'>>();
  const outcomeOf: Oracle['outcomeOf'] = (state, accepted, step) => {
    const seen = looks.get(state) ?? look(state);
    // eslint-disable-next-line functional/immutable-data -- a cache: tests visit a state many times
    looks.set(state, seen);
    return facets.has('actions')
      ? { accepted, ...seen, actions: step?.executed ?? [] }
      : { accepted, ...seen };
  };
  const rows = new Map(
    [...leaving(lts)].map(([state, row]) => [
      state,
      new Map(row.map((transition) => [inputKey(transition.input), transition])),
    ]),
  );
  return {
    titles,
    start,
    outcomeOf,
    testOf: (name, criteria, path) => ({
      name,
      criteria,
      steps: [
        {
          input: start,
          expect: outcomeOf(lts.initial, true, exploration.start),
          title: `start -> ${titles.state(lts.initial)}`,
        },
        ...path.map((transition): MachineTestStep => ({
          input: transition.input,
          expect: outcomeOf(transition.target, transition.accepted, steps.get(transition)),
          title: titles.transition(transition),
        })),
      ],
    }),
    pathOf: (inputs) =>
      inputs.reduce<O.Option<Path<MachineInput>>>((path, input) => {
        if (O.isNone(path)) return path;
        const state = path.value.at(-1)?.target ?? lts.initial;
        const next = rows.get(state)?.get(inputKey(input));
        return next === undefined ? O.none : O.some([...path.value, next]);
      }, O.some([])),
  };
};
