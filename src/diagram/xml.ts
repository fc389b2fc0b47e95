/**
 * XML as data, and as text.
 *
 * Law: text is text. Whatever a name or a reason contains, what is read back is that text and never markup.
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

/** What XML 1.0 has no way to write: most control characters, and halves of surrogate pairs. */
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

/** A text, with U+FFFD for what XML cannot write. */
export const writable = (text: string): string => text.replace(UNWRITABLE, '\ufffd');

const escape = (text: string, special: RegExp): string =>
  writable(text).replace(special, (c) => entities[c] ?? c);

/** Text for between tags. */
const escapeText = (text: string): string => escape(text, /[&<>\r]/g);

/** Text for between quotes, where a reader would make spaces of tabs and ends of lines; it may stand between tags too. */
export const escapeXml = (text: string): string => escape(text, /[&<>"'\t\n\r]/g);

/** An element; attributes without a value are left out. */
export const xml = (
  tag: string,
  attributes: XmlNode['attributes'],
  ...children: XmlNode['children']
): XmlNode => ({ tag, attributes, children });

/** The text of an element. */
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
