/** A subject that is a program: runs tests in its processes, and finds the test at which a process failed. */
import * as O from 'fp-ts/lib/Option.js';
import type { Trouble } from '../testing/Failure.js';
import type { OnReply, RunCandidates, RunTests, TestRunner } from '../testing/TestRunner.js';
import type { AnyTest, Vocabulary } from '../testing/Vocabulary.js';
import type { KeptProcess } from './keptProcess.js';
import { keepProcess } from './keptProcess.js';
import type { Command } from './subprocess.js';
import { runProcess } from './subprocess.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A subject that runs in processes of its own. */
export interface ProcessSubject<T extends AnyTest> extends TestRunner<T> {
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

/** The number of hangs, and of troubles in all, after which the remaining tests are skipped. */
const MAX_HANGS = 2;
const MAX_TROUBLES = 6;
/** The same for a subject that has not answered any test. */
const MAX_UNANSWERED = 2;

/** The maximum number of processes for a subject whose processes serve only a few scenarios each. */
const MAX_PROCESSES = 30;

/** The number of kept processes that may fail before none is kept any more. */
const MAX_KEPT_FAILURES = 2;

/** The number of candidates that a new process gets at once. */
const BATCH = 250;

/** The timeout, in seconds, for a scenario that already timed out in a longer input. */
const RETRY_TIMEOUT = 2;

// ------------------------------------------------------------------------------------------------------- operations

/**
 * Runs tests in one process after the other. Each process gets all remaining tests at once, so that a subject may stream its
 * answers or hold them back until its input ends. If a process fails, its unanswered tests are run again in new processes with ever
 * fewer tests, until the failing test is alone.
 */
const runWorker = async <T extends AnyTest>(
  command: Command,
  vocabulary: Pick<Vocabulary<T>, 'scenarioOf'>,
  tests: ReadonlyArray<T>,
  seconds: number,
  shared: Shared,
  onReply: OnReply,
  onStartFailure: (message: string) => void,
): Promise<void> => {
  let from = 0;
  /** How many tests the next process gets, and the maximum. */
  let size = Infinity;
  let maxSize = Infinity;
  /** The first unanswered test of a process with several tests that failed. */
  let suspect:
    | {
        readonly index: number;
        readonly trouble: Trouble;
        readonly until: number;
        /** How many tests the process had answered. */
        readonly served: number;
      }
    | undefined;

  const settle = (index: number, trouble: Trouble, seconds = 0): void => {
    shared.troubles += 1;
    if (trouble._tag === 'Hung') shared.hung += 1;
    if (!onReply(index, trouble, seconds)) shared.stopped = true;
    // A subject that never answered will not answer the next test either.
    if (shared.hung >= MAX_HANGS || shared.troubles >= MAX_TROUBLES) shared.stopped = true;
    if (shared.answered === 0 && (trouble._tag === 'Hung' || shared.troubles >= MAX_UNANSWERED))
      shared.stopped = true;
  };

  while (from < tests.length && !shared.stopped) {
    const batch = tests.slice(from, from + Math.min(size, maxSize));
    const offset = from;
    const again = suspect?.index === from && suspect.trouble._tag === 'Hung' && batch.length === 1;
    const began = performance.now();
    const end = await runProcess(
      command,
      vocabulary,
      batch,
      again ? Math.min(seconds, RETRY_TIMEOUT) : seconds,
      (index, reply, took) => {
        if (reply._tag === 'Answered') shared.answered += 1;
        return !shared.stopped && onReply(offset + index, reply, took);
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
        // Each test of the failed process was answered in a smaller one: the suspect fails only after other tests.
        settle(suspect.index, suspect.trouble);
        suspect = undefined;
        maxSize = Infinity;
        size = Infinity;
      }
      continue;
    }
    const trouble = end.trouble.value;
    if (trouble._tag === 'TooManyAnswers') {
      // `onReply` was already called with it, for the test before.
      shared.troubles += 1;
      if (shared.troubles >= MAX_TROUBLES) shared.stopped = true;
      continue;
    }
    if (end.certain || batch.length === 1) {
      settle(
        from,
        again ? (suspect?.trouble ?? trouble) : trouble,
        (performance.now() - began) / 1000,
      );
      // If the suspect itself failed, the next process may get all remaining tests.
      size = suspect === undefined || suspect.index === from ? Infinity : 2;
      suspect = undefined;
      maxSize = Infinity;
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
      // The suspect passed alone, and another process ended after as many answers: a process serves only that many tests.
      settle(suspect.index, suspect.trouble);
      suspect = undefined;
      maxSize = end.answered;
      size = maxSize;
      if ((tests.length - from) / maxSize > MAX_PROCESSES) shared.stopped = true;
      continue;
    }
    suspect ??= {
      index: from,
      trouble,
      until: offset + batch.length,
      served: end.answered,
    };
    maxSize = Math.max(1, Math.ceil((batch.length - end.answered) / 2));
    size = suspect.index === from ? 1 : maxSize;
  }
};

/** Takes up to `n` items. */
const take = <A>(items: Iterator<A>, n: number): ReadonlyArray<A> => {
  const taken: Array<A> = [];
  while (taken.length < n) {
    const next = items.next();
    if (next.done === true) break;
    taken.push(next.value);
  }
  return taken;
};

/** Makes a subject that runs a command in up to `jobs` processes at once. */
export const processSubject = <T extends AnyTest>(
  command: Command,
  vocabulary: Pick<Vocabulary<T>, 'scenarioOf'>,
  jobs: number,
): ProcessSubject<T> => {
  let failure: O.Option<string> = O.none;
  let everAnswered = 0;
  const runWith =
    (processes: number): RunTests<T> =>
    async (tests, seconds, onReply) => {
      const shared: Shared = { hung: 0, troubles: 0, answered: everAnswered, stopped: false };
      const share = Math.ceil(tests.length / Math.max(1, processes));
      const starts = Array.from({ length: processes }, (_, i) => i * share).filter(
        (i) => i < tests.length,
      );
      await Promise.all(
        starts.map((start) =>
          runWorker(
            command,
            vocabulary,
            tests.slice(start, start + share),
            seconds,
            shared,
            (index, reply, took) => onReply(start + index, reply, took),
            (message) => {
              failure = O.some(message);
            },
          ),
        ),
      );
      everAnswered = shared.answered;
    };
  const runInOrder = runWith(1);
  let kept: KeptProcess<T> | undefined;
  let failures = 0;
  const close = (): void => {
    kept?.end();
    kept = undefined;
  };
  const runKept: RunCandidates<T> = async (tests, seconds, onReply) => {
    const all = tests[Symbol.iterator]();
    let rest: ReadonlyArray<T> = [];
    if (failures < MAX_KEPT_FAILURES) {
      kept = kept?.isOver() === false ? kept : keepProcess(command, vocabulary);
      const { stopped, unanswered } = await kept.run(all, onReply);
      if (stopped || !kept.isOver()) return;
      failures += 1;
      rest = unanswered;
    }
    // What the kept process did not answer, and all that was not sent, is run in new processes, a few at a time.
    const search: { wanted: boolean; got: number } = { wanted: true, got: 0 };
    for (;;) {
      const batch = [...rest, ...take(all, BATCH)];
      rest = [];
      search.got = 0;
      await runInOrder(batch, seconds, (index, reply) => {
        const test = batch[index];
        search.got += 1;
        search.wanted = test !== undefined && onReply(test, reply);
        return search.wanted;
      });
      // There are no more, or the runner gave up.
      if (!search.wanted || batch.length === 0 || search.got < batch.length) return;
    }
  };
  return { failure: () => failure, run: runWith(jobs), runInOrder, runKept, close };
};
