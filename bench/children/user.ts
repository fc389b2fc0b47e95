/**
 * One contender in a process of its own, as a user's script would run it: `user CONTENDER import|require MILLISECONDS`. Prints the
 * median nanoseconds of one time. The library is the one in `node_modules`.
 */
import { createRequire } from 'node:module';
import type * as Library from 'runchart';
import type { AttemptId, RunEvent, RunId, RunInstance, TaskId, Timestamp } from 'runchart';
import { reducer } from '../peers/reducer.js';

type Either<A> = { readonly _tag: 'Left' } | { readonly _tag: 'Right'; readonly right: A };

const [, , contender = '', how = 'import', milliseconds = '1000'] = process.argv;

const library = async (): Promise<typeof Library> =>
  how === 'require'
    ? (createRequire(import.meta.url)('runchart') as typeof Library)
    : import('runchart');

const right = <A>(either: Either<A>): A => {
  if (either._tag === 'Left') throw new Error(`${contender}: refused`);
  return either.right;
};

// Flat strings, as if read from a file.
const text = (id: string): string => JSON.parse(JSON.stringify(id)) as string;
const id = text('3f0d1c9e-6d5e-4c58-9a3b-0c4e1d1f0a01') as RunId;
const taskId = text('3f0d1c9e-6d5e-4c58-9a3b-0c4e1d1f0a02') as TaskId;
const attemptId = text('3f0d1c9e-6d5e-4c58-9a3b-0c4e1d1f0a03') as AttemptId;
const at = (second: number): Timestamp => (1_735_689_600 + second) as Timestamp;
const args = { id, taskId, scheduledAt: at(60), createdAt: at(0) };
const readyArgs = {
  ...args,
  scheduledAt: at(0),
  effectivePriority: 3 as RunInstance['effectivePriority'],
};
const events: ReadonlyArray<RunEvent> = [
  { type: 'promote', at: at(60) },
  { type: 'lease', at: at(61) },
  { type: 'start', at: at(62) },
  { type: 'attempt.start', attemptId, at: at(62) },
  { type: 'attempt.finish', attemptId, at: at(90) },
  { type: 'complete', at: at(91) },
];

const none = { _tag: 'None' } as const;

/** A new run by one literal, sealed. */
const literal =
  (seal: <A>(record: A) => A) =>
  (state: RunInstance['state'], given: typeof readyArgs): Either<RunInstance> => ({
    _tag: 'Right',
    right: seal({
      id: given.id,
      taskId: given.taskId,
      state,
      currentAttemptId: none,
      attemptCount: 0 as RunInstance['attemptCount'],
      createdAt: given.createdAt,
      scheduledAt: given.scheduledAt,
      lastStateChangeAt: given.createdAt,
      effectivePriority: given.effectivePriority,
    }),
  });

const lifeBy =
  (
    create: () => Either<RunInstance>,
    decide: (event: RunEvent) => (run: RunInstance) => Either<RunInstance>,
  ) =>
  (): RunInstance => {
    let now = right(create());
    for (const event of events) now = right(decide(event)(now));
    return now;
  };

/** Each contender, made only in the process that runs it. */
const contenders: Readonly<Record<string, () => (() => unknown) | Promise<() => unknown>>> = {
  'literal frozen by hand': () => {
    const make = literal(Object.freeze);
    return () => make('Scheduled', readyArgs);
  },
  newScheduledWithId: async () => {
    const { newScheduledWithId } = await library();
    return () => newScheduledWithId(args);
  },
  newReadyWithId: async () => {
    const { newReadyWithId } = await library();
    return () => newReadyWithId(readyArgs);
  },
  recordStateChangeAt: async () => {
    const { newScheduledWithId, recordStateChangeAt } = await library();
    const run = right(newScheduledWithId(args));
    return () => recordStateChangeAt(at(9))(run);
  },
  restoreAttemptStateForBootstrap: async () => {
    const { newScheduledWithId, restoreAttemptStateForBootstrap } = await library();
    const run = right(newScheduledWithId(args));
    return () => restoreAttemptStateForBootstrap(run.attemptCount, run.currentAttemptId)(run);
  },
  'life: decide': async () => {
    const { decide, newScheduledWithId } = await library();
    return lifeBy(() => newScheduledWithId(args), decide);
  },
  'life: transitionTo, startAttempt, finishAttempt': async () => {
    const { finishAttempt, newScheduledWithId, startAttempt, transitionTo } = await library();
    return () => {
      const ready = transitionTo('Ready', at(60))(right(newScheduledWithId(args)));
      const leased = transitionTo('Leased', at(61))(right(ready));
      const running = transitionTo('Running', at(62))(right(leased));
      const started = startAttempt(attemptId)(right(running));
      const finished = finishAttempt(attemptId)(right(started));
      return right(transitionTo('Completed', at(91))(right(finished)));
    };
  },
  'life: decideAll': async () => {
    const { decideAll, newScheduledWithId } = await library();
    return () => right(decideAll(events)(right(newScheduledWithId(args))));
  },
  'life: Either reducer by hand, frozen runs': () => {
    const make = literal(Object.freeze);
    return lifeBy(() => make('Scheduled', readyArgs), reducer(Object.freeze));
  },
  'life: Either reducer by hand, unfrozen runs': () => {
    const make = literal((run) => run);
    return lifeBy(
      () => make('Scheduled', readyArgs),
      reducer((run) => run),
    );
  },
};

const prepare = contenders[contender];
if (prepare === undefined)
  throw new Error(`no contender ${contender}: ${Object.keys(contenders).join(', ')}`);
const run = await prepare();

const BATCH = 2_000;
const sink: { last: unknown } = { last: undefined };
const samples: Array<number> = [];
const end = performance.now() + Number(milliseconds);
do {
  const start = process.hrtime.bigint();
  for (let i = 0; i < BATCH; i += 1) sink.last = run();
  samples.push(Number(process.hrtime.bigint() - start) / BATCH);
} while (performance.now() < end || samples.length < 3);
// The first third warms up.
const warm = samples.slice(Math.floor(samples.length / 3)).sort((a, b) => a - b);
process.stdout.write(String(warm[Math.floor(warm.length / 2)]));
