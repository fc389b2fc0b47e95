/** Measures the life of a run among many others in nanoseconds, with a `Map` get and set at each step. */
import * as E from 'fp-ts/lib/Either.js';
import type { RunInstance } from '../../src/index.js';
import { decide } from '../../src/index.js';
import { interleave } from '../measure.js';
import { lifeEvents, sampleRun } from '../sample.js';

const [, , count = '1', quick = ''] = process.argv;

const events = lifeEvents();
const runs = Array.from({ length: Number(count) }, sampleRun);
const live = new Map(runs.map((run) => [run.id, run]));

/** Picks runs in an order that no cache predicts. */
let seed = 1;
const next = (): RunInstance => {
  seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0;
  const run = runs[seed % runs.length];
  if (run === undefined) throw new Error('there are no runs');
  return run;
};

const step = (id: RunInstance['id'], event: (typeof events)[number]): void => {
  const run = live.get(id);
  if (run === undefined) throw new Error('the run is gone');
  const after = decide(event)(run);
  if (E.isLeft(after)) throw new Error(`${event.type} was refused`);
  live.set(id, after.right);
};

const [timing] = interleave(
  [
    {
      name: count,
      run: (times) => {
        for (let i = 0; i < times; i += 1) {
          const run = next();
          for (const event of events) step(run.id, event);
          // Resets the run.
          live.set(run.id, run);
        }
        return live.size;
      },
    },
  ],
  quick === '' ? {} : { rounds: 3, batchMs: 2 },
);
process.stdout.write(JSON.stringify(timing));
