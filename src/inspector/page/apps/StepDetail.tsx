/** @jsxImportSource preact */
/** The shown step: its event, what it did, what it changed in the context, and the context after it. */
import { useSignal } from '@preact/signals';
import * as E from 'fp-ts/lib/Either.js';
import type { ComponentChildren, VNode } from 'preact';
import { parseJson } from '../../../codec/JsonText.js';
import type { ActorStep, ContextChange } from '../../apps/ActorStep.js';
import { isRefused } from '../../apps/ActorStep.js';
import { stateValueText } from '../../apps/StateValue.js';
import { counted } from '../format.js';
import { actors } from './board.js';
import { JsonTree } from './JsonTree.js';
import { chartOf, chosen, senderName, showActor, shownDetails, shownStep } from './state.js';
import { changedParts, eventText, pathText, refusalText } from './words.js';

/** How many changes are shown at first. */
const CHANGES = 12;

/** What a step did, in a few words: the states before and after it, or why its event was refused. */
export const StepOutcomeText = ({ step }: { readonly step: ActorStep }): VNode => {
  const refusal = refusalText(step, chartOf(chosen.value?.chart ?? ''));
  if (refusal !== undefined)
    return (
      <span class={isRefused(step.outcome) ? 'refused' : 'muted'} title={refusal}>
        {isRefused(step.outcome) ? <b>⊘ refused: </b> : null}
        {refusal}
      </span>
    );
  const before = step.before === undefined ? '' : stateValueText(step.before);
  const after = step.after === undefined ? '' : stateValueText(step.after);
  const end = step.status === 'active' ? '' : step.status;
  if (before === after || after === '')
    return (
      <span class="muted" title={after}>
        {after === '' ? end || 'received' : `stays in ${after}`}
        {after !== '' && end !== '' ? `, ${end}` : ''}
      </span>
    );
  const [from, to] =
    step.before === undefined || step.after === undefined
      ? [before, after]
      : changedParts(step.before, step.after).map(stateValueText);
  return (
    <span title={before === '' ? after : `${before} → ${after}`}>
      {before === '' ? (
        <span class="from">starts in </span>
      ) : (
        <>
          <span class="from">{from}</span> →{' '}
        </>
      )}
      <b>{to}</b>
      {end === '' ? null : <span class="muted">, {end}</span>}
    </span>
  );
};

/** The actor that sent an event; a click shows it. */
const Sender = ({ actor }: { readonly actor: number }): VNode =>
  actors.value.row(actor) === undefined ? (
    <span class="muted">from outside</span>
  ) : (
    <span class="muted">
      from{' '}
      {actor === chosen.value?.actor ? (
        'itself'
      ) : (
        <button
          type="button"
          class="link"
          onClick={() => {
            showActor(actor);
          }}
        >
          {senderName(actor)}
        </button>
      )}
    </span>
  );

const Change = ({ change }: { readonly change: ContextChange }): VNode => (
  <li>
    <code class="path">{pathText(change.path)}</code>
    <span class="values">
      {change.before === undefined ? null : <del title="before">{change.before}</del>}
      {change.after === undefined ? null : <ins title="after">{change.after}</ins>}
    </span>
  </li>
);

const Changes = ({
  changes,
  changed,
}: {
  readonly changes: ReadonlyArray<ContextChange>;
  readonly changed: number;
}): VNode => {
  const all = useSignal(false);
  if (changed === 0) return <p class="muted">The context did not change.</p>;
  const shown = all.value ? changes : changes.slice(0, CHANGES);
  return (
    <>
      <ul class="diff">
        {shown.map((change) => (
          <Change key={JSON.stringify(change.path)} change={change} />
        ))}
      </ul>
      {changed <= shown.length ? null : changes.length > shown.length ? (
        <button
          type="button"
          class="link"
          onClick={() => {
            all.value = true;
          }}
        >
          {counted(changed - shown.length, 'more change')}
        </button>
      ) : (
        <p class="muted">and {counted(changed - shown.length, 'more change')}</p>
      )}
    </>
  );
};

const Part = ({
  title,
  note,
  children,
}: {
  readonly title: string;
  readonly note?: string;
  readonly children: ComponentChildren;
}): VNode => (
  <section>
    <h3>
      {title} {note === undefined ? null : <span class="muted">{note}</span>}
    </h3>
    {children}
  </section>
);

/** The payload of an event: in full, or in short until that has arrived. */
const payloadOf = (step: ActorStep, event: unknown): unknown => {
  if (typeof event === 'object' && event !== null) {
    return Object.fromEntries(Object.entries(event).filter(([key]) => key !== 'type'));
  }
  const parsed = parseJson(step.payload);
  return E.isRight(parsed) ? parsed.right : step.payload;
};

/** The shown step. */
export const StepDetail = (): VNode | null => {
  const step = shownStep.value;
  const actor = chosen.value;
  if (step === undefined || actor === undefined) return null;
  const details = shownDetails.value;
  const changes = details?.changes ?? step.changes;
  const hasContext = details?.contextAfter !== undefined;
  const isMachine = actor.kind === 'machine' || hasContext || step.changed > 0;
  return (
    <section class={`detail ${isRefused(step.outcome) ? 'is-refused' : ''}`} aria-label="Step">
      <h3 class="detail-head">
        <span class="event" title={step.event}>
          {eventText(step.event, senderName(step.sender))}
        </span>
        <Sender actor={step.sender} />
      </h3>
      <p class="detail-outcome">
        <StepOutcomeText step={step} />
      </p>
      {step.payload === '' ? null : (
        <JsonTree name="event" value={payloadOf(step, details?.event)} />
      )}
      {details?.error === undefined ? null : <JsonTree name="error" value={details.error} />}
      {details?.output === undefined ? null : <JsonTree name="output" value={details.output} />}
      {isMachine ? (
        <Part
          title="Changed"
          {...(step.changed === 0 ? {} : { note: counted(step.changed, 'value') })}
        >
          <Changes key={step.step} changes={changes} changed={step.changed} />
        </Part>
      ) : null}
      {hasContext ? (
        <JsonTree
          name="context"
          value={details.contextAfter}
          changed={changes.map(({ path }) => path)}
        />
      ) : null}
    </section>
  );
};
