/**
 * Who may speak to the server. A page of another site can make a browser send requests here, and can give its own name an
 * address of this machine; so the names in `Host` and `Origin` must be ours, and beyond this machine a token must come along.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import * as E from 'fp-ts/lib/Either.js';

// ------------------------------------------------------------------------------------------------------------ model

/** Where the server listens, and whom it admits. */
export interface Policy {
  readonly port: number;
  /** The host as it was asked for: `127.0.0.1`, `0.0.0.0`, a name. */
  readonly host: string;
  /** Required of everyone if given. */
  readonly token?: string | undefined;
  /** Origins, beside our own, that may feed lines. */
  readonly feedOrigins: ReadonlyArray<string>;
}

/** Why a request is refused. */
export interface Refusal {
  readonly status: 401 | 403 | 421;
  readonly message: string;
}

/** A request that is admitted. */
export interface Admitted {
  readonly url: URL;
  /** The token came in the address and not in a cookie. */
  readonly byAddress: boolean;
}

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Listening on these, a server is reached under names that it cannot know. */
const ANY = ['0.0.0.0', '::'];

/** A host as it stands in a URL. */
export const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host);

/** Is a server that listens here reached from this machine alone? */
export const isLoopback = (host: string): boolean => LOOPBACK.includes(inUrl(host));

// ------------------------------------------------------------------------------------------------------- operations

const refuse = (status: Refusal['status'], message: string): E.Either<Refusal, never> =>
  E.left({ status, message });

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Equality in a time that tells nothing of where two texts differ. */
const isSameToken = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

/** The cookie that carries the token; a cookie is for all ports of a host, so its name says which. */
export const cookieName = (port: number): string => `runchart-${String(port)}`;

const cookieOf = (request: IncomingMessage, name: string): string | undefined =>
  (request.headers.cookie ?? '')
    .split(';')
    .map((part) => part.trim().split('='))
    .find(([key]) => key === name)?.[1];

/** Does the `Host` name this server? Where it listens on all addresses, the token stands for that. */
const isOurHost = ({ host, port }: Policy, given: string): boolean => {
  if (ANY.includes(host)) return true;
  const names = isLoopback(host) ? LOOPBACK : [inUrl(host)];
  return names.some(
    (name) => given === `${name}:${String(port)}` || (port === 80 && given === name),
  );
};

/** Admits a request, or says why not. `feeds` is whether it is for the feed, to which other origins may be let. */
export const admit =
  (policy: Policy) =>
  (request: IncomingMessage): E.Either<Refusal, Admitted> => {
    // Of several, proxies and servers may believe different ones.
    const [named = '', ...others] = request.headersDistinct['host'] ?? [];
    const host = named.toLowerCase();
    if (others.length > 0 || !isOurHost(policy, host))
      return refuse(421, 'this server answers only under the name that it was started with');
    const target = request.url ?? '/';
    const base = `http://${host}`;
    const url = URL.canParse(target, base) ? new URL(target, base) : undefined;
    if (url?.origin !== new URL(base).origin)
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
