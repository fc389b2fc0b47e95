/** `makeLifecycle` on the run's chart: its decisions, one by one and together, its actions, and its errors by reason. */
import * as E from 'fp-ts/lib/Either.js';
import { guards, runChart, updates } from '../../../machines/run.chart.js';
import type { RunEvent, RunInstance } from '../../../src/index.js';
import { eventOf } from '../../../src/journal/EventStep.js';
import { makeLifecycle } from '../../../src/lifecycle/index.js';
import { refuse } from '../../../src/run/decide.js';
import { exampleOf } from '../oracle.js';
import type { QuickSubject, Tagged } from '../Subject.js';
import { actionOf, applied, keeperSubject } from './runs.js';

const because = (reason: string) => (run: RunInstance, event: RunEvent) =>
  refuse(run, event, reason);

/** Makes the subject of the lifecycle with some guards in place of the chart's. */
export const lifecycleSubject = (others: Partial<typeof guards> = {}): QuickSubject => {
  const { decide, decideAll, allowedActions } = makeLifecycle<RunInstance, RunEvent>()({
    chart: runChart,
    guards: { ...guards, ...others },
    updates,
    refusals: {
      undeclared: because('undeclared'),
      noActiveAttempt: because('noActiveAttempt'),
      hasActiveAttempt: because('hasActiveAttempt'),
      ownsActiveAttempt: because('ownsActiveAttempt'),
      attemptCountBelowMax: because('attemptCountBelowMax'),
    },
    examples: {
      'attempt.start': (run) => exampleOf(run, 'attempt.start'),
      'attempt.finish': (run) => exampleOf(run, 'attempt.finish'),
      'priority.set': (run) => exampleOf(run, 'priority.set'),
    },
  });
  return keeperSubject('lifecycle', {
    apply: (entry, run) => {
      const event = run === undefined ? undefined : eventOf(entry, run.state);
      if (run === undefined || event === undefined) return [applied(entry, run)];
      const together = decideAll([event])(run);
      // SAFETY: the errors are those that were given.
      return [
        E.isLeft(together) ? E.left((together.left as { readonly error: Tagged }).error) : together,
        decide(event)(run),
      ];
    },
    restore: (run) => Object.freeze({ ...run }),
    isFlat: true,
    actionsOf: (run) => allowedActions(run).map(actionOf),
  });
};
