/** `runchart diagram`: writes the chart as a picture or in the format of another tool. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { runDiagram } from '../diagram/Diagram.js';
import { toDot } from '../diagram/dot.js';
import { toJson } from '../diagram/json.js';
import type { Direction } from '../diagram/Layout.js';
import { runMarks, runTones } from '../diagram/marks.js';
import { toMermaid } from '../diagram/mermaid.js';
import { runSvg } from '../diagram/run.js';
import { runLayouts } from '../diagram/runLayouts.js';
import { runScxml } from '../diagram/runScxml.js';
import type { Theme } from '../diagram/theme.js';
import type { RunState } from '../run/RunState.js';
import type { ExitCode } from './exit.js';
import { DONE, UNUSABLE } from './exit.js';
import { openOutFiles } from './outfile.js';
import type { Outputs } from './output.js';
import { report, reportOutFile } from './report.js';

/** The flags of `diagram`. */
export interface DiagramFlags {
  readonly format: Format;
  readonly highlight?: RunState;
  readonly theme?: Theme;
  readonly direction?: Direction;
  readonly out?: string;
}

type DrawOptions = Pick<DiagramFlags, 'highlight' | 'theme' | 'direction'>;

const formatsByName = {
  svg: (options: DrawOptions) => runSvg(options),
  mermaid: ({ direction, highlight }: DrawOptions) =>
    toMermaid(runDiagram, {
      initial: runDiagram.initial,
      direction: direction === 'right' ? 'LR' : 'TB',
      highlight,
    }),
  dot: ({ direction = 'down', highlight }: DrawOptions) =>
    toDot(runDiagram, { direction, highlight, tones: runTones, marks: runMarks }),
  scxml: () => runScxml().trimEnd(),
  json: () => toJson(runDiagram),
} as const;

/** An output format. */
export type Format = keyof typeof formatsByName;

// SAFETY: the keys are the record's own.
export const formats = Object.keys(formatsByName) as ReadonlyArray<Format>;

// SAFETY: the keys are the record's own.
export const directions = Object.keys(runLayouts) as ReadonlyArray<Direction>;

export { themes } from '../diagram/theme.js';

/** The options that each format supports. */
const supported: Readonly<Record<Format, ReadonlyArray<keyof DrawOptions>>> = {
  svg: ['highlight', 'theme', 'direction'],
  mermaid: ['highlight', 'direction'],
  dot: ['highlight', 'direction'],
  scxml: [],
  json: [],
};

/** Runs `runchart diagram`. */
export const drawDiagram = async (
  { format, out, ...options }: DiagramFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  // SAFETY: the keys are the record's own.
  const unsupported = (Object.keys(options) as ReadonlyArray<keyof DrawOptions>).filter(
    (flag) => !supported[format].includes(flag),
  );
  if (unsupported.length > 0) {
    await report(
      outputs,
      `${unsupported.map((flag) => `--${flag}`).join(' and ')} ${unsupported.length === 1 ? 'has' : 'have'} no meaning for --format ${format}`,
    );
    return UNUSABLE;
  }
  const text = formatsByName[format](options);
  if (out === undefined) {
    await outputs.out.write(`${text}\n`);
    return DONE;
  }
  const opened = openOutFiles([out]);
  if (E.isLeft(opened)) {
    await reportOutFile(outputs, opened.left);
    return UNUSABLE;
  }
  opened.right.files[0]?.line(text);
  const failed = O.getLeft(opened.right.commit());
  if (O.isSome(failed)) {
    await reportOutFile(outputs, failed.value);
    return UNUSABLE;
  }
  return DONE;
};
