/** Formats reports on tests of a machine as one self-contained HTML page. */
import { escapeXml as escape } from '../diagram/xml.js';
import type { ReportOrigin } from '../testing/htmlPage.js';
import { reportPage } from '../testing/htmlPage.js';
import type { Report } from '../testing/Report.js';
import type { CoverageKind, MachineCoverage } from './coverage.js';
import type { LeftOut } from './Exploration.js';
import { machineWording } from './machineVocabulary.js';
import type { MachineTest } from './Suite.js';

/** The kinds of coverage with their titles. */
const titles: Readonly<Record<CoverageKind, string>> = {
  nodes: 'States',
  configurations: 'Configurations',
  transitions: 'Transitions',
  guards: 'Outcomes of guards',
  pairs: 'Pairs of accepted inputs',
  refusals: 'Refusals',
};

const rowsOf = (rows: ReadonlyArray<readonly [what: string, why: string]>): string =>
  `<table>${rows
    .map(([what, why]) => `<tr><td>${escape(what)}</td><td class="dim">${escape(why)}</td></tr>`)
    .join('')}</table>`;

const coverageHtml = (coverage: MachineCoverage): string =>
  Object.entries(coverage)
    .map(([kind, { covered, total, uncovered }]) => {
      // SAFETY: the keys of a coverage are its kinds.
      const title = `${titles[kind as CoverageKind]}: ${String(covered)} of ${String(total)}`;
      return uncovered.length === 0
        ? `<p>${title}</p>`
        : `<details><summary>${title}</summary>${rowsOf(uncovered.map(({ what, why }) => [what, why]))}</details>`;
    })
    .join('\n');

const leftOutHtml = (leftOut: ReadonlyArray<LeftOut>): string =>
  leftOut.length === 0
    ? ''
    : `<h2>Not explored</h2>${rowsOf(leftOut.map(({ part, why }) => [part, why]))}`;

/** Formats a report on tests of a machine as a self-contained HTML page; the picture is HTML too. */
export const machineHtml = (
  report: Report<MachineTest>,
  coverage: MachineCoverage,
  leftOut: ReadonlyArray<LeftOut>,
  picture: string,
  origin: ReportOrigin,
): string =>
  reportPage(report, {
    wording: machineWording,
    coverage: `${coverageHtml(coverage)}\n${leftOutHtml(leftOut)}`,
    picture,
    placeOf: () => '',
    origin,
  });
