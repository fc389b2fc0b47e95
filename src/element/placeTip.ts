/** Places the tooltip of an edge so that it covers nothing that it names. */

/** A rectangle on the screen. */
export interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The distance between the tooltip and what it explains, in pixels. */
const GAP = 8;

const rectAt = (left: number, top: number, { width, height }: Size): Rect => ({
  left,
  top,
  right: left + width,
  bottom: top + height,
});

/** The part of the screen below, above and behind an element: for one that is too small for a tooltip. */
export const screenAt = ({ left, right }: Rect): Rect => ({
  left,
  right,
  top: 0,
  bottom: window.innerHeight,
});

/** A rectangle with some room around it, so that the tooltip does not touch it either. */
const widened = ({ left, top, right, bottom }: Rect): Rect => ({
  left: left - GAP / 2,
  top: top - GAP / 2,
  right: right + GAP / 2,
  bottom: bottom + GAP / 2,
});

/** The area that two rectangles share. */
const shared = (a: Rect, b: Rect): number =>
  Math.max(0, Math.min(a.right, b.right) - Math.max(a.left, b.left)) *
  Math.max(0, Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top));

/**
 * Returns where the tooltip goes: beside the first of `named`, or else beside another of them, inside `bounds`, where it covers
 * the least of them all. The first of equally good places wins: below, above, on the right, on the left, and then the corners of
 * `bounds`.
 */
export const placeTip = (
  tip: Size,
  named: ReadonlyArray<Rect>,
  bounds: Rect,
): { readonly left: number; readonly top: number } => {
  const inside = (place: Rect): Rect =>
    rectAt(
      Math.max(bounds.left, Math.min(place.left, bounds.right - tip.width)),
      Math.max(bounds.top, Math.min(place.top, bounds.bottom - tip.height)),
      tip,
    );
  const places = [
    ...named.flatMap(({ left, top, right, bottom }) => [
      rectAt(left, bottom + GAP, tip),
      rectAt(left, top - GAP - tip.height, tip),
      rectAt(right + GAP, top, tip),
      rectAt(left - GAP - tip.width, top, tip),
      rectAt(right - tip.width, bottom + GAP, tip),
      rectAt(right - tip.width, top - GAP - tip.height, tip),
      rectAt(right + GAP, bottom - tip.height, tip),
      rectAt(left - GAP - tip.width, bottom - tip.height, tip),
    ]),
    rectAt(bounds.left, bounds.top, tip),
    rectAt(bounds.left, bounds.bottom - tip.height, tip),
  ].map(inside);
  const covers = (place: Rect): number =>
    named.reduce((sum, rect) => sum + shared(place, widened(rect)), 0);
  const least = Math.min(...places.map(covers));
  const best =
    places.find((place) => covers(place) === least) ?? rectAt(bounds.left, bounds.top, tip);
  return { left: best.left, top: best.top };
};
