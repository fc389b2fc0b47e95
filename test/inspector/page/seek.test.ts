/** Finding runs, where time goes, comparing, printing and going to anything, in a real browser. */
import { writeFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Page } from 'playwright-core';
import { temporaryFolder } from '../../cli/runchart.js';
import { runId, taskId } from '../../support/arbitraries.js';
import type { Visit, Visited } from './visit.js';
import { expectText, usePage } from './visit.js';

const folder = temporaryFolder();
afterAll(folder.remove);

/** The id of an attempt. */
const attemptId = (n: number): string => `f0000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

const RUNS = 40;
const START = 1_767_600_000;

/** Runs that take an hour each, one after the other; every fourth fails at a time-out, and the last is stuck in Running. */
const lines = Array.from({ length: RUNS }, (_, i): ReadonlyArray<object> => {
  const [n, at] = [i + 1, START + 3600 * i];
  const id = { run_id: runId(n) };
  const attempt = { attempt_id: attemptId(100 + n), worker: `gpu-${String(n % 3)}` };
  const fails = n % 4 === 0;
  const begun = [
    {
      ...{ op: 'new_scheduled_with_id', ...id, task_id: taskId(901 + (n % 2)) },
      ...{ scheduled_at: at, created_at: at, at },
    },
    { op: 'promote_to_ready', ...id, at: at + 10 },
    { op: 'transition_to', to: 'Leased', ...id, at: at + 60 },
    { op: 'transition_to', to: 'Running', ...id, at: at + 61 },
    { op: 'start_attempt', ...id, ...attempt, at: at + 61 },
    ...(fails ? [{ op: 'transition_to', to: 'Completed', ...id, at: at + 62 }] : []),
  ];
  if (n === RUNS) return begun;
  const outcome = fails
    ? { outcome: 'timed_out', error: 'deadline of 30 m exceeded', note: '<b>bold</b>' }
    : { outcome: 'succeeded' };
  return [
    ...begun,
    { op: 'finish_attempt', ...id, ...attempt, ...outcome, at: at + 61 + n },
    { op: 'transition_to', to: fails ? 'Failed' : 'Completed', ...id, at: at + 61 + n },
  ];
}).flat();

const labels = [
  { id: taskId(901), label: 'nightly report' },
  { id: taskId(902), label: 'send invoices' },
  ...Array.from({ length: RUNS }, (_, i) => ({
    id: runId(i + 1),
    label: `order ${String(7000 + i + 1)}`,
  })),
];

const ndjson = (values: ReadonlyArray<object>): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

const shared = usePage(() => {
  const [journal, names] = ['journal.ndjson', 'labels.ndjson'].map((name) => folder.path(name));
  writeFileSync(journal ?? '', ndjson(lines));
  writeFileSync(names ?? '', ndjson(labels));
  return Promise.resolve([journal ?? '', '--labels', names ?? '']);
});
let shown: Visited;
let page: Page;
const visit = async (...args: Parameters<Visit>): Promise<void> => {
  shown = await shared.visit(...args);
  ({ page } = shown);
  await page.getByText(`${String(RUNS)} runs, ${String(lines.length)} lines`).waitFor();
};
const search = () => page.getByRole('combobox', { name: 'Search for runs' });
const status = () => page.locator('.search [role=status]');
const times = () => page.getByRole('group', { name: 'Times, scrolls' });
const row = (name: string | RegExp) => times().getByRole('row', { name });

describe('search', () => {
  test('finds by worker, outcome, error, label and attempt, and suggests how to go on', async () => {
    await visit();
    for (const [query, runs] of [
      ['worker:gpu-1', 14],
      ['outcome:timed_out', 9],
      ['error:AttemptInProgress', 10],
      ['error:"deadline of 30 m exceeded"', 9],
      ['label:"order 7012"', 1],
      [`attempt:${attemptId(105)}`, 1],
      ['gpu-1 timed', 3],
      ['order 7012', 1],
    ] as const) {
      await search().fill(query);
      await expectText(status(), new RegExp(`^${String(runs)} runs?$`));
    }
    await search().fill('');
    await search().fill('gpu');
    const option = page.getByRole('option', { name: /^worker:gpu-0/ });
    await option.waitFor();
    await search().press('ArrowDown');
    expect(
      await page
        .getByRole('listbox', { name: 'Ways to go on' })
        .locator('[aria-selected=true]')
        .count(),
    ).toBe(1);
    await option.click();
    expect(await search().inputValue()).toBe('worker:gpu-0 ');
    await expectText(status(), /^13 runs$/);
  });

  test('the list shows labels, with the id in reach, and ages', async () => {
    await visit(`#run=${runId(3)}`);
    await expectText(shown.runPanel.getByRole('heading'), `order 7003 ${runId(3)}`);
    await expectText(
      shown.runPanel.locator('.fields'),
      /in state since1 d 12 h ago.*tasksend invoices/,
    );
    const name = shown.list.getByText('order 7003');
    expect(await name.getAttribute('title')).toContain(runId(3));
    await expectText(shown.runPanel.locator('.fields'), /last outcomesucceeded.*last workergpu-0/);
    // Instants instead of ages.
    await page.keyboard.press('a');
    await expectText(shown.runPanel.locator('.fields'), /in state since2026-01-05 10:01:04 UTC/);
  });

  test('what lines say is shown as text', async () => {
    await visit(`#run=${runId(4)}`);
    const said = shown.story.locator('.said', { hasText: 'deadline of 30 m exceeded' });
    await expectText(said, /timed_out.*by gpu-1.*deadline of 30 m exceeded.*<b>bold<\/b>/);
    await expectText(shown.story.locator('.chapter'), /timed_out, by gpu-1/);
  });
});

