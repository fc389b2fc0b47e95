/**
 * What schedulers and workers usually do. The library says which events are legal; one of them is chosen at random, weighted by
 * how often it happens.
 */
import type { EventType, RunEvent, RunInstance } from 'runchart';
import { allowedActions, AttemptId, isTerminal, Priority, Timestamp } from 'runchart';

/** The weight of each event if several are legal; 1 for an event that is not listed. */
const weights: Readonly<Partial<Record<EventType, number>>> = {
  promote: 8,
  lease: 20,
  start: 60,
  'attempt.start': 14,
  'attempt.finish': 20,
  complete: 7,
  retry: 4,
  suspend: 2,
  fail: 1,
  'priority.set': 2,
  cancel: 0.3,
};

const weightOf = ({ type }: { readonly type: EventType }): number => weights[type] ?? 1;

/** The share of events that are mistakes, such as those of a worker that lost its lease without knowing it. */
const MISTAKES = 0.03;

const PRIORITIES = 10;

const priority = (): Priority => {
  const n = Math.floor(Math.random() * PRIORITIES);
  return Priority.is(n) ? n : Priority.initial;
};

/** An event of a type with made-up fields. */
export const someEvent = (type: EventType, at = Timestamp.now()): RunEvent => {
  if (type === 'attempt.start' || type === 'attempt.finish')
    return { type, attemptId: AttemptId.generate(), at };
  if (type === 'priority.set') return { type, effectivePriority: priority(), at };
  return { type, at };
};

/** Chooses one at random by weight; none from an empty list. */
const choose = <A>(items: ReadonlyArray<A>, weight: (item: A) => number): A | undefined => {
  let left = Math.random() * items.reduce((sum, item) => sum + weight(item), 0);
  return items.find((item) => (left -= weight(item)) < 0);
};

/** The usual next event of a run; none if it has ended. */
export const usualEvent = (run: RunInstance, at = Timestamp.now()): RunEvent | undefined => {
  const enabled = allowedActions(run).filter((action) => action._tag === 'Enabled');
  // A run that has just started begins an attempt first.
  const first =
    run.attemptCount === 0 ? enabled.find(({ type }) => type === 'attempt.start') : undefined;
  const action = first ?? choose(enabled, weightOf);
  if (action === undefined) return undefined;
  // Only the worker of the attempt knows its id.
  return action.type === 'attempt.finish' ? { ...action.event, at } : someEvent(action.type, at);
};

/** An event of a client with an outdated state of the run; the host will refuse it. */
const mistake = (run: RunInstance): RunEvent | undefined => {
  const disabled = allowedActions(run).filter(({ _tag }) => _tag === 'Disabled');
  const action = choose(disabled, weightOf);
  return action === undefined ? undefined : someEvent(action.type);
};

/** A worker that finishes an attempt it no longer owns. */
const stale = (): RunEvent => someEvent('attempt.finish');

/** The next event of a run, which may be a mistake; none if it has ended. */
export const nextEvent = (run: RunInstance): RunEvent | undefined => {
  if (isTerminal(run.state) || Math.random() >= MISTAKES) return usualEvent(run);
  return run.state === 'Running' ? stale() : mistake(run);
};
