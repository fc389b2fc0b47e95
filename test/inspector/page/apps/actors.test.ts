/** The actors of an app in the page, in a real browser: from a recording, and live. */
import { afterAll, describe, expect, test } from '@jest/globals';
import type { Locator, Page } from 'playwright-core';
import { WebSocket } from 'ws';
import { createActor, createMachine, fromCallback } from 'xstate';
import { openShop } from '../../../../examples/checkout/shop.js';
import { connectInspector, inspectLines } from '../../../../src/inspector/app.js';
import { temporaryFolder } from '../../../cli/runchart.js';
import type { Running } from '../../inspector.js';
import { startInspector } from '../../inspector.js';
import type { Visit, Visited } from '../visit.js';
import { downloaded, expectText, textOf, usePage } from '../visit.js';

const folder = temporaryFolder();
afterAll(folder.remove);

/** Records the example's checkout. */
const record = async (): Promise<ReadonlyArray<string>> => {
  const lines: Array<string> = [];
  const close = await openShop(inspectLines((line) => lines.push(line)));
  const recorded = lines.map((line) => `${line}\n`).join('');
  close();
  return [folder.file('shop.ndjson', recorded)];
};

const shared = usePage(record);
let shown: Visited;
let page: Page;
const visit = async (...args: Parameters<Visit>): Promise<void> => {
  shown = await shared.visit(...args);
  ({ page } = shown);
};

const tree = (): Locator => page.getByRole('tree', { name: 'Actors' });
const actor = (name: string): Locator =>
  tree()
    .getByRole('treeitem')
    .filter({
      has: page.locator('b', { hasText: new RegExp(`^${name.replace(/[<>()=]/g, '\\$&')}$`) }),
    });
const panel = (): Locator => page.getByRole('region', { name: 'Actor', exact: true });
const detail = (): Locator => page.getByRole('region', { name: 'Step', exact: true });
const steps = (): Locator => page.getByRole('listbox', { name: 'Steps' });
const picture = (): Locator => page.locator('.machine svg');
const slider = (): Locator => page.getByRole('slider');
const messages = (): Locator => page.getByRole('listbox', { name: 'Messages between actors' });
const active = (): Promise<ReadonlyArray<string>> =>
  picture()
    .locator('.rc-current')
    .evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-state') ?? ''));