describe('times', () => {
  test('of all runs, and of the filtered ones beside them', async () => {
    await visit('#show=times&view=runs');
    await expectText(row(/^Scheduled/).first(), /40.*10 s.*10 s/);
    // Of 39 runs that ended: the one at the nearest rank of a half, and the longest.
    await expectText(row(/^Running/).first(), /39.*20 s.*36 s.*39 s.*39 s/);
    await search().fill('outcome:timed_out');
    await expectText(times(), /9 runs of the filter/);
    await expectText(row(/^Running/).first(), /9of all runs: 39.*of all runs: 20 s/);
    await expectText(times(), /Every figure is exact/);
    await page.getByRole('button', { name: /p99/ }).first().click();
    await expectText(times().locator('[aria-sort=descending]').first(), 'p99');
    expect(page.url()).toContain('by=-p99');
  });

  test('a column of time filters by its range, by keyboard too, and again no longer', async () => {
    await visit('#show=times&view=runs');
    const column = page.getByRole('button', { name: /accepted, 1 run created/ }).nth(3);
    await column.focus();
    await column.press('Enter');
    await expectText(status(), /^\d runs?$/);
    expect(page.url()).toMatch(/time=\d+\.\.\d+/);
    await page
      .getByRole('button', { name: /Remove the filter: only runs with an op from/ })
      .click();
    await expectText(status(), `${String(RUNS)} runs`);
  });

  test('what is stuck, with its last refusal, and a link to it', async () => {
    await visit('#show=times&view=runs');
    const stuck = page.getByRole('region', { name: 'What is stuck' });
    await stuck.getByRole('combobox').selectOption('0');
    await expectText(stuck.getByRole('status'), '1 run: 1 in Running.');
    expect(page.url()).toContain('stuck=0');
    // A link opens the same view.
    await page.reload();
    await expectText(stuck.getByRole('status'), '1 run: 1 in Running.');
    await expectText(
      stuck.getByRole('row').nth(1),
      /order 7040.*Running.*an attempt is still active/,
    );
    await stuck.getByRole('button', { name: 'order 7040' }).click();
    await expectText(shown.heading, 'Running');
  });
});

test('a shared link opens the same view, filters, run, step and comparison', async () => {
  await visit('#view=runs&show=times');
  await page.getByRole('button', { name: /^Failed/ }).click();
  await search().fill('worker:gpu-1');
  await expectText(status(), /^3 runs$/);
  await shown.list.getByRole('option').first().click();
  await expectText(shown.heading, 'Failed');
  await page.keyboard.press('d');
  await shown.list.getByRole('option').last().click();
  await page.getByRole('region', { name: 'Comparison' }).waitFor();
  await page.getByRole('slider').focus();
  await page.keyboard.press('ArrowLeft');
  const look = async (): Promise<ReadonlyArray<unknown>> => {
    await expectText(status(), /^3 runs$/);
    await page.getByRole('region', { name: 'Comparison' }).locator('tr').nth(5).waitFor();
    return Promise.all([
      search().inputValue(),
      page.locator('.chip[aria-pressed=true]').allTextContents(),
      shown.list.locator('[aria-selected=true]').textContent(),
      page.locator('.views [aria-pressed=true]').textContent(),
      page.getByRole('region', { name: 'Comparison' }).locator('thead').textContent(),
      shown.story.locator('[aria-current=step]').textContent(),
    ]);
  };
  const before = await look();
  const hash = new URL(page.url()).hash;
  await page.close();
  await visit(hash);
  expect(await look()).toStrictEqual(before);
});

