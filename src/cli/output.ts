/**
 * Where the command writes: standard output and standard error.
 *
 * A reader that goes away (`| head`) is no error: writing on is pointless, and that is all. Whatever else goes wrong with
 * an output, such as a full disk, is kept for the end.
 */
import * as O from 'fp-ts/lib/Option.js';
import pc from 'picocolors';

/** The colours of an output; they do nothing where there are none. */
export type Colors = ReturnType<typeof pc.createColors>;

/** One of the two standard outputs. */
export interface Output {
  /** Writes, and waits until it is taken. The answer is whether there is a point in writing more. */
  readonly write: (text: string) => Promise<boolean>;
  /** What went wrong, other than the reader's leaving. */
  readonly failure: () => O.Option<Error>;
  readonly colors: Colors;
  readonly stream: NodeJS.WriteStream;
}

/** The two standard outputs. */
export interface Outputs {
  readonly out: Output;
  readonly err: Output;
}

const isGone = (error: Error): boolean =>
  'code' in error && (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED');

/** Colours are for terminals; NO_COLOR (no-color.org) and --no-color switch them off there too. */
const wantsColor = (stream: NodeJS.WriteStream, allowed: boolean): boolean =>
  // `isTTY` is declared to be always true, and is missing from a file or a pipe.
  allowed &&
  (stream.isTTY as boolean | undefined) === true &&
  (process.env['NO_COLOR'] ?? '') === '' &&
  process.env['TERM'] !== 'dumb';

/** An output on a stream. */
export const outputOn = (stream: NodeJS.WriteStream, colorAllowed: boolean): Output => {
  let open = true;
  let failure: O.Option<Error> = O.none;
  const close = (error: Error): void => {
    open = false;
    if (!isGone(error) && O.isNone(failure)) failure = O.some(error);
  };
  // Each write learns of its own failure, but an `error` event that nobody hears would end the process.
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
