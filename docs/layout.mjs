/**
 * Lays out the chart once. The result is checked in as src/diagram/runLayouts.ts, so painting needs no layout engine.
 *
 *   node docs/layout.mjs           rewrites the file
 *   node docs/layout.mjs --check   changes nothing, and fails if the file differs from what it would write
 *
 * ELK (layered, orthogonal) places states, edges and labels. Two kinds of edges leave their state sideways: quiet edges, whose
 * event every non-final state accepts, run together in one margin; edges that lead back run in the other. The labels of quiet
 * edges are placed beside their lines afterwards, where there is room. ELK's layout depends on a random seed, so many seeds are
 * tried. The best layout fits a README, has the fewest crossings and then the shortest lines.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import Elk from 'elkjs/lib/elk.bundled.js';
import { build } from 'esbuild';
import prettier from 'prettier';

const root = fileURLToPath(new URL('..', import.meta.url));
const file = `${root}src/diagram/runLayouts.ts`;

const sources = async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        export { runDiagram } from './src/diagram/Diagram.js';
        export { labelSize, measures, stateSize } from './src/diagram/Layout.js';`,
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  return import(`data:text/javascript;base64,${code}`);
};
const { labelSize, measures, runDiagram, stateSize } = await sources();

/** The widest picture, in pixels, that a README shows at full size. Ours shows the picture that runs down. */
const README_WIDTH = 830;

/** The space around the picture. */
const MARGIN = 12;
/** The distance between two parallel lines. */
const BESIDE = 14;
/** The distance from a line to its label. */
const ASIDE = 7;

const options = {
  'elk.algorithm': 'layered',
  'elk.edgeRouting': 'ORTHOGONAL',
  'elk.padding': `[top=${MARGIN},left=${MARGIN},bottom=${MARGIN},right=${MARGIN}]`,
  // States in the chart's order are states in the order of the lifecycle.
  'elk.layered.cycleBreaking.strategy': 'MODEL_ORDER',
  'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
  'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
  'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
  'elk.layered.edgeLabels.sideSelection': 'ALWAYS_UP',
  'elk.layered.thoroughness': '50',
  'elk.spacing.nodeNode': '36',
  'elk.spacing.edgeNode': '18',
  'elk.spacing.edgeEdge': `${BESIDE}`,
  'elk.spacing.edgeLabel': `${ASIDE}`,
  'elk.spacing.portPort': '14',
  'elk.layered.spacing.nodeNodeBetweenLayers': '20',
  'elk.layered.spacing.edgeNodeBetweenLayers': '18',
  'elk.layered.spacing.edgeEdgeBetweenLayers': `${BESIDE}`,
};

/** The sides of a state, by the way that the lifecycle grows. */
const sides = {
  down: { ahead: ['SOUTH', 'NORTH'], back: ['WEST', 'WEST'], quiet: ['EAST', 'NORTH'] },
  right: { ahead: ['EAST', 'WEST'], back: ['NORTH', 'NORTH'], quiet: ['SOUTH', 'WEST'] },
};

const segments = (points) => points.slice(1).map((end, i) => [points[i], end]);

const grown = ({ x, y, width, height }, by) => ({
  x: x - by,
  y: y - by,
  width: width + 2 * by,
  height: height + 2 * by,
});
const meet = (a, b) =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
const around = ([[x1, y1], [x2, y2]]) => ({
  x: Math.min(x1, x2),
  y: Math.min(y1, y2),
  width: Math.abs(x1 - x2),
  height: Math.abs(y1 - y2),
});

const key = ({ source, event }) => `${source} ${event}`;

/** Without the points that lie on the straight line between their neighbours. */
const plain = (points) => {
  const apart = points.filter(
    ([x, y], i) => i === 0 || x !== points[i - 1][0] || y !== points[i - 1][1],
  );
  return apart.filter(
    ([x, y], i) =>
      i === 0 ||
      i === apart.length - 1 ||
      !(
        (apart[i - 1][0] === x && apart[i + 1][0] === x) ||
        (apart[i - 1][1] === y && apart[i + 1][1] === y)
      ),
  );
};

/**
 * Merges lines with a common end: segments beside the longest segment, no further from it than the distance between lines, are
 * moved onto it. `axis` is the coordinate that is constant along these segments.
 */
const together = (lines, axis) => {
  const lengths = new Map();
  for (const [a, b] of lines.flatMap(segments))
    if (a[axis] === b[axis])
      lengths.set(a[axis], (lengths.get(a[axis]) ?? 0) + Math.abs(a[1 - axis] - b[1 - axis]));
  const [[lane]] = [...lengths].sort(([, a], [, b]) => b - a);
  return lines.map((points) =>
    points.map((point) =>
      point.map((n, i) => (i === axis && Math.abs(n - lane) <= BESIDE ? lane : n)),
    ),
  );
};

