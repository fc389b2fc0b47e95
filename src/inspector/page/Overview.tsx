/** @jsxImportSource preact */
/** All runs together: which stand out, and what was refused. */
import type { VNode } from 'preact';
import type { Row } from '../Board.js';
import { count, counted, shortId } from './format.js';
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
  const refused = Object.entries(dataset.value.totals.refused).toSorted(([, a], [, b]) => b - a);
  const most = Math.max(1, ...refused.map(([, n]) => n));
  return refused.length === 0 ? null : (
    <section>
      <h3>Why ops were refused</h3>
      <ul class="bars">
        {refused.map(([tag, n]) => (
          <li key={tag}>
            <span>{tag}</span>
            <meter min={0} max={most} value={n} aria-label={tag} />
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

/** What there is to see while no run is chosen. */
export const Overview = (): VNode => {
  const { totals, rows } = dataset.value;
  const refused = Object.values(totals.refused).reduce((sum, n) => sum + n, 0);
  const { mostRetried, mostRefused } = shown.value;
  const isPlay = place.value.view === 'play';
  return (
    <section class="panel overview" aria-label="Overview">
      <h2>{isPlay ? 'Your runs' : 'All runs'}</h2>
      <p class="muted">
        {isPlay
          ? 'Begin a run on the left and move it by its actions. Refused ones say why.'
          : 'Choose a run, on the left or below, to read its story and travel through its time.'}
      </p>
      <dl class="figures">
        <div>
          <dt>runs</dt>
          <dd>{count(rows.size)}</dd>
        </div>
        <div>
          <dt>ops accepted</dt>
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
