/** `<run-chart>` in a real browser, on a page whose policy forbids inline styles, inline scripts and markup from text. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { marks, runDiagram, runLayouts } from '../../src/diagram/index.js';
import type { RunChartLabels } from '../../src/element/index.js';
import { defineRunChart } from '../../src/element/index.js';
import type { RunInstance, RunState } from '../../src/index.js';
import { allowedActions, decide, errorMessage, RunInstanceCodec } from '../../src/index.js';
import { attemptA, right, runIn } from '../support/arbitraries.js';
import type { Served, Watched } from '../support/browser.js';
import { bundle, launch, openPage, serve, STRICT_CSP } from '../support/browser.js';

const require = createRequire(import.meta.url);

const html = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><title>A run</title><script type="module" src="/element.js"></script></head>
  <body><main><h1>A run</h1><run-chart></run-chart></main></body>
</html>`;

let browser: Browser;
let server: Served;
beforeAll(async () => {
  browser = await launch();
  server = await serve({
    '/': { body: html, headers: { 'content-security-policy': STRICT_CSP } },
    '/element.js': await bundle("import './src/element/define.ts';"),
  });
});
const begin = async (page: Page): Promise<void> => {
  await page.mouse.move(0, 0);
  await page.goto(server.url);
  await page.waitForFunction(() => customElements.get('run-chart') !== undefined);
  await page.evaluate(() => {
    const chosen: Array<unknown> = [];
    Object.assign(globalThis, { chosen });
    // On the document: the event comes out of the element and up to here.
    document.addEventListener('event-chosen', (event) => {
      chosen.push((event as CustomEvent).detail);
    });
  });
};

const viewport = { width: 900, height: 1200 };
let shared: Watched;
beforeAll(async () => {
  shared = await openPage(browser, { viewport });
});
afterAll(async () => {
  await shared.close();
  await browser.close();
  await server.close();
});

/** Loads the page, uses it, and fails if it reports a problem. With options it uses a separate browser context. */
const using = async (
  use: (page: Page) => Promise<void>,
  options?: BrowserContextOptions,
): Promise<void> => {
  const own = options === undefined ? shared : await openPage(browser, { viewport, ...options });
  const before = own.problems.length;
  try {
    await begin(own.page);
    await use(own.page);
  } finally {
    if (own !== shared) await own.close();
  }
  expect(own.problems.slice(before)).toStrictEqual([]);
};

/** Sets properties, and waits until they are shown. */
const set = (page: Page, properties: object): Promise<void> =>
  page.evaluate(async (values) => {
    Object.assign(document.querySelector('run-chart') ?? {}, values);
    await new Promise(requestAnimationFrame);
  }, properties);

const show = (page: Page, run: RunInstance): Promise<void> => set(page, { run });

const edge = (page: Page, key: string): Locator => page.locator(`[data-edge="${key}"]`);
const label = (page: Page, key: string): Locator => edge(page, key).locator('text').first();
const chosen = (page: Page): Promise<ReadonlyArray<Record<string, unknown>>> =>
  page.evaluate(
    () => (globalThis as unknown as { chosen: ReadonlyArray<Record<string, unknown>> }).chosen,
  );

const plain = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

const busy = runIn('Running', { currentAttemptId: O.some(attemptA) });
const idle = runIn('Running');

const refusal = (run: RunInstance, type: string): string => {
  const action = allowedActions(run).find((other) => other.type === type);
  return action?._tag === 'Disabled' ? errorMessage(action.error) : 'not refused';
};

it('can be imported where there are no custom elements', () => {
  expect(defineRunChart).not.toThrow();
});

describe('what is legal', () => {
  it.each([runIn('Scheduled'), runIn('Ready'), busy, idle, runIn('RetryWait'), runIn('Completed')])(
    'is what `allowedActions` says: $state, $currentAttemptId._tag',
    async (run) => {
      await using(async (page) => {
        await show(page, run);
        const legal = await page
          .locator('.rc-edge.legal')
          .evaluateAll((all) => all.map((one) => one.getAttribute('data-edge')));
        const expected = allowedActions(run).flatMap(({ _tag, type }) =>
          _tag === 'Enabled' ? [`${run.state} ${type}`] : [],
        );
        expect([...legal].sort()).toStrictEqual([...expected].sort());
        expect(await page.locator('[role=button]').count()).toBe(runDiagram.edges.length);
        expect(await page.locator('.rc-current').getAttribute('data-state')).toBe(run.state);
      });
    },
  );
});

