/** Six steps that are accepted, or refused for one reason. */
import * as E from 'fp-ts/lib/Either.js';
import type { RunEvent, RunInstance } from 'runchart';
import type { Contenders } from '../contenders.js';
import { timeContender } from '../contenders.js';
import type { Decide } from '../sample.js';
import { instant, lifeEvents, newAttemptId, runAfter } from '../sample.js';

type Step = readonly [RunInstance, RunEvent];

const steps =
  (accepted: boolean, stepsOf: (decide: Decide) => ReadonlyArray<Step>): Contenders[string] =>
  async (library) => {
    const { decide } = await library();
    const some = stepsOf(decide);
    const six = Array.from({ length: 6 / some.length }, () => some).flat();
    for (const [run, event] of six)
      if (E.isRight(decide(event)(run)) !== accepted)
        throw new Error(`${event.type} is ${accepted ? 'refused' : 'accepted'}`);
    return () => {
      let last: unknown;
      for (const [run, event] of six) last = decide(event)(run);
      return last;
    };
  };

const events = lifeEvents();
const at = instant(100);
const attemptId = newAttemptId();

await timeContender({
  accepted: steps(true, (decide) =>
    events.map((event, i): Step => [runAfter(decide, i, events), event]),
  ),
  'refused: the state does not declare the event': steps(false, (decide) => [
    [runAfter(decide, 0), { type: 'complete', at }],
    [runAfter(decide, 1), { type: 'start', at }],
    [runAfter(decide, 6), { type: 'cancel', at }],
  ]),
  'refused: an attempt is active': steps(false, (decide) => [
    [runAfter(decide, 4), { type: 'complete', at }],
    [runAfter(decide, 4), { type: 'attempt.start', attemptId }],
  ]),
  'refused: the attempt is not the active one': steps(false, (decide) => [
    [runAfter(decide, 4), { type: 'attempt.finish', attemptId }],
    [runAfter(decide, 3), { type: 'attempt.finish', attemptId }],
  ]),
});
