/** `Surface`: a part of the project that takes what others wrote, and how it is tried. */

interface AnySurface {
  readonly name: string;
  /** What is tried, in one line. */
  readonly about: string;
  /** It gets one of so many inputs, because each takes so much longer than with a codec. */
  readonly share: number;
}

/** A part that is tried in this thread: a function of bytes or of a value in memory, which throws if something is wrong. */
export interface PureSurface extends AnySurface {
  readonly kind: 'pure';
  /** Inputs of which all others are made. */
  readonly seeds: ReadonlyArray<Buffer>;
  /** Texts that mean something to it, for the mutator. */
  readonly words?: ReadonlyArray<string>;
  /** Tries bytes, such as those of a file. */
  readonly bytes?: (input: Buffer) => void;
  /** Tries a value in memory, which may have getters and proxies. */
  readonly value?: (input: unknown) => void;
}

/** A part with processes, sockets or a database: each trial is made of a few random inputs. */
export interface RealSurface extends AnySurface {
  readonly kind: 'real';
  /** Starts it. */
  readonly open: () => Promise<Opened>;
}

/** A real surface that was started. */
export interface Opened {
  /** Tries one input, which is chosen by random numbers. Rejects if something is wrong. */
  readonly trial: (random: () => number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export type Surface = PureSurface | RealSurface;

/** What is wrong with a part. */
export class Fault extends Error {
  override readonly name = 'Fault';
}

/** The bytes of texts. */
export const seedsOf = (...texts: ReadonlyArray<string>): ReadonlyArray<Buffer> =>
  texts.map((text) => Buffer.from(text));
