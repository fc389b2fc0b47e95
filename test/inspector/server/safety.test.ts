/** Which requests the server answers, and what it never serves. */
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { bin, endAll, start } from '../../cli/runchart.js';
import type { Running } from '../inspector.js';
import { ask, connected, openSocket, startInspector } from '../inspector.js';

afterAll(endAll);

describe('on the loopback interface', () => {
  let inspector: Running;
  beforeAll(async () => {
    inspector = await startInspector([
      'examples/journal.ndjson',
      '--allow-origin',
      'http://localhost:5173',
    ]);
  });
  afterAll(() => inspector.stop());

  test('the page and its files are served with security headers', async () => {
    for (const path of ['/', '/page.js', '/page.css', '/icon.svg', '/#run=x']) {
      const { status, headers } = await ask(inspector.port, path);
      expect([path, status]).toStrictEqual([path, 200]);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'no-referrer',
        'cross-origin-resource-policy': 'same-origin',
      });
      const policy = String(headers['content-security-policy']);
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self';/);
      expect(policy).not.toMatch(/unsafe|\*|http/);
    }
  });

  test('the page has no inline script or style', async () => {
    const { body } = await ask(inspector.port, '/');
    expect(body).not.toMatch(/<style|<script(?![^>]* src=)|\son\w+=|\sstyle=|javascript:/i);
    expect(body).not.toMatch(/https?:/);
  });

  test.each([
    '/../package.json',
    '/%2e%2e/%2e%2e/package.json',
    '/..%2f..%2fpackage.json',
    '/....//package.json',
    '/%5c..%5cpackage.json',
    '/page.js/../../cli/runchart.js',
    '/.git/config',
    '/%00',
    '/%',
    '//etc/passwd',
  ])('serves nothing outside of its folder: %s', async (path) => {
    const { status, body } = await ask(inspector.port, path);
    expect([404, 421]).toContain(status);
    expect(body).not.toMatch(/runchart"|root:/);
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is refused', async (method) => {
    const { status, headers } = await ask(inspector.port, '/', {}, method);
    expect([status, headers.allow]).toStrictEqual([405, 'GET, HEAD']);
  });

  test.each([
    'evil.example',
    'evil.example:80',
    '127.0.0.1',
    'localhost.evil.example',
    '127.0.0.1:1',
  ])('the host name %s is refused, which prevents DNS rebinding', async (host) => {
    expect((await ask(inspector.port, '/', { host })).status).toBe(421);
    for (const path of ['live', 'feed'])
      expect(await openSocket(`ws://127.0.0.1:${String(inspector.port)}/${path}`, { host })).toBe(
        421,
      );
  });

  test('a request with two Host headers is refused', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const socket = connect(inspector.port, '127.0.0.1');
      const host = `Host: 127.0.0.1:${String(inspector.port)}`;
      let text = '';
      socket.on('data', (data) => (text += data.toString('latin1')));
      socket.on('error', reject);
      socket.on('end', () => {
        resolve(text);
      });
      socket.write(`GET / HTTP/1.1\r\n${host}\r\nHost: evil.example\r\nConnection: close\r\n\r\n`);
    });
    expect(answer).toMatch(/^HTTP\/1.1 421 /);
  });

  test.each(['localhost', '127.0.0.1', '[::1]', 'LOCALHOST'])(
    'under the name %s it answers',
    async (name) => {
      const host = `${name}:${String(inspector.port)}`;
      expect((await ask(inspector.port, '/', { host })).status).toBe(200);
    },
  );

  test('pages of other sites may open neither socket', async () => {
    const origin = 'http://evil.example';
    expect((await ask(inspector.port, '/', { origin })).status).toBe(403);
    for (const path of ['live', 'feed'])
      for (const its of [origin, 'null', `http://localhost:${String(inspector.port + 1)}`])
        expect(
          await openSocket(`ws://127.0.0.1:${String(inspector.port)}/${path}`, { origin: its }),
        ).toBe(403);
  });

  test('an allowed origin may feed but not watch', async () => {
    const origin = 'http://localhost:5173';
    const feed = await openSocket(inspector.feed, { origin });
    expect(feed).toBeInstanceOf(WebSocket);
    if (typeof feed !== 'number') feed.close();
    expect(await openSocket(inspector.feed.replace('/feed', '/live'), { origin })).toBe(403);
  });

  test('an origin that may not feed is named once where the command runs', async () => {
    const own = await startInspector();
    const origin = 'http://localhost:5173';
    for (const its of [origin, origin, 'http://127.0.0.1:6006'])
      expect(await openSocket(own.feed, { origin: its })).toBe(403);
    // As React Native connects: the origin is the server's own.
    expect(await openSocket(own.feed, { origin: own.url.slice(0, -1) })).toBeInstanceOf(WebSocket);
    expect((await own.stop()).stderr).toBe(
      [origin, 'http://127.0.0.1:6006']
        .map(
          (its) =>
            `runchart: pages of ${its} may not feed this inspector; --allow-origin ${its} lets them\n`,
        )
        .join(''),
    );
  });

  test('other socket paths are refused', async () => {
    expect(await openSocket(inspector.feed.replace('/feed', '/else'))).toBe(404);
  });

  test.each([
    ['/feed', 1024 * 1024],
    ['/live', 16 * 1024],
  ])('a message to %s of more than %d bytes ends the connection', async (path, most) => {
    const socket = await connected(inspector.feed.replace('/feed', path));
    const code = await new Promise((resolve) => {
      socket.on('close', resolve);
      socket.send('x'.repeat(most + 1));
    });
    expect(code).toBe(1009);
    expect((await ask(inspector.port, '/')).status).toBe(200);
  });

  test('at most 100 feeds are connected, and they do not lock pages out', async () => {
    const own = await startInspector();
    const feeds = [];
    for (let i = 0; i < 100; i += 1) feeds.push(await openSocket(own.feed));
    expect(feeds.every((feed) => feed instanceof WebSocket)).toBe(true);
    expect(await openSocket(own.feed)).toBe(503);
    expect(await openSocket(own.feed.replace('/feed', '/live'))).toBeInstanceOf(WebSocket);
    await own.stop();
  });

  test('a page that sends an invalid message is disconnected', async () => {
    const socket = await connected(inspector.feed.replace('/feed', '/live'));
    const code = await new Promise((resolve) => {
      socket.on('close', resolve);
      socket.send('{"type":"eval"}');
    });
    expect(code).toBe(1007);
  });
});

