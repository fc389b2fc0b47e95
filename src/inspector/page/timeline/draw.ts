/** Draws the timeline: the axis, the rows in view, the brushed range and the latest instant. */
import * as O from 'fp-ts/lib/Option.js';
import { runStates } from '../../../run/RunState.js';
import type { RunId } from '../../../values/RunId.js';
import type { Row } from '../../Row.js';
import type { RunChanges } from '../../RunChange.js';
import { shortDuration } from '../durations.js';
import { endOf } from '../select.js';
import type { Canvas } from './bars.js';
import { barHeight, drawBar } from './bars.js';
import type { Paints } from './paint.js';
import type { Raster } from './raster.js';
import { makeRaster } from './raster.js';
import type { Span } from './span.js';
import { positionIn } from './span.js';
import { dayText, ticksIn } from './ticks.js';
import { AXIS, NAMED_FROM } from './view.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What a frame shows. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Pixels of the device for one of the page. */
  readonly ratio: number;
  readonly paints: Paints;
  readonly list: ReadonlyArray<Row>;
  readonly first: number;
  readonly end: number;
  readonly rowHeight: number;
  readonly scrollTop: number;
  readonly gutter: number;
  readonly span: Span;
  readonly latest: number;
  readonly brushed: Span | undefined;
  /** The row of the chosen run; -1 if there is none. */
  readonly chosen: number;
  /** The row that the keyboard is at, if it is at any. */
  readonly active: number | undefined;
  readonly pointer: { readonly x: number; readonly y: number } | undefined;
  /** Rises when changes arrive. */
  readonly version: number;
  readonly changesOf: (row: Row) => RunChanges | undefined;
  readonly nameOf: (id: RunId) => string;
}

/** Draws frames on a canvas. */
export interface Drawing {
  /** Draws a frame, and tells whether there is more to draw. */
  readonly draw: (frame: Frame) => boolean;
}

const FONT =
  'system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", Arial, sans-serif';
const MONO =
  'ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, "DejaVu Sans Mono", monospace';

/** The room at the right of the bars. */
const MARGIN = 14;

/** How long a frame works on a raster, in milliseconds. */
const SLICE = 5;

/** How often a raster is made anew because changes arrive, in milliseconds. */
const RENEWAL = 400;

/** The room for the label of a tick. */
const TICK_ROOM = 84;

// ------------------------------------------------------------------------------------------------------- operations

/** Where the bars begin and end. */
export const barsBetween = ({
  gutter,
  width,
}: Pick<Frame, 'gutter' | 'width'>): readonly [left: number, right: number] => [
  gutter,
  Math.max(gutter + 40, width - MARGIN),
];

const drawGrid = ({ context, paints, x, left, right }: Canvas, { span, height }: Frame): void => {
  for (const { at, isMain } of ticksIn(span, right - left, TICK_ROOM)) {
    context.fillStyle = isMain ? paints.quiet : paints.grid;
    context.globalAlpha = isMain ? 0.5 : 1;
    context.fillRect(Math.round(x(at)), AXIS, 1, height - AXIS);
  }
  context.globalAlpha = 1;
};

const drawAxis = (
  { context, paints, x, left, right }: Canvas,
  { span, width, gutter }: Frame,
): void => {
  context.fillStyle = paints.page;
  context.fillRect(0, 0, width, AXIS);
  context.fillStyle = paints.grid;
  context.fillRect(0, AXIS - 1, width, 1);
  context.textBaseline = 'middle';
  const ticks = ticksIn(span, right - left, TICK_ROOM);
  let taken = left - 4;
  // The day stands at the left, unless a day begins in sight.
  if (!ticks.some(({ isMain }) => isMain)) {
    context.font = `600 11px ${FONT}`;
    context.fillStyle = paints.ink;
    const text = dayText(span.from);
    const start = gutter >= 80 ? 12 : left;
    context.textAlign = 'left';
    context.fillText(text, start, AXIS / 2);
    taken = Math.max(taken, start + context.measureText(text).width + 10);
  }
  context.textAlign = 'center';
  for (const { at, text, isMain } of ticks) {
    context.font = `${isMain ? '600 ' : ''}11px ${FONT}`;
    const half = context.measureText(text).width / 2;
    const place = Math.max(left + half, Math.min(width - half - 2, x(at)));
    if (place - half < taken) continue;
    context.fillStyle = isMain ? paints.ink : paints.muted;
    context.fillText(text, place, AXIS / 2);
    context.fillStyle = paints.quiet;
    context.fillRect(Math.round(x(at)), AXIS - 5, 1, 4);
    taken = place + half + 8;
  }
};

