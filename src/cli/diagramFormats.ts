/** The formats of `runchart diagram`, and the options that each supports. */
import type { Direction } from '../diagram/Layout.js';
import type { Theme } from '../diagram/theme.js';

/** An output format. */
export const formats = ['svg', 'mermaid', 'dot', 'scxml', 'json', 'html', 'quint'] as const;
export type Format = (typeof formats)[number];

export const directions: ReadonlyArray<Direction> = ['down', 'right'];

export { themes } from '../diagram/theme.js';

/** How much of a machine is shown. */
export const details = ['all', 'names'] as const;

/** How a chart is drawn. */
export interface DrawOptions {
  readonly highlight?: ReadonlyArray<string>;
  readonly theme?: Theme;
  readonly direction?: Direction;
  /** The width that a picture should not exceed, in pixels. */
  readonly width?: number;
  readonly details?: (typeof details)[number];
}

/** The options that each format supports. */
export const supported: Readonly<Record<Format, ReadonlyArray<keyof DrawOptions>>> = {
  svg: ['highlight', 'theme', 'direction', 'width', 'details'],
  html: ['highlight', 'theme', 'direction', 'width', 'details'],
  mermaid: ['highlight', 'direction', 'details'],
  dot: ['highlight', 'direction', 'details'],
  scxml: [],
  json: [],
  quint: [],
};

/** The options that the picture of a run supports: it is laid out in advance. */
export const supportedByRun: ReadonlyArray<keyof DrawOptions> = ['highlight', 'theme', 'direction'];

const extensions: Readonly<Record<string, Format>> = {
  svg: 'svg',
  html: 'html',
  htm: 'html',
  mmd: 'mermaid',
  mermaid: 'mermaid',
  md: 'mermaid',
  markdown: 'mermaid',
  dot: 'dot',
  gv: 'dot',
  scxml: 'scxml',
  xml: 'scxml',
  json: 'json',
  qnt: 'quint',
};

/** The format that the name of a file suggests. */
export const formatOf = (file: string | undefined): Format => {
  const [, extension = ''] = /\.(\w+)$/.exec(file ?? '') ?? [];
  const name = extension.toLowerCase();
  return (Object.hasOwn(extensions, name) ? extensions[name] : undefined) ?? 'svg';
};

/** Whether a file is text around pictures. */
export const isMarkdown = (file: string): boolean => /\.(md|markdown)$/i.test(file);
