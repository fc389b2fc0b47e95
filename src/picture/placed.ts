/** Reads what ELK returns: boxes and lines by id. ELK is foreign code, so its result is read as unknown data. */
import * as E from 'fp-ts/lib/Either.js';
import { isRecord } from '../codec/untrusted.js';
import type { Box, Point } from '../diagram/Layout.js';

/** The coordinates of a graph's parts, by their ids. */
export interface Placed {
  readonly width: number;
  readonly height: number;
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

/** Reads ELK's result; `left` if a part has no coordinates. */
export const readPlaced = (result: unknown): E.Either<string, Placed> => {
  const boxes = new Map<string, Box>();
  const lines = new Map<string, ReadonlyArray<Point>>();
  const visit = (u: unknown): void => {
    if (!isRecord(u)) return;
    const { id } = u;
    if (typeof id === 'string') boxes.set(id, boxOf(u));
    listOf(u['children']).forEach(visit);
    listOf(u['edges']).forEach((edge) => {
      if (!isRecord(edge)) return;
      if (typeof edge['id'] === 'string') lines.set(edge['id'], lineOf(edge));
      listOf(edge['labels']).forEach(visit);
    });
  };
  visit(result);
  const bad = [
    ...[...boxes].filter(([, box]) => Object.values(box).some(Number.isNaN)).map(([id]) => id),
    ...[...lines]
      .filter(([, points]) => points.length < 2 || points.some((point) => point.some(Number.isNaN)))
      .map(([id]) => id),
  ];
  if (bad.length > 0) return E.left(`no coordinates for ${bad.slice(0, 3).join(', ')}`);
  const all = [
    ...[...boxes.values()].map(({ x, y, width, height }): Point => [x + width, y + height]),
    ...[...lines.values()].flat(),
  ];
  return E.right({
    width: Math.max(...all.map(([x]) => x)),
    height: Math.max(...all.map(([, y]) => y)),
    boxes,
    lines,
  });
};
