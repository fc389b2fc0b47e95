/**
 * The colours of a picture, by meaning, in a light and a dark theme. Text has a contrast of at least 4.5 to its background,
 * lines and frames of at least 3 (WCAG AA).
 */

// ------------------------------------------------------------------------------------------------------------ model

/** The themes: for light pages, for dark pages, or as the viewer's system prefers. */
export const themes = ['light', 'dark', 'auto'] as const;

/**
 * A theme: `light`, `dark`, or `auto`, which follows the viewer's system.
 * @category SVG
 */
export type Theme = (typeof themes)[number];

/**
 * The meaning of a colour.
 * @category SVG
 */
export type Tone = 'waiting' | 'active' | 'done' | 'failed' | 'canceled';

/** The uses of colours. */
export type Paint =
  'ink' | 'muted' | 'line' | 'quiet' | 'heat' | 'badge' | 'badge-ink' | Tone | `${Tone}-fill`;

type Palette = Readonly<Record<Paint, string>>;

// ----------------------------------------------------------------------------------------------------------- values

/** The assumed colours of the page behind a picture, which is transparent. */
export const pageColors = { light: '#ffffff', dark: '#0d1117' } as const;

const light: Palette = {
  ink: '#1f2328',
  muted: '#59636e',
  line: '#656d76',
  quiet: '#848d97',
  heat: '#f0883e',
  badge: '#1f2328',
  'badge-ink': '#ffffff',
  waiting: '#a37800',
  'waiting-fill': '#fff8e3',
  active: '#0969da',
  'active-fill': '#e8f2ff',
  done: '#1a7f37',
  'done-fill': '#e6f7ea',
  failed: '#cf222e',
  'failed-fill': '#ffefee',
  canceled: '#6e7781',
  'canceled-fill': '#f4f5f7',
};

const dark: Palette = {
  ink: '#e6edf3',
  muted: '#9aa4af',
  line: '#8b949e',
  quiet: '#6e7681',
  heat: '#db6d28',
  badge: '#e6edf3',
  'badge-ink': '#0d1117',
  waiting: '#c69026',
  'waiting-fill': '#231d10',
  active: '#4493f8',
  'active-fill': '#0f2240',
  done: '#3fb950',
  'done-fill': '#0f2517',
  failed: '#f85149',
  'failed-fill': '#2c1416',
  canceled: '#8b949e',
  'canceled-fill': '#1a1f26',
};

const palettes = { light, dark } as const;

// -------------------------------------------------------------------------------------------------------- operations

/** The palette of the attributes in a picture. With `auto` it is the light one, which a style sheet overrides. */
export const paletteOf = (theme: Theme): Palette => palettes[theme === 'dark' ? 'dark' : 'light'];

const rules = (palette: Palette): string =>
  Object.entries(palette)
    .map(([paint, color]) => `.rc-f-${paint}{fill:${color}}.rc-s-${paint}{stroke:${color}}`)
    .join('');

/**
 * Writes the colours of a theme as a style sheet, which overrides the colours in a picture: for a page that changes the theme
 * of a picture after showing it, or whose policy forbids styles in markup.
 *
 * @example
 * ```ts
 * import { themeCss } from 'runchart/diagram'
 *
 * assert.ok(themeCss('dark').includes('.rc-f-ink{fill:#e6edf3}'))
 * assert.ok(themeCss('auto').includes('@media (prefers-color-scheme: dark){'))
 * ```
 * @category SVG
 */
export const themeCss = (theme: Theme): string =>
  theme === 'auto'
    ? `${rules(light)}@media (prefers-color-scheme: dark){${rules(dark)}}`
    : rules(palettes[theme]);

/** The style sheet in a picture with the theme `auto`: dark colours if the viewer's system prefers them. */
export const darkWhenPreferred = (): string =>
  `@media (prefers-color-scheme: dark){${rules(dark)}}`;
