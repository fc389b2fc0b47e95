/**
 * One process of a subject: reads scenarios from standard input and writes answers to standard output, one on each line.
 *
 * The process is not trusted. Each answer has a timeout, output is read in bounded memory, and the process is killed with its whole
 * process group in the end, even if the command is interrupted.
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { inexactMembersOf, parseJson } from '../codec/JsonText.js';
import { isRecord } from '../codec/untrusted.js';
import type { AnyTest } from '../testing/AnyTest.js';
import type { Reply, Trouble } from '../testing/Failure.js';
import { shorten } from '../testing/Failure.js';
import type { OnReply } from '../testing/TestRunner.js';
import type { Vocabulary } from '../testing/Vocabulary.js';
import { undoWhenInterrupted } from './exit.js';
import { limits, mebibytes } from './limits.js';
import type { Line } from './lines.js';
import { makeLineSplitter } from './lines.js';
import { explain } from './systemError.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A program and its arguments. */
export interface Command {
  readonly program: string;
  readonly args: ReadonlyArray<string>;
}

/** How the process of some tests ended. */
export interface ProcessEnd {
  /** How many tests were answered. */
  readonly answered: number;
  readonly trouble: O.Option<Trouble>;
  /** Does the trouble certainly belong to the first unanswered test? Not if answers may have been lost with the process. */
  readonly certain: boolean;
  /** The listener wants no more replies, or the process could not be started. */
  readonly stopped: boolean;
}

// ---------------------------------------------------------------------------------------------------------- bounds

/** How much a subject may write to standard error, and how much of it is kept, in bytes. */
const MAX_STDERR = 16 * 1024 * 1024;
const KEPT_STDERR = 2_000;

/** How long to wait for further output after the last answer, and after the exit of the process, in milliseconds. */
const GRACE = 1_000;
const EXIT_GRACE = 200;

// ------------------------------------------------------------------------------------------------------- operations

/** Kills a process and those that it started. */
export const killGroup = (child: ChildProcessWithoutNullStreams): void => {
  if (child.pid === undefined) return;
  try {
    // The child leads a process group, so this also kills the processes it started.
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // The group is empty, or the system has no process groups: then only the child can be killed.
    child.kill('SIGKILL');
  }
};

const garbage = (message: string, text: string): Trouble => ({
  _tag: 'Garbage',
  message,
  text: shorten(text),
});

/** Decodes the answer of a line to a test. */
export const replyIn = (
  line: Line,
  test: Pick<AnyTest, 'name'>,
  names: ReadonlySet<string>,
): Reply => {
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

/** Starts a process for some tests, reads its answers, and kills it. */
export const runProcess = <T extends AnyTest>(
  { program, args }: Command,
  { scenarioOf }: Pick<Vocabulary<T>, 'scenarioOf'>,
  tests: ReadonlyArray<T>,
  seconds: number,
  onReply: OnReply,
  onStartFailure: (message: string) => void,
): Promise<ProcessEnd> =>
  new Promise((resolve) => {
    const child = spawn(program, args, { stdio: 'pipe', detached: true, windowsHide: true });
    const forget = undoWhenInterrupted(() => {
      killGroup(child);
    });
    const names = new Set(tests.map(({ name }) => name));
    const splitter = makeLineSplitter();
    let answered = 0;
    let since = performance.now();
    /** The seconds since the answer before, or since the start of the process. */
    const lap = (): number => {
      const former = since;
      since = performance.now();
      return (since - former) / 1000;
    };
    let lastSeconds = 0;
    /** The reply to the last test is held back: a further answer would turn it into `TooManyAnswers`. */
    let last: O.Option<Reply> = O.none;
    let unended = 0;
    let stderr = Buffer.alloc(0);
    let stderrBytes = 0;
    let exit: O.Option<{ readonly code: number | null; readonly signal: string | null }> = O.none;
    let outputEnded = false;
    let done = false;

    const tail = (): string => stderr.toString('utf8');

    const settle = (end: ProcessEnd): void => {
      clearTimeout(timer);
      forget();
      resolve(end);
    };

    /** Kills the process, and waits for its exit. */
    const finish = (trouble: O.Option<Trouble>, certain: boolean, stopped = false): void => {
      if (done) return;
      done = true;
      let wanted = !stopped;
      if (O.isSome(last)) {
        const tooMany = O.isSome(trouble) && trouble.value._tag === 'TooManyAnswers';
        wanted =
          onReply(tests.length - 1, tooMany ? trouble.value : last.value, lastSeconds) && wanted;
      }
      const end: ProcessEnd = {
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

    /** Finishes after the end of the process, or of its output. */
    const conclude = (): void => {
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

    const onLine = (line: Line): void => {
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
          // A second answer to the test before: that test fails, and this one is run in another process.
          const tooMany = { _tag: 'TooManyAnswers', text: shorten(text) } as const;
          const more = onReply(answered - 1, tooMany, lap());
          finish(O.some(tooMany), true, !more);
        } else finish(O.some(reply), true);
        return;
      }
      answered += 1;
      lastSeconds = lap();
      if (answered < tests.length) {
        timer.refresh();
        if (!onReply(answered - 1, reply, lastSeconds)) finish(O.none, true, true);
        return;
      }
      last = O.some(reply);
      if (O.isSome(exit)) wait(EXIT_GRACE, conclude);
      else wait(Math.min(GRACE, seconds * 1000), conclude);
    };

    child.on('error', (error) => {
      // After the start, an error means that the process could not be killed; `finish` has a timeout for that.
      if (child.pid !== undefined) return;
      onStartFailure(explain(error));
      finish(O.none, true, true);
    });
    child.on('exit', (code, signal) => {
      exit = O.some({ code, signal });
      if (outputEnded) conclude();
      // A process that it started may keep its output open forever.
      else wait(EXIT_GRACE, conclude);
    });
    child.stdout.on('data', (chunk: Buffer) => {
      if (done) return;
      const lf = chunk.lastIndexOf(0x0a);
      unended = lf === -1 ? unended + chunk.length : chunk.length - lf - 1;
      for (const line of splitter.push(chunk)) onLine(line);
      if (unended > limits().line)
        finish(O.some(garbage(`an answer is longer than ${mebibytes(limits().line)}`, '')), true);
      else if (O.isSome(exit)) timer.refresh();
    });
    child.stdout.on('end', () => {
      outputEnded = true;
      for (const line of splitter.end()) onLine(line);
      if (O.isSome(exit)) conclude();
      // The output is closed; the exit code, if it comes in time, tells why.
      else wait(Math.min(GRACE, seconds * 1000), conclude);
    });
    child.stderr.on('data', (chunk: Buffer) => {
      stderrBytes += chunk.length;
      stderr = Buffer.concat([stderr, chunk.subarray(-KEPT_STDERR)]).subarray(-KEPT_STDERR);
      if (stderrBytes > MAX_STDERR && answered < tests.length)
        finish(O.some({ _tag: 'FloodedStderr', bytes: stderrBytes, stderr: tail() }), false);
    });
    // A process may close its input early; its answers show whether that matters.
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