describe('a click', () => {
  it('on a legal edge dispatches an event that the run accepts', async () => {
    await using(async (page) => {
      await show(page, idle);
      await label(page, 'Running complete').click();
      const [detail] = await chosen(page);
      expect(detail).toStrictEqual({
        type: 'complete',
        source: 'Running',
        target: 'Completed',
        run: plain(idle),
        event: { type: 'complete' },
        needs: [],
      });
      expect(E.isRight(decide({ type: 'complete' })(idle))).toBe(true);
    });
  });

  it.each([
    [idle, 'attempt.start', ['attemptId']],
    [busy, 'attempt.finish', []],
    [runIn('Ready'), 'priority.set', ['effectivePriority']],
    [runIn('Scheduled'), 'promote', []],
  ] as const)('lists the fields that the event needs: %#', async (run, type, needs) => {
    await using(async (page) => {
      await show(page, run);
      await label(page, `${run.state} ${type}`).click();
      expect(await chosen(page)).toMatchObject([{ type, needs }]);
    });
  });

  it('on a refused edge shows the text of the error', async () => {
    await using(async (page) => {
      await show(page, busy);
      for (const key of ['Running complete', 'Running attempt.start', 'Ready lease']) {
        await label(page, key).click({ force: true });
        expect(await page.locator('.tip .reason').textContent()).toBe(
          refusal(busy, key.split(' ')[1] ?? ''),
        );
      }
      await page.mouse.move(1, 1);
      expect(await page.locator('.tip').isHidden()).toBe(true);
      expect(await chosen(page)).toStrictEqual([]);
    });
  });
});

describe('the pointer', () => {
  /** Returns the edge under the pointer at many points, and the distance from each point to the edge's line. */
  const found = (page: Page): Promise<ReadonlyArray<{ key: string; distance: number }>> =>
    page.evaluate(() => {
      const root = document.querySelector('run-chart')?.shadowRoot;
      const svg = root?.querySelector('svg');
      if (root === null || root === undefined || svg === null || svg === undefined) return [];
      const { left, top, width, height } = svg.getBoundingClientRect();
      const near = new Map<string, ReadonlyArray<DOMPoint>>();
      for (const group of root.querySelectorAll('.rc-edge')) {
        const line = group.querySelector<SVGPathElement>('.rc-line');
        const length = line?.getTotalLength() ?? 0;
        const points = Array.from({ length: Math.ceil(length / 4) }, (_, i) =>
          line?.getPointAtLength(i * 4).matrixTransform(line.getScreenCTM() ?? undefined),
        ).filter((point) => point !== undefined);
        near.set(group.getAttribute('data-edge') ?? '', points);
      }
      const all: Array<{ key: string; distance: number }> = [];
      for (let x = left + 5; x < left + width; x += 10)
        for (let y = top + 5; y < top + height; y += 10) {
          const hit = root.elementFromPoint(x, y);
          const key = hit?.closest('.rc-edge:not(.rc-row)')?.getAttribute('data-edge');
          if (key === null || key === undefined || hit?.closest('.rc-label') !== null) continue;
          const distances = (near.get(key) ?? []).map((point) =>
            Math.hypot(point.x - x, point.y - y),
          );
          all.push({ key, distance: Math.min(...distances) });
        }
      return all;
    });

  it('hits an edge along its line, and not in the area that its line encloses', async () => {
    await using(async (page) => {
      await show(page, busy);
      const hits = await found(page);
      expect(new Set(hits.map(({ key }) => key)).size).toBeGreaterThan(12);
      expect(hits.filter(({ distance }) => distance > 12)).toStrictEqual([]);
    });
  });

  it.each(['Scheduled', 'Ready', 'Leased', 'Running'] as const)(
    'where lines coincide hits the edge of the current state: %s',
    async (state) => {
      await using(async (page) => {
        await show(page, runIn(state));
        const { x, y } = await edge(page, `${state} cancel`)
          .locator('.rc-line')
          .evaluate((line: SVGPathElement) => {
            const screen = line.getScreenCTM() ?? undefined;
            const point = line.getPointAtLength(120).matrixTransform(screen);
            return { x: point.x, y: point.y };
          });
        await page.mouse.click(x, y);
        expect(await chosen(page)).toMatchObject([{ type: 'cancel', source: state }]);
      });
    },
  );
});

