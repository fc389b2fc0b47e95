/** Opens pages in Chromium, under a policy that forbids `eval`. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from '../../support/install.mjs';

const TYPES = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.wasm': 'application/wasm',
  '.data': 'application/octet-stream',
};
const CSP = "default-src 'none'; script-src 'self'; worker-src 'self'";
/** What a page with PGlite needs beside: to fetch its files, and to compile WebAssembly. It does without `eval`, too. */
export const CSP_OF_PGLITE =
  "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'";

export const launch = () =>
  chromium.launch({
    executablePath: findChromium(),
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });

/**
 * Serves a folder under a policy that forbids `eval`, and returns the title that the page sets. Its uncaught errors, workers'
 * included, must be those expected.
 */
export const titleInChromium = async (folder, expectedErrors = [], policy = CSP) => {
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname;
    const file = join(folder, path === '/' ? 'index.html' : path);
    const type = TYPES[extname(file)];
    if (type === undefined || !existsSync(file)) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': type, 'content-security-policy': policy });
    response.end(readFileSync(file));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const browser = await launch();
  try {
    const page = await browser.newPage();
    const problems = [];
    page.on('pageerror', (error) => problems.push(error.message));
    const failed = page.waitForEvent('pageerror', {
      predicate: ({ message }) => !expectedErrors.includes(message),
      timeout: 0,
    });
    const titled = async () => {
      await page.goto(`http://127.0.0.1:${String(server.address().port)}/`);
      // A page may make a database, while other projects are installed beside it.
      await page.waitForFunction(() => document.title !== 'waiting', undefined, {
        timeout: 300_000,
      });
    };
    await Promise.race([titled(), failed]);
    assert.deepEqual(problems, expectedErrors);
    return await page.title();
  } finally {
    await browser.close();
    server.close();
  }
};
