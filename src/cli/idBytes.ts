/**
 * Ids as the 36 bytes of their canonical form. They are compared and hashed without making a text of them, and take half the memory of
 * a text.
 */

/** The length of an id in its canonical form, in bytes. */
export const ID_LENGTH = 36;

/**
 * Are two ids equal? Each begins at an offset of its own, and the first one is an id, so that it is ASCII: read as floating-point
 * numbers, eight bytes at a time, ASCII is neither a zero nor NaN, and equals nothing but itself.
 */
export const isSameId = (id: DataView, atId: number, bytes: DataView, at: number): boolean =>
  id.getFloat64(atId) === bytes.getFloat64(at) &&
  id.getFloat64(atId + 28) === bytes.getFloat64(at + 28) &&
  id.getFloat64(atId + 8) === bytes.getFloat64(at + 8) &&
  id.getFloat64(atId + 16) === bytes.getFloat64(at + 16) &&
  id.getFloat64(atId + 24) === bytes.getFloat64(at + 24);

/**
 * A hash of 36 bytes. All of them count, because a program that counts its ids up changes few digits; and the products do not wait for
 * each other.
 */
export const hashOfId = (bytes: DataView, at: number): number => {
  const sum =
    Math.imul(bytes.getInt32(at), 0x9e3779b1) +
    Math.imul(bytes.getInt32(at + 4), 0x85ebca6b) +
    Math.imul(bytes.getInt32(at + 8), 0xc2b2ae35) +
    Math.imul(bytes.getInt32(at + 12), 0x27d4eb2f) +
    Math.imul(bytes.getInt32(at + 16), 0x165667b1) +
    Math.imul(bytes.getInt32(at + 20), 0xd3a2646d) +
    Math.imul(bytes.getInt32(at + 24), 0xfd7046c5) +
    Math.imul(bytes.getInt32(at + 28), 0xb55a4f09) +
    Math.imul(bytes.getInt32(at + 32), 0x7feb352d);
  const mixed = Math.imul((sum | 0) ^ (sum >>> 15), 0x846ca68b);
  return mixed ^ (mixed >>> 16);
};

const HYPHEN = 0x2d;

/** What each byte is: 1 for a digit of a canonical id, 2 for a hyphen, 0 for anything else. */
const kinds = new Uint8Array(256);
for (const digit of Buffer.from('0123456789abcdef')) kinds[digit] = 1;
kinds[HYPHEN] = 2;

const isHyphenAt = (i: number): boolean => i === 8 || i === 13 || i === 18 || i === 23;

/** Are the bytes those of an id in its canonical form? */
export const isIdAt = (bytes: Uint8Array, at: number): boolean => {
  for (let i = 0; i < ID_LENGTH; i += 1)
    if (kinds[bytes[at + i] ?? 0] !== (isHyphenAt(i) ? 2 : 1)) return false;
  return true;
};

/** Writes a text of 36 characters. Returns false if it is not ASCII, and no id then. Faster than `Buffer.write` for so few. */
export const writeId = (bytes: Uint8Array, at: number, id: string): boolean => {
  let all = 0;
  for (let i = 0; i < ID_LENGTH; i += 1) {
    const char = id.charCodeAt(i);
    bytes[at + i] = char;
    all |= char;
  }
  return all < 0x80;
};

/** A view of bytes for {@link isSameId} and {@link hashOfId}. */
export const viewOf = (bytes: Uint8Array): DataView =>
  new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
