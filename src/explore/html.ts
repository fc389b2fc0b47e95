/** Formats reports on tests of a machine as one self-contained HTML page. */
import type { ReportOrigin } from '../testing/htmlPage.js';
import { reportPage } from '../testing/htmlPage.js';
import type { Report } from '../testing/Report.js';
import { machineWording } from './machineVocabulary.js';
import type { MachineTest } from './Suite.js';
import type { MachineCoverage } from './suiteCoverage.js';

/** The kinds of coverage with their titles. */
export const coverageKinds: ReadonlyArray<readonly [keyof MachineCoverage, string]> = [
  ['states', 'States'],
  ['configurations', 'Configurations'],
  ['transitions', 'Transitions'],
  ['guards', 'Guards'],
  ['refusals', 'Refusals'],
];

/** Formats a report on tests of a machine as a self-contained HTML page. */
export const machineHtml = (
  report: Report<MachineTest>,
  coverage: MachineCoverage,
  origin: ReportOrigin,
): string =>
  reportPage(report, {
    wording: machineWording,
    coverage: coverageKinds.map(([kind, title]) => [title, coverage[kind]]),
    picture: '',
    placeOf: () => '',
    origin,
  });
