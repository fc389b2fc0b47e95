/**
 * Takes the screenshots of the inspector's page and of the dashboard for the README, docs/inspector.md and the dashboard's
 * README.
 *
 *   npm run build:cli && node docs/screenshots.mjs
 *
 * Needs Chromium; `node test/support/install.mjs` installs it, or says how to.
 */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { findChromium } from '../test/support/install.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = '00000000-0000-4000-8000-000000000001';
const pictures = [
  { name: 'light', hash: `#run=${run}&step=83` },
  { name: 'dark', hash: '' },
];

const args = ['inspect', 'examples/journal.ndjson', '--no-open', '--json', '--port', '0'];
const inspector = spawn(process.execPath, ['dist/cli/runchart.js', ...args], { cwd: root });
inspector.stderr.pipe(process.stderr);
const { url } = await new Promise((resolve) => {
  inspector.stdout.once('data', (line) => resolve(JSON.parse(line)));
});
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
for (const { name, hash } of pictures) {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: name,
    reducedMotion: 'reduce',
  });
  await page.goto(`${url}${hash}`);
  await page.getByText('506 runs, 3,755 lines').waitFor();
  await page.locator('run-chart svg.runchart').waitFor();
  if (hash !== '') await page.locator('[aria-current=step]').waitFor();
  // The page is drawn once a frame.
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  await page.screenshot({ path: `${root}docs/inspector-${name}.png` });
  await page.close();
}
inspector.kill();

const dashboard = { root: `${root}examples/dashboard`, logLevel: 'error' };
await build(dashboard);
const server = await preview({ ...dashboard, preview: { port: 0 } });
for (const name of ['light', 'dark']) {
  const page = await browser.newPage({
    viewport: { width: 1280, height: 800 },
    colorScheme: name,
    reducedMotion: 'reduce',
  });
  await page.goto(server.resolvedUrls.local[0]);
  if (name === 'dark') {
    await page
      .getByRole('option', { name: /^Running/ })
      .first()
      .click();
    // The run then still has possible actions when the screenshot is taken.
    await page.getByRole('checkbox', { name: 'The fleet leaves this run to me' }).check();
  }
  // Wait until the lines have their full length.
  await page.waitForFunction(() => document.querySelector('.meter polyline')?.points.length === 60);
  await page.screenshot({ path: `${root}docs/dashboard-${name}.png` });
  await page.close();
}
await server.close();
await browser.close();
