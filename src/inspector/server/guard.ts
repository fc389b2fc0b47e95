/**
 * Decides which requests the server answers. Pages of other sites can make a browser send requests here, and can point their own
 * host name at this machine (DNS rebinding). So `Host` and `Origin` must name this server, and a server that other machines can
 * reach requires a token.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Where the server listens, and which requests it answers. */
export interface Policy {
  readonly port: number;
  /** The host as the user gave it: `127.0.0.1`, `0.0.0.0`, a name. */
  readonly host: string;
  /** If given, every request must carry it. */
  readonly token?: string | undefined;
  /** Other origins that may connect to the feed. */
  readonly feedOrigins: ReadonlyArray<string>;
}

/** Why a request is refused. */
export interface Refusal {
  readonly status: 401 | 403 | 421;
  readonly message: string;
}

/** An admitted request. */
export interface Admitted {
  readonly url: URL;
  /** Whether the token was in the address and not in a cookie. */
  readonly byAddress: boolean;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Addresses of all interfaces: such a server cannot know its own host names. */
const ANY = ['0.0.0.0', '::'];

/** A host as it is written in a URL, IPv6 addresses in brackets. */
export const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Can only this machine reach a server that listens on this host? */
export const isLoopback = (host: string): boolean => LOOPBACK.includes(inUrl(host));

// ------------------------------------------------------------------------------------------------------- operations

const refuse = (status: Refusal['status'], message: string): E.Either<Refusal, never> =>
  E.left({ status, message });

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compares in constant time, so that timing does not reveal a prefix. */
const isSameToken = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** The name of the cookie that carries the token. Cookies are shared by all ports of a host, so the port is in the name. */
export const cookieName = (port: number): string => `runchart-${String(port)}`;

const cookieOf = (request: IncomingMessage, name: string): string | undefined =>
  (request.headers.cookie ?? '')
    .split(';')
    .map((part) => part.trim().split('='))
    .find(([key]) => key === name)?.[1];

/** Does `Host` name this server? One that listens on every interface relies on its token instead. */
const isOurHost = ({ host, port }: Policy, given: string): boolean => {
  if (ANY.includes(host)) return true;
  const names = isLoopback(host) ? LOOPBACK : [inUrl(host)];
  return names.some(
    (name) => given === `${name}:${String(port)}` || (port === 80 && given === name),
  );
};

/** The URL that a text is. It is not asked by `URL.canParse`, which in Node 20 does not always agree with `new URL`. */
const urlOf = (text: string, base?: string): URL | undefined =>
  pipe(
    O.tryCatch(() => new URL(text, base)),
    O.toUndefined,
  );

/** Admits or refuses a request. */
export const admit =
  (policy: Policy) =>
  (request: IncomingMessage): E.Either<Refusal, Admitted> => {
    // With several `Host` headers, a proxy and this server could read different ones.
    const [named = '', ...others] = request.headersDistinct['host'] ?? [];
    const host = named.toLowerCase();
    if (others.length > 0 || !isOurHost(policy, host))
      return refuse(421, 'this server answers only under the name that it was started with');
    const target = request.url ?? '/';
    const base = `http://${host}`;
    // A server on every interface gets any `Host`, also one that is no host.
    const own = urlOf(base);
    const url = urlOf(target, base);
    if (own === undefined || url?.origin !== own.origin)
      return refuse(421, 'the address of the request is not of this server');

    const { origin } = request.headers;
    const feeds = url.pathname === '/feed';
    if (origin !== undefined && origin !== base && !(feeds && policy.feedOrigins.includes(origin)))
      return refuse(
        403,
        feeds
          ? `pages of ${origin} may not feed this inspector; --allow-origin ${origin} lets them`
          : 'pages of other sites may not speak to this server',
      );

    const { token } = policy;
    if (token === undefined) return E.right({ url, byAddress: false });
    const inAddress = url.searchParams.get('token');
    const given = inAddress ?? cookieOf(request, cookieName(policy.port)) ?? '';
    return isSameToken(given, token)
      ? E.right({ url, byAddress: inAddress !== null })
      : refuse(
          401,
          'open the address that runchart printed when it started: it has the token in it',
        );
  };