const layoutBy = async (diagram, direction, seed) => {
  const leaving = diagram.edges.filter(({ source, target }) => source !== target);
  const open = diagram.states.filter((state) => !diagram.isFinal(state));
  const isQuiet = ({ event }) =>
    open.every((state) => leaving.some((edge) => edge.source === state && edge.event === event));
  const order = (state) => diagram.states.indexOf(state);
  const kind = (edge) =>
    isQuiet(edge) ? 'quiet' : order(edge.target) < order(edge.source) ? 'back' : 'ahead';

  const port = (id, side) => ({
    id,
    width: 0,
    height: 0,
    layoutOptions: { 'elk.port.side': side },
  });
  const start = { id: 'start', target: diagram.initial };
  const [startOut, startIn] = sides[direction].ahead;
  const graph = {
    id: diagram.id,
    layoutOptions: {
      ...options,
      'elk.direction': direction.toUpperCase(),
      'elk.randomSeed': `${seed}`,
    },
    children: [
      {
        id: 'start',
        width: 2 * measures.dot,
        height: 2 * measures.dot,
        layoutOptions: { 'elk.portConstraints': 'FIXED_SIDE' },
        ports: [port('start out', startOut)],
      },
      ...diagram.states.map((state) => ({
        id: `state ${state}`,
        ...stateSize(diagram, state),
        layoutOptions: { 'elk.portConstraints': 'FIXED_SIDE' },
        ports: [
          ...(leaving.some((edge) => edge.target === state && isQuiet(edge))
            ? [port(`${state} quiet in`, sides[direction].quiet[1])]
            : []),
          ...(state === start.target ? [port('start in', startIn)] : []),
          ...leaving.flatMap((edge) => {
            const [out, into] = sides[direction][kind(edge)];
            return [
              ...(edge.source === state ? [port(`${key(edge)} out`, out)] : []),
              ...(edge.target === state && !isQuiet(edge) ? [port(`${key(edge)} in`, into)] : []),
            ];
          }),
        ],
      })),
    ],
    edges: [
      { id: 'start edge', sources: ['start out'], targets: ['start in'] },
      ...leaving.map((edge) => ({
        id: key(edge),
        sources: [`${key(edge)} out`],
        targets: [isQuiet(edge) ? `${edge.target} quiet in` : `${key(edge)} in`],
        labels: isQuiet(edge)
          ? []
          : [{ id: `${key(edge)} label`, text: edge.event, ...labelSize(edge, false) }],
      })),
    ],
  };
  const placed = await new Elk().layout(graph);

  const box = ({ x, y, width, height }) => ({
    x: Math.round(x),
    y: Math.round(y),
    width: Math.round(width),
    height: Math.round(height),
  });
  const states = Object.fromEntries(
    diagram.states.map((state) => [
      state,
      box(placed.children.find(({ id }) => id === `state ${state}`)),
    ]),
  );
  const pointsOf = (id) =>
    placed.edges
      .find((edge) => edge.id === id)
      .sections.flatMap(({ startPoint, bendPoints = [], endPoint }) => [
        startPoint,
        ...bendPoints,
        endPoint,
      ])
      .map(({ x, y }) => [Math.round(x), Math.round(y)]);
  const lines = new Map(leaving.map((edge) => [key(edge), pointsOf(key(edge))]));
  for (const target of new Set(leaving.filter(isQuiet).map((edge) => edge.target))) {
    const keys = leaving.filter((edge) => isQuiet(edge) && edge.target === target).map(key);
    const apart = keys.map((name) => lines.get(name));
    const joined = together(apart, direction === 'down' ? 0 : 1);
    joined.forEach((points, i) => lines.set(keys[i], points));
    // If the end of the lines was moved, the state moves with it.
    const [[x, y], [toX, toY]] = [apart[0].at(-1), joined[0].at(-1)];
    states[target] = {
      ...states[target],
      x: states[target].x + toX - x,
      y: states[target].y + toY - y,
    };
  }
  const routes = leaving.map((edge) => ({
    source: edge.source,
    event: edge.event,
    quiet: isQuiet(edge),
    points: plain(lines.get(key(edge))),
    label: isQuiet(edge)
      ? undefined
      : box(placed.edges.find(({ id }) => id === key(edge)).labels[0]),
  }));

  // ---- labels that ELK did not place

  const taken = [
    ...Object.values(states),
    ...routes.flatMap(({ points }) => segments(points).map(around)),
    ...routes.flatMap(({ label }) => (label === undefined ? [] : [label])),
  ];
  const width = MARGIN + Math.max(...taken.map((its) => its.x + its.width));
  const height = MARGIN + Math.max(...taken.map((its) => its.y + its.height));
  const isFree = (label) =>
    label.x >= 2 &&
    label.y >= 2 &&
    label.x + label.width <= width - 2 &&
    label.y + label.height <= height - 2 &&
    taken.every((other) => !meet(grown(label, 2), other));
  for (const route of routes.filter(({ quiet }) => quiet)) {
    const edge = leaving.find((other) => key(other) === key(route));
    const size = labelSize(edge, true);
    const candidates = segments(route.points).flatMap(([[x1, y1], [x2, y2]]) =>
      [0, 0.25, 0.5, 0.75, 1].flatMap((part) => {
        if (y1 === y2) {
          const room = Math.abs(x2 - x1) - size.width - 2 * ASIDE;
          const x = Math.min(x1, x2) + ASIDE + (x1 < x2 ? part : 1 - part) * room;
          return room < 0 ? [] : [y1 - size.height - 1, y1 + 3].map((y) => ({ x, y }));
        }
        const room = Math.abs(y2 - y1) - size.height - 4;
        const y = Math.min(y1, y2) + 2 + (y1 < y2 ? part : 1 - part) * room;
        return room < 0 ? [] : [x1 + ASIDE, x1 - ASIDE - size.width].map((x) => ({ x, y }));
      }),
    );
    const free = candidates.map((at) => box({ ...at, ...size })).find(isFree);
    if (free === undefined) return undefined;
    route.label = free;
    taken.push(free);
  }

  const dot = placed.children.find(({ id }) => id === 'start');
  return {
    direction,
    width,
    height,
    states,
    start: [Math.round(dot.x) + measures.dot, Math.round(dot.y) + measures.dot],
    startRoute: plain(pointsOf('start edge')),
    routes,
  };
};

