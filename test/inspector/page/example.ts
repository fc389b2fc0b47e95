/** What the example journal holds, by a replay: what the page must say of it. */
import { readFileSync } from 'node:fs';
import type { JournalStep, RunId, RunInstance, RunState } from '../../../src/index.js';
import { makeReplayer } from '../../../src/index.js';

export const JOURNAL = 'examples/journal.ndjson';

export const lines = readFileSync(JOURNAL, 'utf8').trimEnd().split('\n');

/** A step, and the state of its run before it. */
interface Seen {
  readonly step: JournalStep;
  readonly before: RunState | undefined;
}

const states = new Map<RunId, RunState>();
const seen: Array<Seen> = [];
const replayer = makeReplayer({
  onStep: (step) => {
    if (step._tag === 'Malformed') throw new Error(`line ${String(step.line)}: ${step.message}`);
    const { runId: id } = step.entry;
    seen.push({ step, before: states.get(id) });
    if (step._tag === 'Accepted') states.set(id, step.run.state);
  },
});
lines.forEach((line) => replayer.line(line));

/** The result of the replay. */
export const example = replayer.result();

/** The runs that were created. */
export const runs: ReadonlyArray<RunInstance> = [...example.runs.values()];

/** The runs that the lines name, including those that were never created. */
export const ids: ReadonlySet<RunId> = new Set(seen.map(({ step }) => step.entry.runId));

/** A count as the page writes it. */
export const counted = (n: number): string => n.toLocaleString('en');

/** The number of runs in a state. */
export const runsIn = (state: RunState): string =>
  counted(runs.filter((run) => run.state === state).length);

/** The number of runs that have a step with a fact. */
export const runsWith = (is: (one: Seen) => boolean): string =>
  counted(new Set(seen.filter(is).map(({ step }) => step.entry.runId)).size);

/** Whether a step took the edge between two states. */
export const took =
  (source: RunState, target: RunState) =>
  ({ step, before }: Seen): boolean =>
    step._tag === 'Accepted' && !step.redelivered && before === source && step.run.state === target;

/** Whether a step was refused with an error. */
export const refusedWith =
  (tag: string) =>
  ({ step }: Seen): boolean =>
    step._tag === 'Refused' && !step.redelivered && step.error._tag === tag;

/** The steps of a run. */
export const stepsOf = (id: RunId): ReadonlyArray<JournalStep> =>
  seen.map(({ step }) => step).filter(({ entry }) => entry.runId === id);

/** The run with the most attempts, which the tests show. */
export const mostRetried = runs.reduce((most, run) =>
  run.attemptCount > most.attemptCount ? run : most,
);
export const MOST_RETRIED = mostRetried.id;

/** How many steps it has, and the number, from 1, of its step that was refused. */
export const STEPS = stepsOf(MOST_RETRIED).length;
export const REFUSED = stepsOf(MOST_RETRIED).findIndex(({ _tag }) => _tag === 'Refused') + 1;
