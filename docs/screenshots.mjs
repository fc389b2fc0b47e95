/**
 * Takes the screenshots of the inspector's page, of runs and of an app, and of the dashboard for the README, docs/inspector.md and
 * the dashboard's README.
 *
 *   npm run screenshots
 *
 * Needs Chromium; `node test/support/install.mjs` installs it, or says how to.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build as bundle } from 'esbuild';
import { chromium } from 'playwright-core';
import { build, preview } from 'vite';
import { findChromium } from '../test/support/install.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const journal = readFileSync(`${root}examples/journal.ndjson`, 'utf8');
const lines = journal.trimEnd().split('\n').length.toLocaleString('en');
const run = '00000000-0000-4000-8000-000000000001';
const pictures = [
  { name: 'light', hash: `#run=${run}&step=83` },
  { name: 'dark', hash: '' },
  { name: 'timeline-light', scheme: 'light', hash: `#show=timeline&sort=age&run=${run}` },
];

const inspect = async (source, cwd) => {
  const args = ['inspect', source, '--no-open', '--json', '--port', '0'];
  const child = spawn(process.execPath, [`${root}dist/cli/runchart.js`, ...args], { cwd });
  child.stderr.pipe(process.stderr);
  const { url } = await new Promise((resolve) => {
    child.stdout.once('data', (line) => resolve(JSON.parse(line)));
  });
  return { url, end: () => child.kill() };
};

const { url, end } = await inspect('examples/journal.ndjson', root);
const browser = await chromium.launch({
  executablePath: findChromium(),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
});
for (const { name, scheme = name, hash } of pictures) {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: scheme,
    reducedMotion: 'reduce',
  });
  await page.goto(`${url}${hash}`);
  await page.getByText(new RegExp(`runs, ${lines} lines`)).waitFor();
  await page
    .locator(hash.includes('show=timeline') ? '.tl-status' : 'run-chart svg.runchart')
    .waitFor();
  // The changes of the runs in view follow.
  if (hash.includes('show=timeline')) await page.waitForTimeout(1000);
  if (hash !== '') await page.locator('[aria-current=step]').waitFor();
  // The page is drawn once a frame.
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  await page.screenshot({ path: `${root}docs/inspector-${name}.png` });
  await page.close();
}
end();

/** The actors of examples/checkout/shop.ts. The clock of a picture stands still, so that the same app gives the same picture. */
const record = async () => {
  const { outputFiles } = await bundle({
    stdin: {
      contents: `export { openShop } from './examples/checkout/shop.ts';
export { inspectLines } from './src/inspector/app.ts';`,
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    write: false,
  });
  const code = Buffer.from(outputFiles[0].contents).toString('base64');
  const { inspectLines, openShop } = await import(`data:text/javascript;base64,${code}`);
  const lines = [];
  const close = await openShop(inspectLines((line) => lines.push(line)));
  const count = lines.length;
  close();
  let at = Date.UTC(2026, 0, 5, 9);
  return lines.slice(0, count).map((line) => {
    const timed = line.replace(/"at":\d+/, `"at":${at}`);
    // What an event from outside caused was written before it, and has its time.
    if (line.startsWith('{"app":"step"') && !line.includes('"from":')) at += 20;
    return `${timed}\n`;
  });
};
const folder = mkdtempSync(join(tmpdir(), 'runchart-'));
writeFileSync(join(folder, 'checkout.ndjson'), (await record()).join(''));
const app = await inspect('checkout.ndjson', folder);
const appPictures = [
  { name: 'light', hash: '#actor=1&step=3' },
  { name: 'dark', hash: '#actor=1&step=15&show=messages' },
];
for (const { name, hash } of appPictures) {
  const page = await browser.newPage({
    viewport: { width: 1440, height: 900 },
    colorScheme: name,
    reducedMotion: 'reduce',
  });
  await page.goto(`${app.url}${hash}`);
  await page
    .locator(hash.includes('messages') ? '.message' : '.machine svg')
    .first()
    .waitFor();
  await page.locator('.detail .json').first().waitFor();
  await page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );
  await page.screenshot({ path: `${root}docs/inspector-app-${name}.png` });
  await page.close();
}
app.end();
rmSync(folder, { recursive: true });

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
