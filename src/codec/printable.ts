/**
 * Text from outside, made safe to look at. A journal is written by others: an escape sequence in it must not move the
 * reader's cursor, change the title of the window, or turn a line around, in a terminal or on a page.
 */

/** C0 and C1 controls, line and paragraph separators, marks that change the direction of text, and lone surrogates. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu;

const escape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

const LONGEST = 500;

/** Text on one line, without anything that a screen would obey, and not longer than a reader would read. */
export const printable = (text: string): string => {
  const safe = (text.length > LONGEST ? text.slice(0, LONGEST) : text).replace(UNSAFE, escape);
  return text.length > LONGEST ? `${safe}... (${String(text.length)} characters)` : safe;
};

/** Text of several lines, each made safe. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');
