/** Pictures inside Markdown: a Mermaid block between two comments, of which the first names the machine. */
import * as E from 'fp-ts/lib/Either.js';

const END = '<!-- end -->';

const beginOf = (address: string): string => `<!-- runchart ${address} -->`;

/** Puts a picture into a text, in the place of the one that stands between the comments. The error is a text for people. */
export const embed = (text: string, address: string, mermaid: string): E.Either<string, string> => {
  const begin = beginOf(address);
  const from = text.indexOf(begin);
  const to = from < 0 ? -1 : text.indexOf(END, from);
  return to < 0
    ? E.left(
        `it has no place for the picture; put these two lines where it belongs:\n  ${begin}\n  ${END}`,
      )
    : E.right(
        `${text.slice(0, from + begin.length)}\n\n\`\`\`mermaid\n${mermaid}\n\`\`\`\n\n${text.slice(to)}`,
      );
};
