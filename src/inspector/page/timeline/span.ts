/** `Span`: a part of time that is shown, and what panning and zooming do to it. */

/** A part of time in unix seconds, not always whole ones. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The shortest span that is shown, in seconds: instants are whole seconds. */
export const SHORTEST = 10;

/** The last second that a `Date` can hold. */
const LAST = 8.64e12;

/** How long a span is. */
export const lengthOf = ({ from, to }: Span): number => to - from;

/** Where an instant is in a width. */
export const positionIn =
  ({ from, to }: Span, width: number) =>
  (at: number): number =>
    ((at - from) / (to - from)) * width;

/** The instant at a position in a width. */
export const instantAt = ({ from, to }: Span, width: number, x: number): number =>
  from + (x / width) * (to - from);

/** A span around instants, with some room at both ends, and of the shortest length at least. */
export const around = (first: number, last: number): Span => {
  const room = Math.max((last - first) * 0.02, (SHORTEST - (last - first)) / 2, 1);
  return { from: first - room, to: last + room };
};

/** A span moved and shortened so that it lies in its bounds. */
export const within = (bounds: Span, { from, to }: Span): Span => {
  const length = Math.min(Math.max(to - from, SHORTEST), lengthOf(bounds));
  const middle = (from + to) / 2;
  const start = Math.max(
    bounds.from,
    Math.min(bounds.to - length, Math.abs(to - from - length) < 1e-9 ? from : middle - length / 2),
  );
  return { from: start, to: Math.min(start + length, LAST) };
};

/** A span zoomed by a factor, above 1 into time, around an instant that keeps its place. */
export const zoomed = (bounds: Span, span: Span, factor: number, at: number): Span => {
  const length = Math.min(Math.max(lengthOf(span) / factor, SHORTEST), lengthOf(bounds));
  const share = (at - span.from) / lengthOf(span);
  return within(bounds, { from: at - share * length, to: at + (1 - share) * length });
};

/** A span moved by seconds. */
export const moved = (bounds: Span, { from, to }: Span, by: number): Span => {
  const allowed = Math.max(bounds.from - from, Math.min(bounds.to - to, by));
  return { from: from + allowed, to: to + allowed };
};
