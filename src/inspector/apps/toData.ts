/* eslint-disable functional/immutable-data, functional/no-let, functional/no-loop-statements -- a walk with a budget inside of the observed program */
/**
 * Makes JSON of any value, without an error and in bounded time: cycles, functions, nodes of a page, references to actors, and values
 * that are too large become short texts.
 */

/**
 * Replaces a value before it leaves the program; the key is that of an object, or the index in a list.
 * @category Observers
 */
export type Sanitize = (key: string, value: unknown) => unknown;

/** The limits of one value. */
const MAX_DEPTH = 16;
const MAX_TEXT = 4000;
const MAX_ITEMS = 500;

/** About how many characters the JSON of a value has at most, unless the caller says so. */
const DEFAULT_BUDGET = 60_000;

/** What a value takes of the budget apart from its text. */
const COST = 4;

type Fields = Readonly<Record<string, unknown>>;

const cutText = (text: string): string =>
  text.length <= MAX_TEXT
    ? text
    : `${text.slice(0, MAX_TEXT)}… ${String(text.length - MAX_TEXT)} more`;

/** The message of an error; what was thrown may be anything, and throw again when it is read. */
const messageOf = (thrown: unknown): string => {
  try {
    return thrown instanceof Error && typeof thrown.message === 'string'
      ? cutText(thrown.message)
      : 'thrown';
  } catch {
    return 'thrown';
  }
};

// SAFETY: any field of an object may be read as unknown.
const fieldsOf = (u: object): Fields => u as Fields;

/** The name of an object's class; empty for plain objects. */
const classOf = (u: object): string => {
  const prototype: unknown = Object.getPrototypeOf(u);
  if (prototype === null || prototype === Object.prototype) return '';
  const { constructor } = fieldsOf(u);
  return typeof constructor === 'function' ? constructor.name : '';
};

/** What stands for an object that is not read; undefined for all others. */
const summaryOf = (u: object): unknown => {
  const fields = fieldsOf(u);
  if (typeof fields['sessionId'] === 'string' && typeof fields['send'] === 'function')
    return { actor: fields['sessionId'] };
  if (u instanceof Date) return Number.isNaN(u.getTime()) ? 'Invalid Date' : u.toISOString();
  if (u instanceof RegExp) return String(u);
  if (typeof fields['nodeType'] === 'number' && typeof fields['nodeName'] === 'string')
    return `<${fields['nodeName'].toLowerCase()}>`;
  if (fields['window'] === u) return '[Window]';
  if (ArrayBuffer.isView(u) || u instanceof ArrayBuffer)
    return `[${classOf(u)} of ${String(u.byteLength)} bytes]`;
  if (u instanceof Promise || u instanceof WeakMap || u instanceof WeakSet)
    return `[${classOf(u)}]`;
  return undefined;
};

/** Makes JSON of a value; undefined if nothing of it is data. */
export const toData = (
  value: unknown,
  key: string,
  sanitize: Sanitize | undefined,
  budget = DEFAULT_BUDGET,
): unknown => {
  const path: Array<object> = [];
  let left = budget;

  const fromText = (text: string): string => {
    const short = cutText(text);
    left -= short.length;
    return short;
  };

  const fromList = (list: ReadonlyArray<unknown>): ReadonlyArray<unknown> => {
    const items = list.slice(0, MAX_ITEMS).map((item, i) => visit(String(i), item) ?? null);
    return list.length <= MAX_ITEMS
      ? items
      : [...items, `… ${String(list.length - MAX_ITEMS)} more`];
  };

  const fromFields = (u: Fields): Fields => {
    const keys = Object.keys(u);
    const entries: Array<readonly [string, unknown]> = [];
    for (const name of keys.slice(0, MAX_ITEMS)) {
      const data = visit(name, u[name]);
      if (data !== undefined) entries.push([name, data]);
    }
    if (keys.length > MAX_ITEMS) entries.push(['…', `${String(keys.length - MAX_ITEMS)} more`]);
    return Object.fromEntries(entries);
  };

  const fromObject = (u: object): unknown => {
    const summary = summaryOf(u);
    if (summary !== undefined) return summary;
    if (path.includes(u)) return '[Circular]';
    if (path.length >= MAX_DEPTH) return Array.isArray(u) ? '[…]' : '{…}';
    path.push(u);
    try {
      if (Array.isArray(u)) return fromList(u);
      if (u instanceof Map) return { Map: fromList([...u].map((entry) => entry)) };
      if (u instanceof Set) return { Set: fromList([...u]) };
      if (u instanceof Error)
        return { name: u.name, message: fromText(u.message), ...fromFields(fieldsOf(u)) };
      const { toJSON } = fieldsOf(u);
      if (typeof toJSON === 'function') {
        const json: unknown = toJSON.call(u);
        return json === u ? fromFields(fieldsOf(u)) : visit('', json);
      }
      return fromFields(fieldsOf(u));
    } finally {
      path.pop();
    }
  };

  const visit = (name: string, u: unknown): unknown => {
    left -= COST + name.length;
    if (left < 0) return '…';
    try {
      const clean = sanitize === undefined ? u : sanitize(name, u);
      switch (typeof clean) {
        case 'string':
          return fromText(clean);
        case 'number':
          return Number.isFinite(clean) ? clean : String(clean);
        case 'bigint':
          return `${String(clean)}n`;
        case 'symbol':
          return String(clean);
        case 'function':
          return `ƒ ${clean.name}`;
        case 'object':
          return clean === null ? null : fromObject(clean);
        case 'boolean':
        case 'undefined':
          return clean;
      }
    } catch (thrown) {
      // A getter, a proxy, `toJSON` or `sanitize` threw.
      return `[unreadable: ${messageOf(thrown)}]`;
    }
  };

  return visit(key, value);
};
