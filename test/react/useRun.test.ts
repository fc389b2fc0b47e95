/** `useRun` with React, rendered in Node and run in Chromium. */
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { createElement } from 'react';
import { renderToString } from 'react-dom/server';
import { RunInstanceCodec, sendErrorMessage } from '../../src/index.js';
import { createRunStore } from '../../src/live/index.js';
import { runIn } from '../support/arbitraries.js';
import type { Served, Watched } from '../support/browser.js';
import { bundle, launch, openPage, serve } from '../support/browser.js';
import { Panel } from './Panel.js';

const ready = runIn('Ready');
const wire = RunInstanceCodec.encode(ready);
const htmlOf = (run = ready): string =>
  renderToString(createElement(Panel, { source: createRunStore(run) }));

describe('on a server', () => {
  it('renders the run, its actions, and why some are disabled', () => {
    const html = htmlOf();
    expect(html).toContain('<output>Ready</output>');
    expect(html).toContain('<button>lease</button>');
    expect(html).toContain(
      `<button disabled="" title="invalid run transition for ${ready.id}: Ready -&gt; Running">start</button>`,
    );
  });

  it('renders the first snapshot, which the client hydrates', () => {
    const source = createRunStore(ready);
    void source.send({ type: 'lease' });
    expect(source.getSnapshot().run.state).toBe('Leased');
    expect(renderToString(createElement(Panel, { source }))).toBe(htmlOf());
  });
});

describe('in a browser', () => {
  let browser: Browser;
  let served: Served;
  let watched: Watched;
  beforeAll(async () => {
    browser = await launch();
    served = await serve({
      '/': { body: '<!doctype html><script type="module" src="/page.js"></script>' },
      '/page.js': await bundle(
        "import { scenarios } from './test/react/page.ts'; window.scenarios = scenarios;",
      ),
    });
    watched = await openPage(browser);
    await watched.page.goto(served.url);
    await watched.page.waitForFunction(() => 'scenarios' in window);
  });
  afterAll(async () => {
    expect(watched.problems).toStrictEqual([]);
    await watched.close();
    await served.close();
    await browser.close();
  });

  it('subscribes once in Strict Mode, and unsubscribes when it is unmounted', async () => {
    const seen = await watched.page.evaluate((run) => window.scenarios.strictMode(run), wire);
    // Strict Mode mounts, unmounts and mounts again, twice.
    expect(seen).toStrictEqual({ listening: 1, shown: 'Leased', subscribed: 4, left: 0 });
  });

  it('shows an event at once, and rolls it back with the reason when the server refuses', async () => {
    const seen = await watched.page.evaluate((run) => window.scenarios.rollback(run), wire);
    const error = { _tag: 'InvalidTransition', runId: ready.id, to: 'Leased' } as const;
    expect(seen).toStrictEqual({
      before: 'Ready 0 ',
      optimistic: 'Leased 1 ',
      after: `Ready 0 ${sendErrorMessage({ ...error, from: 'Canceled' })}`,
      reason: sendErrorMessage({ ...error, from: 'Ready', to: 'Running' }),
    });
  });

  it('hydrates without a mismatch, even if the run has changed since', async () => {
    const seen = await watched.page.evaluate(
      ([run, html]) => window.scenarios.hydration(run, html),
      [wire, htmlOf()] as const,
    );
    expect(seen).toStrictEqual({ before: 'Ready', recovered: [], kept: true });
  });

  it('never shows two states of one run together, even if it changes during a transition', async () => {
    const seen = await watched.page.evaluate((run) => window.scenarios.tearing(run, false), wire);
    expect(seen.midway).toBeGreaterThan(0);
    expect(seen.together.filter((states) => states.includes('and'))).toStrictEqual([]);
    expect(seen.together.at(-1)).toBe('Leased');
  });

  it('would do so without useSyncExternalStore', async () => {
    const seen = await watched.page.evaluate((run) => window.scenarios.tearing(run, true), wire);
    expect(seen.together).toContain('Ready and Leased');
  });
});
