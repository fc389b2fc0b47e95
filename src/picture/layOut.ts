/**
 * Lays out a statechart with ELK: states within states, orthogonal lines, labels that overlap nothing.
 *
 * A chart is laid out in several ways, fewer the larger it is; the layout that fits, has the fewest faults and crossings and the
 * shortest lines is taken. No clock and no randomness decide, so equal charts and options give equal layouts.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { textOfThrown } from '../codec/untrusted.js';
import type { Statechart } from '../statechart/Statechart.js';
import { assemble } from './assemble.js';
import type { ChartLayout, LayoutEngine, LayoutError, LayoutOptions } from './ChartLayout.js';
import type { Drawn, Plan } from './elkGraph.js';
import { drawnOf, elkGraph } from './elkGraph.js';
import { elkEngine } from './engine.js';
import { crossings, lengthOf, segments, strikes } from './geometry.js';
import { readPlaced } from './placed.js';

const TEXT_WIDTH = 220;

const runPlan = (
  engine: LayoutEngine,
  drawn: Drawn,
  plan: Plan,
): TE.TaskEither<string, ChartLayout> => {
  const once = (tried: Plan): TE.TaskEither<string, ReturnType<typeof assemble>> => {
    const graph = elkGraph(drawn, tried);
    return pipe(
      TE.tryCatch(() => engine(graph), textOfThrown),
      TE.chainEitherK(readPlaced),
      TE.map((placed) => assemble(drawn, tried, graph, placed)),
    );
  };
  return pipe(
    once(plan),
    TE.chain((first) =>
      first.room.size === 0 ? TE.right(first) : once({ ...plan, room: first.room }),
    ),
    TE.map(({ layout }) => layout),
  );
};

/** What is wrong with a layout, the worst first. */
const costOf = (layout: ChartLayout, maxWidth: number): ReadonlyArray<number> => {
  const lines = layout.transitions.flatMap(({ routes, fork }) => [
    ...routes.flatMap(segments),
    ...(fork === undefined ? [] : segments(fork.stem)),
  ]);
  const struck = layout.transitions.filter(
    ({ label, routes }) =>
      label !== undefined && routes.length > 0 && lines.some((line) => strikes(line, label)),
  ).length;
  return [
    Math.max(0, layout.width - maxWidth),
    struck,
    crossings(lines),
    lines.length * 40 +
      lines.reduce((sum, line) => sum + lengthOf(line), 0) +
      layout.width +
      layout.height,
  ];
};

const cheaper = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number =>
  a.map((n, i) => n - (b[i] ?? 0)).find((n) => n !== 0) ?? 0;

const ordered = {
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
} as const;
const straight = { 'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX' } as const;

const strategies: ReadonlyArray<Plan['options']> = [
  ordered,
  {},
  { ...ordered, ...straight },
  straight,
];

/**
 * Lays out a statechart.
 *
 * Errors: `NoLayoutEngine` if elkjs is not installed; `LayoutFailed` if it fails.
 *
 * @example
 * ```ts
 * import { layOut } from 'runchart/picture'
 * import { statechartOf } from 'runchart/statechart'
 * import { createMachine } from 'xstate'
 *
 * const door = createMachine({
 *   id: 'door',
 *   initial: 'open',
 *   states: { open: { on: { close: 'closed' } }, closed: { on: { open: 'open' } } },
 * })
 * const layout = await layOut(statechartOf(door), { direction: 'right' })()
 * assert.ok(layout._tag === 'Right')
 * assert.deepStrictEqual(layout.right.nodes.map(({ id }) => id), ['door.open', 'door.closed'])
 * ```
 * @category Layouts
 */
export const layOut = (
  chart: Statechart,
  options: LayoutOptions = {},
): TE.TaskEither<LayoutError, ChartLayout> => {
  const { details = 'all', maxWidth = Infinity } = options;
  const { direction = 'down', engine } = options;
  const plan: Plan = {
    direction,
    details,
    textWidth: TEXT_WIDTH,
    isStacked: false,
    options: {},
    room: new Map(),
  };
  const drawn = drawnOf(chart, plan);
  const attempts = (own: LayoutEngine): TE.TaskEither<LayoutError, ChartLayout> =>
    pipe(
      strategies.map((tried) => runPlan(own, drawn, { ...plan, options: tried })),
      (tasks) => async () => {
        const results = await Promise.all(tasks.map((task) => task()));
        const [best] = results
          .flatMap((result) => (E.isRight(result) ? [result.right] : []))
          .map((layout) => ({ layout, cost: costOf(layout, maxWidth) }))
          .toSorted((a, b) => cheaper(a.cost, b.cost));
        if (best !== undefined) return E.right(best.layout);
        const [message = ''] = results.flatMap((result) => (E.isLeft(result) ? [result.left] : []));
        return E.left<LayoutError>({ _tag: 'LayoutFailed', chart: chart.id, message });
      },
    );
  return engine === undefined ? pipe(elkEngine, TE.chain(attempts)) : attempts(engine);
};
