/**
 * `coverageOf`: what paths cover of a machine, and why the rest is not covered.
 *
 * Exact, since an exploration knows what the machine did inside at each step: a transition of the chart is covered if it was taken,
 * in any microstep, and a guard has two outcomes to cover.
 */
import type { Path, Transition } from '../graph/Lts.js';
import { leaving } from '../graph/Lts.js';
import type { ChartTransition } from '../statechart/Statechart.js';
import { guardText, nodesOf, transitionsOf, triggerText } from '../statechart/Statechart.js';
import type { Exploration, MachineStep } from './Exploration.js';
import type { MachineInput } from './MachineInput.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A kind of what can be covered.
 * @category Coverage
 */
export type CoverageKind =
  'nodes' | 'configurations' | 'transitions' | 'guards' | 'pairs' | 'refusals';

/**
 * Something that is not covered.
 * @category Coverage
 */
export interface Uncovered {
  /** In the machine's own names. */
  readonly what: string;
  /** One sentence. */
  readonly why: string;
}

/**
 * How much of one kind is covered.
 * @category Coverage
 */
export interface KindCoverage {
  readonly covered: number;
  readonly total: number;
  readonly uncovered: ReadonlyArray<Uncovered>;
}

/**
 * What paths cover: nodes of the chart, configurations, transitions of the chart with each candidate, both outcomes of each guard,
 * pairs of accepted inputs that can follow one another, and the inputs that each configuration refuses.
 * @category Coverage
 */
export type MachineCoverage = Readonly<Record<CoverageKind, KindCoverage>>;

/** What is to be covered, with whether it is and why not. */
interface Item {
  readonly what: string;
  readonly covered: boolean;
  readonly why: () => string;
}

/** What was seen of a machine. */
interface Seen {
  readonly nodes: ReadonlySet<string>;
  readonly taken: ReadonlySet<string>;
  /** The ids of transitions, with `+` for a guard that is true and `-` for one that is false. */
  readonly guards: ReadonlySet<string>;
  readonly forbidden: ReadonlySet<string>;
}

// -------------------------------------------------------------------------------------------------------- operations

const seenIn = (steps: ReadonlyArray<MachineStep>): Seen => ({
  nodes: new Set(steps.flatMap(({ entered }) => entered)),
  taken: new Set(steps.flatMap(({ taken }) => taken)),
  guards: new Set(
    steps.flatMap(({ guards }) =>
      guards.map(({ transition, outcome }) => `${transition}${outcome ? '+' : '-'}`),
    ),
  ),
  forbidden: new Set(steps.flatMap(({ forbidden }) => forbidden)),
});

const kindOf = (items: ReadonlyArray<Item>): KindCoverage => ({
  covered: items.filter(({ covered }) => covered).length,
  total: items.length,
  uncovered: items.filter(({ covered }) => !covered).map(({ what, why }) => ({ what, why: why() })),
});

const NOT_HERE = 'these paths do not';

/** Names a transition of a chart: `door.closed: OPEN [isUnlocked] -> door.open`. */
export const transitionText = ({ source, trigger, guard, targets }: ChartTransition): string =>
  [
    `${source}: ${triggerText(trigger)}`,
    ...(guard === undefined ? [] : [`[${guardText(guard)}]`]),
    ...(targets.length === 0 ? [] : [`-> ${targets.join(', ')}`]),
  ].join(' ');

/** Why the exploration never takes a transition. */
const whyNotTaken = (exploration: Exploration, seen: Seen, transition: ChartTransition): string => {
  const { id, source, trigger, guard } = transition;
  const active = [...exploration.configurations.values()].some(({ nodes }) =>
    nodes.includes(source),
  );
  if (!active && !seen.nodes.has(source)) return `${source} is never entered`;
  if (seen.guards.has(`${id}-`) && !seen.guards.has(`${id}+`))
    return `its guard ${guard === undefined ? '' : guardText(guard)} is never true for the given inputs`;
  const silent = exploration.leftOut.filter(({ part }) => part.startsWith('the actor '));
  if (
    trigger.kind === 'invokeDone' ||
    trigger.kind === 'invokeError' ||
    trigger.kind === 'invokeSnapshot'
  ) {
    const what = { invokeDone: 'done', invokeError: 'error', invokeSnapshot: 'snapshots' }[
      trigger.kind
    ];
    const actor = trigger.src === '' ? trigger.invoke : trigger.src;
    return silent.some(({ part }) => part === `the actor ${actor}`)
      ? `no outcomes were given for the actor ${actor}`
      : `no outcome of the actor ${actor} of the kind ${what} leads to it`;
  }
  if (
    trigger.kind === 'event' &&
    !exploration.lts.inputs.some((label) => label.split(' ')[0] === trigger.type) &&
    !trigger.type.includes('*')
  )
    return `no event ${trigger.type} was given`;
  const failed = exploration.leftOut.find(({ why }) => why.includes(id));
  if (failed !== undefined) return failed.why;
  if (guard !== undefined && !seen.guards.has(`${id}+`) && !seen.guards.has(`${id}-`))
    return 'its guard is never asked: another transition is taken first';
  return 'another transition is always taken first';
};

const nodeItems = (exploration: Exploration, possible: Seen, seen: Seen): ReadonlyArray<Item> =>
  nodesOf(exploration.chart.root)
    .filter(({ kind }) => kind !== 'history')
    .map(({ id }) => ({
      what: id,
      covered: seen.nodes.has(id),
      why: () => (possible.nodes.has(id) ? `${NOT_HERE} enter it` : 'no input leads to it'),
    }));

