/** Surfaces with real parts: the built command, the inspector's server, subjects as processes, and a database. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as E from 'fp-ts/lib/Either.js';
import type { WebSocket as Socket } from 'ws';
import { WebSocket } from 'ws';
import { openRunStore } from '../../../src/store/index.js';
import { pgliteDatabase } from '../../../src/store/pgliteDatabase.js';
import { decodeStoredRun, runColumns } from '../../../src/store/StoredRun.js';
import { PGlite } from '../../support/preparedPGlite.mjs';
import { makeMutator } from '../mutate.js';
import type { Random } from '../random.js';
import { below, pick } from '../random.js';
import type { RealSurface } from '../Surface.js';
import { Fault } from '../Surface.js';
import { runs } from './codecs.js';
import { pureSurfaceNamed } from './pure.js';
import { subjectProcessSurface } from './subjectProcess.js';
import { threadSurfaces } from './threads.js';

const root = process.cwd();
const bin = join(root, 'dist', 'cli', 'runchart.js');

// ------------------------------------------------------------------------------------------------------- the command

interface Ended {
  readonly code: number | null;
  readonly signal: string | null;
  readonly out: string;
  readonly err: string;
}

/** The longest that a command may take, in milliseconds; the machine may be busy. */
const MAX_TIME = 60_000;
const MAX_OUTPUT = 64 * 2 ** 20;

const runCommand = (args: ReadonlyArray<string>, input: Buffer, cwd: string): Promise<Ended> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--max-old-space-size=512', bin, ...args], { cwd });
    const out: Array<Buffer> = [];
    const err: Array<Buffer> = [];
    let size = 0;
    const add = (to: Array<Buffer>) => (chunk: Buffer) => {
      size += chunk.length;
      if (size > MAX_OUTPUT) child.kill('SIGKILL');
      to.push(chunk);
    };
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Fault(`it does not end: ${JSON.stringify(args)}`));
    }, MAX_TIME);
    child.stdout.on('data', add(out));
    child.stderr.on('data', add(err));
    child.stdin.on('error', () => undefined);
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({
        code,
        signal,
        out: Buffer.concat(out).toString('utf8'),
        err: Buffer.concat(err).toString('utf8'),
      });
    });
    child.stdin.end(input);
  });

/** A stack trace, and what only a bug prints. */
const TRACE = /\n\s+at .*(?:\.js:\d|node:internal)|UnhandledPromise|Unhandled 'error'|FATAL ERROR/;

const CONTROL = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

const expectOrderly = (args: ReadonlyArray<string>, { code, signal, out, err }: Ended): void => {
  const told = `${JSON.stringify(args)} ends with ${String(code ?? signal)}: ${err.slice(0, 1500)}`;
  if (signal !== null || code === null || ![0, 1, 2].includes(code)) throw new Fault(told);
  if (TRACE.test(err) || TRACE.test(out)) throw new Fault(`a stack trace; ${told}`);
  if (code !== 0 && err.trim() === '' && out.trim() === '') throw new Fault(`no word; ${told}`);
  if (CONTROL.test(err)) throw new Fault(`a control character on standard error; ${told}`);
};

/** The commands that end by themselves, and what is in the files that they read. */
const COMMANDS: ReadonlyArray<readonly [args: ReadonlyArray<string>, surface: string]> = [
  [['replay', 'FILE'], 'journal'],
  [['replay', '--json', '--strict', 'FILE', 'OTHER', '--merge'], 'journal'],
  [
    ['replay', '--runs', 'out.ndjson', '--refusals', 'refused.ndjson', '--time', 'ms', '-'],
    'journal',
  ],
  [['replay', '--from-runs', 'FILE', 'OTHER'], 'run'],
  [['replay', '--labels', 'FILE', 'OTHER'], 'entry'],
  [['explain', 'FILE', '1f42'], 'journal'],
  [['actions', 'FILE'], 'run'],
  [['scenario', 'run', 'FILE'], 'scenario'],
  [['import', '--from', 'airflow', 'FILE', '--out', 'out.ndjson'], 'import-airflow'],
  [['import', '--from', 'hadoop', 'FILE'], 'import-hadoop'],
  [['import', '--from', 'temporal', 'FILE', '--labels', 'labels.ndjson'], 'import-temporal'],
  [['import', '--from', './FILE', 'OTHER'], 'mapping'],
  [['store', 'import', '--data', 'FILE', 'OTHER', '--folder', 'none'], 'entry'],
  [['validate-trace', 'FILE'], 'itf'],
  [['diagram', 'FILE.json', '--format', 'mermaid'], 'config'],
  [['diagram', 'FILE.scxml', '--format', 'dot'], 'scxml'],
  [['diagram', 'FILE.scxml', '--format', 'json'], 'scxml'],
  [['verify', '--scenario', 'FILE', '--timeout', '1', '--', 'cat'], 'suite'],
  [
    [
      'verify',
      '--criteria',
      'states',
      '--bail',
      '--timeout',
      '2',
      '--shrink',
      '0.1',
      '--',
      'cat',
      'FILE',
    ],
    'subject',
  ],
];

