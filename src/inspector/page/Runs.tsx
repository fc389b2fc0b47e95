/** @jsxImportSource preact */
/** The left column: search, filters and the list of runs. */
import type { VNode } from 'preact';
import { counted } from './format.js';
import { unsearched } from './found.js';
import { isFolded } from './panes.js';
import { playJournal } from './play.js';
import { SortColumns, StateFilters } from './RunFilters.js';
import { RunList } from './RunList.js';
import { save } from './save.js';
import { Search } from './Search.js';
import { FoldButton, FoldedPane } from './Splitter.js';
import { clearSelection, dataset, place, play, shown } from './state.js';

const Empty = (): VNode => {
  const { size, complete } = dataset.value;
  if (size > 0 && complete)
    return (
      <div class="empty">
        <p>No run matches the search and filters.</p>
        <button type="button" onClick={clearSelection}>
          Clear search and filters
        </button>
      </div>
    );
  if (place.value.view === 'play')
    return (
      <div class="empty">
        <p>No run yet. Create one above, and send it events with its actions.</p>
      </div>
    );
  return (
    <div class="empty">
      {complete ? (
        <>
          <p>No run yet.</p>
          <p>
            Start with a journal, <code>runchart inspect journal.ndjson</code>, or send its lines to
            the WebSocket <code>{`ws://${window.location.host}/feed`}</code>. An app with{' '}
            <code>@statelyai/inspect</code> points its inspector there.
          </p>
        </>
      ) : (
        <p>Waiting for the server …</p>
      )}
    </div>
  );
};

const NewRun = (): VNode => (
  <div class="begin">
    <button
      type="button"
      class="primary"
      title="Create a run in Scheduled (n)"
      onClick={() => {
        play('Scheduled');
      }}
    >
      New Scheduled run
    </button>
    <button
      type="button"
      class="primary"
      title="Create a run in Ready (r)"
      onClick={() => {
        play('Ready');
      }}
    >
      New Ready run
    </button>
    <button
      type="button"
      disabled={dataset.value.size === 0}
      onClick={() => {
        save('play.ndjson', 'application/x-ndjson', playJournal());
      }}
    >
      Save journal
    </button>
  </div>
);

/** Search, filters and the list of runs. */
export const Runs = (): VNode => {
  if (isFolded('runs')) return <FoldedPane side="runs" name="Runs" />;
  const { list } = shown.value;
  return (
    <section id="runs" class="runs" aria-label="Runs">
      {place.value.view === 'play' ? <NewRun /> : null}
      <div class="search">
        <Search />
        <span class="muted" role="status">
          {counted(list.length, 'run')}
        </span>
        <FoldButton side="runs" name="the list of runs" />
      </div>
      <StateFilters />
      {unsearched.value === 0 ? null : (
        <p class="unsearched muted">
          {counted(unsearched.value, 'earlier op')} dropped: they are not searched.
        </p>
      )}
      <SortColumns />
      <RunList />
      {list.length === 0 ? <Empty /> : null}
    </section>
  );
};
