/** `runchart score`: scores each criterion by the planted faults that it finds. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { CriterionName } from '../testing/criteria.js';
import type { FaultPart } from '../testing/score/Mutant.js';
import { faultKinds } from '../testing/score/Mutant.js';
import type { Score, ScoreOptions } from '../testing/score/score.js';
import { score } from '../testing/score/score.js';
import type { ExitCode } from './exit.js';
import { DONE, NEGATIVE, UNUSABLE } from './exit.js';
import { count, counted } from './format.js';
import type { Colors, Outputs } from './output.js';
import { makeProgress } from './progress.js';
import { report } from './report.js';
import type { ALL } from './suite.js';
import { explainError, namesIn } from './suite.js';
import { grouped, killTable, mutantLines, partTable } from './scoreTables.js';

/** The flags of `score`. */
export interface ScoreFlags {
  readonly criteria?: string;
  readonly seed: number;
  readonly switches: number;
  readonly extraStates: number;
  readonly survivors?: true;
  readonly json?: true;
}

const parts: ReadonlyArray<FaultPart> = [...new Set(Object.values(faultKinds))];

/** Equivalent mutants by reason; with their names if `all`. */
const equivalentLines = ({ equivalent }: Score, all: boolean): ReadonlyArray<string> =>
  grouped(equivalent, ({ why }) => why).flatMap(([why, own]) => [
    `  ${count(own.length)}: ${why}`,
    ...(all ? own.map(({ name }) => `    ${name}`) : []),
  ]);

const scoreText = (colors: Colors, result: Score, all: boolean): string => {
  const { seed, mutants, criteria, equivalent, missed } = result;
  const pairs = Math.max(0, ...equivalent.map((one) => one.pairs));
  return [
    `${colors.bold(counted(mutants, 'mutant'))}, ${count(equivalent.length)} of them equivalent; suites of seed ${String(seed)}`,
    killTable(colors, criteria),
    `${colors.bold('Killed, by what is wrong')}\n${partTable(colors, parts, criteria)}`,
    ...(equivalent.length === 0
      ? []
      : [
          [
            `${colors.bold('Equivalent')}: every step from each of ${count(pairs)} pairs of states is answered alike`,
            ...equivalentLines(result, all),
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
      ? [colors.green('All criteria together kill every mutant that is not equivalent.')]
      : [
          [
            colors.red(`All criteria together leave ${counted(missed.length, 'mutant')}`),
            ...missed.flatMap(({ name, steps }) => [
              `  ${name}`,
              ...steps.map((step) => `    ${JSON.stringify(step)}`),
            ]),
          ].join('\n'),
        ]),
  ].join('\n\n');
};

const optionsOf = ({
  criteria,
  seed,
  switches,
  extraStates,
}: ScoreFlags): E.Either<string, ScoreOptions> => {
  const options = { seed, switches, extraStates };
  if (criteria === undefined) return E.right(options);
  const wanted = namesIn(criteria);
  return wanted.length === 0
    ? E.left('--criteria names no criterion')
    : // SAFETY: `score` refuses unknown names.
      E.right({ ...options, criteria: wanted as ReadonlyArray<CriterionName | typeof ALL> });
};

/** Runs `runchart score`. */
export const scoreCriteria = async (flags: ScoreFlags, outputs: Outputs): Promise<ExitCode> => {
  const options = optionsOf(flags);
  if (E.isLeft(options)) {
    await report(outputs, options.left);
    return UNUSABLE;
  }
  const progress = await makeProgress(outputs.err, O.some(1), 'mutants tried');
  const result = score({
    ...options.right,
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
