/** @jsxImportSource preact */
/** How many of the shown runs there were at each time, over all of time: the part in view, and the brushed range, which dragging sets. */
import type { ReadonlySignal } from '@preact/signals';
import { effect, signal } from '@preact/signals';
import * as O from 'fp-ts/lib/Option.js';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Row } from '../../Row.js';
import { count } from '../format.js';
import { endOf } from '../select.js';
import { shown } from '../state.js';
import { theme } from '../theme.js';
import { paintsOf } from './paint.js';
import type { Span } from './span.js';
import { instantAt, positionIn } from './span.js';
import { bounds, brush, brushed, draft, isWholeTime, latest, showSpan, span } from './view.js';

/** How many runs there were in each of some columns of time. */
const runsOver = (
  list: ReadonlyArray<Row>,
  { from, to }: Span,
  columns: number,
  last: number,
): Float64Array => {
  const counts = new Float64Array(columns + 1);
  const columnOf = (at: number): number =>
    Math.max(0, Math.min(columns, Math.floor(((at - from) / (to - from)) * columns)));
  for (const row of list) {
    if (O.isNone(row.state)) continue;
    const [start, end] = [
      columnOf(row.createdAt),
      columnOf(Math.max(row.createdAt, endOf(row) ?? last)) + 1,
    ];
    counts[start] = (counts[start] ?? 0) + 1;
    if (end <= columns) counts[end] = (counts[end] ?? 0) - 1;
  }
  let sum = 0;
  for (let i = 0; i < columns; i += 1) {
    sum += counts[i] ?? 0;
    counts[i] = sum;
  }
  return counts.subarray(0, columns);
};

const size = signal({ width: 0, height: 0 });

/** The counts as a picture, drawn again only if one of these changes. */
let ground:
  { readonly by: ReadonlyArray<unknown>; readonly picture: HTMLCanvasElement } | undefined;

const groundOf = (
  list: ReadonlyArray<Row>,
  all: Span,
  dark: 'light' | 'dark',
): HTMLCanvasElement => {
  const { width, height } = size.peek();
  const ratio = window.devicePixelRatio;
  const by = [list, all, dark, width, height, ratio, latest.peek()];
  if (ground?.by.every((own, i) => own === by[i]) === true) return ground.picture;
  const picture = document.createElement('canvas');
  picture.width = Math.round(width * ratio);
  picture.height = Math.round(height * ratio);
  ground = { by, picture };
  const context = picture.getContext('2d');
  if (context === null) return picture;
  const paints = paintsOf(dark);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  const counts = runsOver(list, all, Math.floor(width), latest.peek());
  const most = counts.reduce((max, n) => Math.max(max, n), 1);
  const top = 14;
  context.fillStyle = paints.quiet;
  context.globalAlpha = 0.55;
  context.beginPath();
  context.moveTo(0, height);
  counts.forEach((n, i) => {
    const y = height - (n / most) * (height - top);
    context.lineTo(i, y);
    context.lineTo(i + 1, y);
  });
  context.lineTo(width, height);
  context.fill();
  context.globalAlpha = 1;
  context.font = '10px system-ui, sans-serif';
  context.textBaseline = 'top';
  context.fillStyle = paints.muted;
  context.fillText(`${count(most)} at once`, 4, 2);
  return picture;
};

const draw = (canvas: HTMLCanvasElement): void => {
  const context = canvas.getContext('2d');
  const { width, height } = size.value;
  const [all, part, paints] = [bounds.value, span.value, paintsOf(theme.value)];
  const { list } = shown.value;
  const range = brushed.value;
  if (context === null || width < 2 || height < 2) return;
  const ratio = window.devicePixelRatio;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.drawImage(groundOf(list, all, theme.value), 0, 0, width, height);
  const x = positionIn(all, width);
  if (!isWholeTime.value) {
    const [x0, x1] = [x(part.from), Math.max(x(part.from) + 2, x(part.to))];
    context.fillStyle = paints.page;
    context.globalAlpha = 0.65;
    context.fillRect(0, 0, x0, height);
    context.fillRect(x1, 0, width - x1, height);
    context.globalAlpha = 1;
    context.strokeStyle = paints.quiet;
    context.strokeRect(x0 + 0.5, 0.5, x1 - x0 - 1, height - 1);
  }
  if (range !== undefined) {
    const [x0, x1] = [x(Math.min(range.from, range.to)), x(Math.max(range.from, range.to))];
    context.fillStyle = paints.brush;
    context.globalAlpha = 0.22;
    context.fillRect(x0, 0, Math.max(1, x1 - x0), height);
    context.globalAlpha = 1;
    context.fillRect(x0 - 0.5, 0, 1, height);
    context.fillRect(x1 - 0.5, 0, 1, height);
  }
};

/** A press that moves less than this, in pixels, is a click. */
const SLOP = 4;

const listen = (canvas: HTMLCanvasElement): (() => void) => {
  let begun: number | undefined;
  const placeOf = ({ clientX }: MouseEvent): number =>
    clientX - canvas.getBoundingClientRect().left;
  const atOf = (event: MouseEvent): number => {
    const { width } = size.peek();
    return instantAt(bounds.peek(), width, Math.max(0, Math.min(width, placeOf(event))));
  };
  const listening = new AbortController();
  const options = { signal: listening.signal };
  canvas.addEventListener(
    'pointerdown',
    (event) => {
      if (event.button !== 0) return;
      begun = placeOf(event);
      canvas.setPointerCapture(event.pointerId);
    },
    options,
  );
  canvas.addEventListener(
    'pointermove',
    (event) => {
      if (
        begun === undefined ||
        (draft.peek() === undefined && Math.abs(placeOf(event) - begun) < SLOP)
      )
        return;
      draft.value = { from: instantAt(bounds.peek(), size.peek().width, begun), to: atOf(event) };
    },
    options,
  );
  const end = (event: PointerEvent): void => {
    if (begun === undefined) return;
    begun = undefined;
    const range = draft.peek();
    if (range !== undefined) brush(range);
    else if (event.type === 'pointerup') {
      // A click shows that time.
      const { from, to } = span.peek();
      const at = atOf(event);
      showSpan({ from: at - (to - from) / 2, to: at + (to - from) / 2 });
    }
  };
  canvas.addEventListener('pointerup', end, options);
  canvas.addEventListener('pointercancel', end, options);
  return () => {
    listening.abort();
  };
};

/** What the strip shows. */
const drawn: ReadonlyArray<ReadonlySignal<unknown>> = [
  ...[size, bounds, span, theme, shown, brushed, latest],
];

/** All of time in a strip. */
export const Minimap = (): VNode => {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const canvas = ref.current;
    if (canvas === null) return undefined;
    const observer = new ResizeObserver(([entry]) => {
      if (entry !== undefined)
        size.value = { width: entry.contentRect.width, height: entry.contentRect.height };
    });
    observer.observe(canvas);
    let frame = 0;
    const stop = effect(() => {
      // Reads each of them, so that it draws again when one changes.
      drawn.forEach(({ value }) => value);
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        draw(canvas);
      });
    });
    const stopListening = listen(canvas);
    return () => {
      observer.disconnect();
      stop();
      stopListening();
      cancelAnimationFrame(frame);
    };
  }, []);
  return (
    <canvas
      ref={ref}
      class="minimap"
      aria-hidden="true"
      title="Drag to show only runs with ops in a range of time"
    />
  );
};
