/* eslint-disable functional/no-let, functional/no-loop-statements -- one loop over the bytes of a text */
/**
 * The identity of a chart: its id, its version, and a hash of its structure. Stored data carries it, so that data of another
 * chart is recognized.
 *
 * Laws: the hash depends on the names of states, edges, guards and updates, and not on descriptions or on the order in which
 * states and events are written; it is the same on every machine and in every build.
 */
import * as Eq from 'fp-ts/lib/Eq.js';
import * as S from 'fp-ts/lib/string.js';
import { runChart } from '../../machines/run.chart.js';
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import { wireRecord } from '../codec/WireRecord.js';
import type { Edge } from './ChartTable.js';
import { runTable } from './runTable.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The identity of a chart.
 * @category Persistence
 */
export interface ChartIdentity {
  readonly id: string;
  /** The chart's own version: it changes when states, events or guards do. */
  readonly version: string;
  /** FNV-1a, 64 bits, as 16 hexadecimal digits. */
  readonly hash: string;
}

/**
 * A run of another chart, from which no migration leads to this one.
 * @category Errors
 */
export interface ChartMismatch {
  readonly _tag: 'ChartMismatch';
  readonly expected: ChartIdentity;
  readonly found: ChartIdentity;
}

// ------------------------------------------------------------------------------------------------------------ codecs

const LONGEST_NAME = 200;

const isName = (u: unknown): u is string =>
  typeof u === 'string' && u !== '' && u.length <= LONGEST_NAME;

/** A short string, because untrusted names appear in messages. */
const name: FastCodec<string> = /* #__PURE__ */ leafCodec(
  `a text (1 to ${String(LONGEST_NAME)} characters)`,
  isName,
  (u) => (isName(u) ? u : INVALID),
  (text) => text,
);

/**
 * The codec of a {@link ChartIdentity}, of any chart.
 *
 * @example
 * ```ts
 * import { chartIdentity, ChartIdentityCodec } from 'runchart'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * assert.deepStrictEqual(ChartIdentityCodec.decode({ ...chartIdentity }), E.right(chartIdentity))
 * assert.strictEqual(E.isLeft(ChartIdentityCodec.decode({ id: 'run' })), true)
 * ```
 * @category Persistence
 */
export const ChartIdentityCodec: FastCodec<ChartIdentity> = /* #__PURE__ */ wireRecord(
  "a chart's identity",
  { id: name, version: name, hash: name },
);

// -------------------------------------------------------------------------------------------------------- operations

/** The halves of the offset basis of FNV-1a for 64 bits; its prime is 2^40 + 0x1b3. */
const OFFSET_HIGH = 0xcbf29ce4;
const OFFSET_LOW = 0x84222325;
const PRIME_LOW = 0x1b3;
const TWO_32 = 2 ** 32;

const hex = (half: number): string => half.toString(16).padStart(8, '0');

/** The text itself if it is ASCII, else a text of the bytes of its UTF-8. `TextEncoder` would do the same, but jsdom has none. */
const utf8 = (text: string): string =>
  /^[\0-\x7f]*$/.test(text)
    ? text
    : encodeURIComponent(text.replace(/\p{Surrogate}/gu, '\ufffd')).replace(
        /%(..)/g,
        (_, digits: string) => String.fromCharCode(parseInt(digits, 16)),
      );

/**
 * FNV-1a, 64 bits, of a string in UTF-8. Not cryptographic: it only has to tell charts apart.
 *
 * Mixes each byte in by `xor`, then times the prime, modulo 2^64 in two halves, each product exact in a double.
 */
export const fnv1a = (text: string): string => {
  const bytes = utf8(text);
  let high = OFFSET_HIGH;
  let low = OFFSET_LOW;
  for (let i = 0; i < bytes.length; i += 1) {
    const mixed = (low ^ bytes.charCodeAt(i)) >>> 0;
    const product = mixed * PRIME_LOW;
    high = (high * PRIME_LOW + Math.floor(product / TWO_32) + (mixed << 8)) >>> 0;
    low = product >>> 0;
  }
  return hex(high) + hex(low);
};

/** The names in a compiled chart. */
interface Names {
  readonly states: ReadonlyArray<string>;
  readonly edges: ReadonlyArray<
    Pick<Edge<{ readonly state: string }, { readonly type: string }>, EdgeNames>
  >;
  readonly isFinal: (state: never) => boolean;
}

type EdgeNames = 'source' | 'event' | 'target' | 'guards' | 'updates';

/** The string that is hashed. It does not depend on the order in which the chart is written. */
const canonical = (table: Names, initial: string): string => {
  // SAFETY: the states are the table's own.
  const states = table.states.map((state) =>
    JSON.stringify([state, table.isFinal(state as never)]),
  );
  const edges = table.edges.map(({ source, event, target, guards, updates }) =>
    JSON.stringify([source, event, target, guards, updates]),
  );
  return JSON.stringify([initial, states.toSorted(), edges.toSorted()]);
};

/** Computes the identity of a chart from the chart and its compiled table. */
export const identityOf = (
  chart: { readonly id: string; readonly version: string; readonly initial: string },
  table: Names,
): ChartIdentity =>
  Object.freeze({
    id: chart.id,
    version: chart.version,
    hash: fnv1a(canonical(table, chart.initial)),
  });

/**
 * The identity of this library's chart.
 *
 * @example
 * ```ts
 * import { chartIdentity } from 'runchart'
 *
 * assert.strictEqual(chartIdentity.id, 'run')
 * assert.match(chartIdentity.hash, /^[0-9a-f]{16}$/)
 * ```
 * @category Persistence
 */
export const chartIdentity: ChartIdentity = /* #__PURE__ */ identityOf(runChart, runTable);

// --------------------------------------------------------------------------------------------------------- instances

/** Equality of identities: same id, version and hash. Every comparison of charts uses it. */
export const chartIdentityEq: Eq.Eq<ChartIdentity> = /* #__PURE__ */ Eq.struct<ChartIdentity>({
  id: S.Eq,
  version: S.Eq,
  hash: S.Eq,
});
