/**
 * Standard output and standard error.
 *
 * A closed pipe (`| head`) is not an error: the command just stops writing. Any other failure, such as a full disk, is reported at
 * the end.
 */
import * as O from 'fp-ts/lib/Option.js';
import pc from 'picocolors';

/** The colour functions of an output; without colours they return the text unchanged. */
export type Colors = ReturnType<typeof pc.createColors>;

/** One of the two standard outputs. */
export interface Output {
  /** Writes a text and waits until it is flushed. Resolves to false once the output is closed. */
  readonly write: (text: string) => Promise<boolean>;
  /** The failure, unless the pipe was merely closed. */
  readonly failure: () => O.Option<Error>;
  readonly colors: Colors;
  readonly stream: NodeJS.WriteStream;
}

/** The two standard outputs. */
export interface Outputs {
  readonly out: Output;
  readonly err: Output;
}

const isClosedPipe = (error: Error): boolean =>
  'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');

/** Colours are used only on terminals, and not with NO_COLOR (no-color.org) or --no-color. */
const wantsColor = (stream: NodeJS.WriteStream, allowed: boolean): boolean =>
  // `isTTY` is declared as `true`, but is missing for a file or a pipe.
  allowed &&
  (stream.isTTY as boolean | undefined) === true &&
  (process.env['NO_COLOR'] ?? '') === '' &&
  process.env['TERM'] !== 'dumb';

/** Makes an output for a stream. */
export const outputOn = (stream: NodeJS.WriteStream, colorAllowed: boolean): Output => {
  let open = true;
  let failure: O.Option<Error> = O.none;
  const close = (error: Error): void => {
    open = false;
    if (!isClosedPipe(error) && O.isNone(failure)) failure = O.some(error);
  };
  // Each write's callback gets its error, but an `error` event without a listener would end the process.
  stream.on('error', close);
  return {
    write: (text) =>
      open
        ? new Promise((resolve) => {
            stream.write(text, (error) => {
              if (error) close(error);
              resolve(open);
            });
          })
        : Promise.resolve(false),
    failure: () => failure,
    colors: pc.createColors(wantsColor(stream, colorAllowed)),
    stream,
  };
};
