/** @jsxImportSource preact */
/** One run: its fields, its actions and its story. */
import * as O from 'fp-ts/lib/Option.js';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { RunRecordCodec } from '../../run/RunInstanceCodec.js';
import type { RunId } from '../../values/RunId.js';
import { scenarioOf } from '../storyScenario.js';
import { Actions } from './Actions.js';
import { count, instant } from './format.js';
import { save } from './save.js';
import { atEnd, dataset, place, run, showRun, stepIndex, story } from './state.js';
import { StateMark } from './StateMark.js';
import { Timeline } from './Timeline.js';

const Field = ({ name, children }: { readonly name: string; readonly children: string }): VNode => (
  <div>
    <dt>{name}</dt>
    <dd title={children}>{children}</dd>
  </div>
);

const Fields = (): VNode | null => {
  const shownRun = run.value;
  return shownRun === undefined ? null : (
    <dl class="fields">
      <Field name="attempts">{count(shownRun.attemptCount)}</Field>
      <Field name="priority">{String(shownRun.effectivePriority)}</Field>
      <Field name="due">{instant(shownRun.scheduledAt)}</Field>
      <Field name="created">{instant(shownRun.createdAt)}</Field>
      <Field name="since">{instant(shownRun.lastStateChangeAt)}</Field>
      <Field name="active attempt">
        {O.isNone(shownRun.currentAttemptId) ? 'none' : shownRun.currentAttemptId.value}
      </Field>
      <Field name="task">{shownRun.taskId}</Field>
    </dl>
  );
};

const Exports = ({ runId }: { readonly runId: RunId }): VNode => {
  const shownRun = run.value;
  const exported = story.value;
  return (
    <div class="exports">
      <span class="muted">Save</span>
      <button
        type="button"
        class="small"
        disabled={shownRun === undefined}
        aria-label="Save as JSON"
        title="The run as it is at this step, as JSON"
        onClick={() => {
          if (shownRun !== undefined)
            save(
              `run-${runId}.json`,
              'application/json',
              `${JSON.stringify(RunRecordCodec.encode(shownRun), null, 2)}\n`,
            );
        }}
      >
        JSON
      </button>
      <button
        type="button"
        class="small"
        disabled={exported === undefined}
        aria-label="Save as scenario"
        title="Its story up to this step, as a scenario with the expected outcomes: ready for a test"
        onClick={() => {
          if (exported === undefined) return;
          const part = { ...exported, ops: exported.ops.slice(0, stepIndex.value + 1) };
          const line = JSON.stringify(scenarioOf(`run ${runId}`, part));
          save(`run-${runId}.scenario.ndjson`, 'application/x-ndjson', `${line}\n`);
        }}
      >
        Scenario
      </button>
    </div>
  );
};

/** The panel of the chosen run. */
export const RunPanel = ({ runId }: { readonly runId: RunId }): VNode => {
  const shownRun = run.value;
  const head = useRef<HTMLDivElement>(null);
  // On a small screen the list is below: choosing a run there scrolls to its panel.
  useEffect(() => {
    if ((head.current?.getBoundingClientRect().top ?? 0) < 0) head.current?.scrollIntoView();
  }, [runId]);
  const isUnknown =
    story.value === undefined && dataset.value.complete && !dataset.value.rows.has(runId);
  return (
    <section class="panel run" aria-label="Run">
      <div class="run-head" ref={head}>
        <h2>
          <code>{runId}</code>
        </h2>
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
            {atEnd.value ? (
              <span class="muted">now</span>
            ) : (
              <span class="past">at step {stepIndex.value + 1}</span>
            )}
            <Exports runId={runId} />
          </div>
          <Fields />
          <Actions />
          <Timeline />
        </>
      )}
    </section>
  );
};
