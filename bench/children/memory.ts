/**
 * Measures the bytes of one run, or of a peer's, in a `Map` by id, after a full collection.
 *
 * The largest kind of run is in Running with an active attempt, so it has three ids. Each run is decoded from JSON text, as a
 * store would, so that runs share no strings.
 */
import type { RunInstance } from 'runchart';
import { decide, RunInstanceCodec } from 'runchart';
import { actor } from '../peers/xstate.js';
import { lifeEvents, right, runAfter, sampleRun } from '../sample.js';

const [, , kind = '', count = '0'] = process.argv;

const wireText = (run: RunInstance): string => JSON.stringify(RunInstanceCodec.encode(run));

const waiting = (): RunInstance =>
  right(RunInstanceCodec.decode(JSON.parse(wireText(sampleRun()))));

const running = (): RunInstance =>
  lifeEvents()
    .slice(0, 4)
    .reduce((run, event) => right(decide(event)(run)), waiting());

interface Identified {
  readonly id: string;
}

/** Each kind, and the id of one. */
const makers: Readonly<Record<string, () => readonly [string, unknown]>> = {
  running: () => {
    const run = running();
    return [run.id, run];
  },
  waiting: () => {
    const run = waiting();
    return [run.id, run];
  },
  actors: () => {
    const machine = actor.create(running());
    return [machine.getSnapshot().context.id, machine];
  },
  parsed: () => {
    const wire = JSON.parse(wireText(runAfter(decide, 4))) as Identified;
    return [wire.id, wire];
  },
};

const make = makers[kind];
if (make === undefined) throw new Error(`memory of what? ${Object.keys(makers).join(', ')}`);

const collect = (): number => {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

// Warms up, so that compiled code and caches are not counted.
for (let i = 0; i < 2000; i += 1) make();
const live = new Map<string, unknown>();
const before = collect();
for (let i = 0; i < Number(count); i += 1) live.set(...make());
const after = collect();
process.stdout.write(JSON.stringify((after - before) / live.size));