describe('the keyboard alone', () => {
  const focused = (page: Page): Promise<string | null | undefined> =>
    page.evaluate(() =>
      document.querySelector('run-chart')?.shadowRoot?.activeElement?.getAttribute('data-edge'),
    );

  it('reaches every edge, those of the current state first, and chooses one', async () => {
    await using(async (page) => {
      await show(page, busy);
      await page.keyboard.press('Tab');
      const seen = [await focused(page)];
      for (let i = 1; i < runDiagram.edges.length; i += 1) {
        await page.keyboard.press(i % 2 === 0 ? 'ArrowDown' : 'ArrowRight');
        seen.push(await focused(page));
      }
      const own = runDiagram.edges.filter(({ source }) => source === 'Running').length;
      expect(seen.slice(0, own).every((key) => key?.startsWith('Running '))).toBe(true);
      expect([...seen].sort()).toStrictEqual(
        runDiagram.edges.map(({ source, event }) => `${source} ${event}`).sort(),
      );
      await page.keyboard.press('Home');
      expect(await focused(page)).toBe('Running retry');
      expect(await page.locator('.tip .reason').textContent()).toBe(refusal(busy, 'retry'));
      await page.keyboard.press('Enter');
      await page.keyboard.press('Escape');
      expect(await page.locator('.tip').isHidden()).toBe(true);
      await page.keyboard.press('ArrowLeft');
      await page.keyboard.press('End');
      await page.keyboard.press('Home');
      for (let i = 0; i < 4; i += 1) await page.keyboard.press('ArrowRight');
      expect(await focused(page)).toBe('Running cancel');
      await page.keyboard.press(' ');
      expect(await chosen(page)).toMatchObject([{ type: 'cancel', target: 'Canceled' }]);
      // There is one tab stop, wherever the arrow keys have moved.
      expect(await page.locator('[tabindex="0"]').count()).toBe(1);
    });
  });

  it('keeps the focus when the run changes', async () => {
    await using(async (page) => {
      await show(page, busy);
      await page.keyboard.press('Tab');
      await page.keyboard.press('End');
      const before = await focused(page);
      await show(page, idle);
      await set(page, { counts: { Running: 3 } });
      expect(await focused(page)).toBe(before);
    });
  });

  it('keeps the focus when the run changes its state', async () => {
    await using(async (page) => {
      await show(page, runIn('Scheduled'));
      await page.keyboard.press('Tab');
      await page.keyboard.press('ArrowRight');
      expect(await focused(page)).toBe('Scheduled cancel');
      await show(page, runIn('Canceled'));
      expect(await focused(page)).toBe('Scheduled cancel');
    });
  });

  it('moves to the first button of the compact form when the focused one is removed', async () => {
    await using(async (page) => {
      await set(page, { compact: true, run: runIn('Scheduled') });
      await page.keyboard.press('Tab');
      expect(await focused(page)).toBe('Scheduled promote');
      await show(page, runIn('Ready'));
      expect(await focused(page)).toBe('Ready lease');
    });
  });
});

