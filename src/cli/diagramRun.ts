/** The lifecycle of a run as a picture or in the format of another tool, for `runchart diagram` without a file. */
import * as E from 'fp-ts/lib/Either.js';
import { runDiagram } from '../diagram/Diagram.js';
import { toDot } from '../diagram/dot.js';
import { toJson } from '../diagram/json.js';
import { runMarks, runTones } from '../diagram/marks.js';
import { toMermaid } from '../diagram/mermaid.js';
import { runSvg } from '../diagram/run.js';
import { runQuint } from '../diagram/runQuint.js';
import { runScxml } from '../diagram/runScxml.js';
import { runStates } from '../run/RunState.js';
import type { DrawOptions, Format } from './diagramFormats.js';

/** Draws the lifecycle of a run. The error is a text for people. */
export const drawRun = (
  format: Format,
  { theme, direction, highlight = [] }: DrawOptions,
): E.Either<string, string> => {
  const state = runStates.find((other) => other === highlight[0]);
  if (highlight.length > 1 || (highlight.length === 1 && state === undefined))
    return E.left(
      `option '--highlight' argument '${highlight.join(',')}' is invalid. Allowed choices are ${runStates.join(', ')}.`,
    );
  const options = {
    ...(theme === undefined ? {} : { theme }),
    ...(direction === undefined ? {} : { direction }),
    ...(state === undefined ? {} : { highlight: state }),
  };
  switch (format) {
    case 'svg':
      return E.right(runSvg(options));
    case 'mermaid':
      return E.right(
        toMermaid(runDiagram, {
          initial: runDiagram.initial,
          direction: direction === 'right' ? 'LR' : 'TB',
          highlight: state,
        }),
      );
    case 'dot':
      return E.right(
        toDot(runDiagram, {
          direction: direction ?? 'down',
          highlight: state,
          tones: runTones,
          marks: runMarks,
        }),
      );
    case 'scxml':
      return E.right(runScxml().trimEnd());
    case 'json':
      return E.right(toJson(runDiagram));
    case 'quint':
      return E.right(runQuint().trimEnd());
    case 'html':
      return E.left(
        '--format html needs a FILE with a machine; the lifecycle of a run has --format svg',
      );
  }
};