const transitionItems = (
  exploration: Exploration,
  possible: Seen,
  seen: Seen,
): ReadonlyArray<Item> =>
  transitionsOf(exploration.chart.root).map((transition) => {
    const { id, isForbidden } = transition;
    const of = (one: Seen): boolean => (isForbidden ? one.forbidden : one.taken).has(id);
    return {
      what: transitionText(transition),
      covered: of(seen),
      why: () =>
        of(possible) ? `${NOT_HERE} take it` : whyNotTaken(exploration, possible, transition),
    };
  });

const guardItems = (exploration: Exploration, possible: Seen, seen: Seen): ReadonlyArray<Item> =>
  transitionsOf(exploration.chart.root)
    .filter(({ guard }) => guard !== undefined)
    .flatMap((transition) =>
      (['+', '-'] as const).map((sign) => {
        const key = `${transition.id}${sign}`;
        const outcome = sign === '+' ? 'true' : 'false';
        return {
          what: `${transitionText(transition)} is ${outcome}`,
          covered: seen.guards.has(key),
          why: () => {
            if (possible.guards.has(key)) return `${NOT_HERE} ask it when it is ${outcome}`;
            return possible.guards.has(`${transition.id}${sign === '+' ? '-' : '+'}`)
              ? `it is never ${outcome} for the given inputs`
              : whyNotTaken(exploration, possible, transition);
          },
        };
      }),
    );

const pairItems = (
  exploration: Exploration,
  paths: ReadonlyArray<Path<MachineInput>>,
): ReadonlyArray<Item> => {
  const out = leaving(exploration.lts);
  const follow = (transition: Transition<MachineInput>) =>
    transition.accepted
      ? (out.get(transition.target) ?? []).filter(({ accepted }) => accepted)
      : [];
  const walked = new Map<Transition<MachineInput>, Set<Transition<MachineInput>>>();
  paths.forEach((path) => {
    // A refused step changes nothing, so the steps around it are neighbours.
    const accepted = path.filter((step) => step.accepted);
    accepted.slice(1).forEach((next, i) => {
      const before = accepted[i];
      if (before === undefined) return;
      const known = walked.get(before) ?? new Set();
      // eslint-disable-next-line functional/immutable-data -- a local set
      known.add(next);
      // eslint-disable-next-line functional/immutable-data -- a local map
      walked.set(before, known);
    });
  });
  return exploration.lts.transitions.flatMap((transition) =>
    follow(transition).map((next) => ({
      what: `${transition.source} + ${transition.label}, then ${next.label}`,
      covered: walked.get(transition)?.has(next) ?? false,
      why: () => `${NOT_HERE} take both in a row`,
    })),
  );
};

const refusalItems = (
  { lts }: Exploration,
  used: ReadonlySet<Transition<MachineInput>>,
): ReadonlyArray<Item> =>
  lts.transitions
    .filter(({ accepted }) => !accepted)
    .map((transition) => ({
      what: `${transition.source} + ${transition.label}`,
      covered: used.has(transition),
      why: () => `${NOT_HERE} send it there`,
    }));

/**
 * Tells what paths cover of an explored machine, and why the rest is not covered.
 *
 * Shape: `coverageOf(paths)(exploration)`.
 *
 * @example
 * ```ts
 * import { coverageOf, explore } from 'runchart/explore'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { createMachine } from 'xstate'
 *
 * const door = createMachine({
 *   id: 'door',
 *   initial: 'open',
 *   states: { open: { on: { close: 'closed' } }, closed: { invoke: { src: 'alarm', onDone: 'open' } } },
 * })
 * const covered = pipe(
 *   explore(door),
 *   E.map((exploration) => coverageOf([exploration.lts.transitions])(exploration).transitions),
 * )
 * assert.deepStrictEqual(
 *   covered,
 *   E.right({
 *     covered: 1,
 *     total: 2,
 *     uncovered: [
 *       { what: 'door.closed: done: alarm -> door.open', why: 'no outcomes were given for the actor alarm' },
 *     ],
 *   }),
 * )
 * ```
 * @category Coverage
 */
export const coverageOf =
  <Event extends { readonly type: string }>(paths: ReadonlyArray<Path<MachineInput<Event>>>) =>
  (given: Exploration<Event>): MachineCoverage => {
    // SAFETY: nothing here reads the events of the inputs.
    const exploration = given as unknown as Exploration;
    const walked = paths as unknown as ReadonlyArray<Path<MachineInput>>;
    const stepsIn = (transitions: Iterable<Transition<MachineInput>>): ReadonlyArray<MachineStep> =>
      [...transitions].flatMap((transition) => {
        const step = exploration.steps.get(transition);
        return step === undefined ? [] : [step];
      });
    const possible = seenIn([exploration.start, ...exploration.steps.values()]);
    const used = new Set(walked.flat());
    const seen = seenIn([exploration.start, ...stepsIn(used)]);
    const states = new Set([exploration.lts.initial, ...[...used].map(({ target }) => target)]);
    return {
      nodes: kindOf(nodeItems(exploration, possible, seen)),
      configurations: kindOf(
        exploration.lts.states.map((name) => ({
          what: name,
          covered: states.has(name),
          why: () => `${NOT_HERE} reach it`,
        })),
      ),
      transitions: kindOf(transitionItems(exploration, possible, seen)),
      guards: kindOf(guardItems(exploration, possible, seen)),
      pairs: kindOf(pairItems(exploration, walked)),
      refusals: kindOf(refusalItems(exploration, used)),
    };
  };
