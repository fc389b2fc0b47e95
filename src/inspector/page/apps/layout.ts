/** The layout of a picture as the server sends it, decoded. */
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { ChartLayout } from '../../../picture/ChartLayout.js';

const box = { x: t.number, y: t.number, width: t.number, height: t.number };
const BoxCodec = t.type(box);
const PointCodec = t.tuple([t.number, t.number]);
const RouteCodec = t.array(PointCodec);

const PlacedTransitionCodec = t.intersection([
  t.type({ id: t.string, routes: t.array(RouteCodec) }),
  t.partial({ label: BoxCodec, fork: t.type({ bar: BoxCodec, stem: RouteCodec }) }),
]);

const ChartLayoutCodec = t.type({
  direction: t.keyof({ down: null, right: null }),
  details: t.keyof({ all: null, names: null }),
  textWidth: t.number,
  width: t.number,
  height: t.number,
  nodes: t.array(t.type({ id: t.string, ...box, head: BoxCodec })),
  initials: t.array(t.type({ id: t.string, at: PointCodec, routes: t.array(RouteCodec) })),
  transitions: t.array(PlacedTransitionCodec),
  separators: t.array(t.type({ id: t.string, points: RouteCodec })),
});

const decoded = new WeakMap<object, ChartLayout | undefined>();

/** Decodes a layout; each is decoded once. */
export const layoutOf = (u: unknown): ChartLayout | undefined => {
  if (typeof u !== 'object' || u === null) return undefined;
  if (!decoded.has(u)) {
    const result = ChartLayoutCodec.decode(u);
    decoded.set(u, E.isRight(result) ? result.right : undefined);
  }
  return decoded.get(u);
};
