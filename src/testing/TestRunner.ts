/**
 * A runner sends tests to a subject: a function in this process, or a program in processes of its own.
 */
import type { Reply } from './Failure.js';
import type { TestCase } from './TestCase.js';
import type { AnyTest } from './Vocabulary.js';

/** Receives the reply to the test at an index and the seconds that it took, and returns whether to continue. */
export type OnReply = (index: number, reply: Reply, seconds: number) => boolean;

/** Runs tests, each with a timeout in seconds, and passes every reply to a listener. */
export type RunTests<T extends AnyTest = TestCase> = (
  tests: ReadonlyArray<T>,
  seconds: number,
  onReply: OnReply,
) => Promise<void>;

/** Runs tests as long as the listener wants; takes each from the list only when it is about to be sent. */
export type RunCandidates<T extends AnyTest = TestCase> = (
  tests: Iterable<T>,
  seconds: number,
  onReply: (test: T, reply: Reply) => boolean,
) => Promise<void>;

/** Runs tests against a subject. */
export interface TestRunner<T extends AnyTest = TestCase> {
  /**
   * Passes each reply once, in any order. Stops when the listener returns false or the runner gives up; replies under way may
   * still arrive.
   */
  readonly run: RunTests<T>;
  /**
   * Runs the tests in a new process. Passes the replies in the order of the tests, and none after the listener returns false, so
   * that a search is deterministic.
   */
  readonly runInOrder: RunTests<T>;
  /** The same in a process that may have run other tests, and that is kept for the next call until `close`. */
  readonly runKept: RunCandidates<T>;
  /** Ends the kept process. */
  readonly close: () => void;
}
