/**
 * The page as a subject of the machine's tests: what a visitor does for each event, and what a visitor sees in each state. The server
 * answers when a test says so.
 */
import { EventEmitter, once } from 'node:events';
import type { Browser, Locator, Page, Route } from 'playwright-core';
import type { MachineSubject } from 'runchart/explore';
import { stepwise } from 'runchart/explore';

/** The control that a visitor uses for each event. */
const controls: Readonly<Record<string, (page: Page) => Locator>> = {
  NAME: (page) => page.getByLabel('Your name'),
  NEXT: (page) => page.getByRole('button', { name: /Next|Agree/ }),
  BACK: (page) => page.getByRole('button', { name: 'Back' }),
  RETRY: (page) => page.getByRole('button', { name: 'Try again' }),
};

/** What a visitor sees in each state. */
const sights: Readonly<Record<string, (page: Page) => Locator>> = {
  'form.name': (page) => page.getByLabel('Your name'),
  'form.terms': (page) => page.getByRole('note'),
  sending: (page) => page.getByText('Sending'),
  failed: (page) => page.getByRole('alert'),
  welcome: (page) => page.getByText('Welcome'),
};

/** A page that was opened anew, and the requests that it made since. */
interface Visit {
  readonly page: Page;
  readonly requests: Array<Route>;
  /** Emits `request` when one has arrived. */
  readonly arrivals: EventEmitter;
}

/** Does what a visitor would do, if the page lets them. */
const use = async (page: Page, type: string, name: unknown): Promise<boolean> => {
  const control = controls[type]?.(page);
  if (control === undefined || !(await control.isVisible()) || !(await control.isEnabled()))
    return false;
  if (typeof name === 'string') {
    await control.fill(name);
    await control.blur();
  } else await control.click();
  return true;
};

/** Opens a page whose clock stands still, and whose requests wait for an answer. */
const openPage = async (browser: Browser): Promise<Visit> => {
  const page = await browser.newPage();
  const requests: Array<Route> = [];
  await page.clock.install({ time: 0 });
  // Installed, it still goes on by itself, and it pauses at no time that has gone by: a day is far enough ahead.
  await page.clock.pauseAt(24 * 60 * 60 * 1000);
  const arrivals = new EventEmitter();
  await page.route('**/save', (route) => {
    requests.push(route);
    arrivals.emit('request');
  });
  return { page, requests, arrivals };
};

/** Makes the subject: each test loads the page anew, which is faster than a new page. The caller closes the browser. */
export const signupSubject = (browser: Browser, url: string): MachineSubject => {
  let opened: Promise<Visit> | undefined;
  return stepwise<Visit>({
    start: async () => {
      opened ??= openPage(browser);
      const visit = await opened;
      await visit.page.goto(url);
      visit.requests.length = 0;
      return visit;
    },
    step: async ({ page, requests, arrivals }, input) => {
      switch (input.kind) {
        case 'event': {
          const made = requests.length;
          if (!(await use(page, input.event.type, input.event['name']))) return false;
          // A page that shows that it is sending has made a request, which may arrive here later.
          const isSending = await page.locator('main[aria-busy=true]').isVisible();
          if (isSending && requests.length === made) await once(arrivals, 'request');
          return true;
        }
        case 'time':
          await page.clock.runFor(input.ms);
          return true;
        case 'done':
        case 'error':
          await requests.at(-1)?.fulfill({ status: input.kind === 'done' ? 200 : 500 });
          await page.locator('main[aria-busy=false]').waitFor();
          return true;
        case 'actorEvent':
        case 'snapshot':
          return false;
      }
    },
    look: async ({ page }) => {
      const shown = await Promise.all(
        Object.entries(sights).map(async ([state, sight]) =>
          (await sight(page).isVisible()) ? [state] : [],
        ),
      );
      return { states: shown.flat() };
    },
  });
};
