/** The errors of the operating system, in words. */

const explanations: ReadonlyMap<string, string> = new Map([
  ['ENOENT', 'there is no such file'],
  ['EISDIR', 'it is a directory, not a file'],
  ['EACCES', 'permission denied'],
  ['EPERM', 'permission denied'],
  ['Z_BUF_ERROR', 'its gzip data ends too early; the file was cut off'],
  ['Z_DATA_ERROR', 'its gzip data is damaged'],
]);

/** The code of a system error, such as `ENOENT`. */
export const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;

/** Explains a system error in words. */
export const explain = (error: Error): string =>
  explanations.get(codeOf(error) ?? '') ?? error.message;
