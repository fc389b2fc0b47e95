/** The page of a report on tests of any kind: the failures by cause, and the coverage. */
import { escapeXml as escape } from '../diagram/xml.js';
import type { Fault, Report } from './Report.js';
import { isVerified } from './Report.js';
import { evidenceLines, failureText, faultTitle, plain, summaryLine } from './reportLines.js';
import type { Covered } from './Suite.js';
import type { AnyTest, Wording } from './Vocabulary.js';

/**
 * How a report came about, for who reads it later or elsewhere.
 * @category Reports
 */
export interface ReportOrigin {
  /** The command that runs the same tests again. */
  readonly command: string;
  /** When the tests ran. */
  readonly date: Date;
  /** The seed of the suite, if it was generated. */
  readonly seed?: number;
  /** The versions of the programs, by their names. */
  readonly versions: Readonly<Record<string, string>>;
}

/** A kind of item that tests cover: its title, and the items. */
export type CoveredKind = readonly [title: string, items: ReadonlyArray<Covered>];

/** What the page of a report has beside the report. */
export interface ReportPage<T extends AnyTest> {
  readonly wording: Wording<T>;
  /** What is covered, as HTML. */
  readonly coverage: string;
  /** The picture of what is covered, as HTML. */
  readonly picture: string;
  /** The place of a fault, as HTML. */
  readonly placeOf: (fault: Fault<T>) => string;
  readonly origin: ReportOrigin | undefined;
}

const style = `
  :root { color-scheme: light dark; --bg: #fff; --fg: #1a1a1a; --dim: #666; --line: #d5d5d5; --good: #1a7f37; --bad: #c62828; }
  @media (prefers-color-scheme: dark) { :root { --bg: #15181c; --fg: #e6e6e6; --dim: #9aa0a6; --line: #3a3f45; --good: #4cc26b; --bad: #ff7b72; } }
  body { background: var(--bg); color: var(--fg); font: 15px/1.5 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem; }
  h1, h2, h3 { line-height: 1.2; } h2 { border-bottom: 1px solid var(--line); margin-top: 2.5rem; padding-bottom: .3rem; }
  pre { border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; padding: .8rem; font-size: 13px; }
  table { border-collapse: collapse; } td, th { border-bottom: 1px solid var(--line); padding: .25rem .8rem .25rem 0; text-align: left; vertical-align: top; }
  .good { color: var(--good); } .bad { color: var(--bad); } .dim { color: var(--dim); }
  dl { display: grid; gap: .2rem; } dl div { display: flex; gap: 1rem; } dt { color: var(--dim); flex: none; width: 6rem; } dd { margin: 0; overflow-wrap: anywhere; }
  .evidence { align-items: start; display: flex; flex-wrap: wrap; gap: 1rem; } .evidence pre { flex: 1 1 34rem; margin: 0; min-width: 0; }
  .fault { margin-bottom: 2.5rem; } .ways { margin: .6rem 0; } .ways ul { margin: .3rem 0; }
  .place { border: 1px solid var(--line); border-radius: 6px; flex: 0 1 auto; max-width: 100%; overflow: auto; padding: .4rem; }
  .place svg { display: block; max-height: 26rem; max-width: none; }
  .chart { overflow-x: auto; } .chart svg { height: auto; max-width: 100%; }
`;

/** More ways than these are folded. */
const MAX_OPEN_WAYS = 8;

/** `9 of 9`, without what no test can reach. */
const ratio = (all: ReadonlyArray<Covered>): string => {
  const possible = all.filter(({ impossible }) => impossible !== true);
  const reached = possible.filter(({ tests }) => tests.length > 0);
  const others = all.length - possible.length;
  return `${String(reached.length)} of ${String(possible.length)}${others === 0 ? '' : `, and ${String(others)} impossible`}`;
};

