/**
 * Text that can be read at any width of the picture: none is shown smaller than 9 px.
 *
 * `legible.ts` leaves out guards, actions and reasons. Names of states and events, and numbers, are enlarged within the widths that
 * they have in the picture; below the smallest width the picture scrolls.
 */
import type { Direction, TextRole } from '../diagram/Layout.js';
import { fontOf } from '../diagram/Layout.js';
import { runLayouts } from '../diagram/runLayouts.js';

// ----------------------------------------------------------------------------------------------------------- values

/** The smallest text, in pixels. */
const FLOOR = 9;

/** The scales between which the size of a text stays the same, largest first. */
const STEPS = [0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45] as const;

/** Below this scale the picture does not shrink any more, and its container scrolls. */
const SMALLEST_SCALE = 0.45;

const names: ReadonlyArray<TextRole> = ['name', 'event'];

/** The size of the numbers on badges. */
const NUMBER_SIZE = 11.5;

// ------------------------------------------------------------------------------------------------------- operations

/** The smallest width of a picture, in pixels. */
export const smallestWidth = (direction: Direction): number =>
  Math.ceil(runLayouts[direction].width * SMALLEST_SCALE);

const within = (direction: Direction, scale: number, rules: string): string =>
  `@container picture (width < ${String(Math.ceil(runLayouts[direction].width * scale))}px){${rules}}`;

const rule = (direction: Direction, name: string, style: string): string =>
  `[data-direction=${direction}] .rc-${name}{${style}}`;

/** For each step, enlarges the texts that would be smaller than the floor at its lower end. */
const enlarging = (direction: Direction): string =>
  STEPS.slice(0, -1)
    .map((step, i) => {
      const size = FLOOR / (STEPS[i + 1] ?? SMALLEST_SCALE);
      const small = [
        ...names.map((role) => [role, fontOf(role).size] as const),
        ['number', NUMBER_SIZE] as const,
      ].filter(([, own]) => own < size);
      const rules = small.map(([name]) =>
        rule(direction, name, `font-size:${String(Math.round(size * 100) / 100)}px`),
      );
      return rules.length === 0 ? '' : within(direction, step, rules.join(''));
    })
    .join('');

/** The style sheet that keeps text from becoming too small. `.stage` is the container that it asks. */
export const readable = `:host(:not([compact])) .stage{container:picture/inline-size;overflow-x:auto}
${(['down', 'right'] as const)
  .map(
    (direction) =>
      `svg[data-direction=${direction}]{min-width:${String(smallestWidth(direction))}px}${enlarging(direction)}`,
  )
  .join('\n')}`;
