/** The laws of the lifecycle, as predicates on a run, an event and what `decide` answers, and every run that some events lead to. */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import { createdIn } from '../../src/diagram/runQuint.js';
import type { RunEvent, RunInstance } from '../../src/index.js';
import {
  decide,
  eventTypes,
  isTerminal,
  RunEventCodec,
  RunInstanceCodec,
} from '../../src/index.js';
import { AttemptCount } from '../../src/values/AttemptCount.js';

// ----------------------------------------------------------------------------------------------------------- inputs

const idOf = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;

/** A run, as a model of it has it. */
export interface ModelRun {
  readonly state: string;
  /** The number of the active attempt; none without it. */
  readonly attempt: number | undefined;
  readonly count: number;
  readonly priority: number;
  readonly changedAt: number;
}

/** An event, as a model of it has it. */
export interface ModelEvent {
  readonly name: string;
  readonly attempt: number;
  readonly priority: number | undefined;
  readonly at: number | undefined;
}

export const runOf = ({ state, attempt, count, priority, changedAt }: ModelRun) =>
  RunInstanceCodec.decode({
    id: idOf(100),
    task_id: idOf(101),
    state,
    current_attempt_id: attempt === undefined ? null : idOf(attempt),
    attempt_count: count,
    created_at: 0,
    scheduled_at: 0,
    last_state_change_at: changedAt,
    effective_priority: priority,
  });

export const eventOf = ({ name, attempt, priority, at }: ModelEvent) =>
  RunEventCodec.decode({
    type: name,
    attempt_id: idOf(attempt),
    ...(priority === undefined ? {} : { effective_priority: priority }),
    ...(at === undefined ? {} : { at }),
  });

/** The run as text: equal for equal runs. */
export const keyOf = (run: RunInstance): string => JSON.stringify(RunInstanceCodec.encode(run));

/** Two attempts, two instants and two priorities, each also left out: as many of each as it takes to tell two apart. */
const events: ReadonlyArray<RunEvent> = [
  ...new Map(
    eventTypes.flatMap((name) =>
      [1, 2].flatMap((attempt) =>
        [undefined, 0, 7].flatMap((at) =>
          [undefined, -1, 5].flatMap((priority) => {
            const event = eventOf({ name, attempt, priority, at });
            return E.isRight(event) ? [[JSON.stringify(event.right), event.right] as const] : [];
          }),
        ),
      ),
    ),
  ).values(),
];

/** How many attempts are tried from each beginning. */
const ATTEMPTS = 3;
/** More runs than there are are only reached if the counts are wrong. */
const MAX_RUNS = 10_000;
/** From the first attempt, and up to the last that fits. */
const COUNTS = [0, AttemptCount.max - ATTEMPTS];

const beginnings: ReadonlyArray<RunInstance> = createdIn.flatMap((state) =>
  COUNTS.flatMap((count) => {
    const run = runOf({ state, attempt: undefined, count, priority: 0, changedAt: 3 });
    return E.isRight(run) ? [run.right] : [];
  }),
);

// ------------------------------------------------------------------------------------------------------------- laws

/** What an event did to a run. */
export interface Taken {
  readonly before: RunInstance;
  readonly event: RunEvent;
  readonly accepted: boolean;
  /** As before, if it was refused. */
  readonly after: RunInstance;
}

const isActive = ({ currentAttemptId }: RunInstance): boolean => O.isSome(currentAttemptId);

/** The laws by name; those of the Quint module have the same names there. */
export const laws: Readonly<Record<string, (taken: Taken) => boolean>> = {
  attemptOnlyInRunning: ({ after }) => !isActive(after) || after.state === 'Running',
  oneActiveAttempt: ({ before, after }) =>
    !isActive(before) ||
    !isActive(after) ||
    O.toUndefined(before.currentAttemptId) === O.toUndefined(after.currentAttemptId),
  countsRise: ({ before, after, event, accepted }) =>
    after.attemptCount ===
    before.attemptCount + (accepted && event.type === 'attempt.start' ? 1 : 0),
  countsFit: ({ after }) => after.attemptCount <= AttemptCount.max,
  finalStatesAbsorb: ({ before, accepted }) => !isTerminal(before.state) || !accepted,
  refusalsChangeNothing: ({ before, after, accepted }) => accepted || before === after,
};

/** What the exhaustive exploration found. */
export interface Exploration {
  readonly runs: number;
  readonly decisions: number;
  /** The laws that fail, with an example each. */
  readonly violations: ReadonlyArray<{ readonly law: string; readonly taken: Taken }>;
  /** Runs from which no final state can be reached. */
  readonly stuck: ReadonlyArray<RunInstance>;
  /** The states that were entered. */
  readonly states: ReadonlySet<string>;
}

type Decide = (event: RunEvent) => (run: RunInstance) => E.Either<unknown, RunInstance>;

/** How many attempts a run has had since its beginning. */
const triedBy = ({ attemptCount }: RunInstance): number =>
  attemptCount >= (COUNTS[1] ?? 0) ? attemptCount - (COUNTS[1] ?? 0) : attemptCount;

/** Sends every event to every run that can be reached, in each of the runs' states, and checks all laws. */
export const exploreAll = (decideBy: Decide = decide): Exploration => {
  const found = new Map(beginnings.map((run) => [keyOf(run), run]));
  const cameFrom = new Map<string, Array<string>>();
  const violations = new Map<string, Taken>();
  let decisions = 0;
  // A map yields what is added while it is read.
  for (const [key, before] of found)
    for (const event of events) {
      if (found.size > MAX_RUNS) break;
      if (
        event.type === 'attempt.start' &&
        triedBy(before) >= ATTEMPTS &&
        before.attemptCount < AttemptCount.max
      )
        continue;
      decisions += 1;
      const answer = decideBy(event)(before);
      const accepted = E.isRight(answer);
      const after = accepted ? answer.right : before;
      for (const [law, holds] of Object.entries(laws))
        if (!holds({ before, event, accepted, after }) && !violations.has(law))
          violations.set(law, { before, event, accepted, after });
      if (!accepted) continue;
      const next = keyOf(after);
      if (!found.has(next)) found.set(next, after);
      cameFrom.set(next, [...(cameFrom.get(next) ?? []), key]);
    }
  const ending = new Set(
    [...found].filter(([, { state }]) => isTerminal(state)).map(([key]) => key),
  );
  for (const key of ending) for (const previous of cameFrom.get(key) ?? []) ending.add(previous);
  return {
    runs: found.size,
    decisions,
    violations: [...violations].map(([law, taken]) => ({ law, taken })),
    stuck: [...found].filter(([key]) => !ending.has(key)).map(([, run]) => run),
    states: new Set([...found.values()].map(({ state }) => state)),
  };
};
