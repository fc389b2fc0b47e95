/** The life of a run among many others, with a `Map` get and set at each step. The name of a contender is the number of runs. */
import * as E from 'fp-ts/lib/Either.js';
import type { RunEvent, RunInstance } from 'runchart';
import type { Contenders } from '../contenders.js';
import { timeContender } from '../contenders.js';
import { lifeEvents, sampleRun } from '../sample.js';

const among =
  (count: number): Contenders[string] =>
  async (library) => {
    const { decide } = await library();
    const events = lifeEvents();
    const runs = Array.from({ length: count }, sampleRun);
    const live = new Map(runs.map((run) => [run.id, run]));

    /** Picks runs in an order that no cache predicts. */
    let seed = 1;
    const next = (): RunInstance => {
      seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
      const run = runs[seed % runs.length];
      if (run === undefined) throw new Error('there are no runs');
      return run;
    };

    const step = (id: RunInstance['id'], event: RunEvent): void => {
      const run = live.get(id);
      if (run === undefined) throw new Error('the run is gone');
      const after = decide(event)(run);
      if (E.isLeft(after)) throw new Error(`${event.type} was refused`);
      live.set(id, after.right);
    };

    return () => {
      const run = next();
      for (const event of events) step(run.id, event);
      // Resets the run.
      live.set(run.id, run);
      return live;
    };
  };

await timeContender(
  Object.fromEntries([1, 10, 1_000, 1_000_000].map((count) => [String(count), among(count)])),
);
