/** Reads what ELK returns: boxes and lines by id. ELK is foreign code, so its result is read as unknown data. */
import * as E from 'fp-ts/lib/Either.js';
import { isRecord } from '../codec/untrusted.js';
import type { Box, Point } from '../diagram/Layout.js';
import type { ElkGraph } from './ChartLayout.js';
import { originalOf } from './Drawn.js';

/** The coordinates of a graph's parts, by their ids. */
export interface Placed {
  readonly boxes: ReadonlyMap<string, Box>;
  readonly lines: ReadonlyMap<string, ReadonlyArray<Point>>;
}

const listOf = (u: unknown): ReadonlyArray<unknown> => (Array.isArray(u) ? u : []);

const number = (u: unknown): number =>
  typeof u === 'number' && Number.isFinite(u) ? Math.round(u) : Number.NaN;

const boxOf = (u: Readonly<Record<string, unknown>>): Box => ({
  x: number(u['x']),
  y: number(u['y']),
  width: number(u['width']),
  height: number(u['height']),
});

const pointOf = (u: unknown): Point =>
  isRecord(u) ? [number(u['x']), number(u['y'])] : [Number.NaN, Number.NaN];

/** Without points that lie on the straight line between their neighbours. */
export const plain = (points: ReadonlyArray<Point>): ReadonlyArray<Point> =>
  points.reduce<ReadonlyArray<Point>>((kept, point) => {
    const last = kept.at(-1);
    const before = kept.at(-2);
    if (last === undefined) return [point];
    if (last[0] === point[0] && last[1] === point[1]) return kept;
    const isStraight = ([0, 1] as const).some(
      (axis) => before?.[axis] === last[axis] && last[axis] === point[axis],
    );
    return [...(isStraight ? kept.slice(0, -1) : kept), point];
  }, []);

/** Straightens lines that rounding made oblique: each segment is horizontal or vertical. */
const lineOf = (edge: Readonly<Record<string, unknown>>): ReadonlyArray<Point> =>
  plain(
    listOf(edge['sections']).flatMap((section) =>
      isRecord(section)
        ? [section['startPoint'], ...listOf(section['bendPoints']), section['endPoint']].map(
            pointOf,
          )
        : [],
    ),
  );

type Found =
  | { readonly id: string; readonly box: Box }
  | { readonly id: string; readonly line: ReadonlyArray<Point> };

/** The line of an edge; that of an edge which ELK was given the other way round is turned. */
const foundEdge = (id: string, edge: Readonly<Record<string, unknown>>): Found => {
  const own = originalOf(id);
  return { id: own, line: own === id ? lineOf(edge) : lineOf(edge).toReversed() };
};

const foundIn = (u: unknown): ReadonlyArray<Found> => {
  if (!isRecord(u)) return [];
  const { id } = u;
  return [
    ...(typeof id === 'string' ? [{ id, box: boxOf(u) }] : []),
    ...listOf(u['children']).flatMap(foundIn),
    ...listOf(u['edges']).flatMap((edge): ReadonlyArray<Found> =>
      isRecord(edge)
        ? [
            ...(typeof edge['id'] === 'string' ? [foundEdge(edge['id'], edge)] : []),
            ...listOf(edge['labels']).flatMap(foundIn),
          ]
        : [],
    ),
  ];
};

const isUnplaced = (found: Found): boolean =>
  'box' in found
    ? Object.values(found.box).some(Number.isNaN)
    : found.line.length < 2 || found.line.some((point) => point.some(Number.isNaN));

/** The ids of all parts of a graph. */
const idsIn = ({ children = [], edges = [], id }: ElkGraph): ReadonlyArray<string> => [
  id,
  ...children.flatMap(idsIn),
  ...edges.flatMap((edge) => [
    originalOf(edge.id),
    ...(edge.labels ?? []).map((label) => label.id),
  ]),
];

/** Reads ELK's result for a graph; `left` if a part has no coordinates. */
export const readPlaced =
  (graph: ElkGraph) =>
  (result: unknown): E.Either<string, Placed> => {
    const found = foundIn(result);
    const placed = new Set(found.filter((part) => !isUnplaced(part)).map(({ id }) => id));
    const missing = idsIn(graph).filter((id) => !placed.has(id));
    if (missing.length > 0) return E.left(`no coordinates for ${missing.join(', ')}`);
    return E.right({
      boxes: new Map(found.flatMap((part) => ('box' in part ? [[part.id, part.box]] : []))),
      lines: new Map(found.flatMap((part) => ('line' in part ? [[part.id, part.line]] : []))),
    });
  };
