/**
 * A subject that is a program: scenarios go to its standard input and answers come from its standard output, a line each.
 *
 * It is never trusted. Whatever it does, it has an end: each answer has its time, what it writes is read in bounded memory,
 * and its process is killed with everything that it started in its process group, also if the command is interrupted.
 */
import { spawn } from 'node:child_process';
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { inexactMembersOf, parseJson } from '../JsonText.js';
import { shorten } from '../testing/Failure.js';
import type { Reply, Trouble } from '../testing/Failure.js';
import type { Ask, Respondent } from '../testing/Respondent.js';
import type { TestCase } from '../testing/Suite.js';
import { scenarioOf } from '../testing/TestCase.js';
import { isRecord } from '../Untrusted.js';
import { undoWhenInterrupted } from './exit.js';
import { explain } from './input.js';
import { LONGEST_LINE, makeLineSplitter } from './lines.js';
import type { Line } from './lines.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A program and its arguments. */
export interface Command {
  readonly program: string;
  readonly args: ReadonlyArray<string>;
}

/** A respondent that starts processes. */
export interface ProcessRespondent extends Respondent {
  /** Why no process could be started. */
  readonly failure: () => O.Option<string>;
}

/** How much a subject may write to standard error, in bytes, and how much of it is kept. */
const MOST_STDERR = 16 * 1024 * 1024;
const KEPT_STDERR = 2_000;

/** How long to wait for what may still come after the last answer, and after the end of a process, in milliseconds. */
const GRACE = 1_000;
const QUIET = 200;

/** How often a subject may hang, and how often it may fail otherwise, before the rest is left out. */
const MOST_HUNG = 2;
const MOST_TROUBLES = 6;
const MOST_WITHOUT_ANSWER = 2;

/** How many processes are worth it, for a subject that serves a few scenarios and no more. */
const MOST_PROCESSES = 30;

/** How long a scenario is waited for, in seconds, that already let the whole time pass in a longer input. */
const AGAIN = 2;

// ------------------------------------------------------------------------------------------------------- one process

/** How the process of a few tests ended. */
interface Ended {
  /** How many tests were answered. */
  readonly answered: number;
  readonly trouble: O.Option<Trouble>;
  /** Is the trouble surely that of the first test without an answer? Not if answers may have been lost with the process. */
  readonly certain: boolean;
  /** Whoever listens wants no more, or there is no process. */
  readonly stopped: boolean;
}

const killGroup = (child: ChildProcessWithoutNullStreams): void => {
  if (child.pid === undefined) return;
  try {
    // The child leads a process group, so this reaches what it has started as well.
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // There is nobody left in the group; on systems without groups the child alone can be reached.
    child.kill('SIGKILL');
  }
};

const garbage = (message: string, text: string): Trouble => ({
  _tag: 'Garbage',
  message,
  text: shorten(text),
});

/** What a line answers to a test. */
const replyIn = (line: Line, test: TestCase, names: ReadonlySet<string>): Reply => {
  if (E.isLeft(line)) return garbage(line.left, '');
  const json = parseJson(line.right);
  if (E.isLeft(json)) return garbage('it is no JSON', line.right);
  const [inexact] = inexactMembersOf(line.right);
  if (inexact !== undefined)
    return garbage(
      `${inexact.key} is written as ${shorten(inexact.raw)}, not as an integer`,
      line.right,
    );
  if (!isRecord(json.right)) return garbage('expected {"name", "outcomes"}', line.right);
  const { name, err } = json.right;
  return name === test.name || (name === undefined && err !== undefined)
    ? { _tag: 'Answered', answer: json.right }
    : typeof name === 'string' && names.has(name)
      ? { _tag: 'OutOfOrder', actual: name }
      : { _tag: 'WrongName', actual: name ?? null };
};

