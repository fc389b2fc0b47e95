/**
 * One process of a subject, kept for many tests that are not known in advance, as when a failure is shrunk: a new process for
 * each of them would take longer than the tests.
 *
 * It needs a subject that answers each scenario before its input ends. One that does not, or that fails in any way, is ended and
 * the caller told which tests are unanswered; how it failed is for `runProcess` to find out.
 */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { spawn } from 'node:child_process';
import * as E from 'fp-ts/lib/Either.js';
import type { Reply } from '../testing/Failure.js';
import type { AnyTest, Vocabulary } from '../testing/Vocabulary.js';
import { undoWhenInterrupted } from './exit.js';
import { makeLineSplitter } from './lines.js';
import type { Command } from './subprocess.js';
import { killGroup, replyIn } from './subprocess.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What came of some tests: whether the listener wants no more, and the tests that got no answer. */
export interface KeptEnd<T extends AnyTest> {
  readonly stopped: boolean;
  readonly unanswered: ReadonlyArray<T>;
}

export interface KeptProcess<T extends AnyTest> {
  /** Sends tests until the listener returns false, there are no more, or the process fails. */
  readonly run: (
    tests: Iterator<T>,
    onReply: (test: T, reply: Reply) => boolean,
  ) => Promise<KeptEnd<T>>;
  readonly isOver: () => boolean;
  readonly end: () => void;
}

// ---------------------------------------------------------------------------------------------------------- bounds

/** How many tests are under way at once, so that neither side waits for the other. */
const WINDOW = 12;

/** How long to wait for an answer, in milliseconds: a subject that is slower gets new processes, and loses nothing. */
const PATIENCE = 700;

// ------------------------------------------------------------------------------------------------------- operations

/** Starts a process to keep. */
export const keepProcess = <T extends AnyTest>(
  { program, args }: Command,
  { scenarioOf }: Pick<Vocabulary<T>, 'scenarioOf'>,
): KeptProcess<T> => {
  const child: ChildProcessWithoutNullStreams = spawn(program, args, {
    stdio: 'pipe',
    detached: true,
    windowsHide: true,
  });
  const forget = undoWhenInterrupted(() => {
    killGroup(child);
  });
  const splitter = makeLineSplitter();
  const none: ReadonlySet<string> = new Set();
  /** The tests under way; those of an earlier call are answered too, but nobody listens. */
  const underWay: Array<{ readonly test: T; readonly listen: boolean }> = [];
  let over = false;
  let onAnswer: (test: T, reply: Reply) => void = () => undefined;
  let onEnd: () => void = () => undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const end = (): void => {
    if (over) return;
    over = true;
    clearTimeout(timer);
    forget();
    killGroup(child);
    child.stdin.destroy();
    child.stdout.destroy();
    child.stderr.destroy();
    onEnd();
  };
  const restartTimer = (): void => {
    clearTimeout(timer);
    if (!over && underWay.length > 0) timer = setTimeout(end, PATIENCE);
  };

  child.on('error', end);
  child.on('exit', end);
  child.stdin.on('error', end);
  child.stdout.on('error', end);
  child.stdout.on('end', end);
  child.stderr.on('error', () => undefined);
  child.stderr.resume();
  child.stdout.on('data', (chunk: Buffer) => {
    for (const line of splitter.push(chunk)) {
      if (over) return;
      if (E.isRight(line) && line.right.trim() === '') continue;
      const next = underWay[0];
      const reply = next === undefined ? undefined : replyIn(line, next.test, none);
      if (next === undefined || reply?._tag !== 'Answered') {
        end();
        return;
      }
      underWay.shift();
      restartTimer();
      if (next.listen) onAnswer(next.test, reply);
    }
  });

  const send = (test: T): void => {
    underWay.push({ test, listen: true });
    if (underWay.length === 1) restartTimer();
    child.stdin.write(`${JSON.stringify(scenarioOf(test))}\n`);
  };

  return {
    isOver: () => over,
    end,
    run: (tests, onReply) =>
      new Promise((resolve) => {
        let stopped = false;
        const settle = (): void => {
          onAnswer = () => undefined;
          onEnd = () => undefined;
          const unanswered = underWay.filter(({ listen }) => listen).map(({ test }) => test);
          if (!over)
            underWay.forEach(({ test }, i) => underWay.splice(i, 1, { test, listen: false }));
          resolve({ stopped, unanswered: stopped ? [] : unanswered });
        };
        const fill = (): void => {
          while (!over && underWay.length < WINDOW) {
            const next = tests.next();
            if (next.done === true) break;
            send(next.value);
          }
          if (!underWay.some(({ listen }) => listen)) settle();
        };
        onAnswer = (test, reply) => {
          if (stopped) return;
          if (onReply(test, reply)) fill();
          else {
            stopped = true;
            settle();
          }
        };
        onEnd = settle;
        if (over) settle();
        else {
          fill();
          restartTimer();
        }
      }),
  };
};
