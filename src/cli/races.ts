/** `runchart verify --concurrent`: sends two commands at once to a program, and looks for an order that explains the answers. */
import { spawn } from 'node:child_process';
import * as E from 'fp-ts/lib/Either.js';
import { parseJson } from '../codec/JsonText.js';
import { printable } from '../codec/printable.js';
import { isRecord } from '../codec/untrusted.js';
import { shorten } from '../testing/Failure.js';
import type {
  AnsweredCommand,
  ConcurrentSubject,
  FailedRace,
  RaceReport,
} from '../testing/races.js';
import { verifyRaces } from '../testing/races.js';
import { outcomeText, stepText } from '../testing/reportText.js';
import type { StepWire } from '../testing/TestCase.js';
import type { ExitCode } from './exit.js';
import { DONE, NEGATIVE, undoWhenInterrupted, UNUSABLE } from './exit.js';
import { counted } from './format.js';
import { makeLineSplitter } from './lines.js';
import type { Outputs } from './output.js';
import { report as reportError } from './report.js';
import type { Command } from './subprocess.js';
import { killGroup } from './subprocess.js';
import { explainError } from './suite.js';
import { explain } from './systemError.js';

/** The flags of `verify` that concern races. */
export interface RaceFlags {
  readonly seed: number;
  readonly timeout: number;
  readonly rounds: number;
  readonly json?: true;
}

// ---------------------------------------------------------------------------------------------------------- subject

interface Waiting {
  readonly resolve: (outcome: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Starts a program that answers on two connections. */
const startSubject = ({
  program,
  args,
}: Command): { readonly subject: ConcurrentSubject; readonly end: () => void } => {
  const child = spawn(program, args, { stdio: 'pipe', detached: true, windowsHide: true });
  const forget = undoWhenInterrupted(() => {
    killGroup(child);
  });
  const waiting = new Map<unknown, Waiting>();
  const splitter = makeLineSplitter();
  let gone: Error | undefined;
  const fail = (message: string): void => {
    gone ??= new Error(message);
    for (const { reject } of waiting.values()) reject(gone);
    waiting.clear();
  };
  child.on('error', (error) => {
    fail(`cannot start ${program}: ${explain(error)}`);
  });
  child.on('exit', (code, signal) => {
    fail(`it ended with ${signal ?? `code ${String(code)}`}`);
  });
  for (const stream of [child.stdin, child.stdout, child.stderr])
    stream.on('error', () => undefined);
  child.stderr.resume();
  child.stdout.on('data', (chunk: Buffer) => {
    for (const line of splitter.push(chunk)) {
      const json = E.isRight(line) ? parseJson(line.right) : line;
      const answer = E.isRight(json) && isRecord(json.right) ? json.right : {};
      const connection = answer['connection'];
      const one = waiting.get(connection);
      if (one === undefined) {
        fail(`it answered ${shorten(E.isRight(line) ? line.right : line.left)}`);
        return;
      }
      waiting.delete(connection);
      one.resolve(answer['outcome']);
    }
  });
  return {
    subject: (connection, command) =>
      new Promise((resolve, reject) => {
        if (gone !== undefined) {
          reject(gone);
          return;
        }
        waiting.set(connection, { resolve, reject });
        child.stdin.write(`${JSON.stringify({ connection, command })}\n`);
      }),
    end: () => {
      forget();
      killGroup(child);
    },
  };
};

// ------------------------------------------------------------------------------------------------------------- text

/** How many failed races are shown; the others are only named. */
const MAX_SHOWN = 5;

/** How many of the others are named. */
const MAX_LISTED = 20;

const commandText = ({ run_id: _, ...command }: StepWire): string => stepText(command);

const answerLine = ({ connection, command, outcome }: AnsweredCommand): string =>
  `    ${String(connection)}  ${commandText(command)} -> ${outcomeText(outcome)}`;

const raceLines = ({
  name,
  round,
  message,
  setup,
  answers,
  orders,
}: FailedRace): ReadonlyArray<string> =>
  [
    `x ${name}`,
    `  ${message}${round > 1 ? ` (in round ${String(round)})` : ''}`,
    '',
    ...setup.map((command) => `       ${commandText(command)}`),
    ...answers.map(answerLine),
    ...orders.map(
      (order, i) =>
        `  ${i === 0 ? '1 before 2' : '2 before 1'} would answer ${order.map(outcomeText).join(', then ')}`,
    ),
    '',
  ].map(printable);

const summary = ({ races, rounds, failed }: RaceReport): string =>
  failed.length === 0
    ? `${counted(races, 'race')} passed, each run ${counted(rounds, 'time')}`
    : failed.some(({ reason }) => reason !== 'NoOrder')
      ? 'not all races were run'
      : `${String(races - failed.length)} of ${counted(races, 'race')} passed, each run ${counted(rounds, 'time')}, ${String(failed.length)} failed`;

/** Runs `runchart verify --concurrent`. */
export const verifyConcurrently = async (
  command: Command,
  { seed, timeout, rounds, json }: RaceFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  const { subject, end } = startSubject(command);
  const result = await verifyRaces(subject, { seed, timeout, rounds });
  end();
  if (E.isLeft(result)) {
    await reportError(outputs, explainError(result.left));
    return UNUSABLE;
  }
  const { failed } = result.right;
  if (json === true)
    await outputs.out.write(
      `${JSON.stringify({ verified: failed.length === 0, seed, ...result.right })}\n`,
    );
  else {
    for (const race of failed.slice(0, MAX_SHOWN))
      await outputs.out.write(`${raceLines(race).join('\n')}\n`);
    const others = failed.slice(MAX_SHOWN).map(({ name }) => `  x ${printable(name)}\n`);
    const rest = others.length - MAX_LISTED;
    if (others.length > 0)
      await outputs.out.write(
        `and ${String(others.length)} more:\n${others.slice(0, MAX_LISTED).join('')}${rest > 0 ? `  and ${String(rest)} more still\n` : ''}\n`,
      );
    await outputs.out.write(`${summary(result.right)}\n`);
  }
  return failed.length === 0 ? DONE : NEGATIVE;
};
