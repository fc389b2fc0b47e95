/** Ids from any text, in a stable way: name-based UUIDs, RFC 9562 version 5. */
import { v5 } from 'uuid';
import type { FastCodec } from '../codec/FastCodec.js';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import type { IdCodec } from './Uuid.js';
import { parseUuid } from './Uuid.js';

const bytesOf = (uuid: string): Uint8Array => {
  const digits = uuid.replaceAll('-', '');
  return Uint8Array.from({ length: 16 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
};

// A text goes to `v5` as bytes, because it throws for a lone surrogate.
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

const nameBased = (namespace: Uint8Array): ((text: string) => string) => {
  return (text) => v5(utf8(text), namespace);
};

/** The bytes of a namespace: a UUID as it is; any other text as a name among those of the DNS (RFC 9562, section 6.6). */
const namespaceOf = (namespace: string): Uint8Array =>
  bytesOf(parseUuid(namespace) ?? nameBased(bytesOf(v5.DNS))(namespace));

/**
 * Makes an id of any text: the same id for the same text and namespace, in every program and language.
 *
 * Shape: `idFromText(codec)(namespace)(text)`. A text that is a UUID, in any form, stays that id. Any other becomes the name-based
 * UUID of its UTF-8 bytes (RFC 9562, version 5). A namespace is a UUID, or any text, such as a domain of yours: then it is the
 * version 5 UUID of that text in the namespace of the DNS.
 *
 * @example
 * ```ts
 * import { idFromText, RunId } from 'runchart'
 *
 * const runIdOf = idFromText(RunId)('acme.example')
 * assert.strictEqual(runIdOf('order-7'), '8a3f8dea-60f0-5945-97b8-93e9aadeddd6')
 * assert.strictEqual(runIdOf('0000000A000000000000000000000001'), '0000000a-0000-0000-0000-000000000001')
 * ```
 * @category Values
 */
export const idFromText =
  <Id extends string>(_: IdCodec<Id>) =>
  (namespace: string): ((text: string) => Id) => {
    const toUuid = nameBased(namespaceOf(namespace));
    // SAFETY: both functions return a canonical UUID.
    return (text) => (parseUuid(text) ?? toUuid(text)) as Id;
  };

/** The codec of ids in a journal whose ids are any text or integers. An integer is the text of its digits. */
export const idFromTextCodec = <Id extends string>(
  codec: IdCodec<Id>,
  namespace: string,
): FastCodec<Id, string> => {
  const toId = idFromText(codec)(namespace);
  const name = codec.name.replace('a UUID', 'an id as text or as an integer');
  return leafCodec<Id, string>(
    name,
    codec.is,
    (u) => {
      if (typeof u === 'string') return u === '' ? INVALID : toId(u);
      if (typeof u === 'bigint' || Number.isSafeInteger(u)) return toId(String(u));
      return INVALID;
    },
    (id) => id,
  );
};
