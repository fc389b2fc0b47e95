/**
 * Whoever answers tests: a function in this process, or a process of its own.
 */
import type { Reply } from './Failure.js';
import type { TestCase } from './Suite.js';

/** Takes the reply to the test at an index; says whether there is a point in more. */
export type Listener = (index: number, reply: Reply) => boolean;

/** Asks for answers, each within some seconds, and tells a listener of each reply. */
export type Ask = (
  tests: ReadonlyArray<TestCase>,
  seconds: number,
  listener: Listener,
) => Promise<void>;

/** Answers tests. */
export interface Respondent {
  /**
   * The listener hears each reply once, not necessarily in order; when it says no, or a respondent gives up, the rest goes
   * without, except for replies that are under way.
   */
  readonly ask: Ask;
  /** The same in the order of the tests, and nothing more when the listener has said no: for a search, which is then the same each time. */
  readonly askInOrder: Ask;
}