const drawBrush = (
  { context, paints, x, left, right }: Canvas,
  { brushed, height }: Frame,
): void => {
  if (brushed === undefined) return;
  const [from, to] = [x(Math.min(brushed.from, brushed.to)), x(Math.max(brushed.from, brushed.to))];
  const [x0, x1] = [Math.max(left, from), Math.min(right, to)];
  if (x1 < x0) return;
  context.fillStyle = paints.brush;
  context.globalAlpha = 0.12;
  context.fillRect(x0, AXIS, Math.max(1, x1 - x0), height - AXIS);
  context.globalAlpha = 1;
  for (const edge of [from, to])
    if (edge >= left && edge <= right) context.fillRect(edge - 0.5, AXIS, 1, height - AXIS);
};

/** The brushed range on the axis, which is drawn over the rows. */
const drawBrushOnAxis = ({ context, paints, x, left, right }: Canvas, { brushed }: Frame): void => {
  if (brushed === undefined) return;
  const [from, to] = [x(Math.min(brushed.from, brushed.to)), x(Math.max(brushed.from, brushed.to))];
  const [x0, x1] = [Math.max(left, from), Math.min(right, to)];
  if (x1 < x0) return;
  context.fillStyle = paints.brush;
  context.globalAlpha = 0.16;
  context.fillRect(x0, 0, Math.max(1, x1 - x0), AXIS);
  context.globalAlpha = 1;
  context.fillRect(x0, AXIS - 3, Math.max(1, x1 - x0), 3);
};

/** The name of a run for the room that there is. Ids of one hour begin alike, so the end of an id tells more. */
const shownName = (id: RunId, name: string, isNarrow: boolean): string => {
  if (!isNarrow) return name.slice(0, 16);
  return name.startsWith(id.slice(0, 8)) ? `…${id.slice(-7)}` : name.slice(0, 8);
};

/** The latest instant of all: a dashed line. */
const drawLatest = (
  { context, paints, x, left, right, latest }: Canvas,
  { height }: Frame,
): void => {
  const at = Math.round(x(latest)) + 0.5;
  if (at < left || at > right) return;
  context.strokeStyle = paints.quiet;
  context.setLineDash([3, 3]);
  context.beginPath();
  context.moveTo(at, AXIS);
  context.lineTo(at, height);
  context.stroke();
  context.setLineDash([]);
};

