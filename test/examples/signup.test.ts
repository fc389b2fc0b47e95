/** The page of the sign-up, in a real Chromium, does as its machine does. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { Browser } from 'playwright-core';
import { explore as options, signupMachine } from '../../examples/signup/signup.machine.js';
import { signupSubject } from '../../examples/signup/signup.subject.js';
import type { MachineCriterionName } from '../../src/explore/index.js';
import { explore, generateSuite, machineReportText, verifySuite } from '../../src/explore/index.js';
import type { Served } from '../support/browser.js';
import { bundle, launch, serve } from '../support/browser.js';

const folder = path.join(fileURLToPath(new URL('../..', import.meta.url)), 'examples/signup');

let browser: Browser;
let site: Served;

beforeAll(async () => {
  const page = await bundle(
    `import { showSignup } from '${folder}/page.ts';
    showSignup(document.querySelector('main')!, location.search === '?forgetful');`,
  );
  [browser, site] = await Promise.all([
    launch(),
    serve({
      '/': { body: readFileSync(path.join(folder, 'index.html')) },
      '/page.js': page,
    }),
  ]);
});

afterAll(async () => {
  await browser.close();
  await site.close();
});

const reportOf = async (
  url: string,
  criteria: ReadonlyArray<MachineCriterionName>,
): Promise<string> => {
  const made = pipe(
    explore(signupMachine, options),
    E.bindTo('exploration'),
    E.bindW('suite', ({ exploration }) => generateSuite(exploration, { criteria })),
  );
  if (E.isLeft(made)) throw new Error(JSON.stringify(made.left));
  const { exploration, suite } = made.right;
  const subject = signupSubject(browser, url);
  const report = await verifySuite(exploration, suite, subject, {
    // A page takes its time.
    timeout: 60,
    shrinkSeconds: 60,
  });
  return machineReportText(report);
};

test('the page passes', async () => {
  expect(await reportOf(site.url, ['tour', 'refusals'])).toMatch(/^(\d+) of \1 tests passed$/);
});

test('a page that lets nobody go back from a failure does not', async () => {
  // Each test opens the page, so that it is verified by no more tests than find the fault.
  const text = await reportOf(`${site.url}/?forgetful`, ['tour']);
  expect(text).toMatch(/failed, of 1 likely cause/);
  expect(text).toMatch(/minimal scenario, 6 steps of \d+:/);
  expect(text).toMatch(/BACK +expected form\.name, got refused in failed/);
});
