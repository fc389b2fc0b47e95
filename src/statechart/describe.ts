/** Describes a found value in a message. */
const MAX_LENGTH = 40;

export const describe = (u: unknown): string => {
  if (typeof u === 'string')
    return u.length > MAX_LENGTH
      ? `${JSON.stringify(u.slice(0, MAX_LENGTH))}...`
      : JSON.stringify(u);
  if (u === null || typeof u === 'number' || typeof u === 'boolean') return String(u);
  if (u === undefined) return 'nothing';
  return Array.isArray(u) ? 'a list' : typeof u === 'object' ? 'an object' : `a ${typeof u}`;
};
