/** The page of a report on tests of runs: the coverage drawn on the chart, and the place of each fault. */
import { describe, expect, it } from '@jest/globals';
import type { RunState, Step } from '../../src/index.js';
import type { FailedTest } from '../../src/testing/FailedTest.js';
import { faultPicture } from '../../src/testing/faultPicture.js';
import { htmlReport } from '../../src/testing/html.js';
import type { Report } from '../../src/testing/Report.js';
import { testOf } from '../../src/testing/scenario.js';
import type { TestCase } from '../../src/testing/TestCase.js';
import { valuesOf } from '../../src/testing/Values.js';
import { states } from '../expectations.js';

const { runId, taskId, scheduledAt, createdAt, changedAt } = valuesOf(1);
const made: Step = { op: 'new_scheduled_with_id', runId, taskId, scheduledAt, createdAt };
const promote: Step = { op: 'promote_to_ready' };
const to = (state: RunState): Step => ({ op: 'transition_to', to: state });
const test = (name: string, ...steps: ReadonlyArray<Step>): TestCase =>
  testOf(
    name,
    [],
    steps.map((step) => ({ step })),
  );

const long = test('long', made, promote, to('Leased'), promote, to('Leased'), to('Completed'));
const short = test('short', promote, made, promote, {
  op: 'record_state_change_at',
  timestamp: changedAt(1),
});
const failedAt = (step: number): FailedTest => ({
  test: long,
  failure: { _tag: 'TooFewOutcomes', expected: 6, actual: step },
});

const report: Report = {
  suite: [long, short],
  failed: [failedAt(2), failedAt(5), { test: short, failure: { _tag: 'Hung', seconds: 5 } }],
  notRun: [],
  faults: [failedAt(2), { test: short, failure: { _tag: 'Hung' as const, seconds: 5 } }].map(
    (failed) => ({ minimal: failed, original: failed, tests: ['long'], ways: [] }),
  ),
  shrunk: 1,
  seconds: new Map(),
};
const page = htmlReport(report);

describe('the chart', () => {
  const chart = page.slice(page.indexOf('<div class="chart">'));

  it('has the number of tests that reach each state', () => {
    const groups = chart.split('data-state="').slice(1);
    const counts = groups.map((group) => [
      group.split('"')[0],
      Number(/class="rc-number[^>]*>(\d+)</.exec(group)?.[1]),
    ]);
    expect(Object.fromEntries(counts)).toStrictEqual({
      ...Object.fromEntries(states.map((state) => [state, 0])),
      Scheduled: 2,
      Ready: 2,
      Leased: 1,
    });
  });

  it('has the number of tests that take each edge, pale where none does and red where some fail', () => {
    const edges = chart
      .split(/<g class="rc-edge[ "]/)
      .slice(1)
      .filter((group) => group.includes('data-edge'))
      .map((group) => ({
        edge: /data-edge="([^"]*)"/.exec(group)?.[1],
        taken: /<title>[^<]*\n([^<\n]*)<\/title>/.exec(group)?.[1],
        isPale: /^[^>]*opacity="0.4"/.test(group),
        isRed: group.includes('class="rc-line rc-s-failed"'),
      }));
    const plain = { isPale: false, isRed: false };
    expect(edges.filter(({ isPale, isRed }) => !isPale || isRed)).toStrictEqual([
      { edge: 'Scheduled promote', taken: '2 tests take it', ...plain },
      { edge: 'Ready lease', taken: '1 test takes it', ...plain, isRed: true },
      { edge: 'Leased promote', taken: '1 test takes it', ...plain },
    ]);
    expect(new Set(edges.flatMap(({ isPale, taken }) => (isPale ? [taken] : [])))).toStrictEqual(
      new Set(['no test takes it']),
    );
  });

  it('is painted for a light and a dark page, with a sentence on it', () => {
    expect(chart).toContain('@media (prefers-color-scheme: dark)');
    expect(page).toContain(
      '<p class="dim">The number of tests that reach each state. No test takes a pale edge; tests failed on red ones.</p>\n<div class="chart"><svg',
    );
  });
});

describe('the page', () => {
  it('has a table for each kind of item', () => {
    expect([...page.matchAll(/<summary>([^:<]*):/g)].map(([, title]) => title)).toStrictEqual([
      'States',
      'Edges',
      'Pairs of edges',
      'Guards',
      'Refusals',
      'Ops and their errors',
    ]);
    expect(page).toContain('<summary>States: 3 of 9<');
    expect(page).toContain('<summary>Edges: 3 of ');
  });

  it('shows the place of a fault, if it has one', () => {
    const [first, second] = page.split('<section class="fault">').slice(1);
    expect(first).toContain(
      `</pre><div class="place">${faultPicture({ state: 'Ready', event: 'lease' })}</div></div></section>`,
    );
    expect(second?.split('</section>')[0]).toMatch(/<div class="evidence"><\/div>$/);
  });

  it('has its origin, if it is given', () => {
    const origin = { command: 'npm test', date: new Date(0), versions: {} };
    expect(htmlReport(report, origin)).toContain('<code>npm test</code>');
    expect(page).not.toContain('<dt>');
  });
});
