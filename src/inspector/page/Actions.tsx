/** @jsxImportSource preact */
/** What may happen to the run at the step that is shown, and why the rest may not. */
import { useSignal } from '@preact/signals';
import * as E from 'fp-ts/lib/Either.js';
import type { VNode } from 'preact';
import { useEffect } from 'preact/hooks';
import type { DisabledAction, EnabledAction } from '../../run/AllowedAction.js';
import { allowedActions } from '../../run/AllowedAction.js';
import type { EventType } from '../../run/RunEvent.js';
import type { RunInstance } from '../../run/RunInstance.js';
import { errorMessage } from '../../run/RunInstanceError.js';
import { runTable } from '../../run/runTable.js';
import { Priority } from '../../values/Priority.js';
import { choose, chooseStale, wantedPriority } from './events.js';
import { shortIdsIn } from './format.js';
import { atEnd, place, run, step } from './state.js';
import { toneClass } from './StateMark.js';

const reasonOf = (state: RunInstance['state'], type: EventType): string =>
  runTable.edge(state, type)?.description ?? '';

const Enabled = ({
  action,
  its,
}: {
  readonly action: EnabledAction;
  readonly its: RunInstance;
}): VNode => {
  const stays = action.target === its.state;
  return (
    <li>
      <button
        type="button"
        class={`action ${toneClass(action.target)}`}
        title={reasonOf(its.state, action.type)}
        onClick={() => {
          choose(action.type);
        }}
      >
        <b>{action.type}</b> <span>{stays ? 'stays' : `→ ${action.target}`}</span>
      </button>
    </li>
  );
};

const whyId = (type: EventType): string => `why-${type.replace('.', '-')}`;

/** An error as the panel shows it: of this run, so that its id needs no saying. */
const textOf = ({ error }: DisabledAction): string =>
  shortIdsIn(errorMessage(error)).replace(/^run \S+ /, '');

/** Texts that begin alike, as one: `no way from A to B, C`. */
const joined = (texts: ReadonlyArray<string>): string => {
  const [first = '', ...others] = texts;
  const words = first.split(' ');
  const alike = words.findIndex((word, i) => others.some((text) => text.split(' ')[i] !== word));
  if (alike === -1) return first;
  const ends = texts.map((text) => text.split(' ').slice(alike).join(' '));
  return [...words.slice(0, alike), ends.join(', ')].join(' ');
};

/** Actions that are refused for one reason, and the reason. */
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

/** The actions; nothing while there is no run. */
export const Actions = (): VNode | null => {
  const asked = useSignal<EventType | undefined>(undefined);
  const its = run.value;
  useEffect(() => {
    asked.value = undefined;
    wantedPriority.value = undefined;
  }, [its?.id, step.value]);
  if (its === undefined) return null;
  const actions = allowedActions(its);
  const enabled = actions.filter((action) => action._tag === 'Enabled');
  const refused = actions.filter((action) => action._tag === 'Disabled');
  // First what a guard holds back, as that may change; then what has no arrow at all.
  const isHeldBack = ({ type }: DisabledAction): boolean =>
    runTable.edge(its.state, type) !== undefined;
  const reasons = [
    ...new Set([...refused.filter(isHeldBack), ...refused].map(({ error }) => error._tag)),
  ];
  const isPlay = place.value.view === 'play';
  const priority = wantedPriority.value ?? its.effectivePriority;
  const takesPriority = enabled.some(({ type }) => type === 'priority.set');
  const isHeld = its.currentAttemptId._tag === 'Some';
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
            <Enabled key={action.type} action={action} its={its} />
          ))}
          {isHeld ? (
            <li>
              <button
                type="button"
                class="action stale"
                title="What a stale worker would send: an attempt that is not the active one"
                onClick={() => {
                  chooseStale();
                }}
              >
                <b>attempt.finish</b> as a stale worker
              </button>
            </li>
          ) : null}
        </ul>
      )}
      {takesPriority ? (
        <PriorityField
          value={priority}
          change={(to) => {
            wantedPriority.value = to;
          }}
        />
      ) : null}
      {refused.length === 0 ? null : (
        <div>
          <h4>Refused, and why</h4>
          <ul class="refusals">
            {reasons.map((tag) => (
              <Refusals
                key={tag}
                actions={refused.filter(({ error }) => error._tag === tag)}
                asked={asked.value}
                ask={(type) => {
                  // In play it is sent, and refused, as a part of the story.
                  if (isPlay) choose(type);
                  asked.value = type;
                }}
              />
            ))}
          </ul>
        </div>
      )}
    </section>
  );
};
