/**
 * XML as data, and its text.
 *
 * Law: a parser reads every text back unchanged, and never as markup, whatever it contains.
 */

/**
 * An element.
 * @category SVG
 */
export interface XmlNode {
  readonly tag: string;
  readonly attributes: Readonly<Record<string, string | number | undefined>>;
  readonly children: ReadonlyArray<XmlNode | string>;
}

/** Matches what XML 1.0 cannot represent: most control characters, and lone surrogates. */
const UNWRITABLE = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '\t': '&#9;',
  '\n': '&#10;',
  '\r': '&#13;',
};

/** Replaces characters that XML cannot represent by U+FFFD. */
export const writable = (text: string): string => text.replace(UNWRITABLE, '\ufffd');

const escape = (text: string, special: RegExp): string =>
  writable(text).replace(special, (c) => entities[c] ?? c);

/** Escapes text between tags. */
const escapeText = (text: string): string => escape(text, /[&<>\r]/g);

/** Escapes the value of an attribute, in which a parser would turn tabs and line ends into spaces. Also valid between tags. */
export const escapeXml = (text: string): string => escape(text, /[&<>"'\t\n\r]/g);

/** Makes an element. Attributes that are `undefined` are omitted from its text. */
export const xml = (
  tag: string,
  attributes: XmlNode['attributes'],
  ...children: XmlNode['children']
): XmlNode => ({ tag, attributes, children });

/** Writes an element as text. */
export const xmlText = ({ tag, attributes, children }: XmlNode): string => {
  const start = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${escapeXml(String(value))}"`)
    .join('');
  const inner = children
    .map((child) => (typeof child === 'string' ? escapeText(child) : xmlText(child)))
    .join('');
  return inner === '' ? `<${tag}${start}/>` : `<${tag}${start}>${inner}</${tag}>`;
};
