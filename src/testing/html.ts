/** Formats reports as one self-contained HTML page: the failures, and the coverage drawn on the chart. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { runSvg } from '../diagram/run.js';
import { escapeXml as escape } from '../diagram/xml.js';
import { eventOf } from '../journal/EventStep.js';
import { runStates } from '../run/RunState.js';
import { coverageOf } from './coverage.js';
import { advance, initialWorld } from './play.js';
import type { Report } from './Report.js';
import { isVerified, passed } from './Report.js';
import { failureText, faultLines, faultTitle, plain, summaryLine } from './reportText.js';
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
  .chart { overflow-x: auto; } .chart svg { height: auto; max-width: 100%; }
`;

const kinds: ReadonlyArray<readonly [keyof Coverage, string]> = [
  ['states', 'States'],
  ['edges', 'Edges'],
  ['pairs', 'Pairs of edges'],
  ['guards', 'Guards'],
  ['refusals', 'Refusals'],
  ['ops', 'Ops and their errors'],
];

const ratio = (all: ReadonlyArray<Covered>): string =>
  `${String(all.filter(({ tests }) => tests.length > 0).length)} of ${String(all.length)}`;

const coverageTable = (coverage: Coverage): string =>
  kinds
    .map(([kind, title]) => {
      const all = coverage[kind];
      const rows = all.map(
        ({ name, tests, why }) =>
          `<tr><td class="${tests.length > 0 ? 'good' : 'bad'}">${tests.length > 0 ? '&#10003;' : '&#10007;'}</td><td>${escape(name)}</td><td>${String(tests.length)}</td><td class="dim">${escape(tests.length > 0 ? (tests[0] ?? '') : (why ?? ''))}</td></tr>`,
      );
      return `<details><summary>${title}: ${ratio(all)}</summary><table><tr><th></th><th>what</th><th>tests</th><th>such as</th></tr>${rows.join('')}</table></details>`;
    })
    .join('\n');

const failures = (report: Report): string =>
  report.faults
    .map((fault, i) =>
      i < report.shrunk
        ? `<h3 class="bad">${escape(faultTitle(fault.minimal))}</h3><pre>${escape(faultLines(plain, fault).slice(1).join('\n'))}</pre>`
        : `<p class="bad">${escape(faultTitle(fault.minimal))}: ${escape(failureText(fault.minimal.failure))}</p>`,
    )
    .join('\n');

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
  // The edges that failed tests were on: the state before the step at fault, with its event.
  const wrong = new Set(
    failed.flatMap(({ test, failure }) => {
      if (failure._tag !== 'Differs') return [];
      const at = test.steps[failure.step];
      const before = test.steps
        .slice(0, failure.step)
        .reduce((world, { step }) => advance(world, step).world, initialWorld).run;
      const event = at && eventOf(at.step, O.toUndefined(before)?.state)?.type;
      return O.isSome(before) && event ? [`${before.value.state} ${event}`] : [];
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
 * Formats a report as a self-contained HTML page, in light or dark colours as the viewer's system prefers.
 *
 * @example
 * ```ts
 * import { htmlReport, testOf, verify } from 'runchart/testing'
 *
 * const report = await verify(() => [], [testOf('too early', ['by hand'], [{ step: { op: 'promote_to_ready' } }])])
 * assert.match(htmlReport(report), /too few outcomes/)
 * ```
 * @category Reports
 */
export const htmlReport = (report: Report): string => {
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
<p>${escape(summaryLine(plain, report))} (${String(passed(report))} / ${String(report.suite.length)})</p>
${report.faults.length > 0 ? `<h2>Failures</h2>\n${failures(report)}` : ''}
<h2>Coverage</h2>
<p class="dim">The number of tests that reach each state. No test takes a pale edge; tests failed on red ones.</p>
<div class="chart">${picture(report)}</div>
${coverageTable(coverage)}
</html>`;
};
