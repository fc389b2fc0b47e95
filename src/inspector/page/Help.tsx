/** @jsxImportSource preact */
/** The help: what the page shows, and its keys. */
import type { Signal } from '@preact/signals';
import type { VNode } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { actorsPart } from './apps/lazy.js';
import { shortcuts } from './keys.js';
import { subject } from './state.js';

const RunsGuide = (): VNode => (
  <>
    <p>
      A <b>run</b> is one scheduled occurrence of a task; an <b>attempt</b> is one try at it. The
      picture is the lifecycle: the events that a run accepts in each state. An event without an
      arrow, or whose guard in [brackets] fails, is refused.
    </p>
    <p>
      Choose a run to read its story: each op of the journal and, if it was refused, the reason and
      the events that were legal. <b>Play</b> lets you send events to runs of your own, under the
      same rules.
    </p>
  </>
);

/** The help dialog. */
export const Help = ({ open }: { readonly open: Signal<boolean> }): VNode => {
  const ref = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    if (open.value) ref.current?.showModal();
  }, [open.value]);
  const close = (): void => {
    ref.current?.close();
  };
  return (
    <dialog
      ref={ref}
      aria-labelledby="help-title"
      onClose={() => {
        open.value = false;
      }}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) close();
      }}
    >
      <div class="help">
        <h2 id="help-title">How to read this page</h2>
        {subject.value === 'actors' ? actorsPart.value?.actorsGuide() : <RunsGuide />}
        <dl>
          <div>
            <dt>
              <kbd>Ctrl K</kbd>
            </dt>
            <dd>go to anything</dd>
          </div>
          {shortcuts(() => undefined).map(({ keys, label, does }) => (
            <div key={does}>
              <dt>
                <kbd>{label ?? keys[0]}</kbd>
              </dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
        <button type="button" class="primary" onClick={close}>
          Close
        </button>
      </div>
    </dialog>
  );
};
