/** `runchart score --machine`: scores each criterion by the faults that it finds in any machine. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { printable } from '../codec/printable.js';
import type { MachineScore, MachineScoreOptions } from '../explore/scoreSuites.js';
import { machineParts, scoreSuites } from '../explore/scoreSuites.js';
import type { ExitCode } from './exit.js';
import { DONE, NEGATIVE, UNUSABLE } from './exit.js';
import { count, counted } from './format.js';
import type { MachineFlags } from './machineSetup.js';
import { exploreMachine } from './machineSetup.js';
import type { MachineSuiteFlags } from './machineSuite.js';
import { facetsOf } from './machineSuite.js';
import type { Colors, Outputs } from './output.js';
import { makeProgress } from './progress.js';
import { report } from './report.js';
import type { ScoreFlags } from './score.js';
import { killTable, mutantLines, partTable } from './scoreTables.js';
import { explainError, namesIn } from './suite.js';

/** The flags of `score --machine`. */
export type ScoreMachineFlags = ScoreFlags &
  MachineFlags &
  Pick<MachineSuiteFlags, 'expect'> & {
    /** The most mutants to try. */
    readonly mutants?: number;
  };

/** Says how many mutants were tried, and whether these are all. */
const triedText = (
  colors: Colors,
  { mutants, of, machine, seed, equivalent }: MachineScore,
): string =>
  mutants === of
    ? `${colors.bold(counted(mutants, 'mutant'))} of ${machine}, ${count(equivalent.length)} of them equivalent; suites of seed ${String(seed)}`
    : `${colors.bold(`a sample of ${counted(mutants, 'mutant')}`)} of the ${count(of)} of ${machine}, ${count(equivalent.length)} of them equivalent; suites and sample of seed ${String(seed)}`;

/** The most mutants that are printed which no suite kills, if nobody asked for the survivors. */
const MAX_MISSED = 10;

const scoreText = (colors: Colors, result: MachineScore, all: boolean): string => {
  const { mutants, of, criteria, equivalent, undecided, missed } = result;
  const parts = machineParts.filter((part) => (criteria[0]?.parts[part].mutants ?? 0) > 0);
  const pairs = Math.max(0, ...equivalent.map((one) => one.pairs));
  return [
    triedText(colors, result),
    killTable(colors, criteria),
    `${colors.bold('Killed, by what is wrong')}\n${partTable(colors, parts, criteria)}`,
    ...(equivalent.length === 0
      ? []
      : [
          [
            `${colors.bold('Equivalent')}: every input that was explored is answered alike, in up to ${counted(pairs, 'pair')} of states`,
            ...(all ? mutantLines(equivalent) : []),
          ].join('\n'),
        ]),
    ...(undecided.length === 0
      ? []
      : [
          [
            `${colors.bold('Not counted')}: ${counted(undecided.length, 'mutant')} with too many states to find out whether they are equivalent`,
            ...(all ? mutantLines(undecided) : []),
          ].join('\n'),
        ]),
    ...(all
      ? criteria
          .filter(({ survivors }) => survivors.length > 0)
          .map(({ criterion, survivors }) =>
            [colors.bold(`Left by ${criterion}`), ...mutantLines(survivors)].join('\n'),
          )
      : []),
    ...(missed.length === 0
      ? [
          colors.green(
            `All of them together kill every mutant${mutants === of ? '' : ' of the sample'} that is not equivalent.`,
          ),
        ]
      : [
          [
            colors.red(`All of them together leave ${counted(missed.length, 'mutant')}`),
            ...missed
              .slice(0, all ? undefined : MAX_MISSED)
              .flatMap(({ kind, name, inputs }) => [
                `  ${kind}: ${printable(name)}`,
                `    shown by: ${printable(inputs.join('; '))}`,
              ]),
            ...(all || missed.length <= MAX_MISSED
              ? []
              : [`  and ${count(missed.length - MAX_MISSED)} more: --survivors prints them`]),
          ].join('\n'),
        ]),
  ].join('\n\n');
};

/** Runs `runchart score --machine`. */
export const scoreMachine = async (
  flags: ScoreMachineFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  const { criteria, seed, switches, extraStates } = flags;
  const wanted = criteria === undefined ? undefined : namesIn(criteria);
  if (wanted?.length === 0) {
    await report(outputs, '--criteria names no criterion');
    return UNUSABLE;
  }
  const explored = await exploreMachine(flags)();
  const facets = pipe(
    explored,
    E.chain((machine) => facetsOf(flags, machine, [])),
  );
  if (E.isLeft(explored) || E.isLeft(facets)) {
    await report(outputs, E.isLeft(explored) ? explored.left : E.isLeft(facets) ? facets.left : '');
    return UNUSABLE;
  }
  const { machine, exploration, input, key } = explored.right;
  const progress = await makeProgress(outputs.err, O.some(1), 'mutants tried');
  const result = scoreSuites(machine, exploration, {
    seed,
    switches,
    extraStates,
    input,
    ...(key === undefined ? {} : { key }),
    ...(flags.mutants === undefined ? {} : { sample: flags.mutants }),
    facets: facets.right,
    // SAFETY: `scoreSuites` refuses unknown names.
    ...(wanted === undefined
      ? {}
      : { criteria: wanted as NonNullable<MachineScoreOptions['criteria']> }),
    onProgress: (done, total) => {
      progress.update(done / total, done);
    },
  });
  progress.stop();
  if (E.isLeft(result)) {
    await report(outputs, explainError(result.left));
    return UNUSABLE;
  }
  const { out } = outputs;
  await out.write(
    flags.json === true
      ? `${JSON.stringify(result.right)}\n`
      : `${scoreText(out.colors, result.right, flags.survivors === true)}\n`,
  );
  return result.right.missed.length === 0 ? DONE : NEGATIVE;
};
