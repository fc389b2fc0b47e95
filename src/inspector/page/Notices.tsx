/** @jsxImportSource preact */
/** Notices: malformed or dropped lines, failed sources and a lost connection. */
import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { printable } from '../../codec/printable.js';
import { count, counted } from './format.js';
import { connection, decodeProblem } from './live.js';
import { dataset, place } from './state.js';

const Problems = (): VNode | null => {
  const open = useSignal(false);
  const { problems, totals } = dataset.value;
  if (totals.malformed === 0) return null;
  return (
    <div class="notice warn">
      <button
        type="button"
        class="link"
        aria-expanded={open.value}
        onClick={() => {
          open.value = !open.value;
        }}
      >
        {counted(totals.malformed, 'line')} could not be understood
      </button>
      {open.value ? (
        <ol class="problems" reversed>
          {problems.toReversed().map(({ source, line, message }) => (
            <li key={`${source}:${String(line)}`}>
              <code>
                {source}:{line}
              </code>{' '}
              {printable(message)}
            </li>
          ))}
        </ol>
      ) : null}
    </div>
  );
};

/** All notices. */
export const Notices = (): VNode => {
  const { totals, sources } = dataset.value;
  const isJournal = place.value.view === 'journal';
  const failed = sources.filter(({ phase }) => phase === 'failed');
  return (
    <div class="notices" aria-live="polite">
      {connection.value === 'lost' ? (
        <div class="notice warn">
          The server does not answer. The page shows the last known data, and updates when the
          server is back.
        </div>
      ) : null}
      {decodeProblem.value === undefined ? null : (
        <div class="notice warn">
          The server sent a message that this page cannot read: {decodeProblem.value}. Reload the
          page.
        </div>
      )}
      {isJournal && totals.leftOut > 0 ? (
        <div class="notice warn">
          {counted(totals.leftOut, 'line')} dropped: the limit of {count(dataset.value.size)} runs
          is reached.
        </div>
      ) : null}
      {isJournal && totals.anomalies > 0 ? (
        <div class="notice warn">
          {count(totals.anomalies)} {totals.anomalies === 1 ? 'instant is' : 'instants are'} out of
          order or in another unit; they are marked ⚠ in the stories of their runs.
        </div>
      ) : null}
      {failed.map(({ name, message }) => (
        <div class="notice warn" key={name}>
          {name} is no longer read: {message}
        </div>
      ))}
      {isJournal ? <Problems /> : null}
    </div>
  );
};
