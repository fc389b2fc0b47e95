/** The marks of states: a glyph and a colour for each, so that states differ without their names. */
import * as R from 'fp-ts/lib/Record.js';
import type { RunState } from '../../machines/run.chart.js';
import { runChart } from '../../machines/run.chart.js';
import type { Hue, Tone } from './theme.js';
import type { XmlNode } from './xml.js';
import { xml } from './xml.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * How a mark looks.
 * @category SVG
 */
export interface MarkLook {
  /** The path of its lines, around 0 0 in a disc of radius 8. */
  readonly glyph: string;
  readonly hue: Hue;
}

/**
 * The name of a mark.
 * @category SVG
 */
export type Mark =
  'clock' | 'list' | 'flag' | 'play' | 'retry' | 'pause' | 'check' | 'cross' | 'minus';

/** The tags of a state: its tone, and its mark if it has one. */
type Tags = Tone | readonly [tone: Tone, mark?: Mark];

// ----------------------------------------------------------------------------------------------------------- values

/**
 * The glyph and the colour of each mark: no two marks share either.
 *
 * @example
 * ```ts
 * import { marks } from 'runchart/diagram'
 *
 * assert.strictEqual(marks.check.hue, 'done')
 * ```
 * @category SVG
 */
export const marks: Readonly<Record<Mark, MarkLook>> = {
  clock: { glyph: 'M0-4.5V0L3 2', hue: 'teal' },
  list: { glyph: 'M-3.5-3h7M-3.5 0h7M-3.5 3h7', hue: 'waiting' },
  flag: { glyph: 'M-2.5 5V-4L3.5-1.5L-2.5 1', hue: 'violet' },
  play: { glyph: 'M-2.2-4L4.2 0L-2.2 4Z', hue: 'active' },
  retry: { glyph: 'M3.6 1.6A4 4 0 1 1 3.3-2.2M3.6-4.8V-1.8H.6', hue: 'orange' },
  pause: { glyph: 'M-2-3.5v7M2-3.5v7', hue: 'pink' },
  check: { glyph: 'M-3.8.2L-1 3L4-2.8', hue: 'done' },
  cross: { glyph: 'M-3-3L3 3M3-3L-3 3', hue: 'failed' },
  minus: { glyph: 'M-4 0h8', hue: 'canceled' },
};

// A tag that is neither a tone nor a mark does not compile.
const tagsOf = ({ tags }: { readonly tags: Tags }): readonly [tone: Tone, mark?: Mark] =>
  typeof tags === 'string' ? [tags] : tags;

/**
 * What each state of a run means to those who watch it: the first of its tags in the chart.
 *
 * @example
 * ```ts
 * import { runTones } from 'runchart/diagram'
 *
 * assert.strictEqual(runTones.Running, 'active')
 * assert.strictEqual(runTones.RetryWait, 'waiting')
 * ```
 * @category SVG
 */
export const runTones: Readonly<Record<RunState, Tone>> = /* #__PURE__ */ R.map(
  (state: { readonly tags: Tags }) => tagsOf(state)[0],
)(runChart.states);

/**
 * The mark of each state of a run: the second of its tags in the chart.
 *
 * @example
 * ```ts
 * import { marks, runMarks } from 'runchart/diagram'
 *
 * assert.strictEqual(runMarks.Completed, 'check')
 * assert.strictEqual(runMarks.Suspended && marks[runMarks.Suspended].hue, 'pink')
 * ```
 * @category SVG
 */
export const runMarks: Readonly<Record<RunState, Mark | undefined>> = /* #__PURE__ */ R.map(
  (state: { readonly tags: Tags }) => tagsOf(state)[1],
)(runChart.states);

// -------------------------------------------------------------------------------------------------------- operations

/** The colour of a state: that of its mark, or else that of its tone. */
export const hueOf = (mark: Mark | undefined, tone: Tone): Hue =>
  mark === undefined ? tone : marks[mark].hue;

/** The colour of a run's state. */
export const runHue = (state: RunState): Hue => hueOf(runMarks[state], runTones[state]);

/** The disc of a run's state with its glyph, as an icon for text. It is decoration: the name stands beside it. */
export const runIcon = (state: RunState): XmlNode => {
  const mark = runMarks[state];
  return xml(
    'svg',
    { class: 'rc-icon', viewBox: '-8 -8 16 16', 'aria-hidden': 'true' },
    xml('circle', { class: `rc-f-${runHue(state)}`, r: 8 }),
    ...(mark === undefined
      ? []
      : [xml('path', { class: 'rc-glyph rc-s-badge-ink', d: marks[mark].glyph })]),
  );
};
