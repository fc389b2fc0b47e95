/** The timeline of runs, and the strip of one run, in a real browser. */
import { appendFileSync, copyFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { temporaryFolder } from '../../../cli/runchart.js';
import { expectedOf } from '../../changes.js';
import { startInspector } from '../../inspector.js';
import { counted, ids, JOURNAL, lines, MOST_RETRIED, REFUSED, STEPS } from '../example.js';
import type { Visit, Visited } from '../visit.js';
import { expectText, usePage } from '../visit.js';

const folder = temporaryFolder();
afterAll(folder.remove);

const shared = usePage();
let shown: Visited;
let page: Page;
const visit = async (...args: Parameters<Visit>): Promise<void> => {
  shown = await shared.visit(...args);
  ({ page } = shown);
};

const AXIS = 26;
const ROW = 18;
const ALL = counted(ids.size);

const pane = (): Locator => page.locator('.tl-pane');
const status = (): Locator => page.locator('.tl-status');
const listed = (): Locator => page.locator('.search [role=status]');
const option = (): Promise<string | null> => pane().getAttribute('aria-activedescendant');
const idsInList = (): Promise<ReadonlyArray<string>> =>
  shown.list.getByRole('option').evaluateAll((options) => options.map(({ id }) => id.slice(4)));

/** Waits until the canvas has pixels of some colours, such as `11 125 138`, and two hundred that are not grey. */
const painted = async (colors: ReadonlyArray<string>): Promise<void> => {
  await page.waitForFunction((wanted) => {
    const canvas = document.querySelector<HTMLCanvasElement>('.tl-canvas');
    if (canvas === null || canvas.width === 0) return false;
    // Reading a canvas that is drawn once a frame would slow it down, so its copy is read.
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {
      willReadFrequently: true,
    });
    copy?.drawImage(canvas, 0, 0);
    const data = copy?.getImageData(0, 30, canvas.width, canvas.height - 30).data ?? [];
    const found = new Set<string>();
    let colored = 0;
    for (let i = 0; i < data.length; i += 4) {
      found.add([data[i], data[i + 1], data[i + 2]].join(' '));
      if (data[i + 3] !== 0 && Math.abs((data[i] ?? 0) - (data[i + 1] ?? 0)) > 30) colored += 1;
    }
    return colored > 200 && wanted.every((color) => found.has(color));
  }, colors);
};

/** Opens the timeline, and waits until the runs in view have their bars. */
const visitTimeline = async (
  hash = '#show=timeline&sort=age',
  options: Parameters<Visit>[1] = {},
): Promise<void> => {
  await visit(hash, options);
  await expectText(status(), / of \d/);
  await painted([]);
};

const rgb = (hex: string): string =>
  [1, 3, 5].map((at) => parseInt(hex.slice(at, at + 2), 16)).join(' ');

/** The middle of a row in view, in the middle of the bars. */
const rowPoint = async (row: number): Promise<readonly [x: number, y: number]> => {
  const box = await pane().boundingBox();
  return [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + AXIS + (row + 0.5) * ROW];
};

/** Drags on the axis between two shares of its width. */
const brushAxis = async (from: number, to: number): Promise<void> => {
  const box = await pane().boundingBox();
  const at = (share: number): number => (box?.x ?? 0) + (box?.width ?? 0) * share;
  const y = (box?.y ?? 0) + AXIS / 2;
  await page.mouse.move(at(from), y);
  await page.mouse.down();
  await page.mouse.move(at((from + to) / 2), y, { steps: 3 });
  await page.mouse.move(at(to), y, { steps: 3 });
  await page.mouse.up();
};

const brushedRange = (): readonly [from: number, to: number] => {
  const [from = 0, to = 0] = (/time=(\d+)\.\.(\d+)/.exec(page.url()) ?? []).slice(1).map(Number);
  return [from, to];
};

/** How many runs changed in a range, or had an op refused, by a replay. */
const runsChangedIn = ([from, to]: readonly [number, number]): string =>
  counted(
    [...expectedOf(lines).values()].filter((told) => told.some(([at]) => at >= from && at < to))
      .length,
  );