describe('screen readers', () => {
  it('announce each edge, whether it is legal, and why not', async () => {
    await using(async (page) => {
      await show(page, busy);
      const refused = edge(page, 'Running complete');
      expect(await refused.getAttribute('aria-label')).toBe(
        'complete [noActiveAttempt] succeeded: Running to Completed',
      );
      expect(await refused.getAttribute('aria-disabled')).toBe('true');
      const why = await refused.getAttribute('aria-describedby');
      expect(await page.locator(`[id="${why ?? ''}"]`).textContent()).toBe(
        refusal(busy, 'complete'),
      );
      const legal = edge(page, 'Running cancel');
      expect(await legal.getAttribute('aria-disabled')).toBeNull();
      expect(await page.locator('[data-state=Running]').getAttribute('aria-label')).toBe(
        'Running, the current state',
      );
    });
  });

  it('announce a change of state', async () => {
    await using(async (page) => {
      await show(page, idle);
      expect(await page.locator('[role=status]').textContent()).toBe('');
      await show(page, runIn('Completed'));
      expect(await page.locator('[role=status]').textContent()).toBe(
        'The run is in Completed: complete.',
      );
    });
  });

  it.each([
    ['light', 'picture'],
    ['dark', 'picture'],
    ['light', 'compact'],
    ['dark', 'compact'],
  ] as const)('axe finds nothing serious: %s, %s', async (colorScheme, form) => {
    await using(
      async (page) => {
        await set(page, { run: busy, compact: form === 'compact', counts: { Running: 12 } });
        await (form === 'compact' ? edge : label)(page, 'Running complete').hover();
        // The page is light in both cases; only the element is tested.
        await page.evaluate(readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8'));
        const found = await page.evaluate(async () => {
          const { axe } = globalThis as unknown as {
            axe: {
              run: (context: object) => Promise<{
                violations: ReadonlyArray<{
                  id: string;
                  impact: string;
                  nodes: ReadonlyArray<{ html: string }>;
                }>;
              }>;
            };
          };
          const { violations } = await axe.run({ include: ['run-chart'] });
          return violations.map(
            ({ id, impact, nodes }) => `${impact} ${id}: ${nodes[0]?.html ?? ''}`,
          );
        });
        expect(found.filter((text) => /^(serious|critical)/.test(text))).toStrictEqual([]);
      },
      { colorScheme },
    );
  });
});

describe('without a run', () => {
  it('an edge is found by a pointer beside its line', async () => {
    await using(async (page) => {
      await set(page, { taken: { 'Ready lease': 7 } });
      const found = await page.locator('run-chart').evaluate((host) => {
        const beside = (key: string): string | null | undefined => {
          const line = host.shadowRoot?.querySelector<SVGPathElement>(
            `[data-edge="${key}"] .rc-line`,
          );
          const matrix = line?.getScreenCTM();
          if (line === null || line === undefined || matrix === null) return undefined;
          // The line leads down.
          const { x, y } = line.getPointAtLength(line.getTotalLength() / 2).matrixTransform(matrix);
          return host.shadowRoot
            ?.elementFromPoint(x - 5, y)
            ?.closest('[data-edge]')
            ?.getAttribute('data-edge');
        };
        return ['Ready lease', 'Leased start'].map(beside);
      });
      expect(found).toStrictEqual(['Ready lease', 'Leased start']);
      expect(await page.locator('[role=button]').count()).toBe(0);
    });
  });
});

describe('labels', () => {
  const german: RunChartLabels = {
    states: {
      Running: 'läuft',
      Completed: 'fertig',
      Canceled: 'endgültig und für immer abgebrochen',
      Ready: 'bereit und wartet auf einen Arbeiter',
    },
    events: { complete: 'abschließen', 'attempt.start': 'Versuch beginnen' },
    guards: { noActiveAttempt: 'kein Versuch' },
    actions: { activateAttempt: 'zählen' },
    descriptions: { Running: 'ein Versuch nach dem anderen' },
    reasons: { 'Running complete': 'gelungen' },
    texts: {
      title: 'Der Lebenslauf',
      current: 'Jetzt: {state}',
      moved: 'Jetzt: {state}, durch {event}',
      isCurrent: 'hier',
      runs: '{count} Läufe',
      taken: '{count} Mal',
      leads: 'von {source} nach {target}',
      elsewhere: 'geht von {source} aus, nicht von {state}',
    },
    errors: { AttemptInProgress: 'Versuch {activeAttemptId} läuft noch' },
  };

  it('are what is drawn, said and explained', async () => {
    await using(async (page) => {
      const taken = { 'Running complete': 7 };
      await set(page, { run: busy, labels: german, taken, counts: { Running: 3 } });
      const texts = (key: string): Promise<ReadonlyArray<string>> =>
        edge(page, key).locator('text').allTextContents();
      expect(await texts('Running complete')).toStrictEqual([
        'abschließen ',
        '[kein Versuch] ',
        'gelungen ',
      ]);
      expect(await texts('Running attempt.start')).toStrictEqual([
        'Versuch beginnen ',
        '/ zählen ',
        '[kein Versuch, attemptCountBelowMax] ',
      ]);
      expect(await page.locator('svg').first().getAttribute('aria-label')).toBe('Der Lebenslauf');
      expect(await page.locator('[data-state=Running]').getAttribute('aria-label')).toBe(
        'läuft, hier, 3 Läufe',
      );
      expect(await edge(page, 'Running complete').getAttribute('aria-label')).toBe(
        'abschließen [kein Versuch] gelungen: von läuft nach fertig',
      );
      await label(page, 'Running complete').hover();
      expect(await page.locator('.tip').locator('strong, span').allTextContents()).toStrictEqual([
        'läuft + abschließen [kein Versuch] -> fertig',
        `Versuch ${attemptA} läuft noch`,
        '7 Mal',
      ]);
      await label(page, 'Ready lease').hover();
      expect(await page.locator('.tip .reason').textContent()).toBe(refusal(busy, 'lease'));
      await show(page, runIn('Completed'));
      expect(await page.locator('[role=status]').textContent()).toBe(
        'Jetzt: fertig, durch abschließen',
      );
      await show(page, runIn('Canceled'));
      expect(await page.locator('[role=status]').textContent()).toBe(
        'Jetzt: endgültig und für immer abgebrochen',
      );
    });
  });

  it.each(['Canceled', 'Ready'])('too long for %s are drawn narrower', async (state) => {
    await using(async (page) => {
      await set(page, { run: busy, labels: german });
      const [text, box] = await page.locator(`[data-state=${state}]`).evaluate((group) =>
        ['.rc-name', '.rc-box'].map((query) => {
          const { left, right } =
            group.querySelector(query)?.getBoundingClientRect() ?? new DOMRect();
          return { left, right };
        }),
      );
      expect(text?.left).toBeGreaterThan((box?.left ?? NaN) + 4);
      expect(text?.right).toBeLessThan((box?.right ?? NaN) - 4);
    });
  });

  it('name the events of the compact form, and may be an attribute', async () => {
    await using(async (page) => {
      await set(page, { run: idle, compact: true });
      await page.evaluate(async (text) => {
        document.querySelector('run-chart')?.setAttribute('labels', text);
        await new Promise(requestAnimationFrame);
      }, JSON.stringify(german));
      expect(await page.locator('.now').textContent()).toBe('läuft');
      expect(await page.locator('button').allTextContents()).toContain('abschließen');
      expect(await page.locator('.bar').getAttribute('aria-label')).toBe('Jetzt: läuft');
      await page.locator('button', { hasText: 'abschließen' }).click();
      expect(await chosen(page)).toMatchObject([{ type: 'complete', target: 'Completed' }]);
    });
  });
});

describe('the compact form without labels', () => {
  it('shows the state with its mark, and not as a button', async () => {
    await using(async (page) => {
      await set(page, { run: idle, compact: true });
      const looks = (selector: string): Promise<ReadonlyArray<string>> =>
        page
          .locator(selector)
          .first()
          .evaluate((one) => {
            const { borderTopWidth, cursor } = getComputedStyle(one);
            return [borderTopWidth === '0px' ? 'no border' : 'a border', cursor];
          });
      expect(await looks('.now')).toStrictEqual(['no border', 'auto']);
      expect(await looks('button')).toStrictEqual(['a border', 'pointer']);
      expect(await page.locator('.now .rc-glyph').getAttribute('d')).toBe(marks.play.glyph);
    });
  });
});

describe('a page that is read from right to left', () => {
  const turn = (page: Page): Promise<void> =>
    page.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });

  it('has every text of a state inside its box', async () => {
    await using(async (page) => {
      await turn(page);
      await show(page, busy);
      const outside = await page.locator('.rc-state text').evaluateAll((texts) =>
        texts.flatMap((text) => {
          const own = text.getBoundingClientRect();
          const box = text.closest('.rc-state')?.querySelector('.rc-box')?.getBoundingClientRect();
          return box !== undefined && own.left > box.left && own.right < box.right
            ? []
            : [text.textContent];
        }),
      );
      expect(outside).toStrictEqual([]);
    });
  });

  it('has the ids of a reason in their own order', async () => {
    await using(async (page) => {
      await turn(page);
      await set(page, {
        run: busy,
        labels: { errors: { AttemptInProgress: 'المحاولة {activeAttemptId} جارية' } },
      });
      await label(page, 'Running complete').hover();
      const [first = 0, last = 0] = await page.locator('.tip .reason').evaluate((reason, id) => {
        const text = reason.firstChild;
        const begin = text?.textContent?.indexOf(id) ?? -1;
        return [begin, begin + id.length - 1].map((at) => {
          const range = document.createRange();
          if (text !== null) {
            range.setStart(text, at);
            range.setEnd(text, at + 1);
          }
          return range.getBoundingClientRect().left;
        });
      }, attemptA);
      expect(first).toBeLessThan(last);
    });
  });

  it('has the compact arrow lead from the state to the buttons', async () => {
    await using(async (page) => {
      await turn(page);
      await set(page, { run: busy, compact: true });
      const left = (selector: string): Promise<number> =>
        page
          .locator(selector)
          .first()
          .evaluate((one) => one.getBoundingClientRect().left);
      expect(await left('.now')).toBeGreaterThan(await left('.arrow'));
      expect(await left('.arrow')).toBeGreaterThan(await left('button'));
      const turned = await page
        .locator('.arrow')
        .evaluate((arrow) => getComputedStyle(arrow).transform);
      expect(turned).toBe('matrix(-1, 0, 0, 1, 0, 0)');
    });
  });
});

