/**
 * Short titles for what a machine does: `payment + CARD [isValid] -> review`.
 *
 * A state is titled by the names of its active leaf states. What an exploration found out beside, such as a member of the context,
 * is added where several states have the same and it is short; a number is added otherwise. A user's key is no title.
 *
 * Law: two states have different titles, and so have two inputs.
 */
import type { Transition } from '../graph/Lts.js';
import type { ChartNode } from '../statechart/Statechart.js';
import { guardText, transitionsOf } from '../statechart/Statechart.js';
import type { Exploration, MachineStep } from './Exploration.js';
import type { MachineInput } from './MachineInput.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The titles of an exploration. */
export interface Titles {
  readonly state: (name: string) => string;
  readonly input: (label: string) => string;
  readonly transition: (transition: Transition<MachineInput>) => string;
}

// -------------------------------------------------------------------------------------------------------- operations

/** A longer name of a state gets a number in place of its details. */
const MAX_STATE = 60;

/** A longer label of an input loses its data. */
const MAX_LABEL = 40;

/** Writes the active states below a node, as explorations do: `song.loading | volume.on`. */
const below = (node: ChartNode, active: ReadonlySet<string>): ReadonlyArray<string> =>
  node.children
    .filter(({ id }) => active.has(id))
    .map((child) => {
      const inner = below(child, active);
      return inner.length === 0
        ? child.key
        : `${child.key}.${inner.length === 1 ? inner.join('') : `(${inner.join(' | ')})`}`;
    });

/** Numbers the texts that are not the only ones, from the second on: `on`, `on #2`. */
const numbered = (texts: ReadonlyArray<string>): ReadonlyArray<string> => {
  const given = new Set(texts);
  const times = new Map<string, number>();
  return texts.map((text) => {
    const next = (n: number): number => (given.has(`${text} #${String(n)}`) ? next(n + 1) : n);
    const former = times.get(text);
    const n = former === undefined ? 1 : next(former + 1);
    // eslint-disable-next-line functional/immutable-data -- a local map
    times.set(text, n);
    return n === 1 ? text : `${text} #${String(n)}`;
  });
};

const stateTitles = ({ chart, lts, configurations }: Exploration): ReadonlyMap<string, string> => {
  const texts = lts.states.map((name) => {
    const configuration = configurations.get(name);
    if (configuration === undefined) return name;
    const leaves = below(chart.root, new Set(configuration.nodes));
    const value = leaves.length === 0 ? chart.id : leaves.join(' | ');
    return name.startsWith(value) && name.length <= Math.max(MAX_STATE, value.length)
      ? name
      : value;
  });
  const titles = numbered(texts);
  return new Map(lts.states.map((name, i) => [name, titles[i] ?? name]));
};

const inputTitles = ({ lts }: Exploration): ReadonlyMap<string, string> => {
  const texts = lts.inputs.map((label) => {
    const data = label.search(/ (?=[[{"])/);
    return label.length > MAX_LABEL && data > 0 ? label.slice(0, data) : label;
  });
  const titles = numbered(texts);
  return new Map(lts.inputs.map((label, i) => [label, titles[i] ?? label]));
};

/** Makes the titles of an exploration. */
export const titlesOf = (exploration: Exploration): Titles => {
  const { chart, steps } = exploration;
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
  const [states, inputs] = [stateTitles(exploration), inputTitles(exploration)];
  const state = (name: string): string => states.get(name) ?? name;
  const input = (label: string): string => inputs.get(label) ?? label;
  return {
    state,
    input,
    transition: (transition) => {
      const { source, label, accepted, target } = transition;
      const step = steps.get(transition);
      const guarded = step === undefined ? '' : checks(step, accepted);
      return `${state(source)} + ${input(label)}${guarded} -> ${accepted ? state(target) : 'refused'}`;
    },
  };
};

/** The criteria each of whose tests is about its last step. */
const ABOUT_LAST: ReadonlySet<string> = new Set([
  'transitions',
  'refusals',
  'edges',
  'guards',
  'w-method',
]);

/** Names tests by their criterion and what they are for: `refusals: on + START -> refused`, `states: off`, `tour 1`. */
export const testNames = (
  { state, transition }: Titles,
  walks: ReadonlyArray<{
    readonly name: string;
    readonly path: ReadonlyArray<Transition<MachineInput>>;
  }>,
): ReadonlyArray<string> =>
  numbered(
    walks.map(({ name, path }) => {
      const criterion = name.split(' ')[0] ?? name;
      const last = path.at(-1);
      if (last === undefined) return name;
      if (criterion === 'states') return `states: ${state(last.target)}`;
      return ABOUT_LAST.has(criterion) ? `${criterion}: ${transition(last)}` : name;
    }),
  );
