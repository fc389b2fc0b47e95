/** `runchart diagram` on the command line. */
import { Option } from 'commander';
import { integerFrom } from '../args.js';
import type { DiagramFlags } from '../diagram.js';
import { drawDiagram } from '../diagram.js';
import { details, directions, formats, themes } from '../diagramFormats.js';
import { exitCodesHelp } from '../exit.js';
import { help } from '../help.js';
import type { DefineCommand } from './define.js';

const HELP = help(
  `FILE is a module (TypeScript included), XState JSON or SCXML; NAME is an export, needed only if FILE exports several machines. Without
FILE the lifecycle of a run is drawn.`,
  `svg is a self-contained picture and html a page to explore it, mermaid and dot are text for Mermaid and Graphviz, scxml runs in any
SCXML interpreter with the ECMAScript data model, json is a config for XState's createMachine, and quint a module for Quint, of the
lifecycle of a run alone. Without --format the extension of --out decides: .svg, .html, .mmd, .dot, .scxml, .json, .qnt.`,
  `A state is named by its id, its keys (payment.card), or its own key if no other state has it. A file is written completely or not
at all. --out README.md puts a Mermaid picture between <!-- runchart FILE#NAME --> and <!-- end -->.`,
  `Examples:
  runchart diagram src/checkout.machine.ts --out docs/checkout.svg
  runchart diagram src/machines.ts#checkout --highlight paying,cart --theme dark > checkout.svg
  runchart diagram src/checkout.machine.ts --out docs/checkout.svg --check    (in CI)
  runchart diagram src/checkout.machine.ts --out checkout.html --watch
  runchart diagram --format dot | dot -Tpdf > run.pdf`,
  exitCodesHelp(
    'with --check, the file is missing or shows something else',
    'FILE could not be read, or the output not be written',
  ),
);

const namesOf = (text: string): ReadonlyArray<string> =>
  text
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');

/** The widest picture, in pixels. */
const MAX_WIDTH = 100_000;

/** Defines `runchart diagram`. */
export const defineDiagram: DefineCommand = (command, { outputs, done }) => {
  command
    .argument('[FILE#NAME]', 'the machine; without it, the lifecycle of a run')
    .addOption(
      new Option('--format <FORMAT>', 'what to write (default: as --out ends, or svg)').choices(
        formats,
      ),
    )
    .addOption(new Option('--highlight <STATE,...>', 'highlight states').argParser(namesOf))
    .addOption(new Option('--theme <THEME>', 'colours (default: auto)').choices(themes))
    .addOption(
      new Option('--direction <DIRECTION>', 'direction of the layout (default: down)').choices(
        directions,
      ),
    )
    .option(
      '--width <PIXELS>',
      'the width that the picture should not exceed',
      integerFrom(100, MAX_WIDTH),
    )
    .addOption(
      new Option('--details <DETAILS>', 'show everything or names alone (default: all)').choices(
        details,
      ),
    )
    .option('--out <FILE>', 'write to a file instead of standard output')
    .option('--check', 'compare with the file of --out, and write nothing')
    .option('--watch', 'write again whenever the module, or what it imports, changes')
    .addHelpText('after', HELP)
    .action(async (file: string | undefined, flags: DiagramFlags) => {
      done(await drawDiagram(file, flags, outputs));
    });
};
