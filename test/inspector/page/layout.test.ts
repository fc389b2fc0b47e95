/** The page at every size, by keyboard, and for screen readers. */
import { describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { until } from '../../support/until.js';
import { MOST_RETRIED, mostRetried, REFUSED, STEPS } from './example.js';
import type { Visit, Visited } from './visit.js';
import { expectText, usePage } from './visit.js';

const shared = usePage();
let shown: Visited;
let page: Page;
const visit = async (...args: Parameters<Visit>): Promise<void> => {
  shown = await shared.visit(...args);
  ({ page } = shown);
};
const list = (): Locator => shown.list;
const story = (): Locator => shown.story;
const actions = (): Locator => shown.actions;
const runPanel = (): Locator => shown.runPanel;
const heading = (): Locator => shown.heading;
const chart = (): Locator => shown.chart;

const isInSight = (locator: Locator): Promise<boolean> =>
  locator.evaluate((element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top >= 0 && bottom <= window.innerHeight + 1;
  });

/** The size on the screen of each kind of text in the picture that is shown. */
const textSizes = (): Promise<Readonly<Record<string, number>>> =>
  chart().evaluate((element) => {
    const svg = element.shadowRoot?.querySelector('svg');
    const scale = (svg?.getBoundingClientRect().width ?? 0) / (svg?.viewBox.baseVal.width ?? 1);
    const texts = [...(svg?.querySelectorAll('text') ?? [])].filter(
      (text) => text.getClientRects().length > 0,
    );
    return Object.fromEntries(
      texts.map((text) => [
        /rc-(\w+)/.exec(text.getAttribute('class') ?? '')?.[1],
        parseFloat(getComputedStyle(text).fontSize) * scale,
      ]),
    ) as Record<string, number>;
  });

describe('the layout', () => {
  test.each([
    [1440, 900],
    [1280, 720],
    [1024, 768],
    [768, 1024],
    [390, 844],
  ])('at %d by %d nothing is cut off, and the slider is in sight', async (width, height) => {
    await visit(`#run=${MOST_RETRIED}&step=${String(REFUSED)}&sort=-attempts`, {
      viewport: { width, height },
    });
    await expectText(heading(), 'Running');
    expect(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
    expect(await isInSight(page.getByRole('slider'))).toBe(true);
    const [possible, shownStory] = await Promise.all([
      actions().boundingBox(),
      story().boundingBox(),
    ]);
    const content = await actions().evaluate(({ scrollHeight }) => scrollHeight);
    expect((possible?.y ?? 0) + content).toBeLessThanOrEqual((shownStory?.y ?? 0) + 1);
    for (const button of await actions().getByRole('button').all()) {
      const box = await button.boundingBox();
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(width);
    }
    const picture = await chart().locator('svg').boundingBox();
    expect(picture?.width).toBeGreaterThan(Math.min(width, 760) / 2.5);
    // No text of the picture is smaller than 9 px.
    const sizes = await textSizes();
    expect(['name', 'event'].filter((name) => !(name in sizes))).toStrictEqual([]);
    expect(Object.entries(sizes).filter(([, size]) => size < 8.99)).toStrictEqual([]);

    // The story is grouped by attempts, and its day stays in sight.
    await expectText(
      story().locator('.chapter'),
      new RegExp(`^Attempt ${String(mostRetried.attemptCount)} 7461213b…3249, 7 ops, 1 refused$`),
    );
    if (width > 760) {
      const day = story().locator('.day', { hasText: '2025-01-08 UTC' });
      expect(await isInSight(day)).toBe(true);
    } else await page.getByRole('button', { name: 'List of runs' }).click();

    // Ids show both of their ends.
    const id = list().locator('.c-id').first();
    await expectText(id, '00000000…0001');
    expect(await id.evaluate((e) => e.scrollWidth - e.clientWidth)).toBeLessThanOrEqual(0);
    expect((await id.boundingBox())?.width).toBeGreaterThan(90);
  });

  test('the states have a glyph and a colour each', async () => {
    await visit();
    const looks = await page.locator('.chip .state-icon').evaluateAll((icons) =>
      icons.map((icon) => {
        const [disc, line] = icon.children;
        return [
          disc === undefined ? '' : getComputedStyle(disc).fill,
          line?.getAttribute('d') ?? '',
        ];
      }),
    );
    // The last is that of the runs that never began.
    const fills = looks.slice(0, -1).map(([fill]) => fill);
    expect(fills).toHaveLength(await page.locator('run-chart .rc-state').count());
    expect(new Set(fills).size).toBe(fills.length);
    expect(new Set(looks.map(([, glyph]) => glyph)).size).toBe(looks.length);
  });

  test('panes resize by keyboard and pointer, fold, and stay so', async () => {
    await visit();
    const pane = page.locator('#runs');
    const width = (): Promise<number> => pane.evaluate((e) => (e as HTMLElement).offsetWidth);
    const widthIs = (wanted: number): Promise<void> =>
      until(`the list is ${String(wanted)} px wide`, async () => (await width()) === wanted);
    const edge = page.getByRole('separator', { name: 'Width of the list' });
    const before = await width();
    await edge.press('ArrowRight');
    await widthIs(before + 24);
    expect(await edge.getAttribute('aria-valuenow')).toBe(String(before + 24));
    await edge.press('Home');
    await widthIs(260);
    const at = await edge.boundingBox();
    await page.mouse.move((at?.x ?? 0) + 2, 400);
    await page.mouse.down();
    await page.mouse.move(600, 400);
    await page.mouse.up();
    await widthIs(600);
    await expectText(page.locator('.heads'), 'Created');
    await page.getByRole('button', { name: 'Fold the overview' }).click();
    await page.reload();
    await page.getByRole('button', { name: 'Unfold overview' }).click();
    await page.getByRole('heading', { name: 'All runs' }).waitFor();
    await widthIs(600);
    await edge.dblclick();
    await widthIs(before);
  });

  test('the picture zooms, pans and fits; guards are shown where they can be read', async () => {
    await visit(`#run=${MOST_RETRIED}&step=${String(REFUSED)}`, {
      viewport: { width: 1280, height: 720 },
    });
    await expectText(heading(), 'Running');
    const pane = page.locator('.picture');
    const width = async (): Promise<number> => (await chart().boundingBox())?.width ?? 0;
    const fitted = await width();
    expect(Object.keys(await textSizes())).not.toContain('guard');
    await page.getByRole('button', { name: 'Larger' }).click();
    await page.keyboard.press('+');
    await until('the picture is larger', async () => (await width()) > fitted * 1.5);
    expect(Object.keys(await textSizes())).toContain('guard');
    // The state of the run is in sight, and a drag moves the picture.
    expect(await isInSight(chart().locator('.rc-current .rc-box'))).toBe(true);
    const top = (): Promise<number> => pane.evaluate(({ scrollTop }) => scrollTop);
    const before = await top();
    const box = await pane.boundingBox();
    const [x, y] = [(box?.x ?? 0) + 20, (box?.y ?? 0) + 100];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y + 60, { steps: 3 });
    await page.mouse.up();
    expect(await top()).toBe(before - 60);
    await page.getByRole('button', { name: 'Fit' }).click();
    expect(await width()).toBeCloseTo(fitted, 0);
  });
});

describe('accessibility', () => {
  test.each([
    ['light', 1440, 900],
    ['dark', 1440, 900],
    ['light', 1000, 800],
    ['dark', 390, 844],
  ] as const)('axe finds nothing serious, in %s, %d by %d', async (colorScheme, width, height) => {
    await visit('', { colorScheme, viewport: { width, height } });
    const hashes = ['', `#run=${MOST_RETRIED}&step=${String(REFUSED)}`];
    // The others differ in words, not in colours and places.
    const others = width === 1440 && colorScheme === 'light' ? ['#view=play', '#q=nothing'] : [];
    for (const hash of [...hashes, ...others]) {
      await page.evaluate((to) => {
        window.location.hash = to;
      }, hash);
      await page.waitForFunction(() =>
        document.querySelector('run-chart')?.shadowRoot?.querySelector('svg'),
      );
      if (hash.startsWith('#run')) await story().locator('[aria-current=step]').waitFor();
      expect([hash, await shown.axe()]).toStrictEqual([hash, []]);
    }
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    expect(await shown.axe()).toStrictEqual([]);
  });

  test('selected elements stand out in forced colours', async () => {
    await visit(`#run=${MOST_RETRIED}&step=${String(REFUSED)}`, { forcedColors: 'active' });
    await story().locator('[aria-current=step]').waitFor();
    for (const chosen of [
      page.getByRole('button', { name: 'Runs', exact: true }),
      list().locator('[aria-selected=true]'),
      story().locator('[aria-current=step]'),
    ])
      expect(await chosen.evaluate((element) => getComputedStyle(element).outlineStyle)).toBe(
        'solid',
      );
  });

  test('the theme follows the system or the stored choice of the user', async () => {
    const background = (): Promise<string> =>
      page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await visit('', { colorScheme: 'dark' });
    expect(await background()).toBe('rgb(13, 17, 23)');
    await page.getByRole('button', { name: 'Switch to light' }).click();
    expect(await background()).toBe('rgb(255, 255, 255)');
    await page.waitForLoadState('networkidle');
    await page.reload();
    await page.getByRole('button', { name: 'Switch to dark' }).waitFor();
    await page.keyboard.press('t');
    expect(await background()).toBe('rgb(13, 17, 23)');
  });

  test('by keyboard alone: find the run, read the refusal, play a run', async () => {
    await visit('#sort=-attempts');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await list().evaluate((element) => element === document.activeElement)).toBe(true);
    await page.keyboard.press('ArrowDown');
    await expectText(runPanel().getByRole('heading').first(), MOST_RETRIED);
    expect(await list().getAttribute('aria-activedescendant')).toBe(`run-${MOST_RETRIED}`);
    await expectText(heading(), 'Completed');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('ArrowLeft');
    await expectText(story().locator('[aria-current=step]'), /complete.*refused/);

    await page.keyboard.press('j');
    await page.waitForURL(/#run=(?!0000)/);
    await page.keyboard.press('Escape');
    await page.getByRole('heading', { name: 'All runs' }).waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('2f66');
    await page.getByText('1 run', { exact: true }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await expectText(heading(), 'Scheduled');
    await actions()
      .getByRole('button', { name: /^promote/ })
      .focus();
    await page.keyboard.press('Enter');
    await expectText(heading(), 'Ready');

    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  });

  test('on a small screen the list is reached, and the slider stays', async () => {
    await visit('#sort=-attempts', { viewport: { width: 390, height: 844 } });
    await list().getByRole('option').first().click();
    await expectText(heading(), 'Completed');
    expect(await isInSight(heading())).toBe(true);
    await story().getByRole('button', { name: '1 op refused' }).click();
    await expectText(story().locator('[aria-current=step]'), /complete.*refused/);
    await page.waitForFunction(() => {
      const box = document.querySelector('[aria-current=step]')?.getBoundingClientRect();
      return box !== undefined && box.top >= 0 && box.bottom <= window.innerHeight;
    });
    expect(await isInSight(page.getByRole('slider'))).toBe(true);
    await page.getByRole('button', { name: 'List of runs' }).click();
    expect(await isInSight(list().locator('[aria-selected=true]'))).toBe(true);
  });

  test('lists are one tab stop each, and arrow keys move in them', async () => {
    await visit(`#run=${MOST_RETRIED}&step=${String(REFUSED)}`);
    await story().locator('[aria-current=step]').waitFor();
    const stops = await page
      .locator('button:not(:disabled), input, a[href], [tabindex]')
      .evaluateAll((all) => all.filter((e) => (e as HTMLElement).tabIndex >= 0).length);
    expect(stops).toBeLessThan(48);
    const step = story().locator('[aria-current=step]');
    await step.focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expectText(step, /attempt.finish/);
    await page.keyboard.press('Home');
    await page.keyboard.press('Enter');
    await expectText(page.locator('.scrubber output'), `1 / ${String(STEPS)}`);
    expect(await step.evaluate((element) => element === document.activeElement)).toBe(true);
  });

  test('the tooltip of the keyboard covers nothing that it names', async () => {
    await visit(`#run=${MOST_RETRIED}&step=${String(REFUSED)}`);
    await expectText(heading(), 'Running');
    const focused = chart().locator('[data-edge]:focus');
    await chart().locator('[data-edge][tabindex="0"]').focus();
    const covered: Array<string> = [];
    for (let i = 0; i < 20; i += 1) {
      const edge = await focused.getAttribute('data-edge');
      const covers = await chart().evaluate((element) => {
        const root = element.shadowRoot;
        const own = root?.activeElement;
        const tip = root?.querySelector('.tip')?.getBoundingClientRect();
        const states = ['data-source', 'data-target'].map((name) =>
          root?.querySelector(`[data-state="${own?.getAttribute(name) ?? ''}"] > .rc-box`),
        );
        return [own?.querySelector('.rc-label') ?? own, ...states].some((part) => {
          const box = part?.getBoundingClientRect();
          return (
            tip === undefined ||
            box === undefined ||
            tip.width === 0 ||
            (tip.left < box.right &&
              box.left < tip.right &&
              tip.top < box.bottom &&
              box.top < tip.bottom)
          );
        });
      });
      if (covers) covered.push(edge ?? 'none');
      await page.keyboard.press('ArrowDown');
    }
    expect(covered).toStrictEqual([]);
  });

  test('no other server gets a request', async () => {
    await visit();
    const asked = new Set<string>();
    await page.waitForLoadState('networkidle');
    page.on('request', (request) => asked.add(new URL(request.url()).origin));
    await page.reload();
    await page.getByText('live', { exact: true }).waitFor();
    expect([...asked]).toStrictEqual([new URL(shared.inspector().url).origin]);
  });
});
