/** `runchart inspect`: serves the inspector's page, and follows journals for it. Loaded on demand. */
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import open from 'open';
import { printable } from '../codec/printable.js';
import { isLoopback } from '../inspector/server/guard.js';
import type { Recorder } from '../inspector/server/recorder.js';
import { makeRecorder } from '../inspector/server/recorder.js';
import type { Inspector, ListenError } from '../inspector/server/serve.js';
import { serve } from '../inspector/server/serve.js';
import type { ExitCode } from './exit.js';
import { UNUSABLE } from './exit.js';
import { makeForeignWatch } from './foreign.js';
import type { Source } from './input.js';
import { sourceName, STDIN } from './input.js';
import type { JournalFormatFlags } from './journalFormat.js';
import { formatWords, journalFormat } from './journalFormat.js';
import { readLabels } from './labels.js';
import type { Outputs } from './output.js';
import { report, reportInput } from './report.js';
import type { OpenedStore } from './storeOpen.js';
import { explain } from './systemError.js';
import { follow, isReadable } from './tail.js';

/** The flags of `inspect`. */
export interface InspectFlags extends JournalFormatFlags {
  readonly port: number;
  readonly host: string;
  readonly open: boolean;
  readonly json?: true;
  readonly allowOrigin: ReadonlyArray<string>;
  /** The file of a recording. */
  readonly record?: string;
  /** In megabytes. */
  readonly recordLimit: number;
  /** The address of a server, or a folder. */
  readonly store?: string;
  readonly schema?: string;
  /** The file of labels. */
  readonly labels?: string;
}

/** The folder of the page's files, next to the folder of the built command. */
const assets = fileURLToPath(new URL('../inspector', import.meta.url));

const BYTES_OF_MEGABYTE = 1e6;

const explainListening = (flags: InspectFlags, { code, message }: ListenError): string => {
  const where = `port ${String(flags.port)} of ${printable(flags.host)}`;
  switch (code) {
    case 'EADDRINUSE':
      return `${where} is in use, perhaps by another inspector; --port 0 takes any free port`;
    case 'EACCES':
      return `${where} needs special rights; choose a port above 1023 with --port`;
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
      return `${printable(flags.host)} is not an address of this machine; without --host it listens on 127.0.0.1`;
    default:
      return `cannot listen on ${where}: ${printable(message)}`;
  }
};

const followInto = (
  inspector: Inspector,
  source: Source,
  flags: JournalFormatFlags,
): Promise<void> => {
  const foreign = makeForeignWatch(`runchart inspect -${formatWords(journalFormat(flags))}`);
  const input = inspector.intake.open(printable(sourceName(source)), 'reading', {
    ...journalFormat(flags),
    problemOf: (line, message) => {
      const { told, text } = foreign.sawMalformed(source, line);
      return told ? text : message;
    },
    sawOp: () => {
      foreign.sawOp(source);
    },
  });
  return follow(source, {
    lines: (lines) => {
      for (const line of lines) {
        if (E.isRight(line)) input.addLine(line.right);
        else input.addProblem(line.left);
      }
    },
    caughtUp: input.caughtUp,
    restarted: (why) => {
      input.restart(`${why}; reading restarted`);
    },
    gone: () => {
      input.setMessage('the file is gone; it is read again when it reappears');
    },
    ended: input.end,
    failed: ({ message }) => {
      input.fail(message);
    },
  });
};

/** Opens the recording that the flags name, or says why it cannot be written. */
const recorderOf = (
  journals: ReadonlyArray<Source>,
  { record, recordLimit }: InspectFlags,
  outputs: Outputs,
): E.Either<string, Recorder | undefined> => {
  if (record === undefined) return E.right(undefined);
  if (journals.some((source) => source !== STDIN && resolve(source) === resolve(record)))
    return E.left(`${printable(record)} cannot be read and recorded at the same time`);
  return pipe(
    E.tryCatch(
      () =>
        makeRecorder({
          file: record,
          limit: recordLimit * BYTES_OF_MEGABYTE,
          onProblem: (message) => void report(outputs, `${printable(record)}: ${message}`),
        }),
      E.toError,
    ),
    E.mapLeft((error) => `${printable(record)}: ${explain(error)}`),
  );
};