describe('on other interfaces', () => {
  let inspector: Running;
  let token: string;
  beforeAll(async () => {
    inspector = await startInspector(['--host', '0.0.0.0']);
    token = new URL(inspector.url).searchParams.get('token') ?? '';
  });
  afterAll(() => inspector.stop());

  test('the printed address has a long token', () => {
    expect(token).toMatch(/^[\w-]{32}$/);
  });

  test.each(['/', '/page.js', '/?token=', '/?token=x'])(
    'without the token nothing is served: %s',
    async (path) => {
      const { status, body } = await ask(inspector.port, path);
      expect(status).toBe(401);
      expect(body).toMatch(/the address that runchart printed/);
      expect(body).not.toContain(token);
    },
  );

  test.each(['live', 'feed'])('without the token no socket opens: /%s', async (path) => {
    const url = `ws://127.0.0.1:${String(inspector.port)}/${path}`;
    expect(await openSocket(url)).toBe(401);
    expect(await openSocket(`${url}?token=${'x'.repeat(32)}`)).toBe(401);
    const socket = await connected(`${url}?token=${token}`);
    socket.close();
  });

  test('the token is exchanged for an HttpOnly, SameSite cookie', async () => {
    const { status, headers } = await ask(inspector.port, `/?token=${token}`);
    expect([status, headers.location]).toStrictEqual([303, '/']);
    const cookie = String(headers['set-cookie']?.[0]);
    expect(cookie).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    const page = await ask(inspector.port, '/', { cookie: cookie.split(';')[0] ?? '' });
    expect(page.status).toBe(200);
  });
});

describe('the command line', () => {
  const inspect = async (...args: ReadonlyArray<string>) => {
    const { child, ended } = start(process.execPath, [bin, 'inspect', '--no-open', ...args]);
    child.stdin.end();
    return ended;
  };

  test('a port that is in use', async () => {
    const other = await startInspector();
    const { code, stdout, stderr } = await inspect('--port', String(other.port));
    expect([code, stdout]).toStrictEqual([2, '']);
    expect(stderr).toBe(
      `runchart: port ${String(other.port)} of 127.0.0.1 is in use, perhaps by another inspector; --port 0 takes any free port\n`,
    );
    await other.stop();
  });

  test.each([
    [['nowhere.ndjson'], 'runchart: cannot read nowhere.ndjson: there is no such file'],
    [['docs'], 'runchart: cannot read docs: it is a directory, not a file'],
    [
      ['--host', '203.0.113.7'],
      'runchart: 203.0.113.7 is not an address of this machine; without --host',
    ],
    [['--port', '99999'], "error: option '--port <N>' argument '99999' is invalid."],
    [['--allow-origin', 'x'], "error: option '--allow-origin <URL>' argument 'x' is invalid."],
  ])('%j: what is wrong, and what to do', async (args, message) => {
    const { code, stdout, stderr } = await inspect(...args);
    expect([code, stdout]).toStrictEqual([2, '']);
    expect(stderr.slice(0, message.length)).toBe(message);
  });

  test('prints the address, and exits when interrupted', async () => {
    const { child, ended } = start(process.execPath, [bin, 'inspect', '--no-open', '--port', '0']);
    const text = await new Promise((resolve) => {
      child.stdout.once('data', (chunk: Buffer) => {
        resolve(chunk.toString('utf8'));
      });
    });
    expect(text).toMatch(
      /^runchart inspector: no journal yet\n\n {2}http:\/\/127\.0\.0\.1:\d+\/\n\nCtrl-C ends it\.\n$/,
    );
    child.kill('SIGINT');
    expect(await ended).toMatchObject({ code: 130, stderr: '' });
  });
});
