/**
 * The page as a subject of the machine's tests: what a visitor does for each event, and what a visitor sees in each state. The server
 * answers when a test says so.
 */
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

/** A page, and the request that waits for an answer. */
interface Visit {
  readonly page: Page;
  readonly request: () => Route | undefined;
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

/** Makes the subject: each test gets a page of its own. */
export const signupSubject = (browser: Browser, url: string): MachineSubject =>
  stepwise<Visit>({
    start: async () => {
      const page = await browser.newPage();
      const requests: Array<Route> = [];
      await page.clock.install();
      await page.route('**/save', (route) => {
        requests.push(route);
      });
      await page.goto(url);
      return { page, request: () => requests.at(-1) };
    },
    step: async ({ page, request }, input) => {
      switch (input.kind) {
        case 'event':
          return use(page, input.event.type, input.event['name']);
        case 'time':
          await page.clock.runFor(input.ms);
          return true;
        case 'done':
        case 'error':
          await request()?.fulfill({ status: input.kind === 'done' ? 200 : 500 });
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
    stop: ({ page }) => page.close(),
  });