describe('a recording', () => {
  test('shows the actors as a tree, with their states and figures', async () => {
    await visit();
    await actor('anna').waitFor();
    expect(
      await tree()
        .getByRole('treeitem')
        .evaluateAll((items) =>
          items.map(
            (item) =>
              `${item.getAttribute('aria-level') ?? ''} ${item.querySelector('b')?.textContent ?? ''} ${item.querySelector('.status-sign')?.getAttribute('title') ?? ''}`,
          ),
        ),
    ).toStrictEqual([
      '1 anna active',
      '2 clock active',
      '2 card done',
      '3 bank error',
      '3 bank done',
      '1 ben active',
      '2 clock active',
      '2 card active',
      '1 cleo stopped',
      '2 clock stopped',
    ]);
    await expectText(actor('ben'), 'order.paying.card');
    // Without runs there is nothing to choose between.
    expect(await page.getByRole('button', { name: 'Runs' }).count()).toBe(0);
  });

  test('shows the last event of each actor beside its state, on one line', async () => {
    await visit();
    await actor('ben').waitFor();
    const row = actor('ben');
    expect(await row.textContent()).toMatch(/order\.paying\.card, last event [A-Z]+$/);
    const event = row.locator('.actor-event');
    const [whole, seen] = await Promise.all([row.boundingBox(), event.boundingBox()]);
    expect(whole?.height).toBe(40);
    expect((seen?.x ?? 0) + (seen?.width ?? 0)).toBeLessThanOrEqual(
      (whole?.x ?? 0) + (whole?.width ?? 0),
    );
    // A long one is cut off, not broken.
    await event.evaluate((element) => {
      element.append(' and more'.repeat(100));
    });
    const [cut, state] = await Promise.all([
      event.evaluate((element) => [
        element.clientHeight,
        element.scrollWidth > element.clientWidth,
      ]),
      row.locator('.actor-value-text').evaluate((element) => element.clientHeight),
    ]);
    expect(cut).toStrictEqual([state, true]);
    expect((await row.boundingBox())?.height).toBe(40);
  });

  test('shows the machine with the number of its actors in each state, and lists them', async () => {
    await visit();
    await picture().waitFor();
    await expectText(picture().locator('[data-state="checkout.order.done"] .rc-count'), '1');
    await expectText(picture().locator('[data-state="checkout.order"] .rc-count'), '3');
    await picture().locator('[data-state="checkout.order.paying.card"] .rc-name').click();
    await page.getByText('1 actor', { exact: true }).waitFor();
    await expectText(actor('ben'), 'order.paying.card');
    expect(page.url()).toMatch(/q=in%3Aorder.paying.card/);
  });

  test('says why events were refused, at the states that refused them', async () => {
    await visit();
    await actor('anna').click();
    await picture().waitFor();
    await steps().getByRole('option').first().waitFor();
    await page.keyboard.press(']');
    await expectText(detail(), /refused: guard hasItems refused/);
    await expectText(picture().locator('.rc-refusals'), 'CHECKOUT');
    expect(await picture().locator('.refusing').getAttribute('data-edge')).toBe(
      'checkout.order.browsing:1',
    );
    expect(await picture().locator('.rc-refusal').count()).toBe(1);
    await page.keyboard.press(']');
    await expectText(detail(), /refused: not taken in session.fresh, order.browsing/);
    expect(await picture().locator('.refusing').count()).toBe(0);
    expect(await picture().locator('.rc-refusal').count()).toBe(2);
    await page.keyboard.press('[');
    await expectText(detail(), 'hasItems');
  });

  test('goes back in time: the picture, the context and its changes', async () => {
    await visit();
    await actor('anna').click();
    await expectText(panel(), /now/);
    await expectText(steps().locator('[aria-selected=true]'), 'ADD');
    expect(await active()).toContain('checkout.order.done');

    await steps().focus();
    await page.keyboard.press('Home');
    await expectText(detail(), /start/);
    await page.waitForFunction(
      `document.querySelector('.rc-current[data-state="checkout.order.browsing"]') !== null`,
    );
    await expectText(panel(), /at step 1 of 17; now: session.fresh, order.done/);
    for (const key of ['l', 'l', 'l']) await page.keyboard.press(key);
    await expectText(detail(), /items\[0\]/);
    await expectText(detail().locator('ins'), '{"name":"tea","price":4}');
    await expectText(detail().locator('.json').last(), /seconds: 1/);
    expect(page.url()).toMatch(/actor=1&step=4/);

    await slider().focus();
    await page.keyboard.press('End');
    await expectText(panel(), /now/);
    expect(page.url()).not.toMatch(/step=/);
    await page.goBack();
    await expectText(page.getByRole('region', { name: 'Overview' }), 'All actors');
  });

  test('the edge of the shown step is emphasised, and a click on an edge goes to the next time', async () => {
    await visit('#actor=1&step=1');
    await picture().waitFor();
    await picture().locator('[data-edge="checkout.order.browsing:0"] .rc-event').click();
    await expectText(detail(), /ADD/);
    await expectText(panel(), /at step 4 of/);
    expect(await picture().locator('.rc-taken').getAttribute('data-edge')).toBe(
      'checkout.order.browsing:0',
    );
  });

  test('shows what is known of actors that are no machines', async () => {
    await visit();
    await actor('bank').first().click();
    await expectText(page.locator('.no-picture'), /A promise takes no events/);
    await expectText(detail(), /declined/);
    await panel().getByRole('button', { name: 'card' }).first().click();
    await expectText(panel().locator('h2'), 'card');
  });

  test('the address opens the same view', async () => {
    await visit('#actor=1&step=4&show=messages&status=active');
    await expectText(detail(), /ADD/);
    await messages().waitFor();
    expect(await actor('cleo').count()).toBe(0);
    await page.getByRole('button', { name: 'All', exact: false }).first().click();
    await actor('cleo').waitFor();
  });

  test('searches events too, and filters by status, machine and refusals', async () => {
    await visit();
    await actor('anna').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('RETRY');
    await page.getByText('1 actor', { exact: true }).waitFor();
    await expectText(actor('card'), 'paid');
    await page
      .getByRole('region', { name: 'Overview' })
      .getByRole('button', { name: /^RETRY/ })
      .click();
    await expectText(detail(), /declined → authorizing/);
    await page.keyboard.press('0');
    await page.getByText('10 actors', { exact: true }).waitFor();
    await page
      .getByRole('button', { name: /refused/ })
      .first()
      .click();
    await page.getByText('5 actors', { exact: true }).waitFor();
    await page.getByRole('combobox').selectOption({ label: 'card (2)' });
    await page.getByText('2 actors', { exact: true }).waitFor();
  });

  test('says that it is a recording, and where it ends', async () => {
    await visit();
    await actor('anna').waitFor();
    await expectText(page.locator('header .sources'), /recording of \d+ events, read up to \d{4}-/);
    await expectText(page.locator('header [role=status]'), 'recording');
  });

  test('paints the picture again when the theme changes', async () => {
    await visit();
    await picture().waitFor();
    const ink = (): Promise<string | null> =>
      picture().locator('.rc-name').first().getAttribute('fill');
    const before = await ink();
    expect(before).toMatch(/^#/);
    await page.keyboard.press('t');
    await picture()
      .locator(`.rc-name:not([fill="${before ?? ''}"])`)
      .first()
      .waitFor();
    await page.keyboard.press('t');
    await picture()
      .locator(`.rc-name[fill="${before ?? ''}"]`)
      .first()
      .waitFor();
  });

  test('saves the picture of a machine', async () => {
    await visit('#actor=1&step=3');
    await picture().waitFor();
    const svg = await textOf(
      await downloaded(page, page.getByRole('button', { name: 'SVG', exact: true })),
    );
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
    expect(svg).toMatch(/data-state="checkout.order.browsing"/);
  });
});

describe('messages', () => {
  test('a lane for each actor and an arrow for each message; a click shows its step', async () => {
    await visit('#actor=1');
    // Keys are heard once the page is there.
    await panel().waitFor();
    await page.keyboard.press('m');
    await messages().waitFor();
    await expectText(page.locator('.sequence .legend'), 'messages of anna and its relatives');
    // The words of the option: who sent what to whom, and what became of it.
    const pay = messages().getByRole('option', { name: /PAY anna to card, refused: a guard/ });
    await pay.click();
    await expectText(panel().locator('h2'), 'card');
    await expectText(detail(), /refused: guard isComplete refused/);
    expect(await pay.getAttribute('aria-selected')).toBe('true');
    // The diagram stays with anna, although a message to another actor is shown.
    await expectText(page.locator('.sequence .legend'), 'of anna');
    await page.getByRole('button', { name: 'All actors' }).click();
    await expectText(page.locator('.sequence .legend'), 'of all actors');
  });

  test('a cause is above its effects', async () => {
    await visit('#actor=1&show=messages');
    await messages().getByRole('option').filter({ hasText: 'resolved ' }).first().waitFor();
    const names = await messages()
      .getByRole('option')
      .evaluateAll((options) => options.map((option) => option.textContent));
    const at = (part: string): number => names.findIndex((name) => name.includes(part));
    expect(at('AGAIN outside to anna')).toBeLessThan(at('RETRY anna to card'));
    expect(at('RETRY anna to card')).toBeLessThan(at('resolved '));
  });

  test('are a table, too', async () => {
    await visit('#actor=1&show=messages');
    await page.getByRole('button', { name: 'Table' }).click();
    const table = page.getByRole('table', { name: 'Messages between actors' });
    await expectText(table.getByRole('columnheader'), 'Outcome');
    const row = table.getByRole('row').filter({ hasText: 'refused: a guard refused' }).last();
    await row.getByRole('button').click();
    await expectText(detail(), /isComplete/);
  });
});

describe('by keyboard and for screen readers', () => {
  test('the tree is walked, closed and opened by arrow keys', async () => {
    await visit();
    await actor('anna').waitFor();
    await tree().focus();
    const current = (): Promise<string | null> => tree().getAttribute('aria-activedescendant');
    await page.keyboard.press('ArrowDown');
    await expectText(panel().locator('h2'), 'anna');
    expect(await current()).toBe(await actor('anna').getAttribute('id'));
    await page.keyboard.press('ArrowLeft');
    expect(await actor('anna').getAttribute('aria-expanded')).toBe('false');
    expect(await tree().getByRole('treeitem').count()).toBe(6);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expectText(panel().locator('h2'), 'clock');
    await page.keyboard.press('ArrowLeft');
    await expectText(panel().locator('h2'), 'anna');
    await page.keyboard.press('End');
    await expectText(panel().locator('h2'), 'clock');
    await page.keyboard.press('Escape');
    await expectText(page.getByRole('region', { name: 'Overview' }), 'All actors');
  });

  test('the keys are listed', async () => {
    await visit();
    await actor('anna').waitFor();
    await page.keyboard.press('?');
    const help = page.getByRole('dialog');
    await expectText(help, 'the next refused event');
    await expectText(help, 'An event is refused');
  });

  test('the steps are one stop of the Tab key, and the arrow keys move in them', async () => {
    await visit('#actor=1&step=3');
    await steps().focus();
    await page.keyboard.press('ArrowDown');
    await expectText(panel(), /at step 4 of 17/);
    expect(await steps().getAttribute('aria-activedescendant')).toBe('step-3');
  });

  test.each(['light', 'dark'] as const)(
    'axe finds nothing serious in the %s theme',
    async (colorScheme) => {
      await visit('#actor=1&step=3', { colorScheme });
      await picture().waitFor();
      expect(await shown.axe()).toStrictEqual([]);
      await page.keyboard.press('m');
      await messages().waitFor();
      expect(await shown.axe()).toStrictEqual([]);
      await page.keyboard.press('Escape');
      await expectText(page.getByRole('region', { name: 'Overview' }), 'Most refused');
      expect(await shown.axe()).toStrictEqual([]);
    },
  );

  test.each([
    [1440, 900],
    [1024, 768],
    [390, 844],
  ])(
    'at %d by %d nothing is cut off, and no text of the picture is smaller than 9 px',
    async (width, height) => {
      await visit('#actor=1&step=3', { viewport: { width, height } });
      await picture().waitFor();
      for (const key of ['f', '-', '-', '-', '-']) {
        await page.keyboard.press(key);
        const sizes = await picture().evaluate((svg) =>
          [...svg.querySelectorAll('text')]
            .filter((text) => text.getClientRects().length > 0)
            .map(
              (text) =>
                parseFloat(getComputedStyle(text).fontSize) *
                (svg.getBoundingClientRect().width / (svg as SVGSVGElement).viewBox.baseVal.width),
            ),
        );
        expect(Math.min(...sizes)).toBeGreaterThanOrEqual(8.99);
        // No line of a box is left out, which would be a gap.
        expect(
          await picture()
            .locator('.rc-state text')
            .evaluateAll((texts) => texts.filter((text) => text.getClientRects().length === 0)),
        ).toStrictEqual([]);
      }
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
      ).toBeLessThanOrEqual(0);
    },
  );
});

