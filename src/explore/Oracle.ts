/**
 * What a machine does, as an exploration found it: the outcome and the title of each transition, and the transitions that a list of
 * inputs takes.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Path, Transition } from '../graph/Lts.js';
import { leaving } from '../graph/Lts.js';
import { guardText, nodesOf, transitionsOf } from '../statechart/Statechart.js';
import { asJson } from '../testing/Json.js';
import type { Configuration, Exploration, MachineStep } from './Exploration.js';
import type { MachineInput } from './MachineInput.js';
import type { Facet, MachineTest, MachineTestStep, Outcome, SuiteInput } from './Suite.js';
import { inputKey } from './Suite.js';

// ------------------------------------------------------------------------------------------------------------ model

type Step = Transition<MachineInput>;

/** Makes tests from paths, and finds the paths of tests. */
export interface Oracle {
  /** The input of the machine, with which it starts. */
  readonly start: SuiteInput;
  /** The expected outcome of a state, after an input that was accepted or refused. */
  readonly outcomeOf: (state: string, accepted: boolean) => Outcome;
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

/** Titles of transitions: `payment + CARD [isValid] -> review`. */
const titlesOf = ({ chart, steps }: Exploration): ((transition: Step) => string) => {
  const guards = new Map(
    transitionsOf(chart.root).flatMap(({ id, guard }) =>
      guard === undefined ? [] : [[id, guardText(guard, chart.root)] as const],
    ),
  );
  const checks = ({ taken, guards: evaluated }: MachineStep, accepted: boolean): string => {
    const texts = accepted
      ? taken.flatMap((id) => guards.get(id) ?? [])
      : evaluated.map(({ transition, outcome }) => {
          const text = guards.get(transition) ?? '';
          return outcome ? text : `not ${text}`;
        });
    return texts.length === 0 ? '' : ` [${[...new Set(texts)].join(', ')}]`;
  };
  return (transition) => {
    const { source, label, accepted, target } = transition;
    const step = steps.get(transition);
    const guarded = step === undefined ? '' : checks(step, accepted);
    return `${source} + ${label}${guarded} -> ${accepted ? target : 'refused'}`;
  };
};

/** Makes the oracle of an exploration. Tests see the given facets of a machine. */
export const oracleOf = (
  exploration: Exploration,
  machineInput: unknown,
  facets: ReadonlySet<Facet>,
): Oracle => {
  const { lts, configurations } = exploration;
  const [leaves, tags, title] = [leavesOf(exploration), tagsOf(exploration), titlesOf(exploration)];
  const start: SuiteInput =
    machineInput === undefined ? { kind: 'start' } : { kind: 'start', input: machineInput };
  const outcomeOf = (state: string, accepted: boolean): Outcome => {
    const configuration = configurations.get(state);
    if (configuration === undefined) return { accepted, states: [] };
    const { status, context } = configuration;
    return {
      accepted,
      states: leaves(configuration),
      ...(facets.has('status') ? { status } : {}),
      ...(facets.has('tags') ? { tags: tags(configuration) } : {}),
      ...(facets.has('context') ? { context: jsonOf(context) } : {}),
    };
  };
  const rows = new Map(
    [...leaving(lts)].map(([state, row]) => [
      state,
      new Map(row.map((transition) => [inputKey(transition.input), transition])),
    ]),
  );
  return {
    start,
    outcomeOf,
    testOf: (name, criteria, path) => ({
      name,
      criteria,
      steps: [
        {
          input: start,
          expect: outcomeOf(lts.initial, true),
          title: `start -> ${lts.initial}`,
        },
        ...path.map((transition): MachineTestStep => ({
          input: transition.input,
          expect: outcomeOf(transition.target, transition.accepted),
          title: title(transition),
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
