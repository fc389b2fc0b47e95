/**
 * Lays out a statechart with ELK: states within states, orthogonal lines, labels that overlap nothing.
 *
 * A chart is laid out in several ways, fewer the larger it is; the layout that fits, has the fewest faults and crossings and the
 * shortest lines is taken. No clock and no randomness decide, so equal charts and options give equal layouts.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as T from 'fp-ts/lib/Task.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { textOfThrown } from '../codec/untrusted.js';
import type { Statechart } from '../statechart/Statechart.js';
import { nodesOf, transitionsOf } from '../statechart/Statechart.js';
import type { Assembled } from './assemble.js';
import { assemble } from './assemble.js';
import { isLongChain, isLongInnerChain } from './chains.js';
import type { ChartLayout, LayoutEngine, LayoutError, LayoutOptions } from './ChartLayout.js';
import type { Plan } from './Drawn.js';
import { drawnOf } from './Drawn.js';
import { wiringOf } from './edges.js';
import { elkGraph } from './elkGraph.js';
import { elkEngine } from './engine.js';
import type { Segment } from './geometry.js';
import { crossings, lengthOf, segments, strikes } from './geometry.js';
import { readPlaced } from './placed.js';

// ------------------------------------------------------------------------------------------------------------ plans

/** The widths at which texts are broken, the first unless a picture is too wide. */
const TEXT_WIDTHS = [220, 150, 110] as const;

/** Keeps the order of the chart where it costs no crossing. */
const ordered = { 'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES' } as const;
const straight = { 'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX' } as const;

/** The first is for charts of any size, the others are tried for smaller ones. */
const strategies: ReadonlyArray<Plan['options']> = [
  ordered,
  { ...ordered, ...straight },
  straight,
  {},
];

/** Charts with more parts than this are laid out in one or two ways, which takes long enough. */
const SMALL = 40;
const MEDIUM = 90;

/** The first way to lay out a chart. */
export const planOf = (
  { root }: Statechart,
  { direction = 'down', details = 'all' }: LayoutOptions,
): Plan => ({
  root,
  direction,
  details,
  textWidth: TEXT_WIDTHS[0],
  isStacked: false,
  isFlat: false,
  options: ordered,
  room: new Map(),
});

/** The ways to lay out a chart if width is of no concern. */
const plansFor = (size: number, plan: Plan): ReadonlyArray<Plan> =>
  strategies
    .slice(0, size <= SMALL ? 4 : size <= MEDIUM ? 2 : 1)
    .map((options) => ({ ...plan, options }));

/** A picture is long if it has more pixels than this in the direction of the chart, and so many times as many as across. */
const LONG = { pixels: 2000, ratio: 3 } as const;

/** Cutting a chart must make its picture shorter than this part of what it was. */
const WORTHWHILE = 0.5;

const alongOf = ({ direction, width, height }: ChartLayout): number =>
  direction === 'down' ? height : width;
const acrossOf = ({ direction, width, height }: ChartLayout): number =>
  direction === 'down' ? width : height;

const isLong = (layout: ChartLayout): boolean =>
  alongOf(layout) > LONG.pixels && alongOf(layout) > LONG.ratio * acrossOf(layout);

/** How many times as wide as high a picture should be whose chart is cut into rows or columns. */
const ASPECTS = [1, 0.5, 0.2, 0.1] as const;
const INNER_ASPECTS = [2, 1] as const;

/** The ways to cut a long chart, such as a chain of a hundred states, into pieces that stand side by side. */
const wrappedPlans = ({ root }: Statechart, plan: Plan): ReadonlyArray<Plan> => [
  ...(nodesOf(root).some(isLongChain) ? ASPECTS.map((aspect) => ({ ...plan, aspect })) : []),
  ...(nodesOf(root).some(isLongInnerChain)
    ? INNER_ASPECTS.map((aspect) => ({ ...plan, aspect, cutsInner: true }))
    : []),
];

/** The ways to lay out a chart more narrowly, one after the other. */
const narrowPlans = (plan: Plan, { direction }: LayoutOptions): ReadonlyArray<Plan> => {
  const narrower = TEXT_WIDTHS.slice(1).map((textWidth) => ({ ...plan, textWidth }));
  const stacked = [...narrower.slice(0, 1), ...narrower.slice(-1)].map((other) => ({
    ...other,
    isStacked: true,
  }));
  const slim = narrower.slice(-1).map((other) => ({
    ...other,
    isStacked: true,
    options: {
      ...other.options,
      'elk.layered.layering.strategy': 'COFFMAN_GRAHAM',
      'elk.layered.layering.coffmanGraham.layerBound': '3',
    },
  }));
  return [
    ...narrower,
    ...(plan.direction === 'down' ? [...stacked, ...slim] : []),
    // A chart that runs to the right is as wide as it is long.
    ...(direction === undefined && plan.direction === 'right'
      ? [{ ...plan, direction: 'down' as const }]
      : []),
  ];
};

// ------------------------------------------------------------------------------------------------------------- cost

/** How many labels a line passes through. */
const struckLabels = ({ transitions }: ChartLayout, lines: ReadonlyArray<Segment>): number =>
  transitions.filter(
    ({ label, routes }) =>
      label !== undefined && routes.length > 0 && lines.some((line) => strikes(line, label)),
  ).length;

