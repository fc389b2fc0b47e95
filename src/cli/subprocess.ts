/**
 * One process of a subject: scenarios go to its standard input and answers come from its standard output, a line each.
 *
 * It is never trusted. Whatever it does, it has an end: each answer has its time, what it writes is read in bounded memory,
 * and its process is killed with everything that it started in its process group, also if the command is interrupted.
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { inexactMembersOf, parseJson } from '../codec/JsonText.js';
import { isRecord } from '../codec/untrusted.js';
import type { Reply, Trouble } from '../testing/Failure.js';
import { shorten } from '../testing/Failure.js';
import { scenarioOf } from '../testing/scenario.js';
import type { TestCase } from '../testing/TestCase.js';
import { undoWhenInterrupted } from './exit.js';
import { explain } from './input.js';
import type { Line } from './lines.js';
import { LONGEST_LINE, makeLineSplitter } from './lines.js';

// ------------------------------------------------------------------------------------------------------------ model

/** A program and its arguments. */
export interface Command {
  readonly program: string;
  readonly args: ReadonlyArray<string>;
}

/** How the process of a few tests ended. */
export interface Ended {
  /** How many tests were answered. */
  readonly answered: number;
  readonly trouble: O.Option<Trouble>;
  /** Is the trouble surely that of the first test without an answer? Not if answers may have been lost with the process. */
  readonly certain: boolean;
  /** Whoever listens wants no more, or there is no process. */
  readonly stopped: boolean;
}

// ---------------------------------------------------------------------------------------------------------- bounds

/** How much a subject may write to standard error, in bytes, and how much of it is kept. */
const MOST_STDERR = 16 * 1024 * 1024;
const KEPT_STDERR = 2_000;

/** How long to wait for what may still come after the last answer, and after the end of a process, in milliseconds. */
const GRACE = 1_000;
const QUIET = 200;

// ------------------------------------------------------------------------------------------------------- operations

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
export const runProcess = (
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
