/** `runchart store doctor`: tells what does not fit in a store, and mends it if asked. Loaded on demand. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { printable } from '../codec/printable.js';
import type { Finding } from '../store/Finding.js';
import { findingMessage } from '../store/Finding.js';
import { storeErrorMessage } from '../store/StoreError.js';
import type { ExitCode } from './exit.js';
import { DONE, NEGATIVE, UNUSABLE } from './exit.js';
import { counted, elapsed } from './format.js';
import type { Outputs } from './output.js';
import { makeProgress } from './progress.js';
import { report } from './report.js';
import type { OpenedStore, StoreFlags } from './storeOpen.js';
import { withStore } from './storeOpen.js';

/** The flags of `store doctor`. */
export interface DoctorFlags extends StoreFlags {
  readonly fix?: true;
  readonly json?: true;
}

/** How many findings are told one by one. */
const MAX_TOLD = 100;

/** Nobody can mend it: what the run was is not known. */
const stays = ({ _tag }: Finding): boolean => _tag === 'HistoryWithoutRun';

const examine = async (
  { store, name }: OpenedStore,
  flags: DoctorFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  const { out, err } = outputs;
  const started = performance.now();
  const fix = flags.fix === true;
  let progress: Awaited<ReturnType<typeof makeProgress>> | undefined;
  const byCode = new Map<string, number>();
  let first: ReadonlyArray<Finding> = [];
  let total = 0;
  let left = 0;
  let checked = 0;
  let quarantined = 0;
  for await (const page of store.doctor({ fix })) {
    if (E.isLeft(page)) {
      progress?.stop();
      await report(outputs, printable(`${name}: ${storeErrorMessage(page.left)}`));
      return UNUSABLE;
    }
    const { findings } = page.right;
    ({ checked, quarantined } = page.right);
    progress ??= await makeProgress(err, O.some(page.right.of), 'runs');
    progress.update(checked, checked);
    for (const finding of findings) {
      byCode.set(finding._tag, (byCode.get(finding._tag) ?? 0) + 1);
      total += 1;
      if (!fix || stays(finding)) left += 1;
      if (total > MAX_TOLD) continue;
      if (flags.json === true) first = [...first, finding];
      else await progress.aside(() => out.write(`${printable(findingMessage(finding))}\n`));
    }
  }
  progress?.stop();
  if (flags.json === true)
    await out.write(
      `${JSON.stringify({
        store: name,
        runs: checked,
        quarantined,
        findings: { total, left, by_code: Object.fromEntries(byCode) },
        first: first.map((finding) => ({
          code: finding._tag,
          ...('runId' in finding ? { run_id: finding.runId } : {}),
          message: findingMessage(finding),
        })),
      })}\n`,
    );
  else {
    const { colors } = out;
    const verdict =
      total === 0
        ? colors.green('all fits')
        : `${colors.yellow(counted(total, 'finding'))}${fix ? `, ${left === 0 ? 'all mended' : `${counted(left, 'finding')} left`}` : ''}`;
    await out.write(
      [
        ...(total > MAX_TOLD ? [`and ${counted(total - MAX_TOLD, 'more finding')}`] : []),
        `${colors.bold(printable(name))}: ${counted(checked, 'run')} in ${elapsed(performance.now() - started)}, ${verdict}`,
        ...(quarantined > 0 ? [`${counted(quarantined, 'run')} in quarantine before`] : []),
        ...(left > 0 && !fix ? ['With --fix, runs that do not fit go into quarantine.'] : []),
        '',
      ].join('\n'),
    );
  }
  return left > 0 ? NEGATIVE : DONE;
};

/** Runs `runchart store doctor`. */
export const examineStore = (flags: DoctorFlags, outputs: Outputs): Promise<ExitCode> =>
  withStore(flags, outputs, (opened) => examine(opened, flags, outputs));