const FLAGS = [
  '--json',
  '--strict',
  '--time',
  'iso',
  '--no-color',
  '--max-line',
  '1',
  '--id-namespace',
  'x',
  '--seed',
  '-1',
  '--merge',
  '--bogus',
  '\u202e',
  '',
  '--out',
  '/',
  '1e999',
  '-',
  '--only',
  'state=Ready',
  '--stuck',
  '5m',
  '--version',
  '--help',
];

const mutators = new Map<string, ReturnType<typeof makeMutator>>();

const contentOf = (random: Random, name: string): Buffer => {
  const { seeds, words: own = [] } = pureSurfaceNamed(name);
  const mutate = mutators.get(name) ?? makeMutator(own);
  mutators.set(name, mutate);
  const bytes = random() < 0.15 ? pick(random, seeds) : mutate(random, pick(random, seeds), seeds);
  if (random() < 0.08)
    return gzipSync(bytes).subarray(0, random() < 0.5 ? undefined : 20 + below(random, 60));
  if (random() < 0.02) return Buffer.from('['.repeat(50_000));
  return bytes;
};

const commandSurface: RealSurface = {
  kind: 'real',
  name: 'command',
  about:
    'the built command, with random files and flags: it ends with 0, 1 or 2 and says why, without a stack trace',
  share: 3000,
  open: () => {
    const folder = mkdtempSync(join(tmpdir(), 'runchart-fuzz-'));
    return Promise.resolve({
      trial: async (random) => {
        const [args, name] = pick(random, COMMANDS);
        const files: Readonly<Record<string, string>> = {
          FILE: 'f',
          OTHER: 'g',
          './FILE': './f.map',
          'FILE.json': 'f.json',
          'FILE.scxml': 'f.scxml',
        };
        for (const file of Object.values(files))
          writeFileSync(join(folder, file), contentOf(random, file === 'g' ? 'journal' : name));
        const given = args.map((word) => files[word] ?? word);
        const all =
          random() < 0.3
            ? given.toSpliced(
                1 + below(random, given.length),
                0,
                pick(random, FLAGS),
                ...(random() < 0.3 ? [pick(random, FLAGS)] : []),
              )
            : given;
        expectOrderly(all, await runCommand(all, contentOf(random, name), folder));
      },
      close: () => {
        rmSync(folder, { recursive: true, force: true });
        return Promise.resolve();
      },
    });
  },
};

// ---------------------------------------------------------------------------------------------------- the inspector

const wait = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });

/** Sends bytes to a port, and returns what comes back within a while. */
const sendRaw = (port: number, bytes: Buffer): Promise<Buffer> =>
  new Promise((resolve) => {
    const chunks: Array<Buffer> = [];
    const socket = connect(port, '127.0.0.1', () => socket.write(bytes));
    const end = (): void => {
      socket.destroy();
      resolve(Buffer.concat(chunks));
    };
    socket.setTimeout(150, end);
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('error', end);
    socket.on('close', end);
  });

const mutateText = makeMutator([
  ...[
    'GET / HTTP/1.1\r\n',
    'Host: ',
    'Host: [',
    '127.0.0.1',
    'Upgrade: websocket\r\n',
    'Connection: Upgrade\r\n',
    '/live',
    '/feed',
    '/..%2f',
    '%00',
    '%E0%A4%A',
  ],
  ...[
    'Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n',
    'Sec-WebSocket-Version: 13\r\n',
    'Sec-WebSocket-Extensions: permessage-deflate\r\n',
    'Content-Length: 99\r\n',
    'Transfer-Encoding: chunked\r\n',
    'Origin: null\r\n',
    'Cookie: a=b\r\n',
    'Range: bytes=0-\r\n',
  ],
]);