describe('a narrow place', () => {
  it('leaves out text below 9 pixels, and keeps it in the tooltip', async () => {
    await using(async (page) => {
      const small = (): Promise<ReadonlyArray<string>> =>
        page.locator('text.rc-guard, text.rc-action, text.rc-reason').evaluateAll((texts) =>
          texts.flatMap((text) => {
            const size = Number(text.getAttribute('font-size'));
            const svg = text.closest('svg');
            const scale = (svg?.clientWidth ?? 0) / (svg?.viewBox.baseVal.width ?? 1);
            return getComputedStyle(text).display === 'none' || size * scale >= 9
              ? []
              : [text.textContent];
          }),
        );
      await show(page, busy);
      expect(await page.locator('.rc-guard:visible').count()).toBeGreaterThan(0);
      for (const width of ['560px', '400px']) {
        await page.evaluate(async (to) => {
          const element = document.querySelector('run-chart');
          if (element !== null) element.style.width = to;
          await new Promise(requestAnimationFrame);
          await new Promise(requestAnimationFrame);
        }, width);
        expect(await small()).toStrictEqual([]);
      }
      expect(await page.locator('.rc-guard:visible').count()).toBe(0);
      await label(page, 'Running complete').hover();
      expect(await page.locator('.tip').textContent()).toContain('[noActiveAttempt]');
    });
  });
});

