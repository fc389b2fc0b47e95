/** The picture of what tests cover of a machine, for the page of a report. Loaded on demand: it brings elkjs. */
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import type * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Tone } from '../diagram/theme.js';
import { escapeXml as escape } from '../diagram/xml.js';
import type { Exploration, MachineStep } from '../explore/Exploration.js';
import { oracleOf } from '../explore/Oracle.js';
import type { MachineTest } from '../explore/Suite.js';
import { chartSvg } from '../picture/index.js';
import { layOutOrSimplify } from '../picture/simplified.js';
import { nodesOf, transitionsOf } from '../statechart/Statechart.js';
import type { Report } from '../testing/Report.js';
import { counted } from './format.js';

/** What a test does: the ids of the nodes that it enters and of the transitions that it takes, and the places of each of its steps. */
interface Visited {
  readonly entered: ReadonlySet<string>;
  /** What a step takes; if it takes nothing, what it asks, or else the states in which it is refused. */
  readonly steps: ReadonlyArray<ReadonlyArray<string>>;
}

const visitsOf = (exploration: Exploration): ((test: MachineTest) => Visited) => {
  const { configurations, start, steps: done } = exploration;
  const { pathOf } = oracleOf(exploration, undefined, new Set());
  const leaves = new Set(
    nodesOf(exploration.chart.root).flatMap(({ id, children }) =>
      children.length === 0 ? [id] : [],
    ),
  );
  const placesOf = (source: string, step: MachineStep): ReadonlyArray<string> => {
    const taken = [...step.taken, ...step.forbidden];
    if (taken.length > 0) return taken;
    const asked = step.guards.map(({ transition }) => transition);
    return asked.length > 0
      ? asked
      : (configurations.get(source)?.nodes ?? []).filter((id) => leaves.has(id));
  };
  return ({ steps }) => {
    const path = O.toUndefined(pathOf(steps.slice(1).map(({ input }) => input)));
    if (path === undefined) return { entered: new Set(), steps: [] };
    const all = [start, ...path.flatMap((transition) => done.get(transition) ?? [])];
    return {
      entered: new Set(
        all.flatMap(({ entered, taken, forbidden }) => [...entered, ...taken, ...forbidden]),
      ),
      steps: [
        [],
        ...path.map((transition) =>
          placesOf(transition.source, done.get(transition) ?? exploration.start),
        ),
      ],
    };
  };
};

/** The places at which tests fail. */
const wrongIn = (
  { failed }: Report<MachineTest>,
  visits: (test: MachineTest) => Visited,
): ReadonlySet<string> =>
  new Set(
    failed.flatMap(({ test, failure }) =>
      failure._tag === 'Differs' ? (visits(test).steps[failure.step] ?? []) : [],
    ),
  );

/** Draws a machine with the number of tests that reach each state, and pale where no test comes. If it cannot be drawn, says why. */
export const coveragePicture = (
  exploration: Exploration,
  report: Report<MachineTest>,
): T.Task<string> => {
  const { chart } = exploration;
  const visits = visitsOf(exploration);
  const counts = new Map<string, number>(
    [...nodesOf(chart.root), ...transitionsOf(chart.root)].map(({ id }) => [id, 0]),
  );
  report.suite.forEach((test) => {
    visits(test).entered.forEach((place) => counts.set(place, (counts.get(place) ?? 0) + 1));
  });
  const wrong = wrongIn(report, visits);
  const paintOf = (
    id: string,
  ): { readonly dim: boolean; readonly title: string; readonly tone?: Tone } => {
    const tests = counts.get(id) ?? 0;
    return {
      dim: tests === 0,
      title: tests === 0 ? 'reached by no test' : `reached by ${counted(tests, 'test')}`,
      ...(wrong.has(id) ? { tone: 'failed' as const } : {}),
    };
  };
  return pipe(
    layOutOrSimplify(chart),
    TE.match(
      ({ message }) => `<p class="dim">There is no picture: ${escape(message)}</p>`,
      (layout) =>
        `<p class="dim">The number of tests that reach each state. No test comes where it is pale; tests failed where it is red.</p>
<div class="chart">${chartSvg(chart, layout, {
          theme: 'auto',
          nodes: ({ id, kind, children }) =>
            kind === 'history' || children.length > 0
              ? undefined
              : { ...paintOf(id), count: counts.get(id) ?? 0 },
          transitions: ({ id }) => paintOf(id),
        })}</div>`,
    ),
  );
};