const requestsTo = (port: number): ReadonlyArray<Buffer> =>
  [
    'GET / HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\n\r\n',
    'GET /live HTTP/1.1\r\nHost: 127.0.0.1:PORT\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n\r\n\x81\x82abcd..',
    'POST /page.js HTTP/1.1\r\nHost: localhost:PORT\r\nContent-Length: 3\r\n\r\nabc',
  ].map((text) => Buffer.from(text.replaceAll('PORT', String(port)), 'latin1'));

const openSocket = (url: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url);
    socket.on('open', () => {
      resolve(socket);
    });
    socket.on('error', reject);
  });

/** The resident memory of a process, in bytes. */
const memoryOf = (pid: number): number => {
  const match = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${String(pid)}/status`, 'utf8'));
  return Number(match?.[1] ?? 0) * 1024;
};

const MAX_MEMORY = 900 * 2 ** 20;

const serverSurface = (host: string): RealSurface => ({
  kind: 'real',
  name: host === '127.0.0.1' ? 'server' : 'server-open',
  about: `the inspector's server on ${host}: raw HTTP, sockets of feeds and pages; it still serves, and its memory is bounded`,
  share: 300,
  open: async () => {
    const folder = mkdtempSync(join(tmpdir(), 'runchart-fuzz-'));
    const child = spawn(
      process.execPath,
      [
        bin,
        'inspect',
        '--port',
        '0',
        '--host',
        host,
        '--no-open',
        '--json',
        '--record',
        join(folder, 'record.ndjson'),
      ],
      { cwd: folder },
    );
    let told = '';
    child.stderr.on('data', (chunk: Buffer) => (told += chunk.toString('utf8').slice(0, 5000)));
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (chunk: Buffer) => {
        resolve(chunk.toString('utf8'));
      });
      child.once('exit', () => {
        reject(new Fault(`the inspector ended: ${told}`));
      });
    });
    const { url, pid } = JSON.parse(line) as { readonly url: string; readonly pid: number };
    const { port, searchParams } = new URL(url);
    const token = searchParams.get('token');
    const address = (path: string): string =>
      `ws://127.0.0.1:${port}${path}${token === null ? '' : `?token=${token}`}`;
    const check = async (): Promise<void> => {
      if (child.exitCode !== null || child.signalCode !== null)
        throw new Fault(`the inspector ended: ${told.slice(0, 3000)}`);
      const response = await fetch(
        `http://127.0.0.1:${port}/${token === null ? '' : `?token=${token}`}`,
        { redirect: 'manual' },
      );
      if (![200, 303].includes(response.status))
        throw new Fault(`the page is answered with ${String(response.status)}`);
      await response.arrayBuffer();
      if (memoryOf(pid) > MAX_MEMORY)
        throw new Fault(`the inspector takes ${String(memoryOf(pid))} bytes`);
    };
    return {
      trial: async (random) => {
        const kind = below(random, 4);
        if (kind === 0) {
          const valid = requestsTo(Number(port));
          const answer = await sendRaw(
            Number(port),
            mutateText(random, pick(random, valid), valid),
          );
          if (TRACE.test(answer.toString('latin1'))) throw new Fault('a stack trace is answered');
        } else {
          const isFeed = kind < 3;
          const { seeds, words: own = [] } = pureSurfaceNamed(isFeed ? 'feed' : 'page');
          const mutate = mutators.get(isFeed ? 'feed' : 'page') ?? makeMutator(own);
          const socket = await openSocket(address(isFeed ? '/feed' : '/live'));
          socket.on('error', () => undefined);
          for (let i = 0; i < 8; i += 1) {
            const bytes = mutate(random, pick(random, seeds), seeds);
            if (isFeed && random() < 0.5) socket.send(bytes.toString('utf8'));
            else
              for (const text of bytes.toString('utf8').split('\n'))
                if (socket.readyState === WebSocket.OPEN) socket.send(text);
            if (random() < 0.1) socket.send(bytes);
            if (random() < 0.05)
              socket.send(
                `{"app":"problem","message":"x",\n"z":${'['.repeat(200_000)}${']'.repeat(200_000)}}`,
              );
            if (random() < 0.02) socket.send('x'.repeat(2 ** 20 + 1));
          }
          await wait(20);
          if (random() < 0.5) socket.close();
          else socket.terminate();
        }
        await check();
      },
      close: async () => {
        await check();
        child.removeAllListeners('exit');
        const ended = new Promise((resolve) => child.once('exit', resolve));
        child.kill('SIGINT');
        await ended;
        if (TRACE.test(told)) throw new Fault(`the inspector tells of a bug: ${told}`);
        rmSync(folder, { recursive: true, force: true });
      },
    };
  },
});