describe('the timeline', () => {
  test.each([
    ['light', ['#0b7d8a', '#1a7f37', '#a37800', '#bc4c00', '#d1242f']],
    ['dark', ['#2fb4c2', '#3fb950', '#c69026', '#f0883e', '#ff6a60']],
  ] as const)(
    'in %s has bars in the colours of the states, and red ticks',
    async (scheme, wanted) => {
      await visitTimeline('#show=timeline&sort=age&state=Completed,RetryWait,Ready', {
        colorScheme: scheme,
      });
      await painted(wanted.map(rgb));
      expect(await page.locator('body').evaluate((e) => getComputedStyle(e).backgroundColor)).toBe(
        scheme === 'light' ? 'rgb(255, 255, 255)' : 'rgb(13, 17, 23)',
      );
    },
  );

  test('has the rows of the list in its order; a click opens a run', async () => {
    await visitTimeline();
    const [, , third] = await idsInList();
    await page.mouse.click(...(await rowPoint(2)));
    await expectText(shown.runPanel.getByRole('heading').first(), third ?? '');
    expect(page.url()).toContain(`run=${third ?? ''}`);
    await page
      .getByRole('group', { name: 'Sort the runs by' })
      .getByRole('button', { name: 'Duration' })
      .click();
    await page.waitForURL(/sort=-duration/);
    await expectText(pane().getByRole('option').first(), /goes on, for 4 d/);
  });

  test('by keyboard: moves between runs, opens one, zooms and moves in time', async () => {
    await visitTimeline();
    const order = await idsInList();
    await pane().focus();
    expect(await option()).toBe(`bar-${order[0] ?? ''}`);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    expect(await option()).toBe(`bar-${order[2] ?? ''}`);
    const own = page.locator(`[id="bar-${order[2] ?? ''}"]`);
    expect(await own.getAttribute('aria-setsize')).toBe(String(ids.size));
    expect(await own.getAttribute('aria-posinset')).toBe('3');
    await page.keyboard.press('End');
    await expectText(status(), new RegExp(`–${ALL} of ${ALL}`));
    await page.keyboard.press('Home');
    await expectText(status(), new RegExp(`Runs 1–\\d+ of ${ALL}`));
    expect(await option()).toBe(`bar-${order[0] ?? ''}`);

    const before = await status().textContent();
    await page.keyboard.press('+');
    await expectText(status(), /2025-01-0/);
    const zoomed = await status().textContent();
    expect(zoomed).not.toBe(before);
    await page.keyboard.press('ArrowRight');
    expect(await status().textContent()).not.toBe(zoomed);
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('f');
    expect(await status().textContent()).toBe(before);

    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expectText(shown.runPanel.getByRole('heading').first(), order[1] ?? '');
  });

  test('a drag on the axis brushes a range, which filters the list and stands in the address', async () => {
    await visitTimeline();
    await brushAxis(0.5, 0.6);
    await page.waitForURL(/time=\d+\.\.\d+/);
    const range = brushedRange();
    expect(range[1] - range[0]).toBeGreaterThan(3600);
    const found = runsChangedIn(range);
    expect(found).not.toBe(ALL);
    await expectText(listed(), new RegExp(`^${found} runs?`));
    await expectText(status(), new RegExp(` of ${found}`));

    // The same by keyboard: Shift extends the range, Esc clears it, and only then leaves the run.
    await pane().focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.waitForFunction(
      (end) => !window.location.hash.includes(`..${end}`),
      String(range[1]),
    );
    await expectText(listed(), new RegExp(`^${runsChangedIn(brushedRange())} runs?`));
    await page.keyboard.press('Escape');
    await expectText(listed(), new RegExp(`^${ALL} runs`));
    expect(page.url()).not.toMatch(/time=/);

    // A range of the address is shown, and zoomed to.
    await page.keyboard.press('Shift+ArrowRight');
    await page.waitForURL(/time=/);
    await page.keyboard.press('z');
    const [from] = brushedRange();
    await expectText(status(), new Date(from * 1000).toISOString().slice(0, 19).replace('T', ' '));
  });

  test('the wheel scrolls rows, and with Ctrl zooms time; dragging moves it', async () => {
    await visitTimeline();
    await page.mouse.move(...(await rowPoint(5)));
    await page.mouse.wheel(0, 10 * ROW);
    await expectText(status(), new RegExp(`Runs 11–\\d+ of ${ALL}`));
    const before = await status().textContent();
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -100);
    await page.keyboard.up('Control');
    await page.waitForFunction(
      (text) => document.querySelector('.tl-status')?.textContent !== text,
      before,
    );
    const zoomed = await status().textContent();
    const [x, y] = await rowPoint(5);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - 60, y - 5 * ROW, { steps: 4 });
    await page.mouse.up();
    await expectText(status(), new RegExp(`Runs 16–\\d+ of ${ALL}`));
    expect(await status().textContent()).not.toBe(zoomed?.replace('Runs 11', 'Runs 16'));
    // A drag opens no run.
    expect(page.url()).not.toMatch(/run=/);
  });

  test('all rows fit, several in a line, and a click there shows them', async () => {
    await visitTimeline('#show=timeline&sort=age', { viewport: { width: 1280, height: 500 } });
    const rows = page.getByRole('group', { name: 'Rows' });
    await rows.getByRole('button', { name: 'All' }).click();
    await expectText(status(), new RegExp(`Runs 1–${ALL} of ${ALL}`));
    await expectText(status(), /A line is \d runs/);
    expect(await pane().evaluate((e) => e.scrollHeight - e.clientHeight)).toBeLessThanOrEqual(2);
    await painted([]);
    const [x, y] = await rowPoint(5);
    await page.mouse.click(x, y);
    await expectText(status(), /Runs \d\d+–\d+ of/);
    await expectText(rows.getByRole('button', { name: 'All' }), 'All');
    expect(await rows.getByRole('button', { name: 'All' }).getAttribute('aria-pressed')).toBe(
      'false',
    );
  });

  test('follows a journal as it grows', async () => {
    const file = folder.path('growing.ndjson');
    copyFileSync(JOURNAL, file);
    const own = await startInspector([file]);
    try {
      shown = await shared.visit('#show=timeline', {}, own);
      ({ page } = shown);
      await expectText(status(), new RegExp(` of ${ALL}`));
      const id = '00000000-0000-4000-8000-0000000000aa';
      const at = 1_736_550_000;
      const put = (entry: object): void => {
        appendFileSync(file, `${JSON.stringify({ run_id: id, ...entry })}\n`);
      };
      put({
        ...{ op: 'new_ready_with_id', task_id: id, scheduled_at: at, created_at: at },
        ...{ effective_priority: 0, at },
      });
      await expectText(pane().getByRole('option'), /^Ready, run 00000000…00aa, .*goes on/);
      await expectText(status(), new RegExp(` of ${counted(ids.size + 1)}`));
      put({ op: 'transition_to', to: 'Leased', at: at + 60 });
      put({ op: 'transition_to', to: 'Canceled', at: at + 120 });
      await expectText(pane().getByRole('option'), /^Canceled, run 00000000…00aa, .*took 2 min/);
    } finally {
      await own.stop();
    }
  });
});