const SEEDS = 100;

const horizontal = ([[, y1], [, y2]]) => y1 === y2;

/** How many times two lines cross. */
const crossings = (lines) => {
  const flat = lines.filter(horizontal);
  const upright = lines.filter((line) => !horizontal(line));
  const between = (n, a, b) => n > Math.min(a, b) && n < Math.max(a, b);
  return flat.flatMap(([[x1, y], [x2]]) =>
    upright.filter(([[x, y1], [, y2]]) => between(x, x1, x2) && between(y, y1, y2)),
  ).length;
};

const cost = ({ direction, routes, width, height }) => {
  const lines = routes.flatMap(({ points }) => segments(points));
  const length = lines.reduce(
    (sum, [[x1, y1], [x2, y2]]) => sum + Math.abs(x1 - x2) + Math.abs(y1 - y2),
    0,
  );
  const struck = routes.flatMap(({ label }) =>
    lines.filter((line) => meet(grown(label, 1), around(line))),
  ).length;
  // A step that is too small to notice looks like a mistake.
  const steps = lines.filter(
    ([[x1, y1], [x2, y2]]) => Math.abs(x1 - x2) + Math.abs(y1 - y2) < 8,
  ).length;
  const over = direction === 'down' ? Math.max(0, width - README_WIDTH) : 0;
  return [over, struck, crossings(lines), steps, lines.length, length + width + height];
};

const search = async (diagram, direction) => {
  const candidates = [];
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const layout = await layoutBy(diagram, direction, seed);
    if (layout !== undefined) candidates.push({ seed, cost: cost(layout) });
  }
  const [best] = candidates.sort(
    (a, b) => a.cost.map((n, i) => n - b.cost[i]).find((n) => n !== 0) ?? 0,
  );
  if (best === undefined) throw new Error(`no room for all labels, growing ${direction}`);
  return best.seed;
};

const seedIn = (text, direction) => Number(new RegExp(`${direction} ([0-9]+)`).exec(text)?.[1]);

const check = process.argv.includes('--check');
const found = check ? readFileSync(file, 'utf8') : '';
const seeds = {};
const layouts = {};
for (const direction of Object.keys(sides)) {
  seeds[direction] = check ? seedIn(found, direction) : await search(runDiagram, direction);
  layouts[direction] = await layoutBy(runDiagram, direction, seeds[direction]);
}
const text = await prettier.format(
  `// Generated by \`npm run layout\`, which lays out the chart. Do not edit.
// Seeds: ${Object.entries(seeds)
    .map((entry) => entry.join(' '))
    .join(', ')}.
import type { RunState } from '../../machines/run.chart.js';
import type { Direction, Layout } from './Layout.js';

/**
 * The layouts of the run's chart: one that runs down, one that runs to the right.
 *
 * @example
 * \`\`\`ts
 * import { runLayouts } from 'runchart/diagram'
 *
 * const { width, height, states } = runLayouts.down
 * assert.ok(height > width)
 * assert.ok(states.Scheduled.y < states.Completed.y)
 * \`\`\`
 * @category Layouts
 */
export const runLayouts: Readonly<Record<Direction, Layout<RunState>>> = ${JSON.stringify(layouts)};
`,
  { ...(await prettier.resolveConfig(file)), parser: 'typescript' },
);

if (check) {
  if (found !== text) {
    console.error('src/diagram/runLayouts.ts is not how the chart is laid out now: npm run layout');
    process.exitCode = 1;
  }
} else {
  writeFileSync(file, text);
}
