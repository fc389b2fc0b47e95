/** A part of a soak, in a thread of its own: plays its share of the walks to every subject. */
import { parentPort, workerData } from 'node:worker_threads';
import * as E from 'fp-ts/lib/Either.js';
import type { Command } from './Command.js';
import { journalOf } from './Command.js';
import { foreignSubject, scenariosOf } from './foreign.js';
import type { Found, Played, Verdict } from './play.js';
import { compareQuick, compareSlow, playAll, walkOf } from './play.js';
import type { Budget } from './shrink.js';
import { shrink } from './shrink.js';
import type { QuickSubject, SlowSubject } from './Subject.js';
import type { Plan, SubjectName } from './subjects/index.js';
import { plans } from './subjects/index.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What a shard does. */
export interface ShardInput {
  readonly seed: number;
  /** The numbers of its walks: `first`, and each so many after it, below `walks`. */
  readonly first: number;
  readonly stride: number;
  readonly walks: number;
  readonly subjects: ReadonlyArray<SubjectName>;
  /** The command of a subject in another language. */
  readonly command: string | undefined;
  /** Whether each subject is compared on every walk. */
  readonly isWhole: boolean;
}

/** A difference, as data. */
export interface Reported {
  readonly subject: string;
  readonly walk: number;
  /** The number of commands before shrinking. */
  readonly length: number;
  readonly of: string;
  readonly expected: unknown;
  readonly actual: unknown;
  /** The shrunk commands, as lines of a journal; of a subject in another language, the report of the testing kit. */
  readonly lines: ReadonlyArray<string>;
}

/** What a shard tells: how many steps were compared by subject, and in the end what was found. */
export interface ShardMessage {
  readonly steps: Readonly<Record<string, number>>;
  readonly seconds: Readonly<Record<string, number>>;
  readonly found?: Reported;
  readonly isDone?: true;
}

const SHRINK: Budget = { tries: 5_000, seconds: 30 };

/** How many walks are played between two messages. */
const TELL = 40;

/** A subject in another language gets the scenarios of so many walks at once, of one in so many. */
const FOREIGN = { every: 20, batch: 20 };

/** At least so many walks of a shard are compared, if it has as many. */
const LEAST = 4;

// -------------------------------------------------------------------------------------------------------- operations

/** A subject in a shard. */
interface Runner {
  readonly name: string;
  readonly every: number;
  /** Takes a walk; may hold it back until there are enough. */
  readonly take: (walk: number, played: ReadonlyArray<Played>) => Promise<Reported | undefined>;
  readonly finish: () => Promise<Reported | undefined>;
  readonly close: () => Promise<void>;
}

/** Counts, and shrinks what is found. */
interface Bench {
  readonly count: (name: string, verdict: { readonly steps: number }, since: number) => void;
}

const reportOf = async (
  subject: string,
  walk: number,
  found: Found,
  tryCommands: (commands: ReadonlyArray<Command>) => Promise<Found | undefined>,
): Promise<Reported> => {
  const { commands, difference } = await shrink(found, tryCommands, SHRINK);
  return {
    subject,
    walk,
    length: found.step + 1,
    of: difference.of,
    expected: difference.expected,
    actual: difference.actual,
    lines: journalOf(commands),
  };
};

const quickRunner = (name: string, every: number, subject: QuickSubject, bench: Bench): Runner => ({
  name,
  every,
  take: async (walk, played) => {
    const since = performance.now();
    const verdict = compareQuick(subject, played);
    bench.count(name, verdict, since);
    return verdict.found === undefined
      ? undefined
      : reportOf(name, walk, verdict.found, (commands) =>
          Promise.resolve(compareQuick(subject, playAll(commands)).found),
        );
  },
  finish: () => Promise.resolve(undefined),
  close: () => Promise.resolve(),
});

/** Makes a runner that plays several walks at once. */
const batched = (
  name: string,
  every: number,
  batch: number,
  play: (
    walks: ReadonlyArray<{ readonly walk: number; readonly played: ReadonlyArray<Played> }>,
  ) => Promise<Reported | undefined>,
  close: () => Promise<void>,
): Runner => {
  let waiting: Array<{ readonly walk: number; readonly played: ReadonlyArray<Played> }> = [];
  const flush = async (): Promise<Reported | undefined> => {
    const walks = waiting;
    waiting = [];
    return walks.length === 0 ? undefined : play(walks);
  };
  return {
    name,
    every,
    take: async (walk, played) => {
      waiting.push({ walk, played });
      return waiting.length < batch ? undefined : flush();
    },
    finish: flush,
    close,
  };
};

