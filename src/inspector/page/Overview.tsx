/** @jsxImportSource preact */
/** The overview of all runs: those with extreme figures, and the reasons of refusals. */
import type { VNode } from 'preact';
import type { EntryError } from '../../journal/Command.js';
import type { Row } from '../Row.js';
import { count, counted, shortId } from './format.js';
import { reasons } from './reasons.js';
import { dataset, place, shown, showRun } from './state.js';
import { StateMark } from './StateMark.js';

const Top = ({
  title,
  rows,
  figure,
}: {
  readonly title: string;
  readonly rows: ReadonlyArray<Row>;
  readonly figure: (row: Row) => string;
}): VNode | null =>
  rows.length === 0 ? null : (
    <section>
      <h3>{title}</h3>
      <ol class="top">
        {rows.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              onClick={() => {
                showRun(row.id);
              }}
            >
              <code title={row.id}>{shortId(row.id)}</code>
              <StateMark state={row.state} />
              <span class="number">{figure(row)}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );

const Refusals = (): VNode | null => {
  // SAFETY: the keys are the record's own.
  const refused = (
    Object.entries(dataset.value.totals.refused) as Array<[EntryError['_tag'], number]>
  ).toSorted(([, a], [, b]) => b - a);
  const most = Math.max(1, ...refused.map(([, n]) => n));
  return refused.length === 0 ? null : (
    <section>
      <h3>Why ops were refused</h3>
      <ul class="bars">
        {refused.map(([tag, n]) => (
          <li key={tag} title={tag}>
            <span>{reasons[tag]}</span>
            <meter min={0} max={most} value={n} aria-label={reasons[tag]} />
            <span class="number">{count(n)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
};

const Sources = (): VNode | null =>
  dataset.value.sources.length === 0 ? null : (
    <section>
      <h3>Sources</h3>
      <ul class="source-list">
        {dataset.value.sources.map(({ name, phase, lines, message }, i) => (
          <li key={String(i)}>
            <code>{name}</code> <span class={`phase ${phase}`}>{phase}</span>{' '}
            <span class="muted">
              {counted(lines, 'line')}
              {message === undefined ? '' : `; ${message}`}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );

/** The right column while no run is chosen. */
export const Overview = (): VNode => {
  const { totals, rows } = dataset.value;
  const refused = Object.values(totals.refused).reduce((sum, n) => sum + n, 0);
  const { mostRetried, mostRefused } = shown.value;
  const isPlay = place.value.view === 'play';
  return (
    <section class="panel overview" aria-label="Overview">
      <h2>{isPlay ? 'Your runs' : 'All runs'}</h2>
      <div class="intro muted">
        <p>
          {isPlay
            ? 'Create a run, and send it events by its actions or on the picture. A refused event shows the reason.'
            : 'A run is one time that a task is due: it waits, a worker leases and runs it, it may be retried, and it ends. The picture shows every event that it accepts; any other event is refused.'}
        </p>
        {isPlay ? null : <p>Choose a run to read its story, and why its ops were refused.</p>}
      </div>
      <dl class="figures">
        <div>
          <dt>runs</dt>
          <dd>{count(rows.size)}</dd>
        </div>
        <div>
          <dt>accepted</dt>
          <dd>{count(totals.accepted)}</dd>
        </div>
        <div>
          <dt>refused</dt>
          <dd>{count(refused)}</dd>
        </div>
        <div>
          <dt>redelivered</dt>
          <dd>{count(totals.redelivered)}</dd>
        </div>
        {totals.begunAgain === 0 ? null : (
          <div title="Ops that created a run which existed: what it was before is lost">
            <dt>begun again</dt>
            <dd>{count(totals.begunAgain)}</dd>
          </div>
        )}
      </dl>
      <Top
        title="Most retried"
        rows={mostRetried}
        figure={({ attempts }) => counted(attempts, 'attempt')}
      />
      <Top
        title="Most refused"
        rows={mostRefused}
        figure={({ refused: n }) => `${count(n)} refused`}
      />
      <Refusals />
      {isPlay ? null : <Sources />}
    </section>
  );
};
