/**
 * A real Chromium for tests: pages that record their errors, and a server for the files that they load.
 */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { jest } from '@jest/globals';
import { build } from 'esbuild';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { findChromium } from './install.mjs';

// A browser is slow on a busy machine.
jest.setTimeout(60_000);

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Starts the browser. The caller must close it: `afterAll(() => browser.close())`. */
export const launch = async (): Promise<Browser> => {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(
      'This test needs Chromium, and there is none: `node test/support/install.mjs` installs it, or says how.',
    );
  }
  return chromium.launch({
    executablePath,
    // Chromium's sandbox does not run as root. Tests load only our own pages.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
};

/** A page, and its errors. */
export interface Watched {
  readonly page: Page;
  /** Console errors and warnings, exceptions, failed requests, violations of the Content Security Policy. */
  readonly problems: ReadonlyArray<string>;
  readonly close: () => Promise<void>;
}

/** Opens a page that shares no state with others. */
export const openPage = async (
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<Watched> => {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  const problems: Array<string> = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) {
      problems.push(`console ${message.type()}: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => {
    problems.push(`exception: ${error.message}`);
  });
  page.on('requestfailed', (request) => {
    problems.push(`request failed: ${request.url()} ${request.failure()?.errorText ?? ''}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      // The listener above hears messages on the console.
      console.error(`CSP: ${event.violatedDirective} refused ${event.blockedURI}`);
    });
  });
  return { page, problems, close: () => context.close() };
};

/** A response of the server. */
export interface Answer {
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** A policy that allows only the server's own files, and no inline script, inline style or `eval`. */
export const STRICT_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";

/** A server on a free port. */
export interface Served {
  /** The origin, without a slash at its end. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serves the given responses by path, until it is closed. */
export const serve = async (answers: Readonly<Record<string, Answer>>): Promise<Served> => {
  const respond = (request: IncomingMessage, response: ServerResponse): void => {
    const answer = answers[new URL(request.url ?? '/', 'http://localhost').pathname];
    if (answer === undefined) {
      // Browsers request it unasked.
      response.writeHead(request.url === '/favicon.ico' ? 204 : 404).end();
      return;
    }
    response.writeHead(200, {
      'content-type': answer.type ?? 'text/html; charset=utf-8',
      ...answer.headers,
    });
    response.end(answer.body);
  };
  const server: Server = createServer(respond);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // SAFETY: a server that listens on a port has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${String(port)}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => {
          resolve();
        });
      }),
  };
};

/** Bundles TypeScript for a browser, as one script that defines no globals by itself. */
export const bundle = async (contents: string): Promise<Answer> => {
  const { outputFiles } = await build({
    stdin: { contents, loader: 'ts', resolveDir: root },
    bundle: true,
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    write: false,
    logLevel: 'silent',
  });
  return { type: 'text/javascript; charset=utf-8', body: outputFiles[0]?.text ?? '' };
};
