/** Moves labels that overlap something to a free place beside their lines. */
import type { Box, Point } from '../diagram/Layout.js';
import type { Segment } from './geometry.js';
import { around, contains, grown, lengthOf, meet, segments, strikes } from './geometry.js';

/** A label to place: its size and its first place, the lines beside which it may stand, and what it may stand in. */
export interface LabelTask {
  readonly id: string;
  readonly box: Box;
  readonly routes: ReadonlyArray<ReadonlyArray<Point>>;
}

/** What labels must not overlap. */
export interface Obstacles {
  /** Boxes without children, and the heads of those with children. */
  readonly boxes: ReadonlyArray<Box>;
  /** Boxes with children: a label stands inside or outside, not across the border. */
  readonly frames: ReadonlyArray<Box>;
  readonly lines: ReadonlyArray<Segment>;
}

/** The distance from a line to a label beside it. */
const ASIDE = 6;

const isAcross = (frame: Box, label: Box): boolean => meet(frame, label) && !contains(frame, label);

/** How badly a label stands: overlaps of boxes and labels, and lines through it. */
const faultsOf = (
  label: Box,
  { boxes, frames, lines }: Obstacles,
  placed: ReadonlyArray<Box>,
): number => {
  const room = grown(label, 1);
  return (
    10 * boxes.filter((box) => meet(room, box)).length +
    10 * placed.filter((box) => meet(room, box)).length +
    5 * frames.filter((frame) => isAcross(frame, room)).length +
    lines.filter((line) => strikes(line, label)).length
  );
};

const PARTS = [0.5, 0.25, 0.75, 0, 1, 0.125, 0.375, 0.625, 0.875];

/** The places beside a segment where a label may stand. */
const beside = (segment: Segment, { width, height }: Box): ReadonlyArray<Box> => {
  const { x, y, width: length, height: depth } = around(segment);
  const isFlat = depth === 0;
  return PARTS.flatMap((part) =>
    isFlat
      ? [y - height - 2, y + 3].map((top) => ({
          x: Math.round(x + part * (length - width)),
          y: top,
          width,
          height,
        }))
      : [x + ASIDE, x - ASIDE - width].map((left) => ({
          x: left,
          y: Math.round(y + part * (depth - height)),
          width,
          height,
        })),
  );
};

/** Places labels, each where it stands unless that overlaps something and another place beside its line is better. */
export const placeLabels = (
  tasks: ReadonlyArray<LabelTask>,
  obstacles: Obstacles,
): ReadonlyMap<string, Box> => {
  const first = new Map(tasks.map(({ id, box }) => [id, box]));
  return tasks.reduce<ReadonlyMap<string, Box>>((boxes, { id, box, routes }) => {
    const others = [...boxes.values()].filter((other) => other !== boxes.get(id));
    const faults = (label: Box): number => faultsOf(label, obstacles, others);
    if (faults(box) === 0) return boxes;
    const candidates = routes
      .flatMap(segments)
      .toSorted((a, b) => lengthOf(b) - lengthOf(a))
      .flatMap((segment) => beside(segment, box));
    const [best] = [box, ...candidates]
      .map((label) => ({ label, faults: faults(label) }))
      .toSorted((a, b) => a.faults - b.faults);
    return best === undefined ? boxes : new Map([...boxes, [id, best.label]]);
  }, first);
};
