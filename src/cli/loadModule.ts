/**
 * Loads a module of the user's project: JavaScript or TypeScript, on any version of Node.
 *
 * Node loads what it can by itself. For the rest there is jiti: TypeScript with enums and decorators, JSX, imports without an extension,
 * `paths` of tsconfig.json. jiti is loaded only then. A module that is loaded is foreign code: it may print, leave timers behind, or
 * throw later.
 */
import { Console } from 'node:console';
import { writeSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import { printable } from '../codec/printable.js';
import { isRecord, textOfThrown } from '../codec/untrusted.js';
import { exitAtEnd, undoAll, UNUSABLE } from './exit.js';

// ------------------------------------------------------------------------------------------------------- the reason

/** Names that only browsers define, and that modules of an app often use when they are loaded. */
const browserNames =
  /^(window|document|localStorage|sessionStorage|navigator|location|HTMLElement|self) is not defined/;

/** The place in a file at which an error was made, as its stack says. */
const placeIn = (file: string, stack: string): string => {
  const place = stack
    .split('\n')
    .map((line) => /(?:\(|at )(?:file:\/\/)?([^()]+):(\d+):\d+\)?$/.exec(line.trim()))
    .find((match) => match?.[1] === file);
  return place === undefined || place === null ? '' : `, in line ${place[2] ?? ''}`;
};

/** Says in one line why a module could not be loaded. */
const reasonOf = (file: string, thrown: unknown): string => {
  if (!(thrown instanceof Error)) return `it throws ${textOfThrown(thrown)}`;
  const [first = '', second = ''] = thrown.message
    .replaceAll(pathToFileURL(file).href, file)
    .split('\n')
    .map((line) => line.trim());
  // What jiti cannot parse: the message, then the place.
  const unparsed = /^ParseError: (.*)/.exec(first)?.[1];
  if (unparsed !== undefined) return `it does not parse: ${unparsed}, at ${second}`;
  const what = `${thrown.name}: ${first}${placeIn(file, thrown.stack ?? '')}`;
  const name = browserNames.exec(first)?.[1];
  return name === undefined
    ? what
    : `${what}. It needs a browser: put the machine into a module that does not use ${name} when it is loaded`;
};

// ------------------------------------------------------------------------------------------------------ foreign code

/** The folder of the command's own files. */
const own = path.dirname(fileURLToPath(import.meta.url));

const write = (message: string): void => {
  writeSync(process.stderr.fd, `runchart: ${printable(message)}\n`);
};

let isAdmitted = false;
let hasFailed = false;

/** Prepares for code that is not ours, once: nothing it prints gets into our output, and what it leaves behind ends with the command. */
const admitForeignCode = (file: string): void => {
  if (isAdmitted) return;
  isAdmitted = true;
  exitAtEnd();
  globalThis.console = new Console(process.stderr, process.stderr);
  process.on('uncaughtException', (thrown: unknown) => {
    hasFailed = true;
    undoAll();
    const stack = thrown instanceof Error ? (thrown.stack ?? '') : '';
    if (stack.includes(own)) writeSync(process.stderr.fd, `${stack}\n`);
    else write(`${file} fails after it was loaded: ${reasonOf(file, thrown)}`);
    process.exit(UNUSABLE);
  });
  const emitWarning = process.emitWarning.bind(process) as (
    ...args: ReadonlyArray<unknown>
  ) => void; // SAFETY: it is called with what it was called with.
  // Node advises on the user's package.json, which is not what the command is about.
  process.emitWarning = (...args: ReadonlyArray<unknown>): void => {
    const isAdvice = args.some(
      (arg) => isRecord(arg) && arg['code'] === 'MODULE_TYPELESS_PACKAGE_JSON',
    );
    if (!isAdvice) emitWarning(...args);
  };
};

/** Watches for the end of the process while a module is loaded. Returns a function that stops watching. */
const watchExit = (file: string): (() => void) => {
  const onExit = (): void => {
    if (hasFailed) return;
    write(
      `cannot load ${file}: it ends the process, or waits for something that never comes, when it is loaded`,
    );
    process.exitCode = UNUSABLE;
  };
  process.once('exit', onExit);
  return () => process.off('exit', onExit);
};

// ------------------------------------------------------------------------------------------------------------ loading

/** Whether Node failed before it ran anything: it could not find, read or parse a module. */
const isNotForNode = (thrown: unknown): boolean =>
  thrown instanceof SyntaxError ||
  (thrown instanceof Error &&
    'code' in thrown &&
    [
      'ERR_MODULE_NOT_FOUND',
      'MODULE_NOT_FOUND',
      'ERR_UNSUPPORTED_DIR_IMPORT',
      'ERR_UNKNOWN_FILE_EXTENSION',
      'ERR_IMPORT_ATTRIBUTE_MISSING',
      'ERR_IMPORT_ASSERTION_TYPE_MISSING',
    ].includes(String(thrown.code)));

const loadWithJiti = async (file: string): Promise<unknown> => {
  const { createJiti } = await import('jiti');
  return createJiti(file, {
    jsx: true,
    tsconfigPaths: true,
    interopDefault: false,
    // Each load reads the files anew.
    moduleCache: false,
  }).import(file);
};

/** Loads a module by its absolute path. The error is the reason, in words. */
export const loadModule =
  (file: string): TE.TaskEither<string, unknown> =>
  async () => {
    admitForeignCode(file);
    const stop = watchExit(file);
    try {
      if (/\.[cm]?js$/.test(file)) {
        try {
          return E.right((await import(pathToFileURL(file).href)) as unknown);
        } catch (thrown) {
          if (!isNotForNode(thrown)) return E.left(reasonOf(file, thrown));
        }
      }
      return E.right(await loadWithJiti(file));
    } catch (thrown) {
      return E.left(reasonOf(file, thrown));
    } finally {
      stop();
    }
  };
