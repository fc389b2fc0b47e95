/** Words of a command line that the command suggests. */

/** Quotes a word of a command line if a shell would interpret it. */
export const shellWord = (text: string): string =>
  /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
