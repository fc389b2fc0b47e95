/** Formats reports on tests of runs as one self-contained HTML page: the failures, and the coverage drawn on the chart. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { runSvg } from '../diagram/run.js';
import { eventOf } from '../journal/EventStep.js';
import { runStates } from '../run/RunState.js';
import { coverageOf } from './coverage.js';
import { faultPicture, faultPlace } from './faultPicture.js';
import type { ReportOrigin } from './htmlPage.js';
import { coverageTables, reportPage } from './htmlPage.js';
import { advance, initialWorld } from './play.js';
import type { Report } from './Report.js';
import { runWording } from './reportText.js';
import type { Coverage } from './Suite.js';
import type { TestCase } from './TestCase.js';

const kinds: ReadonlyArray<readonly [keyof Coverage, string]> = [
  ['states', 'States'],
  ['edges', 'Edges'],
  ['pairs', 'Pairs of edges'],
  ['guards', 'Guards'],
  ['refusals', 'Refusals'],
  ['ops', 'Ops and their errors'],
];

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

const takenBy = (tests: number): string =>
  tests === 0 ? 'no test takes it' : `${String(tests)} test${tests === 1 ? ' takes' : 's take'} it`;

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
        title: takenBy(tests),
        ...(wrong.has(edge) ? { tone: 'failed' as const } : {}),
      };
    },
  });
};

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
  const coverage = coverageOf(report.suite);
  return reportPage(report, {
    wording: runWording,
    coverage: coverageTables(kinds.map(([kind, title]) => [title, coverage[kind]])),
    picture: `<p class="dim">The number of tests that reach each state. No test takes a pale edge; tests failed on red ones.</p>
<div class="chart">${picture(report)}</div>`,
    placeOf: ({ minimal }) => {
      const place = faultPlace(minimal);
      return O.isSome(place) ? `<div class="place">${faultPicture(place.value)}</div>` : '';
    },
    origin,
  });
};
