/** What the thread that tries inputs is told, and tells. */
import type { Failure } from './tryPure.js';

/** What the thread is to do. */
export interface Job {
  readonly surface: string;
  readonly inputs: number;
  readonly seed: number;
  /** Milliseconds. */
  readonly time: number;
  /** Where it writes what it tries, so that the main thread can tell if it hangs. */
  readonly progress: SharedArrayBuffer;
  /** Whether the inputs that reach something new are kept in the corpus. */
  readonly keep: boolean;
}

/** What came of a job. */
export interface Outcome {
  readonly tried: number;
  readonly blocks: number;
  readonly corpus: number;
  readonly failures: ReadonlyArray<Failure>;
}

const HEAD = 16;
const SIZE = 64 * 1024;

/** What the thread does now, in memory that both threads share. */
export interface Progress {
  readonly note: (input: Buffer | string) => void;
  readonly tried: () => number;
  readonly input: () => string;
}

export const newProgress = (): SharedArrayBuffer => new SharedArrayBuffer(HEAD + SIZE);

export const progressIn = (buffer: SharedArrayBuffer): Progress => {
  const head = new Int32Array(buffer, 0, HEAD / 4);
  const bytes = Buffer.from(buffer, HEAD, SIZE);
  return {
    note: (input) => {
      head[1] = typeof input === 'string' ? bytes.write(input) : input.copy(bytes);
      Atomics.add(head, 0, 1);
    },
    tried: () => Atomics.load(head, 0),
    input: () => bytes.toString('latin1', 0, head[1] ?? 0),
  };
};