describe('a transition', () => {
  /** Counts the tokens that were added. */
  const tokens = async (options: BrowserContextOptions): Promise<number> => {
    let count = 0;
    await using(async (page) => {
      await show(page, idle);
      await page.evaluate(() => {
        const stage = document.querySelector('run-chart')?.shadowRoot;
        Object.assign(globalThis, { tokens: 0 });
        new MutationObserver((records) => {
          const added = records.flatMap(({ addedNodes }) => [...addedNodes]);
          const more = added.filter(
            (node) => node instanceof Element && node.getAttribute('class') === 'token',
          );
          (globalThis as unknown as { tokens: number }).tokens += more.length;
        }).observe(stage ?? document, { subtree: true, childList: true });
      });
      await show(page, runIn('Completed'));
      await page.evaluate(() => new Promise(requestAnimationFrame));
      count = await page.evaluate(() => (globalThis as unknown as { tokens: number }).tokens);
      // The token is removed at the end of the edge.
      await page.waitForFunction(
        () => document.querySelector('run-chart')?.shadowRoot?.querySelector('.token') === null,
      );
    }, options);
    return count;
  };

  it('sends a token along its edge', async () => {
    expect(await tokens({ reducedMotion: 'no-preference' })).toBe(1);
  });

  it('moves the token from the source of its edge to the target', async () => {
    await using(
      async (page) => {
        await show(page, idle);
        await page.evaluate(() => {
          const root = document.querySelector('run-chart')?.shadowRoot;
          const path: Array<readonly [number, number]> = [];
          Object.assign(globalThis, { path });
          new MutationObserver((records) => {
            for (const { target } of records)
              if (target instanceof SVGCircleElement && target.classList.contains('token'))
                path.push([target.cx.baseVal.value, target.cy.baseVal.value]);
          }).observe(root ?? document, { subtree: true, attributeFilter: ['cx', 'cy'] });
        });
        await show(page, runIn('Completed'));
        await page.waitForFunction(
          () =>
            (globalThis as unknown as { path: ReadonlyArray<unknown> }).path.length > 1 &&
            document.querySelector('run-chart')?.shadowRoot?.querySelector('.token') === null,
        );
        const path = await page.evaluate<ReadonlyArray<readonly [number, number]>>('path');
        const { x, y, width, height } = runLayouts.down.states[idle.state];
        const fromSource = path.map(([cx, cy]) =>
          Math.hypot(cx - x - width / 2, cy - y - height / 2),
        );
        expect(fromSource.at(-1)).toBeGreaterThan(fromSource[0] ?? NaN);
      },
      { reducedMotion: 'no-preference' },
    );
  });

  it('sends no token if the user prefers reduced motion', async () => {
    expect(await tokens({ reducedMotion: 'reduce' })).toBe(0);
  });
});

