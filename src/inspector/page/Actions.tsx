/** @jsxImportSource preact */
/** The actions that are possible at the shown step, and why the others are refused. */
import { signal, useSignal } from '@preact/signals';
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { DisabledAction, EnabledAction } from '../../run/AllowedAction.js';
import { allowedActions } from '../../run/AllowedAction.js';
import type { EventType } from '../../run/RunEvent.js';
import type { RunInstance } from '../../run/RunInstance.js';
import { errorMessage } from '../../run/RunInstanceError.js';
import { runTable } from '../../run/runTable.js';
import { Priority } from '../../values/Priority.js';
import { sendEventOfType, sendStaleFinish, typedPriority } from './events.js';
import { counted, shortIdsIn } from './format.js';
import { atEnd, place, run, stepIndex } from './state.js';
import { StateMark, toneOf } from './StateMark.js';

/** Are the refused events unfolded? They stay so from run to run. */
const showsRefusals = signal(false);

const reasonOf = (state: RunInstance['state'], type: EventType): string =>
  runTable.edge(state, type)?.description ?? '';

const Enabled = ({
  action,
  shownRun,
}: {
  readonly action: EnabledAction;
  readonly shownRun: RunInstance;
}): VNode => {
  const stays = action.target === shownRun.state;
  return (
    <li>
      <button
        type="button"
        class="action"
        style={toneOf(action.target)}
        title={reasonOf(shownRun.state, action.type)}
        onClick={() => {
          sendEventOfType(action.type);
        }}
      >
        <b>{action.type}</b>{' '}
        {stays ? (
          <span>stays</span>
        ) : (
          <span>
            → <StateMark state={O.some(action.target)} />
          </span>
        )}
      </button>
    </li>
  );
};

const whyId = (type: EventType): string => `why-${type.replace('.', '-')}`;

/** An error without the id of the run: the panel shows it already. */
const textOf = ({ error }: DisabledAction): string =>
  shortIdsIn(errorMessage(error)).replace(/^run \S+ /, '');

/** Joins texts that share their first words: `no way from A to B, C`. */
const joined = (texts: ReadonlyArray<string>): string => {
  const [first = '', ...others] = texts;
  const words = first.split(' ');
  const differing = words.findIndex((word, i) =>
    others.some((text) => text.split(' ')[i] !== word),
  );
  if (differing === -1) return first;
  const ends = texts.map((text) => text.split(' ').slice(differing).join(' '));
  return [...words.slice(0, differing), ends.join(', ')].join(' ');
};

/** The actions that are refused for one reason, and the reason. */
const Refusals = ({
  actions,
  asked,
  ask,
}: {
  readonly actions: ReadonlyArray<DisabledAction>;
  readonly asked: EventType | undefined;
  readonly ask: (type: EventType) => void;
}): VNode => {
  const one = actions.find(({ type }) => type === asked);
  return (
    <li class={one === undefined ? '' : 'asked'}>
      {actions.map(({ type, error }) => (
        <button
          type="button"
          key={type}
          class="action"
          aria-disabled="true"
          aria-describedby={whyId(type)}
          title={errorMessage(error)}
          onClick={() => {
            ask(type);
          }}
        >
          {type}
          <span id={whyId(type)} hidden>
            {errorMessage(error)}
          </span>
        </button>
      ))}
      <p role={one === undefined ? undefined : 'status'}>
        {one === undefined ? joined(actions.map(textOf)) : errorMessage(one.error)}
      </p>
    </li>
  );
};

const PriorityField = ({
  value,
  change,
}: {
  readonly value: Priority;
  readonly change: (priority: Priority) => void;
}): VNode => (
  <label class="priority">
    priority
    <input
      type="number"
      min={Priority.min}
      max={Priority.max}
      step={1}
      value={value}
      onInput={({ currentTarget }) => {
        const priority = Priority.decode(currentTarget.valueAsNumber);
        if (E.isRight(priority)) change(priority.right);
      }}
    />
  </label>
);

/** The actions of the shown run; nothing without one. */
export const Actions = (): VNode | null => {
  const asked = useSignal<EventType | undefined>(undefined);
  const shownRun = run.value;
  useEffect(() => {
    asked.value = undefined;
    typedPriority.value = undefined;
  }, [shownRun?.id, stepIndex.value]);
  if (shownRun === undefined) return null;
  const actions = allowedActions(shownRun);
  const enabled = actions.filter((action) => action._tag === 'Enabled');
  const refused = actions.filter((action) => action._tag === 'Disabled');
  // Reasons of guards first, since they may pass later; then actions without an arrow.
  const isGuarded = ({ type }: DisabledAction): boolean =>
    runTable.edge(shownRun.state, type) !== undefined;
  const reasons = [
    ...new Set([...refused.filter(isGuarded), ...refused].map(({ error }) => error._tag)),
  ];
  const isPlay = place.value.view === 'play';
  const priority = typedPriority.value ?? shownRun.effectivePriority;
  const showsPriority = enabled.some(({ type }) => type === 'priority.set');
  const hasAttempt = shownRun.currentAttemptId._tag === 'Some';
  return (
    <section class="actions" aria-label="Actions">
      <h3>
        {atEnd.value ? 'Possible now' : 'Possible then'}
        <span class="muted">
          {isPlay || enabled.length === 0 ? '' : 'tried on a copy, in Play'}
        </span>
      </h3>
      {enabled.length === 0 ? (
        <p class="muted">Nothing: the run has ended.</p>
      ) : (
        <ul class="enabled">
          {enabled.map((action) => (
            <Enabled key={action.type} action={action} shownRun={shownRun} />
          ))}
          {hasAttempt ? (
            <li>
              <button
                type="button"
                class="action stale"
                title="What a stale worker would send: an attempt that is not the active one"
                onClick={() => {
                  sendStaleFinish();
                }}
              >
                <b>attempt.finish</b> as a stale worker
              </button>
            </li>
          ) : null}
        </ul>
      )}
      {showsPriority ? (
        <PriorityField
          value={priority}
          change={(to) => {
            typedPriority.value = to;
          }}
        />
      ) : null}
      {refused.length === 0 ? null : (
        <div>
          <button
            type="button"
            class="link fold-refusals"
            aria-expanded={showsRefusals.value}
            onClick={() => {
              showsRefusals.value = !showsRefusals.value;
            }}
          >
            <span aria-hidden="true">{showsRefusals.value ? '▾' : '▸'}</span>{' '}
            {counted(refused.length, 'event')} refused
            {showsRefusals.value ? '' : `: ${refused.map(({ type }) => type).join(', ')}`}
          </button>
          {showsRefusals.value ? (
            <ul class="refusals">
              {reasons.map((tag) => (
                <Refusals
                  key={tag}
                  actions={refused.filter(({ error }) => error._tag === tag)}
                  asked={asked.value}
                  ask={(type) => {
                    // In play the event is sent too, and its refusal becomes part of the story.
                    if (isPlay) sendEventOfType(type);
                    asked.value = type;
                  }}
                />
              ))}
            </ul>
          ) : null}
        </div>
      )}
    </section>
  );
};
