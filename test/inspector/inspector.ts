/** The built inspector as a process. */
import type { IncomingHttpHeaders } from 'node:http';
import { request } from 'node:http';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { WebSocket } from 'ws';
import type { ProcessResult } from '../cli/runchart.js';
import { bin, start } from '../cli/runchart.js';

const Announced = t.type({ url: t.string });

/** A running inspector. */
export interface Running {
  readonly url: string;
  readonly port: number;
  /** The address of its feed. */
  readonly feed: string;
  readonly stdin: NodeJS.WritableStream;
  /** Interrupts it and waits until it has exited. */
  readonly stop: () => Promise<ProcessResult>;
}

/** Starts an inspector on a free port and waits until it listens. */
export const startInspector = async (args: ReadonlyArray<string> = []): Promise<Running> => {
  const { child, ended } = start(process.execPath, [
    bin,
    'inspect',
    ...args,
    ...(args.includes('--port') ? [] : ['--port', '0']),
    '--no-open',
    '--json',
  ]);
  const line = await new Promise<string>((resolve, reject) => {
    child.stdout.once('data', (chunk: Buffer) => {
      resolve(chunk.toString('utf8'));
    });
    void ended.then(({ stderr }) => {
      reject(new Error(stderr));
    });
  });
  const announced = Announced.decode(JSON.parse(line));
  if (E.isLeft(announced)) throw new Error(line);
  const { url } = announced.right;
  const { port } = new URL(url);
  return {
    url,
    port: Number(port),
    feed: `ws://127.0.0.1:${port}/feed`,
    stdin: child.stdin,
    stop: () => {
      child.kill('SIGINT');
      return ended;
    },
  };
};

/** The response of a server. */
export interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Sends a request unchanged: `fetch` would normalize its path and headers. */
export const ask = (
  port: number,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  method = 'GET',
): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const asking = request({ host: '127.0.0.1', port, path, headers, method }, (response) => {
      const chunks: Array<Buffer> = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString('utf8'),
        });
      });
    });
    asking.on('error', reject);
    asking.end();
  });

/** Opens a socket, or returns the status with which it was refused. */
export const openSocket = (
  url: string,
  headers: Readonly<Record<string, string>> = {},
  onMessage: (text: string) => void = () => undefined,
): Promise<WebSocket | number> =>
  new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { headers });
    // The first message may arrive together with the response that opens the socket.
    socket.on('message', (data: Buffer) => {
      onMessage(data.toString('utf8'));
    });
    socket.on('open', () => {
      resolve(socket);
    });
    socket.on('unexpected-response', (_, { statusCode }) => {
      resolve(statusCode ?? 0);
    });
    socket.on('error', reject);
  });

/** Opens a socket. */
export const connected = async (
  url: string,
  onMessage?: (text: string) => void,
): Promise<WebSocket> => {
  const socket = await openSocket(url, {}, onMessage);
  if (typeof socket === 'number') throw new Error(`refused with ${String(socket)}`);
  return socket;
};
