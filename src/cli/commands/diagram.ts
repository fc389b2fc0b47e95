/** `runchart diagram` on the command line. */
import { Option } from 'commander';
import { runStates } from '../../run/RunState.js';
import type { DiagramFlags } from '../diagram.js';
import { directions, drawDiagram, formats, themes } from '../diagram.js';
import { exitCodesHelp } from '../exit.js';
import { help } from '../help.js';
import type { DefineCommand } from './define.js';

const HELP = help(
  `svg is a self-contained picture, mermaid and dot are text for Mermaid and Graphviz, scxml runs in any SCXML interpreter with
the ECMAScript data model, and json is a config for XState's createMachine. --theme applies to svg; --direction and
--highlight apply to svg, mermaid and dot. A file is written completely or not at all.`,
  `Examples:
  runchart diagram --out run.svg
  runchart diagram --highlight Running --theme dark --direction right > running.svg
  runchart diagram --format dot | dot -Tpdf > run.pdf`,
  exitCodesHelp(undefined, 'the output could not be written'),
);

/** Defines `runchart diagram`. */
export const defineDiagram: DefineCommand = (command, { outputs, done }) => {
  command
    .addOption(new Option('--format <FORMAT>', 'what to write').choices(formats).default('svg'))
    .addOption(new Option('--highlight <STATE>', 'highlight a state').choices(runStates))
    .addOption(new Option('--theme <THEME>', 'colours (default: auto)').choices(themes))
    .addOption(
      new Option('--direction <DIRECTION>', 'direction of the layout (default: down)').choices(
        directions,
      ),
    )
    .option('--out <FILE>', 'write to a file instead of standard output')
    .addHelpText('after', HELP)
    .action(async (flags: DiagramFlags) => {
      done(await drawDiagram(flags, outputs));
    });
};
