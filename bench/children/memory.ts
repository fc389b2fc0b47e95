/**
 * Measures the bytes of one run, or of a peer's, in a `Map` by id, after a full collection.
 *
 * The largest kind of run is in Running with an active attempt, so it has three ids. Each run is decoded from JSON text, as a
 * store would, so that runs share no strings.
 */
import type { RunInstance } from '../../src/index.js';
import { AttemptId, decide, RunInstanceCodec } from '../../src/index.js';
import { actor } from '../peers/xstate.js';
import { lifeEvents, right, runAfter, sampleRun } from '../sample.js';

const [, , kind = '', count = '0'] = process.argv;

const wireText = (): string => JSON.stringify(RunInstanceCodec.encode(sampleRun()));

const waiting = (): RunInstance => right(RunInstanceCodec.decode(JSON.parse(wireText())));

const running = (): RunInstance => {
  const attemptId = right(AttemptId.decode(JSON.parse(JSON.stringify(AttemptId.generate()))));
  return lifeEvents(attemptId)
    .slice(0, 4)
    .reduce((run, event) => right(decide(event)(run)), waiting());
};

const makers: Readonly<Record<string, () => unknown>> = {
  running,
  waiting,
  actors: () => actor.create(running()),
  parsed: () => JSON.parse(JSON.stringify(RunInstanceCodec.encode(runAfter(4)))) as unknown,
};

const make = makers[kind];
if (make === undefined) throw new Error(`memory of what? ${Object.keys(makers).join(', ')}`);

const idOf = (item: unknown): string => {
  const { id } = item as { readonly id: string };
  return id;
};
const collect = (): number => {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
};

// Warms up, so that compiled code and caches are not counted.
for (let i = 0; i < 2000; i += 1) make();
const live = new Map<string, unknown>();
const before = collect();
for (let i = 0; i < Number(count); i += 1) {
  const item = make();
  live.set(
    kind === 'actors'
      ? (item as ReturnType<typeof actor.create>).getSnapshot().context.id
      : idOf(item),
    item,
  );
}
const after = collect();
process.stdout.write(JSON.stringify((after - before) / live.size));