const linesIn = ({ transitions }: ChartLayout): ReadonlyArray<Segment> =>
  transitions.flatMap(({ routes, fork }) => [
    ...routes.flatMap(segments),
    ...(fork === undefined ? [] : segments(fork.stem)),
  ]);

/** What is wrong with a layout, the worst first. */
const costOf = (layout: ChartLayout, maxWidth: number): ReadonlyArray<number> => {
  const lines = linesIn(layout);
  const struck = struckLabels(layout, lines);
  const length = lines.reduce((sum, line) => sum + lengthOf(line), 0);
  return [
    Math.max(0, layout.width - maxWidth),
    struck,
    crossings(lines),
    lines.length * BEND + length + layout.width + layout.height,
  ];
};

/** As many pixels as a bend is worth. */
const BEND = 40;

const compare = (a: ReadonlyArray<number>, b: ReadonlyArray<number>): number =>
  a.map((n, i) => n - (b[i] ?? 0)).find((n) => n !== 0) ?? 0;

/** The better of two layouts. */
const better =
  (maxWidth: number) =>
  (a: ChartLayout, b: ChartLayout): ChartLayout =>
    compare(costOf(b, maxWidth), costOf(a, maxWidth)) < 0 ? b : a;

// -------------------------------------------------------------------------------------------------------- operations

/** Lays out a chart in one way, and once more if a head needs more room than the children leave. */
const follow =
  (engine: LayoutEngine, chart: Statechart) =>
  (plan: Plan): TE.TaskEither<string, ChartLayout> => {
    const drawn = drawnOf(chart, plan);
    const wiring = wiringOf(drawn, plan);
    const once = (room: Plan['room']): TE.TaskEither<string, Assembled> => {
      const tried = { ...plan, room };
      const graph = elkGraph(drawn, wiring, tried);
      return pipe(
        TE.tryCatch(() => engine(graph), textOfThrown),
        TE.chainEitherK(readPlaced(graph)),
        TE.map((placed) => assemble(drawn, tried, wiring, placed)),
      );
    };
    return pipe(
      once(plan.room),
      TE.chain((first) => (first.room.size === 0 ? TE.right(first) : once(first.room))),
      TE.map(({ layout }) => layout),
    );
  };

/** What was found so far: the best layout, or why there is none. */
type Found = E.Either<string, ChartLayout>;

/** Follows plans one after the other, until a layout is good enough. */
const search = (
  run: (plan: Plan) => TE.TaskEither<string, ChartLayout>,
  plans: ReadonlyArray<Plan>,
  maxWidth: number,
  isEnough: (found: Found) => boolean,
  start: Found,
): T.Task<Found> =>
  plans.reduce<T.Task<Found>>(
    (task, plan) =>
      pipe(
        task,
        T.chain((found) =>
          isEnough(found)
            ? T.of(found)
            : pipe(
                run(plan),
                T.map((next): Found =>
                  E.isLeft(next)
                    ? found
                    : E.isLeft(found)
                      ? next
                      : E.right(better(maxWidth)(found.right, next.right)),
                ),
              ),
        ),
      ),
    T.of(start),
  );

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
  const { maxWidth = Infinity } = options;
  const plan = planOf(chart, options);
  const size = nodesOf(chart.root).length + transitionsOf(chart.root).length;
  const fits = (found: Found): boolean => E.isRight(found) && found.right.width <= maxWidth;
  const isFound = E.isRight;
  const attempt = (engine: LayoutEngine): TE.TaskEither<LayoutError, ChartLayout> => {
    const run = follow(engine, chart);
    const isShorter = (wrapped: Found, before: ChartLayout): boolean =>
      E.isRight(wrapped) &&
      fits(wrapped) &&
      alongOf(wrapped.right) < WORTHWHILE * alongOf(before) &&
      struckLabels(wrapped.right, linesIn(wrapped.right)) === 0;
    /** Cuts a long chart into pieces, in the first way that is good. */
    const wrap = (found: Found): T.Task<Found> =>
      E.isLeft(found) || !isLong(found.right)
        ? T.of(found)
        : wrappedPlans(chart, plan).reduce<T.Task<Found>>(
            (task, wrapped) =>
              pipe(
                task,
                T.chain((best) =>
                  best !== found
                    ? T.of(best)
                    : pipe(
                        run(wrapped),
                        T.map((next) => (isShorter(next, found.right) ? next : found)),
                      ),
                ),
              ),
            T.of(found),
          );
    return pipe(
      search(run, plansFor(size, plan), maxWidth, () => false, E.left('no plan')),
      // ELK fails on some graphs with some options.
      T.chain((found) =>
        search(
          run,
          strategies.map((other) => ({ ...plan, options: other })),
          maxWidth,
          isFound,
          found,
        ),
      ),
      T.chain(wrap),
      T.chain((found) => search(run, narrowPlans(plan, options), maxWidth, fits, found)),
      // As a last resort, lines end at the borders of compound nodes instead of crossing them.
      T.chain((found) =>
        E.isRight(found) ? T.of(found) : run({ ...plan, isFlat: true, options: {} }),
      ),
      TE.mapLeft((message) => ({ _tag: 'LayoutFailed', chart: chart.id, message }) as const),
    );
  };
  const { engine } = options;
  return engine === undefined ? pipe(elkEngine, TE.chain(attempt)) : attempt(engine);
};
