/**
 * Records what feeds send, as lines of a file that `runchart inspect` reads like a journal. A line of an app gets the number of its feed:
 * actors have ids that are unique in one program only.
 */
import { fstatSync, openSync, writeFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What is recorded. */
export interface RecorderOptions {
  readonly file: string;
  /** How many bytes the file may have. */
  readonly limit: number;
  /** Called once if recording ends early, with the reason. */
  readonly onProblem: (message: string) => void;
}

/** Records lines. */
export interface Recorder {
  /** Records a line of a journal. */
  readonly entry: (text: string) => void;
  /** Records a line of an app that a feed sent. */
  readonly appLine: (text: string, feed: number) => void;
}

/** Lines are written together when they have this many characters, or when the turn ends. */
const BATCH = 256 * 1024;

// ------------------------------------------------------------------------------------------------------- operations

/** A JSON text on one line. */
export const onOneLine = (text: string): string =>
  /[\n\r]/.test(text) ? JSON.stringify(JSON.parse(text)) : text.trim();

/**
 * Begins to record at the end of a file. It writes synchronously, so that nothing is lost if the process is ended. Throws the system
 * error if the file cannot be opened.
 */
export const makeRecorder = ({ file, limit, onProblem }: RecorderOptions): Recorder => {
  const descriptor = openSync(file, 'a');
  let size = fstatSync(descriptor).size;
  let batch = '';
  let hasEnded = false;

  const end = (message: string): void => {
    hasEnded = true;
    onProblem(`${message}; recording ended`);
  };

  const writeBatch = (): void => {
    const text = batch;
    batch = '';
    if (text === '' || hasEnded) return;
    const written = E.tryCatch(() => {
      writeFileSync(descriptor, text);
    }, E.toError);
    if (E.isLeft(written)) end(written.left.message);
  };

  const write = (line: string): void => {
    if (hasEnded) return;
    size += Buffer.byteLength(line) + 1;
    if (size > limit) {
      writeBatch();
      end(`the recording has reached ${String(limit)} bytes`);
      return;
    }
    if (batch === '') setImmediate(writeBatch);
    batch += `${line}\n`;
    if (batch.length >= BATCH) writeBatch();
  };

  write('{"app":"recording"}');
  return {
    entry: (text) => {
      write(onOneLine(text));
    },
    // The last of several fields of one name counts, so a sender cannot pretend to be another.
    appLine: (text, feed) => {
      write(`${onOneLine(text).slice(0, -1)},"feed":${String(feed)}}`);
    },
  };
};
