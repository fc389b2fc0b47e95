/**
 * A real Chromium for tests: pages that remember what went wrong in them, and a server for what they load.
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

// A browser on a busy machine takes its time.
jest.setTimeout(60_000);

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Starts the browser. Whoever starts it closes it: `afterAll(() => browser.close())`. */
export const launch = async (): Promise<Browser> => {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error(
      'This test needs Chromium, and there is none: `node test/support/install.mjs` installs it, or says how.',
    );
  }
  return chromium.launch({
    executablePath,
    // Chromium refuses to run as root inside its sandbox; a test runs nothing but our own pages.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
};

/** A page, and what went wrong in it. */
export interface Watched {
  readonly page: Page;
  /** Errors and warnings on the console, exceptions, requests that failed, violations of the Content Security Policy. */
  readonly problems: ReadonlyArray<string>;
  readonly close: () => Promise<void>;
}

/** A page of its own, with nothing of another one's. */
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
    problems.push(`request failed: ${request.url()}`);
  });
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      // The console is where the listener above hears of it.
      console.error(`CSP: ${event.violatedDirective} refused ${event.blockedURI}`);
    });
  });
  return { page, problems, close: () => context.close() };
};

/** What a server answers. */
export interface Answer {
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string | Buffer;
}

/** A page may load its own files and nothing else, and has no inline script, style or `eval`. */
export const STRICT_CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'";

/** A server on a port of its own, which answers with what it has under a path. */
export interface Served {
  /** Without a slash at its end. */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serves a few answers by path, until it is closed. */
export const serve = async (answers: Readonly<Record<string, Answer>>): Promise<Served> => {
  const respond = (request: IncomingMessage, response: ServerResponse): void => {
    const answer = answers[new URL(request.url ?? '/', 'http://localhost').pathname];
    if (answer === undefined) {
      // A browser asks for it by itself.
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

/** TypeScript bundled for a browser, as one script that makes nothing global by itself. */
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