const drawNames = ({ context, paints }: Canvas, frame: Frame): void => {
  const { list, first, end, rowHeight, scrollTop, gutter, nameOf } = frame;
  if (rowHeight < NAMED_FROM) return;
  context.font = `11px ${MONO}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  const isNarrow = gutter < 100;
  for (let i = first; i < end; i += 1) {
    const row = list[i];
    if (row === undefined) continue;
    const middle = AXIS + (i + 0.5) * rowHeight - scrollTop;
    const state = O.isSome(row.state) ? runStates.indexOf(row.state.value) : -1;
    context.fillStyle = paints.states[state] ?? paints.quiet;
    context.beginPath();
    context.arc(14, middle, 3.5, 0, 2 * Math.PI);
    context.fill();
    context.fillStyle = paints.ink;
    context.fillText(shownName(row.id, nameOf(row.id), isNarrow), 23, middle + 0.5);
  }
};

/** How long each run was, after its bar, if there is room. */
const drawDurations = ({ context, paints, x, left, right, latest }: Canvas, frame: Frame): void => {
  const { list, first, rowHeight, scrollTop, changesOf } = frame;
  if (rowHeight < 16) return;
  context.font = `10px ${FONT}`;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = paints.muted;
  for (let i = first; i < frame.end; i += 1) {
    const row = list[i];
    if (row === undefined || O.isNone(row.state)) continue;
    const to = endOf(row) ?? latest;
    // A run may have refused ops after its end.
    const start = x(Math.max(to, changesOf(row)?.at.at(-1) ?? to)) + 6;
    if (start < left + 6) continue;
    const text = shortDuration(Math.max(0, to - row.createdAt));
    const end = start + context.measureText(text).width;
    if (end > right || (start < x(latest) && end > x(latest))) continue;
    context.fillText(text, start, AXIS + (i + 0.5) * rowHeight - scrollTop + 0.5);
  }
};

/** Makes a drawing on a canvas. */
export const makeDrawing = (canvas: HTMLCanvasElement): Drawing => {
  const context = canvas.getContext('2d');
  if (context === null) return { draw: () => false };
  const picture = document.createElement('canvas');
  const pictureContext = picture.getContext('2d');
  let whole: Raster['view'] | undefined;
  let making: Raster | undefined;
  let begun = 0;

  const isSame = (one: Raster['view'], other: Raster['view']): boolean =>
    one.list === other.list &&
    one.first === other.first &&
    one.rowsPerLine === other.rowsPerLine &&
    one.span.from === other.span.from &&
    one.span.to === other.span.to &&
    one.width === other.width &&
    one.height === other.height &&
    one.latest === other.latest &&
    one.paints === other.paints;

  /** Shows the rows as a raster, and tells whether it is still in the making. */
  const drawRaster = ({ left, right, latest, paints }: Canvas, frame: Frame): boolean => {
    const { list, rowHeight, scrollTop, span, height, version, changesOf } = frame;
    const wanted: Raster['view'] = {
      ...{ list, latest, paints, span, version },
      first: scrollTop / rowHeight,
      rowsPerLine: 1 / rowHeight,
      width: Math.floor(right - left),
      height: Math.max(1, Math.min(Math.floor(height - AXIS), Math.ceil(list.length * rowHeight))),
    };
    const now = performance.now();
    const isStale =
      whole === undefined ||
      !isSame(whole, wanted) ||
      (whole.version !== version && now - begun > RENEWAL);
    if (making === undefined && isStale && wanted.width > 0) {
      making = makeRaster(wanted, changesOf);
      begun = now;
    }
    if (making?.work(now + SLICE) === true) {
      const { view, pixels } = making;
      picture.width = view.width;
      picture.height = view.height;
      pictureContext?.putImageData(new ImageData(pixels, view.width, view.height), 0, 0);
      whole = view;
      making = undefined;
    }
    if (whole !== undefined) {
      const x = positionIn(span, right - left);
      const x0 = x(whole.span.from);
      const y0 = whole.first * rowHeight - scrollTop;
      context.save();
      context.beginPath();
      context.rect(left, AXIS, right - left, height - AXIS);
      context.clip();
      context.imageSmoothingEnabled = false;
      context.drawImage(
        picture,
        left + x0,
        AXIS + y0,
        ((x(whole.span.to) - x0) / Math.floor(right - left)) * (right - left),
        whole.height * whole.rowsPerLine * rowHeight,
      );
      context.restore();
    }
    return (
      making !== undefined ||
      whole === undefined ||
      !isSame(whole, wanted) ||
      whole.version !== version
    );
  };

  return {
    draw: (frame) => {
      const { width, height, ratio, paints, list, first, end, rowHeight, scrollTop, span, latest } =
        frame;
      if (width <= 0 || height <= 0) return false;
      const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
      if (canvas.width !== w || canvas.height !== h) {
        canvas.width = w;
        canvas.height = h;
      }
      const [left, right] = barsBetween(frame);
      const place = positionIn(span, right - left);
      const own: Canvas = { context, paints, x: (at) => left + place(at), left, right, latest };
      context.setTransform(ratio, 0, 0, ratio, 0, 0);
      context.clearRect(0, 0, width, height);
      const rowTop = (i: number): number => AXIS + i * rowHeight - scrollTop;
      const { chosen } = frame;
      if (rowHeight >= 1 && chosen >= first && chosen < end) {
        context.fillStyle = paints.chosen;
        context.fillRect(0, rowTop(chosen), width, rowHeight);
      }
      drawGrid(own, frame);
      let isMore = false;
      if (rowHeight < 1) isMore = drawRaster(own, frame);
      else
        for (let i = first; i < end; i += 1) {
          const row = list[i];
          if (row !== undefined)
            drawBar(
              own,
              row,
              frame.changesOf(row),
              Math.round(rowTop(i)),
              Math.max(1, Math.round(rowHeight)),
            );
        }
      drawDurations(own, frame);
      drawLatest(own, frame);
      drawBrush(own, frame);
      drawNames(own, frame);
      if (frame.pointer !== undefined && frame.pointer.x >= left && frame.pointer.x <= right) {
        context.fillStyle = paints.quiet;
        context.globalAlpha = 0.6;
        context.fillRect(Math.round(frame.pointer.x), AXIS, 1, height - AXIS);
        context.globalAlpha = 1;
      }
      drawAxis(own, frame);
      drawBrushOnAxis(own, frame);
      if (frame.active !== undefined && frame.active >= first && frame.active < end) {
        const size = Math.max(rowHeight, barHeight(3));
        context.strokeStyle = paints.focus;
        context.lineWidth = 2;
        context.strokeRect(
          2,
          Math.max(AXIS, rowTop(frame.active)) + 1,
          width - 4,
          Math.max(3, size - 2),
        );
        context.lineWidth = 1;
      }
      return isMore;
    },
  };
};
