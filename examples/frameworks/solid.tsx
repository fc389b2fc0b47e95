/** @jsxImportSource solid-js */
import type { RunView } from 'runchart';
import { createRunStore } from 'runchart/live';
import { For, from } from 'solid-js';

export const Run = (props: { readonly initial: RunView }) => {
  const store = createRunStore(props.initial); // or with { transport }
  const live = from(
    (set) => store.subscribe(() => set(() => store.getSnapshot())),
    store.getSnapshot(),
  );
  const enabled = () => live().actions.filter((action) => action._tag === 'Enabled');
  const button = (action: ReturnType<typeof enabled>[number]) => (
    <button onClick={() => void store.send(action.event)}>{action.type}</button>
  );
  return (
    <p>
      <output>{live().run.state}</output>
      <For each={enabled()}>{button}</For>
    </p>
  );
};
