/** Straightens lines that make a small step: a step that is too small to notice as one looks like a mistake. */
import type { Box, Point } from '../diagram/Layout.js';
import { around, grown, meet, segments } from './geometry.js';
import { plain } from './placed.js';

/** A line, and the boxes at its ends. */
export interface Wire {
  readonly id: string;
  readonly points: ReadonlyArray<Point>;
  readonly source: Box;
  readonly target: Box;
  /** Whether both ends are at the same box. */
  readonly isLoop: boolean;
}

/** The longest step that is taken out. */
const STEP = 16;
/** How far from the corner of a box a line may end. */
const CORNER = 11;
/** How close to another a line may be. */
const APART = 10;

type Axis = 0 | 1;

/** Whether a line may end there, on the side of a box along which `axis` runs. */
const fits = (n: number, { x, y, width, height }: Box, axis: Axis): boolean => {
  const [start, length] = axis === 0 ? [x, width] : [y, height];
  return n >= start + CORNER && n <= start + length - CORNER;
};

/** Moves the first segment of a line onto its third, if its second is a small step. */
const withoutFirstStep = (points: ReadonlyArray<Point>, source: Box): ReadonlyArray<Point> => {
  const [a, b, c, d] = points;
  if (a === undefined || b === undefined || c === undefined || d === undefined) return points;
  const axis: Axis = a[0] === b[0] ? 0 : 1;
  const step = Math.abs(b[axis] - c[axis]);
  if (step === 0 || step > STEP || c[axis] !== d[axis] || !fits(c[axis], source, axis))
    return points;
  const start: Point = axis === 0 ? [c[0], a[1]] : [a[0], c[1]];
  return plain([start, ...points.slice(3)]);
};

const reversed = <A>(list: ReadonlyArray<A>): ReadonlyArray<A> => list.toReversed();

/** Straightens lines one after the other, where nothing stands in the way. */
export const straighten = (
  wires: ReadonlyArray<Wire>,
  obstacles: ReadonlyArray<Box>,
): ReadonlyArray<Wire> =>
  wires.reduce<ReadonlyArray<Wire>>((all, wire, i) => {
    // A loop at one side of a box has small steps that it needs.
    if (wire.isLoop) return all;
    const others = all
      .filter(({ id }) => id !== wire.id)
      .flatMap(({ points }) => segments(points).map(around));
    const before = segments(wire.points).map(around);
    const isFree = (points: ReadonlyArray<Point>): boolean =>
      segments(points).every((segment) => {
        const box = around(segment);
        const crossed = (list: ReadonlyArray<Box>, room: Box): number =>
          list.filter((other) => meet(room, other)).length;
        // It may pass what it passed before, such as lines that it crosses.
        const near = grown(box, APART);
        const limit = Math.max(...before.map((old) => crossed(others, grown(old, APART))));
        return (
          crossed(others, near) <= limit &&
          crossed(obstacles, grown(box, 4)) <=
            Math.max(...before.map((old) => crossed(obstacles, grown(old, 4))))
        );
      });
    const tries = [
      withoutFirstStep(wire.points, wire.source),
      reversed(withoutFirstStep(reversed(wire.points), wire.target)),
    ];
    const better = tries.find((points) => points.length < wire.points.length && isFree(points));
    return better === undefined
      ? all
      : [...all.slice(0, i), { ...wire, points: better }, ...all.slice(i + 1)];
  }, wires);
