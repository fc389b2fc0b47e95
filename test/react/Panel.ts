/** A React component of a run: its state, a button for each event, the pending commands and the last refusal. */
import * as O from 'fp-ts/lib/Option.js';
import type { ReactElement } from 'react';
import { createElement as h } from 'react';
import { sendErrorMessage } from '../../src/index.js';
import type { RunSource } from '../../src/live/index.js';
import { useRun } from '../../src/react/index.js';

export interface PanelProps {
  readonly source: RunSource;
}

export const Panel = ({ source }: PanelProps): ReactElement => {
  const { run, actions, pending, lastError, send } = useRun(source);
  return h(
    'section',
    null,
    h('output', null, run.state),
    ...actions.map((action) =>
      action._tag === 'Enabled'
        ? h('button', { key: action.type, onClick: () => void send(action.event) }, action.type)
        : h(
            'button',
            { key: action.type, disabled: true, title: sendErrorMessage(action.error) },
            action.type,
          ),
    ),
    h('i', null, String(pending.length)),
    O.isSome(lastError) ? h('b', null, sendErrorMessage(lastError.value.error)) : null,
  );
};
