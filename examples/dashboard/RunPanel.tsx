/** The chosen run: its fields, its possible actions, and why the others are refused. Every button sends to the host. */
import * as O from 'fp-ts/lib/Option.js';
import type { RunInstance, ViewAction } from 'runchart';
import { isKnownRun, sendErrorMessage } from 'runchart';
import type { RunSnapshot } from 'runchart/live';
import { useRun } from 'runchart/react';
import { hostErrorMessage } from 'runchart/worker';
import type { ChosenRun } from './chosen.js';
import { clock, ofThisRun, shortId } from './format.js';
import { someEvent } from './habits.js';
import type { HostRefusal } from './sending.js';
import { StateMark } from './StateMark.js';
import { useWatched } from './watch.js';

const Fields = ({ run }: { readonly run: RunInstance }) => (
  <dl>
    <dt>attempts</dt>
    <dd>{run.attemptCount}</dd>
    <dt>priority</dt>
    <dd>{run.effectivePriority}</dd>
    <dt>due</dt>
    <dd>{clock(run.scheduledAt)}</dd>
    <dt>since</dt>
    <dd>{clock(run.lastStateChangeAt)}</dd>
    <dt>attempt</dt>
    <dd className="wide">
      {O.isSome(run.currentAttemptId) ? <code>{shortId(run.currentAttemptId.value)}</code> : 'none'}
    </dd>
  </dl>
);

const Action = ({
  action,
  state,
  onChoose,
}: {
  readonly action: ViewAction;
  readonly state: string;
  readonly onChoose: () => void;
}) => {
  const why = `why-${action.type}`;
  if (action._tag === 'Enabled')
    return (
      <li>
        <button type="button" className="action" onClick={onChoose}>
          <b>{action.type}</b> {action.target === state ? 'stays' : `→ ${action.target}`}
        </button>
      </li>
    );
  // It can still be clicked: then the alert says why it is refused.
  return (
    <li className="not">
      <button
        type="button"
        className="action"
        aria-disabled="true"
        aria-describedby={why}
        onClick={onChoose}
      >
        {action.type}
      </button>
      <span id={why}>{ofThisRun(sendErrorMessage(action.error))}</span>
    </li>
  );
};

type Refused = RunSnapshot<HostRefusal>['lastError'];

const Refusal = ({
  lastError,
  onDismiss,
}: {
  readonly lastError: Refused;
  readonly onDismiss: () => void;
}) => {
  if (O.isNone(lastError)) return null;
  const { event, error, by } = lastError.value;
  const text =
    error._tag === 'RunNotFound' || error._tag === 'CommandIdReused'
      ? hostErrorMessage(error)
      : sendErrorMessage(error);
  return (
    <div className="refusal" role="alert">
      <p>
        <b>{event.type}</b>{' '}
        {by === 'server'
          ? 'was refused by the host, and is taken back'
          : 'is refused, and was not sent'}
        : <code>{error._tag}</code>
      </p>
      <p>{ofThisRun(text)}</p>
      <button type="button" onClick={onDismiss}>
        Dismiss
      </button>
    </div>
  );
};

const Lost = ({ store }: ChosenRun) => (
  <div className="refusal" role="alert">
    <p>No answer came. Whether the host took it is not known.</p>
    <button type="button" onClick={store.resend}>
      Send again
    </button>
    <button type="button" onClick={store.giveUp}>
      Give up
    </button>
  </div>
);

const Switch = ({
  text,
  isOn,
  onChange,
}: {
  readonly text: string;
  readonly isOn: boolean;
  readonly onChange: (isOn: boolean) => void;
}) => (
  <label>
    <input
      type="checkbox"
      checked={isOn}
      onChange={({ currentTarget }) => {
        onChange(currentTarget.checked);
      }}
    />
    {text}
  </label>
);

/** The panel of the chosen run. */
export const RunPanel = ({
  chosen,
  isSpared,
  onSpare,
  onClose,
}: {
  readonly chosen: ChosenRun;
  readonly isSpared: boolean;
  readonly onSpare: (isSpared: boolean) => void;
  readonly onClose: () => void;
}) => {
  const { store, isBeaten } = chosen;
  const { run, actions, pending, lastError, send } = useRun(store);
  const beaten = useWatched(isBeaten);
  const enabled = actions.filter(({ _tag }) => _tag === 'Enabled');
  const others = actions.filter(({ _tag }) => _tag !== 'Enabled');
  const toItem = (action: ViewAction) => (
    <Action
      key={action.type}
      action={action}
      state={run.state}
      // An enabled `attempt.finish` comes with its event, since only the worker knows the attempt id.
      onChoose={() =>
        void send({
          ...someEvent(action.type),
          ...(action._tag === 'Enabled' && action.type === 'attempt.finish' ? action.event : {}),
        })
      }
    />
  );
  return (
    <section className="panel" aria-label="Run" aria-busy={pending.length > 0}>
      <div className="title">
        <h2>
          <StateMark state={run.state} />
        </h2>
        <span className="muted">{pending.length > 0 ? 'on its way …' : ''}</span>
        <button type="button" className="icon" aria-label="Close" onClick={onClose}>
          ✕
        </button>
      </div>
      <code className="id">{run.id}</code>
      {isKnownRun(run) ? <Fields run={run} /> : null}
      <Refusal lastError={lastError} onDismiss={store.dismiss} />
      {pending.some(({ isLost }) => isLost) ? <Lost {...chosen} /> : null}
      <h3>Possible now</h3>
      {enabled.length === 0 ? <p className="muted">Nothing: the run has ended.</p> : null}
      <ul className="actions">{enabled.map(toItem)}</ul>
      <div className="switches">
        <Switch text="The fleet leaves this run to me" isOn={isSpared} onChange={onSpare} />
        <Switch
          text="Somebody is faster: they cancel it before what I send arrives"
          isOn={beaten}
          onChange={isBeaten.set}
        />
      </div>
      <h3>Refused, and why</h3>
      <ul className="actions">{others.map(toItem)}</ul>
    </section>
  );
};