describe('the strip of a run', () => {
  test('leads to the step of an instant, and shows queue, waits and attempts', async () => {
    await visit(`#run=${MOST_RETRIED}`);
    const slider = page.getByRole('slider');
    await expectText(page.locator('.strip'), '2.5 d');
    expect(await slider.inputValue()).toBe(String(STEPS - 1));
    const box = await page.locator('.strip-time').boundingBox();
    const [x, y] = [(box?.x ?? 0) + (box?.width ?? 0) / 2, (box?.y ?? 0) + 10];
    await page.mouse.click(x, y);
    await page.waitForURL(/step=/);
    const middle = Number(await slider.inputValue());
    expect(middle).toBeGreaterThan(10);
    expect(middle).toBeLessThan(STEPS - 2);
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move((box?.x ?? 0) + 1, y, { steps: 3 });
    await page.mouse.up();
    expect(await slider.inputValue()).toBe('0');

    await page.getByRole('button', { name: /^Lanes/ }).click();
    const lanes = page.getByRole('list', { name: 'Queue, waits and attempts' });
    await expectText(lanes.getByRole('listitem').first(), /^Queued/);
    await expectText(lanes.getByRole('listitem').nth(1), /^Waits.*2.4 d/);
    expect(
      await lanes
        .getByRole('listitem')
        .filter({ hasText: /^Attempt/ })
        .count(),
    ).toBe(14);
    expect(await page.locator('.strip .tick').count()).toBe(1);
  });

  test('the caption says how long after the step before', async () => {
    await visit(`#run=${MOST_RETRIED}&step=${String(REFUSED)}`);
    await expectText(
      page.locator('.caption'),
      '2025-01-08 13:32:05 UTC, 3 min later, transition_to, refused',
    );
  });
});

describe('at every size', () => {
  test.each([
    ['light', 1280, 800],
    ['dark', 1440, 900],
    ['dark', 390, 844],
  ] as const)(
    'in %s, %d by %d, nothing is cut off, and axe finds nothing serious',
    async (colorScheme, width, height) => {
      await visit('#show=timeline', { colorScheme, viewport: { width, height } });
      for (const hash of ['#show=timeline', `#show=timeline&run=${MOST_RETRIED}`]) {
        await page.evaluate((to) => {
          window.location.hash = to;
        }, hash);
        if (hash.includes('run=')) await shown.story.locator('[aria-current=step]').waitFor();
        await expectText(status(), new RegExp(` of ${ALL}`));
        expect(
          await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
        ).toBeLessThanOrEqual(0);
        for (const button of await page.locator('.tl-bar button').all()) {
          const box = await button.boundingBox();
          expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
        }
        expect([hash, await shown.axe()]).toStrictEqual([hash, []]);
      }
    },
  );
});
