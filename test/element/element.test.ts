/** `<run-chart>` in a real browser, on a page whose policy forbids inline styles, inline scripts and markup from text. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { runDiagram, runLayouts } from '../../src/diagram/index.js';
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
