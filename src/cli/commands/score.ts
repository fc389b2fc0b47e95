/** `runchart score` on the command line. */
import { integerFrom } from '../args.js';
import { exitCodesHelp, UNUSABLE } from '../exit.js';
import { help } from '../help.js';
import { report } from '../report.js';
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
  `With --machine, the faults are planted in that machine: transitions dropped, redirected and added, guards negated, actions dropped,
timers and actors ignored. What its key merges is merged in its mutants too. --mutants N tries a sample of N mutants, which --seed
draws; the output says so.`,
  `--survivors prints the mutants that survive each criterion, and why each equivalent mutant is equivalent.
--json prints one object: {seed, mutants, criteria: [{criterion, tests, steps, killed, survivors: [{kind, name}], parts: {part:
{killed, mutants}}}], equivalent: [{kind, name, why, pairs}], missed: [{kind, name, steps}]}; the steps of a missed
mutant are a scenario that would kill it. With --machine, machine and of are the id of the machine and the number of all its
mutants, undecided lists those that are not counted, and a missed mutant has inputs.`,
  `Examples:
  runchart score
  runchart score --criteria tour,transitions,all --survivors
  runchart score --machine src/checkout.ts --criteria edges,refusals --mutants 200`,
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
    .option('--mutants <N>', 'with --machine: try a sample of N mutants', integerFrom(1, 1_000_000))
    .option('--survivors', 'print the surviving and the equivalent mutants')
    .option('--json', 'print the score as JSON')
    .addHelpText('after', HELP)
    .action(async (flags: ScoreFlags & Partial<ScoreMachineFlags>) => {
      const { machine } = flags;
      if (machine === undefined && flags.mutants !== undefined) {
        await report(outputs, '--mutants needs --machine');
        done(UNUSABLE);
      } else if (machine === undefined) done(await scoreCriteria(flags, outputs));
      else {
        const { scoreMachine } = await import('../scoreMachine.js');
        done(await scoreMachine({ ...flags, machine }, outputs));
      }
    });
};
