/** Regions of a parallel node: as long as one another where they stand side by side, with dashed lines between them. */
import type { Box, Point } from '../diagram/Layout.js';

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

/** The lines between regions, from border to border of the room for children within their parent. */
export const separatorsIn = (
  room: Box,
  regions: ReadonlyArray<Box>,
): ReadonlyArray<readonly [Point, Point]> => {
  const middle = ([from, to]: readonly [number, number]): number => Math.round((from + to) / 2);
  const across = gapsAlong(regions, 'x');
  if (across !== undefined)
    return across.map((gap) => [
      [middle(gap), room.y],
      [middle(gap), room.y + room.height],
    ]);
  return (gapsAlong(regions, 'y') ?? []).map((gap) => [
    [room.x, middle(gap)],
    [room.x + room.width, middle(gap)],
  ]);
};
