/** The panes of the page: their widths, which of them are folded, and which one a small screen shows. */
import { computed, effect, signal } from '@preact/signals';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as t from 'io-ts';
import { parseJson } from '../../codec/JsonText.js';
import { place, subject } from './state.js';

// ------------------------------------------------------------------------------------------------------------ model

/** The panes beside the picture. */
export type Side = 'runs' | 'panel';

const SavedPanes = t.type({
  widths: t.partial({ runs: t.number, panel: t.number }),
  folded: t.array(t.keyof({ runs: null, panel: null })),
});

/** The widths that the user chose, in pixels, and the folded panes. */
type Panes = t.TypeOf<typeof SavedPanes>;

/** The narrowest and the widest pane, in pixels. */
export const WIDTHS = { min: 260, max: 900 } as const;

const KEY = 'runchart-panes';

const initial: Panes = { widths: {}, folded: [] };

// ------------------------------------------------------------------------------------------------------------ state

const clampWidth = (width: number): number =>
  Math.round(Math.max(WIDTHS.min, Math.min(WIDTHS.max, width)));

const clampWidths = ({
  runs,
  panel,
}: {
  readonly runs?: number | undefined;
  readonly panel?: number | undefined;
}): Panes['widths'] => ({
  ...(runs === undefined ? {} : { runs: clampWidth(runs) }),
  ...(panel === undefined ? {} : { panel: clampWidth(panel) }),
});

const remembered = (): Panes =>
  pipe(
    E.tryCatch(
      () => window.localStorage.getItem(KEY) ?? '',
      () => undefined, // storage is blocked
    ),
    E.chainW(parseJson),
    E.chainW((json) => SavedPanes.decode(json)),
    E.match(
      () => initial,
      ({ widths, folded }) => ({ widths: clampWidths(widths), folded }),
    ),
  );

/** The panes as the user arranged them. */
const panes = signal<Panes>(remembered());

/** Which pane a small screen shows: the list, or the run with its picture. */
export const smallScreen = signal<'runs' | 'run'>('runs');

// ------------------------------------------------------------------------------------------------------- operations

/** Sets the width of a pane; without one, the pane gets the width of the style sheet. */
export const setWidth = (side: Side, width: number | undefined): void => {
  panes.value = {
    ...panes.value,
    widths: clampWidths({ ...panes.value.widths, [side]: width }),
  };
};

/** Is a pane folded? */
export const isFolded = (side: Side): boolean => panes.value.folded.includes(side);

/** Folds a pane, or unfolds it. */
export const toggleFold = (side: Side): void => {
  const { folded } = panes.value;
  panes.value = {
    ...panes.value,
    folded: isFolded(side) ? folded.filter((other) => other !== side) : [...folded, side],
  };
};

/** Brings the list into view, wherever the screen has put it. */
export const revealRuns = (): void => {
  smallScreen.value = 'runs';
  if (isFolded('runs')) toggleFold('runs');
};

effect(() => {
  const { style } = document.documentElement;
  for (const side of ['runs', 'panel'] as const) {
    const width = panes.value.widths[side];
    if (width === undefined) style.removeProperty(`--${side}-width`);
    else style.setProperty(`--${side}-width`, `${String(width)}px`);
  }
  try {
    window.localStorage.setItem(KEY, JSON.stringify(panes.value));
  } catch {
    // Storage is blocked: the panes stay as long as the page.
  }
});

/** What was chosen of the page, if anything: an actor, a run, or the timeline or the times of all. */
const chosen = computed((): string | number | undefined => {
  const { actors, runId, show } = place.value;
  if (subject.value === 'actors') return actors.actor;
  return runId ?? (show === 'chart' ? undefined : show);
});

/** A small screen shows what was chosen, and the list when it is left. */
effect(() => {
  smallScreen.value = chosen.value === undefined ? 'runs' : 'run';
});
