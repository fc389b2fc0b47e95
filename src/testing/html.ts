/** Formats reports as one self-contained HTML page: the failures, and the coverage drawn on the chart. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { runSvg } from '../diagram/run.js';
import { escapeXml as escape } from '../diagram/xml.js';
import { eventOf } from '../journal/EventStep.js';
import { runStates } from '../run/RunState.js';
import { coverageOf } from './coverage.js';
import { faultPicture, faultPlace } from './faultPicture.js';
import { advance, initialWorld } from './play.js';
import type { Fault, Report } from './Report.js';
import { isVerified } from './Report.js';
import { evidenceLines, failureText, faultTitle, plain, summaryLine } from './reportLines.js';
import { runWording } from './reportText.js';
import type { Coverage, Covered } from './Suite.js';
import type { TestCase } from './TestCase.js';

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

const kinds: ReadonlyArray<readonly [keyof Coverage, string]> = [
  ['states', 'States'],
  ['edges', 'Edges'],
  ['pairs', 'Pairs of edges'],
  ['guards', 'Guards'],
  ['refusals', 'Refusals'],
  ['ops', 'Ops and their errors'],
];

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

const coverageTable = (coverage: Coverage): string =>
  kinds
    .map(([kind, title]) => {
      const all = coverage[kind];
      const rows = all.map((item) => {
        const { name, tests, why } = item;
        return `<tr${item.impossible === true ? ' class="dim"' : ''}>${tick(item)}<td>${escape(name)}</td><td>${String(tests.length)}</td><td class="dim">${escape(tests.length > 0 ? (tests[0] ?? '') : (why ?? ''))}</td></tr>`;
      });
      return `<details><summary>${title}: ${ratio(all)}</summary><table><tr><th></th><th>what</th><th>tests</th><th>such as</th></tr>${rows.join('')}</table></details>`;
    })
    .join('\n');

/** The steps at which the failures of one cause show, if there are several. */
const waysList = (ways: ReadonlyArray<string>): string =>
  ways.length < 2
    ? ''
    : `<details class="ways"${ways.length > MAX_OPEN_WAYS ? '' : ' open'}><summary>It shows in ${String(ways.length)} ways</summary><ul>${ways
        .map((way) => `<li><code>${escape(way)}</code></li>`)
        .join('')}</ul></details>`;

/** The failures of one likely cause, with their place on the chart. */
const section = (fault: Fault, isShrunk: boolean): string => {
  const { minimal, tests, ways } = fault;
  const place = faultPlace(minimal);
  const evidence = isShrunk
    ? `<pre>${escape(evidenceLines(runWording, plain, fault).join('\n'))}</pre>`
    : '';
  return `<section class="fault"><h3 class="bad">${escape(faultTitle(minimal))}</h3>
<p>${escape(failureText(runWording, minimal.failure))}; ${counted(tests.length, 'failed test')}, likely of one cause</p>
${waysList(ways)}
<div class="evidence">${evidence}${
    O.isSome(place) ? `<div class="place">${faultPicture(place.value)}</div>` : ''
  }</div></section>`;
};

const failures = (report: Report): string =>
  report.faults.map((fault, i) => section(fault, i < report.shrunk)).join('\n');

const counted = (n: number, thing: string): string => `${String(n)} ${thing}${n === 1 ? '' : 's'}`;

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

/** Counts the tests that reach each state and take each edge, by names such as `Running` and `Running complete`. */
const visits = (tests: ReadonlyArray<TestCase>): ReadonlyMap<string, number> => {
  const visited = tests.flatMap(({ steps }) => {
    const { places } = steps.reduce<{
      readonly world: typeof initialWorld;
      readonly places: ReadonlyArray<string>;
    }>(
      ({ world, places }, { step }) => {
        const { world: after, outcome } = advance(world, step);
        const from = O.toUndefined(world.run)?.state;
        const event = eventOf(step, from)?.type;
        if (E.isLeft(outcome)) return { world: after, places };
        const edge = O.isSome(world.run) && event ? [`${world.run.value.state} ${event}`] : [];
        return { world: after, places: [...places, ...edge, outcome.right.state] };
      },
      { world: initialWorld, places: [] },
    );
    return [...new Set(places)];
  });
  const counts = new Map<string, number>();
  // eslint-disable-next-line functional/immutable-data -- a local map
  visited.forEach((place) => counts.set(place, (counts.get(place) ?? 0) + 1));
  return counts;
};

/** Draws the chart with the number of tests that reach each state, dimming edges that no test takes. */
const picture = ({ suite, failed }: Report): string => {
  const reached = visits(suite);
  const wrong = new Set(
    failed.flatMap((test) => {
      const place = O.toUndefined(faultPlace(test));
      return place?.event === undefined ? [] : [`${place.state} ${place.event}`];
    }),
  );
  return runSvg({
    theme: 'auto',
    counts: Object.fromEntries(runStates.map((state) => [state, reached.get(state) ?? 0])),
    edges: ({ source, event }) => {
      const edge = `${source} ${event}`;
      const tests = reached.get(edge) ?? 0;
      return {
        dim: tests === 0,
        title: tests === 0 ? 'no test takes it' : `${String(tests)} tests take it`,
        ...(wrong.has(edge) ? { tone: 'failed' as const } : {}),
      };
    },
  });
};

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

/**
 * Formats a report as a self-contained HTML page, in light or dark colours as the reader prefers. With an origin, the page says how the
 * report came about.
 *
 * @example
 * ```ts
 * import { htmlReport, testOf, verify } from 'runchart/testing'
 *
 * const report = await verify(() => [], [testOf('too early', ['by hand'], [{ step: { op: 'promote_to_ready' } }])])
 * const origin = { command: 'npm test', date: new Date(0), seed: 1, versions: { runchart: '0.1.0' } }
 * assert.match(htmlReport(report, origin), /too few outcomes/)
 * assert.match(htmlReport(report, origin), /1970-01-01 00:00:00 UTC/)
 * ```
 * @category Reports
 */
export const htmlReport = (report: Report, origin?: ReportOrigin): string => {
  const verified = isVerified(report);
  const coverage = coverageOf(report.suite);
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
${report.faults.length > 0 ? `<h2>Failures, by cause</h2>\n${failures(report)}` : ''}
<h2>Coverage</h2>
<p class="dim">The number of tests that reach each state. No test takes a pale edge; tests failed on red ones.</p>
<div class="chart">${picture(report)}</div>
${coverageTable(coverage)}
</html>`;
};