const announce = async (
  { url }: Inspector,
  sources: ReadonlyArray<string>,
  flags: InspectFlags,
  outputs: Outputs,
): Promise<void> => {
  const { colors, write } = outputs.out;
  if (flags.json === true) {
    await write(`${JSON.stringify({ url, pid: process.pid })}\n`);
    return;
  }
  const what = sources.length === 0 ? 'no journal yet' : sources.map(printable);
  await write(
    `${colors.bold('runchart inspector')}: ${[what].flat().join(', ')}\n\n  ${colors.cyan(url)}\n\nCtrl-C ends it.\n`,
  );
};

/** How many origins are named whose pages were refused. */
const MAX_REFUSED = 20;

/** Reports each reason for refusing a feed once: browsers do not tell it to their pages. */
const refusalReporter = (outputs: Outputs): ((message: string) => void) => {
  const reported = new Set<string>();
  return (message) => {
    if (reported.has(message) || reported.size >= MAX_REFUSED) return;
    reported.add(message);
    void report(outputs, printable(message));
  };
};

/** Opens the store to follow. The error is a line. */
const openedIn =
  (word: string, schema: string | undefined): TE.TaskEither<string, OpenedStore> =>
  async () =>
    (await import('./storeFollow.js')).openNamedStore(word, schema)();

/** Runs `runchart inspect`, until the process ends or the server cannot start. */
export const inspect = async (
  journals: ReadonlyArray<Source>,
  flags: InspectFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  for (const source of journals) {
    const readable = await isReadable(source);
    if (E.isLeft(readable)) {
      await reportInput(outputs, readable.left);
      return UNUSABLE;
    }
  }
  if (!existsSync(assets)) {
    await report(
      outputs,
      'the page is missing from this installation; build it with npm run build:page',
    );
    return UNUSABLE;
  }
  const recorder = recorderOf(journals, flags, outputs);
  if (E.isLeft(recorder)) {
    await report(outputs, recorder.left);
    return UNUSABLE;
  }
  const labels = await readLabels(flags.labels);
  if (E.isLeft(labels)) {
    await report(outputs, labels.left);
    return UNUSABLE;
  }
  const following =
    flags.store === undefined ? undefined : await openedIn(flags.store, flags.schema)();
  if (following !== undefined && E.isLeft(following)) {
    await report(outputs, printable(following.left));
    return UNUSABLE;
  }
  const { host, port } = flags;
  const token = isLoopback(host) ? undefined : randomBytes(24).toString('base64url');
  const serving = await serve({
    ...{ assets, host, port, token, feedOrigins: flags.allowOrigin },
    recorder: recorder.right,
    labels: labels.right,
    onRefused: refusalReporter(outputs),
  });
  if (E.isLeft(serving)) {
    await report(outputs, explainListening(flags, serving.left));
    return UNUSABLE;
  }
  const inspector = serving.right;
  const stores = following === undefined ? [] : [following.right];
  await announce(
    inspector,
    [...journals.map(sourceName), ...stores.map(({ name }) => name)],
    flags,
    outputs,
  );
  if (flags.open) {
    // Without a browser, the address was printed anyway.
    await open(inspector.url).catch(() => undefined);
  }
  await Promise.all([
    ...journals.map((source) => followInto(inspector, source, flags)),
    ...stores.map(async (opened) =>
      (await import('./storeFollow.js')).followStore(inspector, opened),
    ),
  ]);
  // Sources may end, but the page stays until the process is ended.
  return new Promise<never>(() => undefined);
};