/** A green tick if a test reaches it, a grey dash if none can, and else a red cross. */
const tick = ({ tests, impossible }: Covered): string => {
  if (tests.length > 0) return '<td class="good" title="tested">&#10003;</td>';
  return impossible === true
    ? '<td class="dim" title="impossible">&#8211;</td>'
    : '<td class="bad" title="not tested">&#10007;</td>';
};

/** The coverage as tables: each item with the tests that reach it. */
export const coverageTables = (coverage: ReadonlyArray<CoveredKind>): string =>
  coverage
    .map(([title, all]) => {
      const rows = all.map((item) => {
        const { name, tests, why } = item;
        return `<tr${item.impossible === true ? ' class="dim"' : ''}>${tick(item)}<td>${escape(name)}</td><td>${String(tests.length)}</td><td class="dim">${escape(tests.length > 0 ? (tests[0] ?? '') : (why ?? ''))}</td></tr>`;
      });
      return `<details><summary>${title}: ${ratio(all)}</summary><table><tr><th></th><th>what</th><th>tests</th><th>such as</th></tr>${rows.join('')}</table></details>`;
    })
    .join('\n');

const counted = (n: number, thing: string): string => `${String(n)} ${thing}${n === 1 ? '' : 's'}`;

/** The steps at which the failures of one cause show, if there are several. */
const waysList = (ways: ReadonlyArray<string>): string =>
  ways.length < 2
    ? ''
    : `<details class="ways"${ways.length > MAX_OPEN_WAYS ? '' : ' open'}><summary>It shows in ${String(ways.length)} ways</summary><ul>${ways
        .map((way) => `<li><code>${escape(way)}</code></li>`)
        .join('')}</ul></details>`;

/** The failures of one likely cause, with their place. */
const section = <T extends AnyTest>(
  { wording, placeOf }: ReportPage<T>,
  fault: Fault<T>,
  isShrunk: boolean,
): string => {
  const { minimal, tests, ways } = fault;
  const evidence = isShrunk
    ? `<pre>${escape(evidenceLines(wording, plain, fault).join('\n'))}</pre>`
    : '';
  return `<section class="fault"><h3 class="bad">${escape(faultTitle(minimal))}</h3>
<p>${escape(failureText(wording, minimal.failure))}; ${counted(tests.length, 'failed test')}, likely of one cause</p>
${waysList(ways)}
<div class="evidence">${evidence}${placeOf(fault)}</div></section>`;
};

/** How the report came about, as a list of terms. */
const originList = ({ command, date, seed, versions }: ReportOrigin): string => {
  const terms: ReadonlyArray<readonly [string, string]> = [
    ['Command', command],
    [
      'Date',
      date
        .toISOString()
        .replace('T', ' ')
        .replace(/\.\d+Z$/, ' UTC'),
    ],
    ...(seed === undefined ? [] : [['Seed', String(seed)] as const]),
    [
      'Versions',
      Object.entries(versions)
        .map((entry) => entry.join(' '))
        .join(', '),
    ],
  ];
  return `<dl>${terms.map(([term, text]) => `<div><dt>${term}</dt><dd><code>${escape(text)}</code></dd></div>`).join('')}</dl>`;
};

/** Formats a report as a self-contained HTML page, in light or dark colours as the reader prefers. */
export const reportPage = <T extends AnyTest>(report: Report<T>, page: ReportPage<T>): string => {
  const { coverage, origin, picture } = page;
  const verified = isVerified(report);
  const title = verified ? 'verified' : 'not verified';
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>runchart: ${title}</title>
<style>${style}</style>
<h1>The subject is <span class="${verified ? 'good' : 'bad'}">${title}</span></h1>
<p>${escape(summaryLine(plain, report))}</p>
${origin === undefined ? '' : originList(origin)}
${report.faults.length > 0 ? `<h2>Failures, by cause</h2>\n${report.faults.map((fault, i) => section(page, fault, i < report.shrunk)).join('\n')}` : ''}
<h2>Coverage</h2>
${picture}
${coverage}
</html>`;
};
