/**
 * The raster of rows that are thinner than a pixel: each line of pixels stands for several runs.
 *
 * A pixel has the colour of the state that most of its runs are in during its time, paler where fewer of the line's runs exist, and
 * red in proportion to those with a refused op. Each run counts once in a pixel and a state, so short and long states count alike.
 * The raster is made in slices; until it is whole, the one before it is shown, moved and stretched to its place.
 */
import * as O from 'fp-ts/lib/Option.js';
import { isTerminal, runStates } from '../../../run/RunState.js';
import type { Row } from '../../Row.js';
import type { RunChanges } from '../../RunChange.js';
import { isRefusal } from '../../RunChange.js';
import type { Paints } from './paint.js';
import type { Span } from './span.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What a raster shows. */
export interface RasterView {
  readonly list: ReadonlyArray<Row>;
  /** The first row, not always a whole one. */
  readonly first: number;
  readonly rowsPerLine: number;
  readonly span: Span;
  readonly width: number;
  readonly height: number;
  readonly latest: number;
  readonly paints: Paints;
  /** Rises when changes arrive. */
  readonly version: number;
}

/** A raster, whole or in the making. */
export interface Raster {
  readonly view: RasterView;
  readonly pixels: Uint8ClampedArray<ArrayBuffer>;
  /** Makes lines until the time is over, and tells whether the raster is whole. */
  readonly work: (until: number) => boolean;
}

const STATES = runStates.length;

/** How opaque one run among any number is. */
const FAINTEST = 0.1;

const terminal = runStates.map(isTerminal);

/** Parts a colour such as `#1a7f37`. */
const partsOf = (color: string): readonly [number, number, number] => [
  parseInt(color.slice(1, 3), 16),
  parseInt(color.slice(3, 5), 16),
  parseInt(color.slice(5, 7), 16),
];

// ------------------------------------------------------------------------------------------------------- operations

/** Begins a raster. */
export const makeRaster = (
  view: RasterView,
  changesOf: (row: Row) => RunChanges | undefined,
): Raster => {
  const { list, first, rowsPerLine, span, width, height, latest, paints } = view;
  const pixels = new Uint8ClampedArray(width * height * 4);
  const colors = paints.states.map(partsOf);
  const red = partsOf(paints.refused);
  const quiet = partsOf(paints.quiet);
  /** For each state, and last for runs of which only the ends are known: how many more runs are in it from a column on. */
  const steps = new Int32Array((STATES + 1) * (width + 1));
  const refusals = new Int32Array(width + 1);
  /** The columns at which the counts change. */
  const touched = new Uint8Array(width + 1);
  /** The pixels as one number each. */
  const packed = new Uint32Array(pixels.buffer);
  const perSecond = width / (span.to - span.from);
  const column = (at: number): number => Math.floor((at - span.from) * perSecond);

  const step = (state: number, at: number, by: number): void => {
    const place = at * (STATES + 1) + state;
    steps[place] = (steps[place] ?? 0) + by;
    touched[at] = 1;
  };

  const stay = (state: number, from: number, to: number): void => {
    const [start, end] = [Math.max(0, column(from)), Math.min(width, column(to) + 1)];
    if (start >= end) return;
    step(state, start, 1);
    step(state, end, -1);
  };

  const addRun = (row: Row): void => {
    const told = changesOf(row);
    if (told === undefined) {
      if (O.isSome(row.state))
        stay(STATES, row.createdAt, isTerminal(row.state.value) ? row.changedAt : latest);
      return;
    }
    const { at, codes } = told;
    let state = -1;
    let since = 0;
    for (let i = 0; i < at.length; i += 1) {
      const code = codes[i] ?? 0;
      const instant = at[i] ?? 0;
      if (code < STATES) {
        // The pixel in which a state ends belongs to the next one, unless the state begins and ends in it.
        if (state !== -1 && !(terminal[state] ?? false))
          stay(state, since, Math.max(since, instant - 1));
        if (terminal[code] ?? false) stay(code, instant, instant);
        state = code;
        since = instant;
      } else if (isRefusal(code)) {
        const place = column(instant);
        if (place >= 0 && place < width) refusals[place] = (refusals[place] ?? 0) + 1;
      }
    }
    if (state !== -1 && !(terminal[state] ?? false)) stay(state, since, Math.max(since, latest));
  };

  const counts = new Int32Array(STATES + 1);

  /** Paints a pixel with the counts of its runs. */
  const paintPixel = (place: number, runs: number, refused: number): void => {
    let most = -1;
    let mostCount = 0;
    let all = 0;
    for (let state = 0; state <= STATES; state += 1) {
      const count = counts[state] ?? 0;
      all += count;
      if (count > mostCount) {
        most = state;
        mostCount = count;
      }
    }
    if (all === 0 && refused === 0) return;
    const share = Math.min(1, refused / Math.max(1, Math.min(runs, Math.max(all, refused))));
    // A tenth at least, so that one run among many is seen.
    const alpha = all === 0 ? 0 : FAINTEST + (1 - FAINTEST) * Math.min(1, all / runs);
    const redness = refused === 0 ? 0 : FAINTEST + (1 - FAINTEST) * share;
    const [r, g, b] = most === -1 ? red : (colors[most] ?? quiet);
    const to = place * 4;
    pixels[to] = r + (red[0] - r) * redness;
    pixels[to + 1] = g + (red[1] - g) * redness;
    pixels[to + 2] = b + (red[2] - b) * redness;
    pixels[to + 3] = 255 * Math.max(most === STATES ? 0.3 : alpha, redness);
  };

  const paintLine = (line: number, runs: number): void => {
    counts.fill(0);
    let isSame = false;
    for (let x = 0; x < width; x += 1) {
      const place = line * width + x;
      const refused = refusals[x] ?? 0;
      if (touched[x] === 1)
        for (let state = 0; state <= STATES; state += 1)
          counts[state] = (counts[state] ?? 0) + (steps[x * (STATES + 1) + state] ?? 0);
      // Most pixels are as the one before them.
      if (isSame && touched[x] === 0 && refused === 0) packed[place] = packed[place - 1] ?? 0;
      else paintPixel(place, runs, refused);
      isSame = refused === 0;
    }
  };

  let line = 0;
  const makeLine = (): void => {
    const start = Math.floor(first + line * rowsPerLine);
    const end = Math.min(
      list.length,
      Math.max(start + 1, Math.floor(first + (line + 1) * rowsPerLine)),
    );
    if (start < end) {
      steps.fill(0);
      refusals.fill(0);
      touched.fill(0);
      for (let i = start; i < end; i += 1) {
        const row = list[i];
        if (row !== undefined) addRun(row);
      }
      paintLine(line, end - start);
    }
    line += 1;
  };

  return {
    view,
    pixels,
    work: (until) => {
      while (line < height) {
        makeLine();
        if (performance.now() >= until) break;
      }
      return line >= height;
    },
  };
};
