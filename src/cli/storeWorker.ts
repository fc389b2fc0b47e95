/** `runchart store worker`: calls the handlers of a module for the runs of a store. Loaded on demand. */
import path from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { printable } from '../codec/printable.js';
import { isRecord } from '../codec/untrusted.js';
import { runWorker } from '../store/runWorker.js';
import { storeErrorMessage } from '../store/StoreError.js';
import type { Handlers, WorkerEvent } from '../store/Worker.js';
import type { ExitCode } from './exit.js';
import { DONE, stopWhenInterrupted, UNUSABLE } from './exit.js';
import { counted, elapsed, paintState } from './format.js';
import { loadModule } from './loadModule.js';
import type { Outputs } from './output.js';
import { report } from './report.js';
import type { OpenedStore, StoreFlags } from './storeOpen.js';
import { withStore } from './storeOpen.js';

/** The flags of `store worker`. */
export interface WorkerFlags extends StoreFlags {
  readonly module: string;
  readonly concurrency: number;
  readonly leaseSeconds: number;
  readonly name: string;
  readonly untilIdle?: true;
  readonly json?: true;
}

/** The handlers that a module exports: a function, or an object of functions. */
const handlersIn = (module: unknown): E.Either<string, Handlers> => {
  const given = isRecord(module) ? module['default'] : undefined;
  // A CommonJS module that was compiled from an ES module.
  const handlers = isRecord(given) && 'default' in given ? given['default'] : given;
  const isHandlers =
    typeof handlers === 'function' ||
    (isRecord(handlers) &&
      Object.keys(handlers).length > 0 &&
      Object.values(handlers).every((each) => typeof each === 'function'));
  return isHandlers
    ? // SAFETY: functions; what they return is checked at each call.
      E.right(handlers as Handlers)
    : E.left(
        'its default export is no handler: export a function, or an object with a function for each task',
      );
};

const lineOf = (event: WorkerEvent, isJson: boolean, { out }: Outputs): string | undefined => {
  switch (event.type) {
    case 'settled': {
      const { run, outcome, note } = event;
      return isJson
        ? JSON.stringify({
            run_id: run.id,
            task_id: run.taskId,
            state: run.state,
            attempt_count: run.attemptCount,
            outcome,
            ...(note === undefined ? {} : { note }),
          })
        : `${run.id}  ${paintState(out.colors, run.state)}${note === undefined ? '' : `  ${printable(note)}`}`;
    }
    case 'claimed':
    case 'refused':
    case 'lost':
    case 'error':
      return undefined;
  }
};

const warningOf = (event: WorkerEvent): string | undefined => {
  switch (event.type) {
    case 'refused':
      return `run ${event.runId} was not settled: ${storeErrorMessage(event.error)}`;
    case 'lost':
      return `run ${event.runId} is not this worker's any more`;
    case 'error':
      return storeErrorMessage(event.error);
    case 'claimed':
    case 'settled':
      return undefined;
  }
};

const work = async (
  { store, name }: OpenedStore,
  handlers: Handlers,
  flags: WorkerFlags,
  outputs: Outputs,
): Promise<ExitCode> => {
  const isJson = flags.json === true;
  const started = performance.now();
  const settled = new Map<string, number>();
  const stopped = new Promise<void>((resolve) => {
    stopWhenInterrupted(() => {
      resolve();
    });
  });
  const worker = runWorker(store, handlers, {
    concurrency: flags.concurrency,
    leaseSeconds: flags.leaseSeconds,
    name: flags.name,
    onEvent: (event) => {
      if (event.type === 'settled')
        settled.set(event.run.state, (settled.get(event.run.state) ?? 0) + 1);
      const line = lineOf(event, isJson, outputs);
      if (line !== undefined) void outputs.out.write(`${line}\n`);
      const warning = warningOf(event);
      if (warning !== undefined) void report(outputs, printable(warning));
    },
  });
  if (!isJson)
    await outputs.err.write(
      outputs.err.colors.dim(
        `${worker.name} works on ${printable(name)}${flags.untilIdle === true ? '' : '; Ctrl-C ends it, and waits for what runs'}\n`,
      ),
    );
  await Promise.race([stopped, ...(flags.untilIdle === true ? [worker.idle()] : [])]);
  await worker.stop();
  const total = [...settled.values()].reduce((sum, n) => sum + n, 0);
  const states = [...settled].map(([state, n]) => `${state} ${String(n)}`).join(', ');
  await outputs.out.write(
    isJson
      ? `${JSON.stringify({ worker: worker.name, settled: { total, by_state: Object.fromEntries(settled) } })}\n`
      : `${counted(total, 'attempt')} settled in ${elapsed(performance.now() - started)}${states === '' ? '' : `: ${states}`}\n`,
  );
  return DONE;
};

/** Runs `runchart store worker`. */
export const workOnStore = async (flags: WorkerFlags, outputs: Outputs): Promise<ExitCode> => {
  const loaded = await loadModule(path.resolve(flags.module))();
  const handlers = E.isLeft(loaded) ? loaded : handlersIn(loaded.right);
  if (E.isLeft(handlers)) {
    await report(outputs, printable(`cannot use ${flags.module}: ${handlers.left}`));
    return UNUSABLE;
  }
  return withStore(flags, outputs, (opened) => work(opened, handlers.right, flags, outputs));
};