test('two runs are compared at their first difference', async () => {
  await visit(`#run=${runId(1)}`);
  await page.getByRole('button', { name: 'Compare', exact: true }).click();
  await expectText(page.locator('.marked'), 'Choose another run');
  await shown.list.getByText('order 7004').click();
  const comparison = page.getByRole('region', { name: 'Comparison' });
  await expectText(comparison.getByRole('status'), /^5 steps alike, then they differ/);
  await expectText(
    comparison.locator('tr.first'),
    /attempt.finish.*complete.*refused.*AttemptInProgress/,
  );
  const differing = comparison.locator('.compare-fields tr.differs');
  await expectText(differing, /result, differsacceptedrefused: AttemptInProgress/);
  expect(await shown.axe()).toStrictEqual([]);
  await page.keyboard.press('d');
  await comparison.waitFor({ state: 'detached' });
});

test('a printed run has its story, with what was refused and legal, its times and its picture', async () => {
  await visit(`#run=${runId(8)}`, { colorScheme: 'dark' });
  await expectText(shown.heading, 'Failed');
  await page.emulateMedia({ media: 'print' });
  const printed = page.locator('.printed');
  await expectText(printed.getByRole('heading', { level: 1 }), 'order 7008');
  const story = printed.locator('.printed-story');
  expect(await story.locator('tbody tr').count()).toBe(8 + 1);
  await expectText(
    story,
    /AttemptInProgress:.*cannot leave Running.*Legal then: cancel, attempt.finish/,
  );
  await expectText(story, /outcome: timed_out.*worker: gpu-2.*error: deadline/);
  await expectText(
    printed.locator('.printed-times'),
    /Scheduled.*10 s.*Ready.*50 s.*Leased.*1 s.*Running.*8 s/,
  );
  expect(await printed.locator('run-chart .rc-current').getAttribute('data-state')).toBe('Failed');
  expect(await page.getByRole('listbox', { name: 'Runs' }).isVisible()).toBe(false);
  expect(await page.evaluate(() => document.documentElement.dataset['theme'])).toBe('light');
  await page.emulateMedia({ media: 'screen' });
  await printed.waitFor({ state: 'detached' });
  // The browser's own printing makes it too.
  const pdf = await page.pdf();
  expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
});

describe('Ctrl K', () => {
  const palette = () => page.getByRole('dialog', { name: 'Go to anything' });
  const field = () => palette().getByRole('combobox');

  test('reaches a run by a few letters of its label, by its id, and by keyboard alone', async () => {
    await visit();
    await page.keyboard.press('Control+k');
    await field().fill('ordr 7023');
    await field().fill('order 7023');
    await expectText(palette().locator('[aria-selected=true]'), /order 7023/);
    await page.keyboard.press('Enter');
    await expectText(shown.runPanel.getByRole('heading'), `order 7023 ${runId(23)}`);
    await page.keyboard.press('Meta+k');
    await field().fill(runId(5));
    await page.keyboard.press('Enter');
    await expectText(shown.runPanel.getByRole('heading'), 'order 7005');
  });

  test('reaches views, states, refusals, tasks and workers', async () => {
    await visit();
    const go = async (text: string, option: RegExp): Promise<void> => {
      await page.keyboard.press('Control+k');
      await field().fill(text);
      await palette().getByRole('option', { name: option }).first().click();
    };
    await go('times', /view\s*Times/);
    await times().waitFor();
    await go('runs in failed', /Runs in Failed/);
    await expectText(status(), /^9 runs$/);
    await go('refused attempt active', /an attempt is still active/);
    await expectText(status(), /^10 runs$/);
    await go('nightly', /task\s*nightly report/);
    await expectText(status(), /^20 runs$/);
    await go('gpu-2', /worker\s*gpu-2/);
    await expectText(status(), /^13 runs$/);
    await page.keyboard.press('Control+k');
    expect(await shown.axe()).toStrictEqual([]);
    await page.keyboard.press('Escape');
    await palette().waitFor({ state: 'hidden' });
  });
});

test.each([
  ['light', 1440, 900],
  ['dark', 1024, 768],
  ['light', 390, 844],
] as const)(
  'axe finds nothing serious in the times, in %s, %d by %d',
  async (colorScheme, width, height) => {
    await visit('#view=runs&show=times&q=gpu-1', { colorScheme, viewport: { width, height } });
    await times().waitFor();
    expect(await shown.axe()).toStrictEqual([]);
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
  },
);
