/** A refused step against an accepted one. */
import * as E from 'fp-ts/lib/Either.js';
import type { RunEvent, RunInstance } from '../src/index.js';
import { AttemptId, decide } from '../src/index.js';
import type { Benchmark, Table } from './benchmark.js';
import { atMost } from './benchmark.js';
import { paceOf } from './life.js';
import type { Contender } from './measure.js';
import { interleave } from './measure.js';
import { instant, lifeEvents, right, runAfter } from './sample.js';

type Step = readonly [RunInstance, RunEvent];

const contender = (name: string, accepted: boolean, steps: ReadonlyArray<Step>): Contender => {
  for (const [run, event] of steps)
    if (E.isRight(decide(event)(run)) !== accepted) throw new Error(`not so: ${name}`);
  return {
    name,
    run: (times) => {
      let last: unknown;
      for (let i = 0; i < times; i += 6) {
        for (const [run, event] of steps) last = decide(event)(run);
      }
      return last;
    },
  };
};

/** Each contender has six steps, so that the loops are equal. */
const contenders = (): ReadonlyArray<Contender> => {
  const events = lifeEvents();
  const at = instant(100);
  const busy = runAfter(4);
  const idle = runAfter(3);
  const stale = AttemptId.generate();
  const six = (...steps: ReadonlyArray<Step>): ReadonlyArray<Step> =>
    Array.from({ length: 6 / steps.length }, () => steps).flat();
  return [
    contender(
      'accepted',
      true,
      events.map((event, i): Step => [
        events.slice(0, i).reduce((run, before) => right(decide(before)(run)), runAfter(0)),
        event,
      ]),
    ),
    contender(
      'refused: the state does not declare the event',
      false,
      six(
        [runAfter(0), { type: 'complete', at }],
        [runAfter(1), { type: 'start', at }],
        [runAfter(6), { type: 'cancel', at }],
      ),
    ),
    contender(
      'refused: an attempt is active',
      false,
      six([busy, { type: 'complete', at }], [busy, { type: 'attempt.start', attemptId: stale }]),
    ),
    contender(
      'refused: the attempt is not the active one',
      false,
      six(
        [busy, { type: 'attempt.finish', attemptId: stale }],
        [idle, { type: 'attempt.finish', attemptId: stale }],
      ),
    ),
  ];
};

export const refusal: Benchmark = {
  name: 'refusal',
  summary: 'a refused step against an accepted one',
  run: (setting) => {
    const rows = interleave(contenders(), paceOf(setting));
    const table: Table = { title: 'One step, refused or accepted', unit: 'ns', rows };
    return {
      tables: [table],
      targets: rows
        .slice(1)
        .map(({ name, ratio }) =>
          atMost(name.replace('refused', 'refused step vs accepted'), 1, ratio),
        ),
    };
  },
};
