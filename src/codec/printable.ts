/**
 * Makes untrusted text safe to display. An escape sequence in a journal must not move the cursor, change the window's title, or
 * reverse the direction of a line, in a terminal or on a page.
 */

/** Matches C0 and C1 controls, line and paragraph separators, marks that change text direction, and lone surrogates. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/gu;

const escape = (char: string): string => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;

const MAX_LENGTH = 500;

/** Returns the text on one line, with unsafe characters escaped, cut after 500 UTF-16 units. */
export const printable = (text: string): string => {
  const safe = text.slice(0, MAX_LENGTH).replace(UNSAFE, escape);
  return text.length > MAX_LENGTH ? `${safe}... (${String(text.length)} characters)` : safe;
};

/** Applies {@link printable} to each line of a text. */
export const printableLines = (text: string): string => text.split('\n').map(printable).join('\n');
