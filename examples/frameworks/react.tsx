import { useState } from 'react';
import type { RunView } from 'runchart';
import { createRunStore } from 'runchart/live';
import { useRun } from 'runchart/react';

export const Run = ({ initial }: { readonly initial: RunView }) => {
  const [store] = useState(() => createRunStore(initial)); // or with { transport }
  const { run, actions, send } = useRun(store);
  const buttons = actions.map((action) =>
    action._tag === 'Enabled' ? (
      <button key={action.type} onClick={() => void send(action.event)}>
        {action.type}
      </button>
    ) : null,
  );
  return (
    <p>
      <output>{run.state}</output>
      {buttons}
    </p>
  );
};