describe('an input', () => {
  const wire = RunInstanceCodec.encode(busy);
  const current = (page: Page): Promise<string | null> =>
    page.locator('.rc-current').getAttribute('data-state');

  it('may be an attribute', async () => {
    await using(async (page) => {
      await page.evaluate(async (text) => {
        const element = document.querySelector('run-chart');
        element?.setAttribute('run', text);
        element?.setAttribute('counts', '{"Running": 1234}');
        element?.setAttribute('theme', 'dark');
        element?.setAttribute('direction', 'right');
        await new Promise(requestAnimationFrame);
      }, JSON.stringify(wire));
      expect(await current(page)).toBe('Running');
      expect(await page.locator('.rc-number').textContent()).toBe('1,234');
      expect(await page.locator('svg').getAttribute('data-direction')).toBe('right');
      expect(
        await page
          .locator('.rc-name')
          .first()
          .evaluate((name) => getComputedStyle(name).fill),
      ).toBe('rgb(230, 237, 243)');
    });
  });

  it('may be a run on the wire', async () => {
    await using(async (page) => {
      await set(page, { run: wire });
      expect(await current(page)).toBe('Running');
    });
  });

  it('may be only a state, whose edges can all be chosen', async () => {
    await using(async (page) => {
      await set(page, { state: 'Leased' });
      await label(page, 'Leased start').click();
      expect(await chosen(page)).toStrictEqual([
        {
          type: 'start',
          source: 'Leased',
          target: 'Running',
          run: undefined,
          event: undefined,
          needs: [],
        },
      ]);
      await label(page, 'Ready lease').hover();
      expect(await page.locator('.tip .reason').textContent()).toBe(
        'this edge leaves Ready, and the run is in Leased',
      );
    });
  });

  it('may be missing: then the element is a picture', async () => {
    await using(async (page) => {
      await set(page, {});
      expect(await page.locator('svg').getAttribute('role')).toBe('img');
      expect(await page.locator('[role=button]').count()).toBe(0);
    });
  });

  it('may have been set before the element was defined', async () => {
    await using(async (page) => {
      const state = await page.evaluate(async () => {
        const early = document.createElement('run-chart');
        // As a framework does with an element that is not registered yet.
        Object.defineProperty(early, 'state', {
          value: 'Ready',
          configurable: true,
          writable: true,
          enumerable: true,
        });
        document.querySelector('main')?.append(early);
        await new Promise(requestAnimationFrame);
        return early.shadowRoot?.querySelector('.rc-current')?.getAttribute('data-state');
      });
      expect(state).toBe('Ready');
    });
  });

  const told = (page: Page): Promise<ReadonlyArray<unknown>> =>
    page.evaluate(() => (globalThis as unknown as { told: ReadonlyArray<unknown> }).told);

  const hostile = '<img src=x onerror=alert(1)><script>alert(2)</script>';
  it('that is invalid is reported as text and as an event', async () => {
    const wrongs: ReadonlyArray<readonly [string, unknown]> = [
      ['run', hostile],
      ['run', JSON.stringify({ ...wire, id: hostile })],
      ['run', JSON.stringify({ ...wire, state: hostile })],
      ['run', 7],
      ['state', hostile],
      ['counts', hostile],
      ['counts', JSON.stringify({ [hostile]: 1 })],
      ['counts', { Ready: -1 }],
      ['counts', []],
      ['labels', hostile],
      ['labels', 7],
      ['labels', { [hostile]: {} }],
      ['labels', { states: 'Ready' }],
      ['labels', { states: { [hostile]: 'x' } }],
      ['labels', { states: { Ready: 1 } }],
      ['labels', { errors: { NoSuchError: 'x' } }],
      ['theme', hostile],
      ['direction', hostile],
    ];
    await using(async (page) => {
      await page.evaluate(() => {
        const told: Array<unknown> = [];
        Object.assign(globalThis, { told });
        document.querySelector('run-chart')?.addEventListener('error', (event) => {
          told.push((event as unknown as CustomEvent).detail);
        });
      });
      const problem = page.locator('[role=alert]');
      for (const [name, value] of wrongs) {
        await set(page, { [name]: value });
        const text = await problem.textContent();
        expect(text).toMatch(new RegExp(`^${name}: `));
        expect((await told(page)).at(-1)).toStrictEqual({ messages: [text] });
        expect(await page.locator('run-chart img, run-chart script').count()).toBe(0);
        await set(page, { [name]: undefined });
        expect(await problem.isHidden()).toBe(true);
      }
      expect(await told(page)).toHaveLength(wrongs.length);
    });
  });
});