const slowRunner = (
  name: string,
  every: number,
  batch: number,
  subject: SlowSubject,
  bench: Bench,
): Runner =>
  batched(
    name,
    every,
    batch,
    async (walks) => {
      const since = performance.now();
      const verdict: Verdict = await compareSlow(
        subject,
        walks.map(({ played }) => played),
      );
      bench.count(name, verdict, since);
      const { found } = verdict;
      if (found === undefined) return undefined;
      const [first] = found.commands;
      const walk = walks.find(({ played }) => played[0]?.delivery === first)?.walk ?? 0;
      return reportOf(
        name,
        walk,
        found,
        async (commands) => (await compareSlow(subject, [playAll(commands)])).found,
      );
    },
    subject.close,
  );

const foreignRunner = (command: string, every: number, bench: Bench): Runner => {
  const made = foreignSubject(command);
  const name = 'subject';
  return batched(
    name,
    every,
    FOREIGN.batch,
    async (walks) => {
      const since = performance.now();
      const tests = walks.flatMap(({ walk, played }) =>
        scenariosOf(`walk-${String(walk)}`, played),
      );
      const verdict = E.isLeft(made) ? { steps: 0, report: made.left } : await made.right(tests);
      bench.count(name, verdict, since);
      return verdict.report === undefined
        ? undefined
        : {
            subject: name,
            walk: walks[0]?.walk ?? 0,
            length: walks[0]?.played.length ?? 0,
            of: 'outcome',
            expected: undefined,
            actual: undefined,
            lines: verdict.report.split('\n'),
          };
    },
    () => Promise.resolve(),
  );
};

/** Plays the walks of a shard until the first difference, or until another shard has found one. */
export const runShard = async (
  { seed, first, stride, walks, subjects, command, isWhole }: ShardInput,
  tell: (message: ShardMessage) => void,
  isOver: () => boolean,
): Promise<void> => {
  const steps: Record<string, number> = {};
  const seconds: Record<string, number> = {};
  const bench: Bench = {
    count: (name, { steps: more }, since) => {
      steps[name] = (steps[name] ?? 0) + more;
      seconds[name] = (seconds[name] ?? 0) + (performance.now() - since) / 1000;
    },
  };
  const own = Math.ceil((walks - first) / stride);
  const everyOf = (every: number): number =>
    isWhole ? 1 : Math.max(1, Math.min(every, Math.floor(own / LEAST)));
  const runners: ReadonlyArray<Runner> = [
    ...subjects.map((name): Runner => {
      const plan: Plan = plans[name];
      const every = everyOf(plan.every);
      return plan.kind === 'quick'
        ? quickRunner(name, every, plan.make(), bench)
        : slowRunner(name, every, isWhole ? 1 : plan.batch, plan.make(), bench);
    }),
    ...(command === undefined ? [] : [foreignRunner(command, everyOf(FOREIGN.every), bench)]),
  ];

  let found: Reported | undefined;
  for (let n = 0; n < own && found === undefined && !isOver(); n += 1) {
    const walk = first + n * stride;
    const played = walkOf(seed, walk);
    for (const { every, take } of runners)
      if (found === undefined && n % every === 0) found = await take(walk, played);
    if (n % TELL === TELL - 1) {
      tell({ steps: { ...steps }, seconds: { ...seconds } });
      await new Promise(setImmediate);
    }
  }
  for (const { finish } of runners) if (!isOver()) found ??= await finish();
  for (const { close } of runners) await close();
  tell({ steps, seconds, ...(found === undefined ? {} : { found }), isDone: true });
};

if (parentPort !== null) {
  const port = parentPort;
  let isOver = false;
  port.once('message', () => {
    isOver = true;
  });
  // SAFETY: the soak starts this program, and gives it this.
  await runShard(
    workerData as ShardInput,
    (message) => {
      port.postMessage(message);
    },
    () => isOver,
  );
  port.close();
}
