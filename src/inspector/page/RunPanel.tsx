/** @jsxImportSource preact */
/** One run: its fields, its actions and its story. */
import * as O from 'fp-ts/lib/Option.js';
import type { VNode } from 'preact';
import { printable } from '../../codec/printable.js';
import { RunRecordCodec } from '../../run/RunInstanceCodec.js';
import type { RunId } from '../../values/RunId.js';
import type { TaskId } from '../../values/TaskId.js';
import { scenarioOf } from '../storyScenario.js';
import { Actions } from './Actions.js';
import { when } from './clock.js';
import { count } from './format.js';
import { labelOf } from './labels.js';
import { revealRuns } from './panes.js';
import { save } from './save.js';
import { FoldButton } from './Splitter.js';
import {
  atEnd,
  compareWith,
  dataset,
  goToStep,
  place,
  run,
  showRun,
  showTask,
  stepIndex,
  steps,
  story,
} from './state.js';
import { StateMark } from './StateMark.js';
import { Timeline } from './Timeline.js';

const Field = ({
  name,
  title,
  children,
}: {
  readonly name: string;
  readonly title?: string;
  readonly children: string;
}): VNode => (
  <div>
    <dt>{name}</dt>
    <dd title={title ?? children}>{children}</dd>
  </div>
);

/** An instant as an age, or the other way round. */
const WhenField = ({ name, at }: { readonly name: string; readonly at: number }): VNode => (
  <Field name={name} title={when(at).title}>
    {when(at).text}
  </Field>
);

/** What the lines up to the shown step said last of worker, outcome and error. */
const Said = (): VNode => {
  const said = steps.value.slice(0, stepIndex.value + 1).toReversed();
  const lastOf = (key: 'worker' | 'outcome' | 'error' | 'note'): string | undefined =>
    said.find(({ entry }) => entry[key] !== undefined)?.entry[key];
  const field = (name: string, text: string | undefined): VNode | null =>
    text === undefined ? null : <Field name={name}>{printable(text)}</Field>;
  return (
    <>
      {field('last outcome', lastOf('outcome'))}
      {field('last error', lastOf('error'))}
      {field('last worker', lastOf('worker'))}
      {field('last note', lastOf('note'))}
    </>
  );
};

/** The task; a click lists its runs. */
const TaskField = ({ taskId }: { readonly taskId: TaskId }): VNode => (
  <div>
    <dt>task</dt>
    <dd>
      <button
        type="button"
        class="link"
        title={`List the runs of task ${taskId}`}
        onClick={() => {
          showTask(taskId);
          revealRuns();
        }}
      >
        {printable(labelOf(taskId) ?? taskId)}
      </button>
    </dd>
  </div>
);

/** What the list says of the run while an earlier step is shown, and the way back there. */
const Now = (): VNode => {
  const last = steps.value.at(-1);
  const state = last === undefined ? undefined : O.toUndefined(last.after)?.state;
  return (
    <span class="past">
      at step {stepIndex.value + 1} of {steps.value.length}; now:{' '}
      <StateMark state={O.fromNullable(state)} />{' '}
      <button
        type="button"
        class="link"
        onClick={() => {
          goToStep(Infinity);
        }}
      >
        back to now
      </button>
    </span>
  );
};

const Fields = (): VNode | null => {
  const shownRun = run.value;
  return shownRun === undefined ? null : (
    <dl class="fields">
      <Field name="attempts">{count(shownRun.attemptCount)}</Field>
      <Field name="priority">{String(shownRun.effectivePriority)}</Field>
      <WhenField name="due" at={shownRun.scheduledAt} />
      <WhenField name="created" at={shownRun.createdAt} />
      <WhenField name="in state since" at={shownRun.lastStateChangeAt} />
      {O.isNone(shownRun.currentAttemptId) ? (
        <Field name="active attempt">none</Field>
      ) : (
        <Field name="active attempt" title={shownRun.currentAttemptId.value}>
          {printable(labelOf(shownRun.currentAttemptId.value) ?? shownRun.currentAttemptId.value)}
        </Field>
      )}
      <TaskField taskId={shownRun.taskId} />
      <Said />
    </dl>
  );
};

const Exports = ({ runId }: { readonly runId: RunId }): VNode => {
  const shownRun = run.value;
  const exported = story.value;
  return (
    <div class="exports">
      <button
        type="button"
        class="small"
        aria-pressed={place.value.compare === runId}
        title="Compare this run with the next one that you choose (d)"
        onClick={() => {
          compareWith(place.value.compare === runId ? undefined : runId);
        }}
      >
        Compare
      </button>
      <button
        type="button"
        class="small"
        title="Print the story of this run (Ctrl P)"
        onClick={() => {
          window.print();
        }}
      >
        Print
      </button>
      <button
        type="button"
        class="small"
        disabled={shownRun === undefined}
        title="Save the run as it is at this step, as JSON"
        onClick={() => {
          if (shownRun !== undefined)
            save(
              `run-${runId}.json`,
              'application/json',
              `${JSON.stringify(RunRecordCodec.encode(shownRun), null, 2)}\n`,
            );
        }}
      >
        Save run
      </button>
      <button
        type="button"
        class="small"
        disabled={exported === undefined}
        title="Save the story up to this step as a scenario, with the outcome of each op: a test for `runchart scenario run`"
        onClick={() => {
          if (exported === undefined) return;
          const part = { ...exported, ops: exported.ops.slice(0, stepIndex.value + 1) };
          const line = JSON.stringify(scenarioOf(`run ${runId}`, part));
          save(`run-${runId}.scenario.ndjson`, 'application/x-ndjson', `${line}\n`);
        }}
      >
        Save as test
      </button>
    </div>
  );
};

/** What the run is called, with its id in reach; or its id. */
const RunTitle = ({ runId }: { readonly runId: RunId }): VNode => {
  const label = labelOf(runId);
  return label === undefined ? (
    <h2>
      <code>{runId}</code>
    </h2>
  ) : (
    <h2 title={runId}>
      {printable(label)} <code class="muted">{runId}</code>
    </h2>
  );
};

/** The panel of the chosen run. */
export const RunPanel = ({ runId }: { readonly runId: RunId }): VNode => {
  const shownRun = run.value;
  const isUnknown =
    story.value === undefined && dataset.value.complete && !dataset.value.has(runId);
  return (
    <section id="panel" class="panel run" aria-label="Run">
      <div class="panel-head run-head">
        <RunTitle runId={runId} />
        <FoldButton side="panel" name="the run" />
        <button
          type="button"
          class="icon"
          aria-label="Leave the run"
          title="Show all runs (Esc)"
          onClick={() => {
            showRun(undefined);
          }}
        >
          ✕
        </button>
      </div>
      {isUnknown ? (
        <p class="empty">
          There is no run with this id
          {place.value.view === 'journal' ? ' in the journal' : ' among yours'}.
        </p>
      ) : (
        <>
          {place.value.compare === runId ? (
            <p class="marked" role="status">
              Choose another run to compare with this one.
            </p>
          ) : null}
          <div class="run-state">
            <StateMark state={O.fromNullable(shownRun?.state)} />
            {atEnd.value ? <span class="muted">now</span> : <Now />}
            <Exports runId={runId} />
          </div>
          <div class="panel-body">
            <Fields />
            <Actions />
            <Timeline />
          </div>
        </>
      )}
    </section>
  );
};
