/**
 * A subject that is a program: what is asked of it, in how many processes, and which test a process that ended badly was at.
 */
import * as O from 'fp-ts/lib/Option.js';
import type { Reply, Trouble } from '../testing/Failure.js';
import type { TestCase } from '../testing/TestCase.js';
import type { RunTests, TestRunner } from '../testing/TestRunner.js';
import type { Command } from './subprocess.js';
import { runProcess } from './subprocess.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A subject that runs in processes of its own. */
export interface ProcessSubject extends TestRunner {
  /** Why no process could be started. */
  readonly failure: () => O.Option<string>;
}

/** The counters that all workers of a subject share. */
interface Shared {
  hung: number;
  troubles: number;
  answered: number;
  stopped: boolean;
}

// ---------------------------------------------------------------------------------------------------------- bounds

/** How often a subject may hang, and how often it may fail otherwise, before the rest is left out. */
const MOST_HUNG = 2;
const MOST_TROUBLES = 6;
const MOST_WITHOUT_ANSWER = 2;

/** How many processes are worth it, for a subject that serves a few scenarios and no more. */
const MOST_PROCESSES = 30;

/** How long a scenario is waited for, in seconds, that already let the whole time pass in a longer input. */
const AGAIN = 2;

// ------------------------------------------------------------------------------------------------------- operations

/**
 * Asks for some tests, one process after the other. All that is left to ask is sent at once, so that a subject may stream
 * its answers or hold them back until its input ends. What a process that ended badly has not answered is asked again in
 * other processes, of ever fewer tests, until the one at fault is alone.
 */
const work = async (
  command: Command,
  tests: ReadonlyArray<TestCase>,
  seconds: number,
  shared: Shared,
  onReply: (index: number, reply: Reply) => boolean,
  onStartFailure: (message: string) => void,
): Promise<void> => {
  let from = 0;
  /** How many tests the next process gets, and how many it may get at most. */
  let size = Infinity;
  let most = Infinity;
  /** A test that was at hand when a process of more than one ended badly. */
  let suspect:
    | {
        readonly index: number;
        readonly trouble: Trouble;
        readonly until: number;
        /** How many tests its process had answered. */
        readonly served: number;
      }
    | undefined;

  const settle = (index: number, trouble: Trouble): void => {
    shared.troubles += 1;
    if (trouble._tag === 'Hung') shared.hung += 1;
    if (!onReply(index, trouble)) shared.stopped = true;
    // What has not answered once will not do so the next time.
    if (shared.hung >= MOST_HUNG || shared.troubles >= MOST_TROUBLES) shared.stopped = true;
    if (
      shared.answered === 0 &&
      (trouble._tag === 'Hung' || shared.troubles >= MOST_WITHOUT_ANSWER)
    )
      shared.stopped = true;
  };

  while (from < tests.length && !shared.stopped) {
    const batch = tests.slice(from, from + Math.min(size, most));
    const offset = from;
    const again = suspect?.index === from && suspect.trouble._tag === 'Hung' && batch.length === 1;
    const end = await runProcess(
      command,
      batch,
      again ? Math.min(seconds, AGAIN) : seconds,
      (index, reply) => {
        if (reply._tag === 'Answered') shared.answered += 1;
        return !shared.stopped && onReply(offset + index, reply);
      },
      onStartFailure,
    );
    from += end.answered;
    if (end.stopped) {
      shared.stopped = true;
      return;
    }
    if (O.isNone(end.trouble)) {
      size *= 2;
      if (suspect !== undefined && from >= suspect.until) {
        // Each of them alone was answered: it fails only after others, in one process.
        settle(suspect.index, suspect.trouble);
        suspect = undefined;
        most = Infinity;
        size = Infinity;
      }
      continue;
    }
    const trouble = end.trouble.value;
    if (trouble._tag === 'TooManyAnswers') {
      // It was told of already, and belongs to the test before.
      shared.troubles += 1;
      if (shared.troubles >= MOST_TROUBLES) shared.stopped = true;
      continue;
    }
    if (end.certain || batch.length === 1) {
      settle(from, again ? (suspect?.trouble ?? trouble) : trouble);
      // A process that was alone with the test that was suspected answers at once: the next one may get everything.
      size = suspect === undefined || suspect.index === from ? Infinity : 2;
      suspect = undefined;
      most = Infinity;
      from += 1;
      continue;
    }
    if (
      suspect !== undefined &&
      suspect.index < from &&
      suspect.trouble._tag === trouble._tag &&
      suspect.served === end.answered &&
      end.answered > 0
    ) {
      // What was suspected is answered alone, and another process ended after as many answers: it serves no more than these.
      settle(suspect.index, suspect.trouble);
      suspect = undefined;
      most = end.answered;
      size = most;
      if ((tests.length - from) / most > MOST_PROCESSES) shared.stopped = true;
      continue;
    }
    suspect ??= {
      index: from,
      trouble,
      until: offset + batch.length,
      served: end.answered,
    };
    most = Math.max(1, Math.ceil((batch.length - end.answered) / 2));
    size = suspect.index === from ? 1 : most;
  }
};

/** Makes a subject that runs a command in up to `jobs` processes at once. */
export const processSubject = (command: Command, jobs: number): ProcessSubject => {
  let failure: O.Option<string> = O.none;
  let everAnswered = 0;
  const runWith =
    (processes: number): RunTests =>
    async (tests, seconds, onReply) => {
      const shared: Shared = { hung: 0, troubles: 0, answered: everAnswered, stopped: false };
      const share = Math.ceil(tests.length / Math.max(1, processes));
      const starts = Array.from({ length: processes }, (_, i) => i * share).filter(
        (i) => i < tests.length,
      );
      await Promise.all(
        starts.map((start) =>
          work(
            command,
            tests.slice(start, start + share),
            seconds,
            shared,
            (index, reply) => onReply(start + index, reply),
            (message) => {
              failure = O.some(message);
            },
          ),
        ),
      );
      everAnswered = shared.answered;
    };
  return { failure: () => failure, run: runWith(jobs), runInOrder: runWith(1) };
};