describe('live', () => {
  const connect = ({ feed }: Running): ReturnType<typeof connectInspector> =>
    connectInspector({ url: feed, open: (url) => new WebSocket(url) });

  test('actors come and go, and their text is shown as text', async () => {
    const own = await startInspector();
    await visit('', {}, own);
    const app = connect(own);
    const markup = '<img src=x onerror=alert(1)>';
    const machine = createMachine({
      id: markup,
      initial: 'idle',
      invoke: { src: fromCallback(() => undefined), id: 'helper' },
      states: { idle: { on: { GO: 'busy' } }, busy: { on: { [markup]: 'idle' } } },
    });
    const one = createActor(machine, { id: markup, inspect: app.inspect }).start();
    await actor(markup).click();
    await expectText(panel().locator('h2'), markup);
    await actor('helper').waitFor();
    one.send({ type: 'GO' });
    await expectText(steps(), /idle → busy/);
    one.send({ type: markup });
    await expectText(detail().locator('.event'), markup);
    expect(await page.locator('img[src=x]').count()).toBe(0);
    one.stop();
    await expectText(actor(markup), 'stopped');
    app.close();
    await own.stop();
  });

  test('the active state of another, larger machine is scrolled into sight', async () => {
    const own = await startInspector();
    await visit('#view=actors', {}, own);
    const app = connect(own);
    const small = createMachine({ id: 'small', initial: 'only', states: { only: {} } });
    const count = 30;
    const ring = createMachine({
      id: 'ring',
      initial: `s${String(count - 1)}`,
      states: Object.fromEntries(
        Array.from({ length: count }, (_, i) => [
          `s${String(i)}`,
          { on: { NEXT: `s${String((i + 1) % count)}` } },
        ]),
      ),
    });
    createActor(small, { id: 'one', inspect: app.inspect }).start();
    const other = createActor(ring, { id: 'other', inspect: app.inspect }).start();
    for (let i = 0; i < count / 2; i += 1) other.send({ type: 'NEXT' });
    for (const [name, state] of [
      ['one', 'small.only'],
      ['other', 'ring.s14'],
    ] as const) {
      await actor(name).click();
      await picture().locator(`[data-state="${state}"].rc-current`).waitFor();
      // The pane scrolls once, when the picture changes.
      await page.waitForTimeout(300);
      const isInSight = await page.evaluate((id) => {
        const box = document.querySelector(`[data-state="${id}"]`)?.getBoundingClientRect();
        const pane = document.querySelector('.picture')?.getBoundingClientRect();
        return (
          box !== undefined &&
          pane !== undefined &&
          box.top >= pane.top &&
          box.bottom <= pane.bottom
        );
      }, state);
      expect(isInSight).toBe(true);
    }
    app.close();
    await own.stop();
  });

  test('a flood of a hundred actors: few messages, and few elements of the page', async () => {
    const own = await startInspector();
    let received = 0;
    await visit('#view=actors', {}, own);
    page.on('websocket', (socket) => {
      socket.on('framereceived', () => {
        received += 1;
      });
    });
    await page.reload();
    const app = connect(own);
    const machine = createMachine({
      id: 'light',
      initial: 'red',
      states: { red: { on: { GO: 'green' } }, green: { on: { GO: 'red' } } },
    });
    const actors = Array.from({ length: 100 }, (_, i) =>
      createActor(machine, { id: `light ${String(i)}`, inspect: app.inspect }).start(),
    );
    await actor('light 0').first().click();
    for (let round = 0; round < 100; round += 1) {
      actors.forEach((one) => {
        one.send({ type: 'GO' });
      });
      await new Promise((resolve) => setTimeout(resolve, 0));
    }
    await page.getByText('100 actors, 10,100 events').waitFor();
    await expectText(panel().locator('.scrubber, .timeline'), '101 events');
    // The list has followed.
    await steps().locator('[aria-selected="true"]').waitFor();
    expect(received).toBeLessThan(1010);
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(1200);
    app.close();
    await own.stop();
  });
});
