/** @jsxImportSource preact */
/** The right column while an actor is chosen: what it is, the shown step, and all its steps. */
import type { ComponentChildren, VNode } from 'preact';
import type { ActorRow } from '../../apps/ActorRow.js';
import { preciseInstant } from '../format.js';
import { FoldButton } from '../Splitter.js';
import { showRun } from '../state.js';
import { ActorMark } from './ActorMark.js';
import { actors, watchedSteps } from './board.js';
import {
  actorName,
  atEnd,
  chosen,
  goToStep,
  machineName,
  select,
  senderName,
  showActor,
  shownStep,
  stepNumber,
} from './state.js';
import { StepDetail } from './StepDetail.js';
import { Steps } from './Steps.js';
import { kindTexts, srcText, stateText } from './words.js';

const Field = ({
  name,
  children,
}: {
  readonly name: string;
  readonly children: ComponentChildren;
}): VNode => (
  <div>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </div>
);

const Fields = ({ row }: { readonly row: ActorRow }): VNode => {
  const parent = actors.value.row(row.parent);
  const program = actors.value.programs.find((one) => one.program === row.program);
  return (
    <dl class="fields">
      <Field name="runs">
        {row.chart === '' ? (
          kindTexts[row.kind]
        ) : (
          <button
            type="button"
            class="link"
            title="List the actors of this machine"
            onClick={() => {
              select({ machine: row.chart });
            }}
          >
            {machineName(row.chart) || 'machine'}
          </button>
        )}
        {['', machineName(row.chart)].includes(srcText(row)) ? '' : `, as ${srcText(row)}`}
      </Field>
      <Field name="session">
        <code>{row.sessionId}</code>
      </Field>
      <Field name="parent">
        {parent === undefined ? (
          'none'
        ) : (
          <button
            type="button"
            class="link"
            onClick={() => {
              showActor(parent.actor);
            }}
          >
            {senderName(parent.actor)}
          </button>
        )}
      </Field>
      <Field name="started">{preciseInstant(row.createdAt)}</Field>
      {actors.value.programs.length < 2 ? null : <Field name="from">{program?.source ?? ''}</Field>}
      {row.runId === undefined ? null : (
        <Field name="run">
          <button
            type="button"
            class="link"
            title="This actor is a run: show its story"
            onClick={() => {
              showRun(row.runId);
            }}
          >
            {row.runId}
          </button>
        </Field>
      )}
    </dl>
  );
};

/** What the tree says of the actor while an earlier step is shown, and the way back there. */
const Now = ({ row }: { readonly row: ActorRow }): VNode => (
  <span class="past">
    at step {stepNumber.value + 1} of {watchedSteps.value?.end ?? 0}; now:{' '}
    <b>{stateText(row) || row.status}</b>{' '}
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

/** The panel of the chosen actor. */
export const ActorPanel = (): VNode => {
  const row = chosen.value;
  const step = shownStep.value;
  if (row === undefined)
    return (
      <section id="panel" class="panel actor-panel" aria-label="Actor">
        <p class="empty">
          {actors.value.isComplete ? 'There is no such actor.' : 'Waiting for the server …'}
        </p>
      </section>
    );
  const value = step?.after ?? step?.before ?? row.value;
  return (
    <section id="panel" class="panel actor-panel" aria-label="Actor">
      <div class="panel-head run-head">
        <h2 title={row.sessionId}>{actorName(row)}</h2>
        <FoldButton side="panel" name="the actor" />
        <button
          type="button"
          class="icon"
          aria-label="Leave the actor"
          title="Show all actors (Esc)"
          onClick={() => {
            showActor(undefined);
          }}
        >
          ✕
        </button>
      </div>
      <div class="run-state">
        <span class="actor-value">
          <ActorMark status={step?.status ?? row.status} />{' '}
          <b>{stateText({ ...(value === undefined ? {} : { value }) }) || row.status}</b>
        </span>
        {atEnd.value ? <span class="muted">now</span> : <Now row={row} />}
      </div>
      <div class="panel-body">
        <Fields row={row} />
        <StepDetail />
        <Steps />
      </div>
    </section>
  );
};
