/** `runchart generate` on the command line. */
import { Option } from 'commander';
import { exitCodesHelp } from '../exit.js';
import type { GenerateFlags } from '../generate.js';
import { formats, generateSuite } from '../generate.js';
import { help } from '../help.js';
import type { MachineFlags } from '../machineSetup.js';
import { ALL } from '../suite.js';
import { extraStatesOption, seedOption, switchesOption } from './criterionOptions.js';
import type { DefineCommand } from './define.js';
import {
  eventsOption,
  expectOption,
  limitOption,
  machineOption,
  setupOption,
} from './machineOptions.js';

const HELP = help(
  `Formats:
${formats.map(([name, description]) => `  ${name.padEnd(8)}${description}`).join('\n')}`,
  `--out writes a file, completely or not at all. Source for Jest and Vitest is an ES module: name it .mjs, or .js where package.json
has "type": "module". With --format itf and a path that ends in / it writes one file for each trace, as readers of ITF expect;
without the / one file with a trace on each line. --bigint writes each integer as Quint does.
With --machine the format is ndjson, jest, vitest or node. The subject is an object that starts, takes one input after the other and
tells what is active, or a function from a test to its outcomes; the file says so.
--coverage prints what the suite covers of the chart, and what it misses, instead of the suite; --out still writes the suite.
--json prints one object: {seed, criteria, tests, coverage}; with --list, [{name, definition, source}].`,
  `Examples:
  runchart generate --list
  runchart generate --out suite.ndjson --coverage
  runchart generate --criteria tour,refusals --format jest --subject-module ../src/engine.js --out engine.test.mjs
  runchart generate --format rust --out tests/lifecycle.rs
  runchart generate --machine src/checkout.ts --criteria edges,refusals --format vitest --out checkout.test.mjs`,
  exitCodesHelp(undefined, 'there is no such criterion, or the output could not be written'),
);

/** Defines `runchart generate`. */
export const defineGenerate: DefineCommand = (command, { outputs, done }) => {
  command
    .addOption(machineOption)
    .addOption(setupOption)
    .addOption(eventsOption)
    .addOption(limitOption)
    .addOption(expectOption)
    .option('--criteria <NAMES>', 'what to cover, separated by commas', ALL)
    .addOption(seedOption)
    .addOption(switchesOption)
    .addOption(extraStatesOption)
    .addOption(
      new Option('--format <FORM>', 'the format of the suite')
        .choices(formats.map(([name]) => name))
        .default('ndjson'),
    )
    .option('--subject-module <PATH>', 'the module of the subject, for exported source')
    .option('--bigint', 'write the integers of itf as {"#bigint": "7"}')
    .option('--out <FILE>', 'write the suite to a file')
    .option('--coverage', 'print the coverage of the chart')
    .option('--json', 'print JSON')
    .option('--list', 'print the criteria')
    .addHelpText('after', HELP)
    .action(async (flags: GenerateFlags & Partial<MachineFlags>) => {
      const { machine } = flags;
      if (machine === undefined) done(await generateSuite(flags, outputs));
      else {
        const { generateMachineSuite } = await import('../generateMachine.js');
        done(await generateMachineSuite({ ...flags, machine }, outputs));
      }
    });
};