describe('the compact form', () => {
  it('shows the state and its edges, which are chosen in the same way', async () => {
    await using(async (page) => {
      await set(page, { run: busy, compact: true });
      const events = runDiagram.edges.filter(({ source }) => source === 'Running');
      expect(await page.locator('button').allTextContents()).toStrictEqual(
        events.map(({ event }) => event),
      );
      expect(await page.locator('.now').textContent()).toBe('Running');
      await page.locator('button', { hasText: 'complete' }).click({ force: true });
      expect(await page.locator('.tip .reason').textContent()).toBe(refusal(busy, 'complete'));
      await page.keyboard.press('Home');
      for (let i = 0; i < 4; i += 1) await page.keyboard.press('ArrowRight');
      await page.keyboard.press('Enter');
      expect(await chosen(page)).toMatchObject([{ type: 'cancel' }]);
    });
  });

  it.each<RunState>(['Completed', 'Failed', 'Canceled'])('has no buttons in %s', async (state) => {
    await using(async (page) => {
      await set(page, { run: runIn(state), compact: true });
      expect(await page.locator('button').count()).toBe(0);
      expect(await page.locator('.now').textContent()).toBe(state);
    });
  });
});

it('a run follows the chosen events', async () => {
  await using(async (page) => {
    let run = runIn('Scheduled');
    for (const type of ['promote', 'lease', 'start', 'complete'] as const) {
      await show(page, run);
      await label(page, `${run.state} ${type}`).click();
      expect((await chosen(page)).at(-1)).toMatchObject({ type });
      run = right(decide({ type })(run));
    }
    await show(page, run);
    expect(await page.locator('.rc-current').getAttribute('data-state')).toBe('Completed');
    expect(await page.locator('.rc-edge.legal').count()).toBe(0);
  });
});
