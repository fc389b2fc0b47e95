/** Regions of a parallel node: as long as one another where they stand side by side, with dashed lines between them. */
import type { Box, Point } from '../diagram/Layout.js';
import type { Segment } from './geometry.js';
import { around, grown, meet } from './geometry.js';

/** How regions stand: side by side, one below the other, or neither. */
type Arrangement = 'row' | 'column' | undefined;

type Axis = 'x' | 'y';
const lengthIn = (box: Box, axis: Axis): number => (axis === 'x' ? box.width : box.height);

/** The gaps between boxes along an axis; undefined if two of them have none. */
const gapsAlong = (
  boxes: ReadonlyArray<Box>,
  axis: Axis,
): ReadonlyArray<readonly [number, number]> | undefined => {
  const sorted = boxes.toSorted((a, b) => a[axis] - b[axis]);
  const gaps = sorted.slice(1).flatMap((box, i) => {
    const before = sorted[i];
    return before === undefined
      ? []
      : [[before[axis] + lengthIn(before, axis), box[axis]] as const];
  });
  return gaps.every(([from, to]) => from < to) ? gaps : undefined;
};

const arrangementOf = (regions: ReadonlyArray<Box>): Arrangement =>
  gapsAlong(regions, 'x') !== undefined
    ? 'row'
    : gapsAlong(regions, 'y') !== undefined
      ? 'column'
      : undefined;

/** The boxes of regions, as long as one another. */
export const evenRegions = (regions: ReadonlyArray<Box>): ReadonlyArray<Box> => {
  const arrangement = arrangementOf(regions);
  if (arrangement === 'row') {
    const y = Math.min(...regions.map((region) => region.y));
    const height = Math.max(...regions.map((region) => region.y + region.height)) - y;
    return regions.map((region) => ({ ...region, y, height }));
  }
  if (arrangement === 'column') {
    const x = Math.min(...regions.map((region) => region.x));
    const width = Math.max(...regions.map((region) => region.x + region.width)) - x;
    return regions.map((region) => ({ ...region, x, width }));
  }
  return regions;
};

/** The space by which a line is longer than the regions beside it. */
const BEYOND = 12;

/** The space beside a line, in which no other line runs along. */
const BESIDE = 5;

/** The place in a gap where a line would strike nothing but lines that cross it; the middle is best. */
const placeIn = (
  [from, to]: readonly [number, number],
  stripAt: (n: number) => Box,
  obstacles: ReadonlyArray<Box>,
): number | undefined => {
  const middle = Math.round((from + to) / 2);
  const reach = Math.floor((to - from) / 2) - BESIDE;
  const offsets = Array.from({ length: Math.max(1, reach) }, (_, i) => [i, -i]).flat();
  return offsets
    .map((offset) => middle + offset)
    .find((n) => obstacles.every((box) => !meet(stripAt(n), box)));
};

/**
 * The lines between regions, as long as these or up to the far border of their parent. None if one of them has no place.
 *
 * Obstacles are the labels, and the lines that run along.
 */
export const separatorsIn = (
  parent: Box,
  head: Box,
  regions: ReadonlyArray<Box>,
  labels: ReadonlyArray<Box>,
  lines: ReadonlyArray<Segment>,
): ReadonlyArray<readonly [Point, Point]> => {
  const across = gapsAlong(regions, 'x');
  const gaps = across ?? gapsAlong(regions, 'y') ?? [];
  const isUpright = across !== undefined;
  const along = lines
    .map(around)
    .filter((line) => (isUpright ? line.width === 0 : line.height === 0))
    .map((line) => grown(line, 1));
  const top = Math.max(parent.y + head.height, Math.min(...regions.map(({ y }) => y)) - BEYOND);
  const left = Math.max(parent.x, Math.min(...regions.map(({ x }) => x)) - 2 * BEYOND);
  const bottom = parent.y + parent.height;
  const right = parent.x + parent.width;
  const stripAt = (n: number): Box =>
    isUpright
      ? { x: n - BESIDE, y: top, width: 2 * BESIDE, height: bottom - top }
      : { x: left, y: n - BESIDE, width: right - left, height: 2 * BESIDE };
  const places = gaps.flatMap((gap) => {
    const n = placeIn(gap, stripAt, [...labels, ...along]);
    return n === undefined ? [] : [n];
  });
  if (places.length < gaps.length) return [];
  return places.map((n) =>
    isUpright
      ? [
          [n, top],
          [n, bottom],
        ]
      : [
          [left, n],
          [right, n],
        ],
  );
};