// ----------------------------------------------------------------------------------------------------- the database

/** Expressions of SQL that a column may get, whatever its type. */
const SQL = [
  'NULL',
  '0',
  '-1',
  '1',
  "''",
  "'x'",
  '2147483647',
  '2147483648',
  '4294967295',
  '4294967296',
  '9007199254740992',
  '9223372036854775807',
  "'NaN'",
  "'infinity'",
  "'Ready'",
  "'Running'",
  "'Completed'",
  "'Lost'",
  "E'\\\\u0000'",
  "'00000000-0000-0000-0000-000000000000'",
  `'${runs[0]?.id ?? ''}'`,
  '\'{"a":1e400}\'::jsonb',
  "'1e999'",
  "'\u202e'",
  "'[]'::jsonb",
  'true',
  "'2026-11-30'",
  "repeat('x', 10000)",
  '\'{"__proto__":1}\'::jsonb',
];

const databaseSurface: RealSurface = {
  kind: 'real',
  name: 'database',
  about:
    'the rows that PostgreSQL takes by plain SQL, legal and illegal: each is read as a run, or refused by name',
  share: 100,
  open: async () => {
    const opened = await pgliteDatabase(PGlite)();
    if (E.isLeft(opened)) throw new Fault('the database cannot be opened');
    const database = opened.right;
    const schema = 'fuzz';
    const store = await openRunStore({ schema })(database)();
    if (E.isLeft(store)) throw new Fault('the store cannot be opened');
    const columns = await database.query({
      text: `SELECT column_name AS name FROM information_schema.columns WHERE table_schema = '${schema}' AND table_name = 'runs'`,
    })();
    const names = E.isRight(columns)
      ? columns.right.flatMap(({ name }) => (name === null || name === undefined ? [] : [name]))
      : [];
    if (names.length === 0) throw new Fault('the table of runs is not found');
    const valid: Readonly<Record<string, string>> = {
      ...Object.fromEntries(
        Object.entries(runs[0] ?? {}).map(([key, value]) => [
          key,
          typeof value === 'number' ? String(value) : `'${value}'`,
        ]),
      ),
      version: '5',
      failures: '0',
      max_failures: '3',
    };
    return {
      trial: async (random) => {
        const changed = { ...valid };
        for (let i = 0; i < 1 + below(random, 4); i += 1)
          changed[pick(random, names)] = pick(random, SQL);
        const done = await database.query({
          text: `WITH made AS (INSERT INTO ${schema}.runs AS runs (${Object.keys(changed).join(', ')}) VALUES (${Object.values(changed).join(', ')}) RETURNING *) SELECT ${runColumns('made')} FROM made`,
        })();
        if (E.isLeft(done)) {
          if (done.left.message === '' || done.left.again !== 'never')
            throw new Fault(`a refusal that is none: ${JSON.stringify(done.left)}`);
          return;
        }
        for (const row of done.right) decodeStoredRun(row);
        await database.execute(
          `ALTER TABLE ${schema}.runs DISABLE TRIGGER ALL; DELETE FROM ${schema}.runs; ALTER TABLE ${schema}.runs ENABLE TRIGGER ALL`,
        )();
      },
      close: () => database.close(),
    };
  },
};

export const realSurfaces: ReadonlyArray<RealSurface> = [
  commandSurface,
  serverSurface('127.0.0.1'),
  serverSurface('0.0.0.0'),
  databaseSurface,
  subjectProcessSurface,
  ...threadSurfaces,
];
