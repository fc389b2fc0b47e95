/**
 * What schedulers and workers usually do. Which events are legal is not said here: the library is asked, and one of those is
 * chosen by how often it happens in a normal day.
 */
import type { EventType, RunEvent, RunInstance } from 'runchart';
import { allowedActions, AttemptId, isTerminal, Priority, Timestamp } from 'runchart';

/** How often each event happens where several are legal; once for an event that is not listed. */
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

/** How many of all events are mistakes, such as those of a worker that lost its lease and does not know. */
const MISTAKES = 0.03;

const PRIORITIES = 10;

const priority = (): Priority => {
  const n = Math.floor(Math.random() * PRIORITIES);
  return Priority.is(n) ? n : Priority.initial;
};

/** An event of a type, with what it carries made up. */
export const someEvent = (type: EventType, at = Timestamp.now()): RunEvent => {
  if (type === 'attempt.start' || type === 'attempt.finish')
    return { type, attemptId: AttemptId.generate(), at };
  if (type === 'priority.set') return { type, effectivePriority: priority(), at };
  return { type, at };
};

/** Chooses one by weight; none of none. */
const choose = <A>(items: ReadonlyArray<A>, weight: (item: A) => number): A | undefined => {
  let left = Math.random() * items.reduce((sum, item) => sum + weight(item), 0);
  return items.find((item) => (left -= weight(item)) < 0);
};

/** What happens to a run next, as a rule; nothing, if it has ended. */
export const usualEvent = (run: RunInstance, at = Timestamp.now()): RunEvent | undefined => {
  const enabled = allowedActions(run).filter((action) => action._tag === 'Enabled');
  // Who has just begun tries before anything else.
  const first =
    run.attemptCount === 0 ? enabled.find(({ type }) => type === 'attempt.start') : undefined;
  const action = first ?? choose(enabled, weightOf);
  if (action === undefined) return undefined;
  // Only the worker that has the attempt knows its id.
  return action.type === 'attempt.finish' ? { ...action.event, at } : someEvent(action.type, at);
};

/** What somebody tries who does not know how the run is; the host will refuse it. */
const mistake = (run: RunInstance): RunEvent | undefined => {
  const disabled = allowedActions(run).filter(({ _tag }) => _tag === 'Disabled');
  const action = choose(disabled, weightOf);
  return action === undefined ? undefined : someEvent(action.type);
};

/** A worker that finishes an attempt which is not its own any more. */
const stale = (): RunEvent => someEvent('attempt.finish');

/** What happens to a run next, mistakes included; nothing, if it has ended. */
export const nextEvent = (run: RunInstance): RunEvent | undefined => {
  if (isTerminal(run.state) || Math.random() >= MISTAKES) return usualEvent(run);
  return run.state === 'Running' ? stale() : mistake(run);
};
