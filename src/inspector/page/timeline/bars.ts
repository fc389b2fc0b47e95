/** Draws the bar of a run: its states, the attempts within them, and its refused ops as red ticks. */
import * as O from 'fp-ts/lib/Option.js';
import { isTerminal, runStates } from '../../../run/RunState.js';
import type { Row } from '../../Row.js';
import type { AttemptOutcome, RunChanges } from '../../RunChange.js';
import { changeOf, isRefusal } from '../../RunChange.js';
import { endOf } from '../select.js';
import type { Paints } from './paint.js';

/** What all bars of a drawing share. */
export interface Canvas {
  readonly context: CanvasRenderingContext2D;
  readonly paints: Paints;
  /** Where an instant is, in pixels. */
  readonly x: (at: number) => number;
  /** The pixels between which bars are drawn. */
  readonly left: number;
  readonly right: number;
  /** The latest instant of all: a run that goes on reaches to it. */
  readonly latest: number;
}

/** The height of a bar in a row. */
export const barHeight = (rowHeight: number): number =>
  rowHeight >= 12 ? Math.round(rowHeight * 0.56) : rowHeight >= 4 ? rowHeight - 1 : rowHeight;

/** Rows from this height on show attempts. */
const ATTEMPTS_FROM = 7;

/** Is the state of a row one in which a run goes on? */
const goesOn = ({ state }: Row): boolean => O.isSome(state) && !isTerminal(state.value);

/** Draws one bar whose changes are not known yet: how long the run was, and nothing else. */
const drawUntold = (
  { context, paints, x, left, right, latest }: Canvas,
  row: Row,
  top: number,
  height: number,
): void => {
  if (O.isNone(row.state)) return;
  const from = Math.max(left, x(row.createdAt));
  const to = Math.min(right, x(endOf(row) ?? latest));
  if (to < left || from > right) return;
  context.globalAlpha = 0.3;
  context.fillStyle = paints.quiet;
  context.fillRect(from, top, Math.max(1, to - from), height);
  context.globalAlpha = 1;
};

/** Draws the bar of a run in a row of a height, at least 1. */
export const drawBar = (
  canvas: Canvas,
  row: Row,
  told: RunChanges | undefined,
  rowTop: number,
  rowHeight: number,
): void => {
  const height = barHeight(rowHeight);
  const top = rowTop + Math.floor((rowHeight - height) / 2);
  if (told === undefined) {
    drawUntold(canvas, row, top, height);
    return;
  }
  const { context, paints, x, left, right, latest } = canvas;
  const { at, codes } = told;
  const fill = (color: string, from: number, to: number, y: number, h: number, least = 1): void => {
    const [x0, x1] = [Math.max(left, x(from)), Math.min(right, Math.max(x(to), x(from) + least))];
    if (x1 <= left || x0 >= right || x1 <= x0) return;
    context.fillStyle = color;
    context.fillRect(x0, y, x1 - x0, h);
  };
  let color: string | undefined;
  let since = 0;
  const attempts: Array<readonly [from: number, to: number, outcome: AttemptOutcome | undefined]> =
    [];
  let attempt: number | undefined;
  const first = at[0];
  // What was before the first change that is kept is not known.
  if (O.isSome(row.state) && first !== undefined && first > row.createdAt) {
    context.globalAlpha = 0.3;
    fill(paints.quiet, row.createdAt, first, top, height, 0);
    context.globalAlpha = 1;
  }
  for (let i = 0; i < at.length; i += 1) {
    const instant = at[i] ?? 0;
    const change = changeOf(codes[i] ?? -1);
    if (change === undefined || change._tag === 'Refused') continue;
    if (change._tag === 'Entered') {
      if (color !== undefined) fill(color, since, instant, top, height);
      const index = runStates.indexOf(change.state);
      color = paints.states[index];
      since = instant;
      if (isTerminal(change.state)) fill(color ?? paints.quiet, instant, instant, top, height, 3);
    } else if (change._tag === 'AttemptBegan') attempt = instant;
    else {
      attempts.push([attempt ?? first ?? instant, instant, change.outcome]);
      attempt = undefined;
    }
  }
  if (goesOn(row) && color !== undefined) {
    // A run that goes on has no end: its bar fades at the latest instant of all.
    context.globalAlpha = 0.6;
    fill(color, since, Math.max(since, latest), top, height);
    context.globalAlpha = 1;
    if (attempt !== undefined) attempts.push([attempt, Math.max(attempt, latest), undefined]);
  }
  if (height >= ATTEMPTS_FROM - 1) {
    const [own, y] = [Math.max(2, Math.round(height * 0.3)), top + Math.round(height * 0.35)];
    for (const [from, to, outcome] of attempts) {
      fill(paints.page, from, to, y, own, 2);
      const ended = outcome === undefined ? undefined : paints.outcomes[outcome];
      if (ended !== undefined) {
        const end = x(to);
        if (end >= left && end <= right) {
          context.fillStyle = ended;
          context.fillRect(Math.max(left, end - 3), y, 3, own);
        }
      }
    }
  }
  if (row.refused === 0) return;
  const over = rowHeight >= 12 ? 3 : 0;
  context.fillStyle = paints.refused;
  for (let i = 0; i < at.length; i += 1) {
    if (!isRefusal(codes[i] ?? 0)) continue;
    const place = x(at[i] ?? 0);
    if (place < left || place > right) continue;
    context.fillRect(
      Math.round(place) - 1,
      top - over,
      rowHeight >= 12 ? 2 : 1.5,
      height + 2 * over,
    );
  }
};
