/** The page of a statechart works in a browser, alone. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { pageScript, pageScriptHash } from '../../../src/picture/formats/htmlPage.js';
import { chartHtml, layOut } from '../../../src/picture/index.js';
import { statechartOf, transitionsOf } from '../../../src/statechart/index.js';
import type { Watched } from '../../support/browser.js';
import { launch, openPage } from '../../support/browser.js';
import { hostileMachine } from './hostileMachine.js';

const chart = statechartOf(hostileMachine);

const pageOf = async (): Promise<string> => {
  const layout = await layOut(chart)();
  if (layout._tag === 'Left') throw new Error(layout.left._tag);
  return chartHtml(chart, layout.right);
};

describe('the page of a statechart', () => {
  let browser: Browser;
  let watched: Watched;
  beforeAll(async () => {
    browser = await launch();
    watched = await openPage(browser);
    await watched.page.setContent(await pageOf());
  });
  afterAll(() => browser.close());

  it('allows its own script alone', () => {
    expect(pageScriptHash).toBe(
      `sha256-${createHash('sha256').update(pageScript).digest('base64')}`,
    );
  });

  it('runs without a problem, whatever a name contains', async () => {
    expect(await watched.page.locator('#count').textContent()).toBe('');
    expect(await watched.page.locator('tbody img, tbody script').count()).toBe(0);
    expect(watched.problems).toStrictEqual([]);
  });

  it('lists every transition', async () => {
    expect(await watched.page.locator('table').nth(1).locator('tbody tr').count()).toBe(
      transitionsOf(chart.root).length,
    );
  });

  it('finds states', async () => {
    await watched.page.locator('#search').fill('w3');
    expect(await watched.page.locator('#count').textContent()).toBe('1 state');
    expect(await watched.page.locator('svg .found').getAttribute('data-state')).toBe('w3');
    expect(await watched.page.locator('tbody tr:visible').count()).toBeLessThan(
      transitionsOf(chart.root).length,
    );
    await watched.page.locator('#search').fill('');
    expect(await watched.page.locator('svg .found').count()).toBe(0);
  });

  it('zooms', async () => {
    const width = async (): Promise<number> =>
      Number(await watched.page.locator('#picture svg').getAttribute('width'));
    const before = await width();
    await watched.page.getByRole('button', { name: 'Zoom in' }).click();
    expect(await width()).toBeCloseTo(before * 1.25);
  });
});
