/** @jsxImportSource preact */
/** One run: its fields, its actions and its story. */
import * as O from 'fp-ts/lib/Option.js';
import type { VNode } from 'preact';
import { RunRecordCodec } from '../../run/RunInstanceCodec.js';
import type { RunId } from '../../values/RunId.js';
import type { TaskId } from '../../values/TaskId.js';
import { scenarioOf } from '../storyScenario.js';
import { Actions } from './Actions.js';
import { count, instant } from './format.js';
import { revealRuns } from './panes.js';
import { save } from './save.js';
import { FoldButton } from './Splitter.js';
import {
  atEnd,
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

const Field = ({ name, children }: { readonly name: string; readonly children: string }): VNode => (
  <div>
    <dt>{name}</dt>
    <dd title={children}>{children}</dd>
  </div>
);

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
        {taskId}
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
      <Field name="due">{instant(shownRun.scheduledAt)}</Field>
      <Field name="created">{instant(shownRun.createdAt)}</Field>
      <Field name="in state since">{instant(shownRun.lastStateChangeAt)}</Field>
      <Field name="active attempt">
        {O.isNone(shownRun.currentAttemptId) ? 'none' : shownRun.currentAttemptId.value}
      </Field>
      <TaskField taskId={shownRun.taskId} />
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

/** The panel of the chosen run. */
export const RunPanel = ({ runId }: { readonly runId: RunId }): VNode => {
  const shownRun = run.value;
  const isUnknown =
    story.value === undefined && dataset.value.complete && !dataset.value.has(runId);
  return (
    <section id="panel" class="panel run" aria-label="Run">
      <div class="panel-head run-head">
        <h2>
          <code>{runId}</code>
        </h2>
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
