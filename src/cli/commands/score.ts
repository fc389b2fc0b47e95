/** `runchart score` on the command line. */
import { exitCodesHelp } from '../exit.js';
import { help } from '../help.js';
import type { ScoreFlags } from '../score.js';
import { scoreCriteria } from '../score.js';
import type { ScoreMachineFlags } from '../scoreMachine.js';
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
  `Faults are planted in the project's own engine, one at a time: edges dropped, redirected and added; guards dropped, negated,
added, reordered and off by one; updates dropped and fields corrupted; wrong errors, error fields and messages; refusals that
change the run; wrong constructors, setters and decoder; and faults that show only later. The suite of each criterion runs
against each such mutant. A mutant that no step tells apart in any state is equivalent, and is not counted.`,
  `--survivors prints the mutants that survive each criterion, and why each equivalent mutant is equivalent.
--json prints one object: {seed, mutants, criteria: [{criterion, tests, steps, killed, survivors: [{kind, name}], parts: {part:
{killed, mutants}}}], equivalent: [{kind, name, why, pairs}], missed: [{kind, name, steps}]}; the steps of a missed
mutant are a scenario that would kill it.`,
  `Examples:
  runchart score
  runchart score --criteria tour,transitions,all --survivors`,
  exitCodesHelp(
    'a mutant that is not equivalent survives all criteria together',
    'there is no such criterion',
  ),
);

/** Defines `runchart score`. */
export const defineScore: DefineCommand = (command, { outputs, done }) => {
  command
    .addOption(machineOption)
    .addOption(setupOption)
    .addOption(eventsOption)
    .addOption(limitOption)
    .addOption(expectOption)
    .option('--criteria <NAMES>', `what to score, separated by commas; ${ALL} means all together`)
    .addOption(seedOption)
    .addOption(switchesOption)
    .addOption(extraStatesOption)
    .option('--survivors', 'print the surviving and the equivalent mutants')
    .option('--json', 'print the score as JSON')
    .addHelpText('after', HELP)
    .action(async (flags: ScoreFlags & Partial<ScoreMachineFlags>) => {
      const { machine } = flags;
      if (machine === undefined) done(await scoreCriteria(flags, outputs));
      else {
        const { scoreMachine } = await import('../scoreMachine.js');
        done(await scoreMachine({ ...flags, machine }, outputs));
      }
    });
};
