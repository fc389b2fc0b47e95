/** Compares the traces of a simulator of the Quint module with the chart: each event is sent to each run by `decide`, too. */
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { decide, RunInstanceCodec } from '../../src/index.js';
import type { ModelEvent, ModelRun } from './lawful.js';
import { eventOf, keyOf, runOf } from './lawful.js';

// -------------------------------------------------------------------------------------------------------------- ITF

const Int = t.type({ '#bigint': t.string });
const Variant = t.type({ tag: t.string, value: t.unknown });
const State = t.type({
  current: t.type({
    state: Variant,
    currentAttemptId: Variant,
    attemptCount: Int,
    effectivePriority: Int,
    lastStateChangeAt: Int,
  }),
  event: t.type({ name: t.string, attemptId: Int, effectivePriority: Variant, at: Variant }),
  accepted: t.boolean,
});
/** What is read of a trace in ITF, as Quint writes it. */
export const Trace = t.type({ states: t.array(State) });
export type Trace = t.TypeOf<typeof Trace>;

const numberOf = (int: t.TypeOf<typeof Int>): number => Number(int['#bigint']);

const optionalOf = ({ tag, value }: t.TypeOf<typeof Variant>): number | undefined =>
  tag === 'Some' && Int.is(value) ? numberOf(value) : undefined;

const modelRun = ({ current }: Trace['states'][number]): ModelRun => ({
  state: current.state.tag,
  attempt: optionalOf(current.currentAttemptId),
  count: numberOf(current.attemptCount),
  priority: numberOf(current.effectivePriority),
  changedAt: numberOf(current.lastStateChangeAt),
});

const modelEvent = ({ event }: Trace['states'][number]): ModelEvent => ({
  name: event.name,
  attempt: numberOf(event.attemptId),
  priority: optionalOf(event.effectivePriority),
  at: optionalOf(event.at),
});

// -------------------------------------------------------------------------------------------------------- comparison

/** What the comparison found. */
export interface Comparison {
  /** The events sent. */
  readonly steps: number;
  /** How many of them were accepted. */
  readonly accepted: number;
  readonly differences: ReadonlyArray<string>;
  /** `Running+ attempt.start refused`: what was seen, where + stands for an active attempt. */
  readonly seen: ReadonlySet<string>;
}

const textOf = (answer: E.Either<unknown, unknown>): string =>
  E.isRight(answer) ? 'accepted' : 'refused';

/** Compares each step of the traces: who accepts the event, and what run is the result. */
export const compareTraces = (traces: ReadonlyArray<Trace>): Comparison => {
  const differences: Array<string> = [];
  const seen = new Set<string>();
  let steps = 0;
  let accepted = 0;
  for (const { states } of traces)
    states.slice(1).forEach((state, i) => {
      const previous = states[i];
      if (previous === undefined) return;
      const before = modelRun(previous);
      const sent = modelEvent(state);
      const [run, event, after] = [runOf(before), eventOf(sent), runOf(modelRun(state))];
      steps += 1;
      const what = `${before.state}${before.attempt === undefined ? '' : '+'} ${sent.name}`;
      if (E.isLeft(run) || E.isLeft(event) || E.isLeft(after)) {
        differences.push(`${what}: no run or no event: ${JSON.stringify({ before, sent })}`);
        return;
      }
      const answer = decide(event.right)(run.right);
      if (E.isRight(answer)) accepted += 1;
      seen.add(`${what} ${textOf(answer)}`);
      const wanted = state.accepted ? 'accepted' : 'refused';
      const result = E.isRight(answer) ? answer.right : run.right;
      if (textOf(answer) !== wanted)
        differences.push(
          `${what}: the module has it ${wanted}, the chart ${textOf(answer)}: ${JSON.stringify(sent)}`,
        );
      else if (keyOf(result) !== keyOf(after.right))
        differences.push(
          `${what}: ${JSON.stringify(RunInstanceCodec.encode(after.right))}, by the chart ${keyOf(result)}`,
        );
    });
  return { steps, accepted, differences, seen };
};