/** Starts a process for some tests, hears its answers, and ends it. */
const runProcess = (
  { program, args }: Command,
  tests: ReadonlyArray<TestCase>,
  seconds: number,
  onReply: (index: number, reply: Reply) => boolean,
  onStartFailure: (message: string) => void,
): Promise<Ended> =>
  new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'pipe', detached: true, windowsHide: true });
    const forget = undoWhenInterrupted(() => {
      killGroup(child);
    });
    const names = new Set(tests.map(({ name }) => name));
    const splitter = makeLineSplitter();
    let answered = 0;
    /** The reply to the last test waits: one more would make it one too many. */
    let last: O.Option<Reply> = O.none;
    let unended = 0;
    let stderr = Buffer.alloc(0);
    let stderrBytes = 0;
    let exit: O.Option<{ readonly code: number | null; readonly signal: string | null }> = O.none;
    let outputEnded = false;
    let done = false;

    const tail = (): string => stderr.toString('utf8');

    const settle = (end: Ended): void => {
      clearTimeout(timer);
      forget();
      resolve(end);
    };

    /** Ends the process, and waits until it is gone. */
    const finish = (trouble: O.Option<Trouble>, certain: boolean, stopped = false): void => {
      if (done) return;
      done = true;
      let wanted = !stopped;
      if (O.isSome(last)) {
        const over = O.isSome(trouble) && trouble.value._tag === 'TooManyAnswers';
        wanted = onReply(tests.length - 1, over ? trouble.value : last.value) && wanted;
      }
      const end: Ended = {
        answered,
        trouble: O.isSome(last) ? O.none : trouble,
        certain,
        stopped: !wanted,
      };
      killGroup(child);
      child.stdin.destroy();
      child.stdout.destroy();
      child.stderr.destroy();
      clearTimeout(timer);
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null)
        settle(end);
      else {
        timer = setTimeout(settle, GRACE, end);
        child.once('exit', () => {
          settle(end);
        });
      }
    };

    /** What the end of the process, or of its output, means. */
    const over = (): void => {
      if (answered === tests.length) finish(O.none, true);
      else if (O.isSome(exit) && (exit.value.code !== 0 || exit.value.signal !== null))
        finish(O.some({ _tag: 'Died', ...exit.value, stderr: tail() }), false);
      else finish(O.some({ _tag: 'TooFewAnswers', stderr: tail() }), false);
    };

    let timer = setTimeout(() => {
      finish(O.some({ _tag: 'Hung', seconds }), false);
    }, seconds * 1000);
    const wait = (milliseconds: number, then: () => void): void => {
      clearTimeout(timer);
      if (!done) timer = setTimeout(then, milliseconds);
    };

    const hear = (line: Line): void => {
      if (done || (E.isRight(line) && line.right.trim() === '')) return;
      const text = E.isRight(line) ? line.right : line.left;
      const test = tests[answered];
      if (test === undefined) {
        finish(O.some({ _tag: 'TooManyAnswers', text: shorten(text) }), true);
        return;
      }
      const reply = replyIn(line, test, names);
      if (reply._tag !== 'Answered') {
        const before = tests[answered - 1];
        if (reply._tag === 'OutOfOrder' && before?.name === reply.actual) {
          // A second answer to the test before: that one is at fault, and this one goes on with another process.
          const more = onReply(answered - 1, { _tag: 'TooManyAnswers', text: shorten(text) });
          finish(O.some({ _tag: 'TooManyAnswers', text: shorten(text) }), true, !more);
        } else finish(O.some(reply), true);
        return;
      }
      answered += 1;
      if (answered < tests.length) {
        timer.refresh();
        if (!onReply(answered - 1, reply)) finish(O.none, true, true);
        return;
      }
      last = O.some(reply);
      if (O.isSome(exit)) wait(QUIET, over);
      else wait(Math.min(GRACE, seconds * 1000), over);
    };

    child.on('error', (error) => {
      // Later on it tells that a process could not be killed, which is seen when it does not end.
      if (child.pid !== undefined) return;
      onStartFailure(explain(error));
      finish(O.none, true, true);
    });
    child.on('exit', (code, signal) => {
      exit = O.some({ code, signal });
      if (outputEnded) over();
      // Something that it has started may keep its output open for ever.
      else wait(QUIET, over);
    });
    child.stdout.on('data', (chunk: Buffer) => {
      if (done) return;
      const lf = chunk.lastIndexOf(0x0a);
      unended = lf === -1 ? unended + chunk.length : chunk.length - lf - 1;
      for (const line of splitter.push(chunk)) hear(line);
      if (unended > LONGEST_LINE)
        finish(O.some(garbage('an answer is longer than 16 MiB', '')), true);
      else if (O.isSome(exit)) timer.refresh();
    });
    child.stdout.on('end', () => {
      outputEnded = true;
      for (const line of splitter.end()) hear(line);
      if (O.isSome(exit)) over();
      // An output that is closed says no more: why, the end of the process tells, if it comes.
      else wait(Math.min(GRACE, seconds * 1000), over);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderrBytes += chunk.length;
      stderr = Buffer.concat([stderr, chunk.subarray(-KEPT_STDERR)]).subarray(-KEPT_STDERR);
      if (stderrBytes > MOST_STDERR && answered < tests.length)
        finish(O.some({ _tag: 'FloodedStderr', bytes: stderrBytes, stderr: tail() }), false);
    });
    // A process that does not read to the end closes its input; what that means is seen in what it answers.
    child.stdin.on('error', () => undefined);
    child.stdout.on('error', () => undefined);
    child.stderr.on('error', () => undefined);

    const send = (from: number): void => {
      for (let i = from; i < tests.length; i += 1) {
        const test = tests[i];
        if (test === undefined || done) return;
        if (!child.stdin.write(`${JSON.stringify(scenarioOf(test))}\n`)) {
          child.stdin.once('drain', () => {
            send(i + 1);
          });
          return;
        }
      }
      child.stdin.end();
    };
    send(0);
  });

// ------------------------------------------------------------------------------------------------------ many processes

/** What a respondent's workers share. */
interface Shared {
  hung: number;
  troubles: number;
  answered: number;
  stopped: boolean;
}

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

/** A respondent that starts the processes of a command, some of them side by side. */
export const processRespondent = (command: Command, jobs: number): ProcessRespondent => {
  let failure: O.Option<string> = O.none;
  let everAnswered = 0;
  const askWith =
    (processes: number): Ask =>
    async (tests, seconds, listener) => {
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
            (index, reply) => listener(start + index, reply),
            (message) => {
              failure = O.some(message);
            },
          ),
        ),
      );
      everAnswered = shared.answered;
    };
  return { failure: () => failure, ask: askWith(jobs), askInOrder: askWith(1) };
};
