/** @jsxImportSource preact */
/** The overview of all runs: those with extreme figures, and the reasons of refusals. */
import type { VNode } from 'preact';
import { printable } from '../../codec/printable.js';
import { keyOf } from '../../element/choices.js';
import { runTable } from '../../run/runTable.js';
import type { Only } from '../Only.js';
import { edgeEnds } from '../Only.js';
import { reasons, refusalTags } from '../reasons.js';
import type { Row } from '../Row.js';
import { count, counted, shortId } from './format.js';
import { labelOf, nameOf } from './labels.js';
import { revealRuns } from './panes.js';
import { useRoving } from './roving.js';
import { FoldButton } from './Splitter.js';
import { clearSelection, dataset, place, shown, showOnly, showRun } from './state.js';
import { StateMark } from './StateMark.js';

/** Lists the runs with a fact. */
const filterBy = (only: Only): void => {
  showOnly(only);
  revealRuns();
};

/** A bar, and the filter that lists its runs. */
interface Bar {
  readonly key: string;
  readonly text: string;
  readonly note: string;
  readonly n: number;
  readonly only: Only;
}

/** A total; a click lists the runs behind it. */
const Figure = ({
  name,
  n,
  only,
}: {
  readonly name: string;
  readonly n: number;
  /** Without one, all runs are listed. */
  readonly only?: Only;
}): VNode => (
  <li>
    <button
      type="button"
      title={`List these runs: ${name}`}
      onClick={() => {
        if (only === undefined) clearSelection();
        else showOnly(only);
        revealRuns();
      }}
    >
      <b>{count(n)}</b> <span class="muted">{name}</span>
    </button>
  </li>
);

const Top = ({
  title,
  rows,
  figure,
}: {
  readonly title: string;
  readonly rows: ReadonlyArray<Row>;
  readonly figure: (row: Row) => string;
}): VNode | null => {
  const roving = useRoving<HTMLOListElement>();
  return rows.length === 0 ? null : (
    <section>
      <h3>{title}</h3>
      <ol class="top" {...roving}>
        {rows.map((row) => (
          <li key={row.id}>
            <button
              type="button"
              onClick={() => {
                showRun(row.id);
              }}
            >
              {labelOf(row.id) === undefined ? (
                <code title={row.id}>{shortId(row.id)}</code>
              ) : (
                <span title={row.id}>{printable(nameOf(row.id))}</span>
              )}
              <StateMark state={row.state} />
              <span class="number">{figure(row)}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
};

/** Bars of numbers, the largest first; a click lists the runs behind a bar. */
const Bars = ({
  title,
  bars,
  tone,
}: {
  readonly title: string;
  readonly bars: ReadonlyArray<Bar>;
  readonly tone: 'refused' | 'taken';
}): VNode | null => {
  const roving = useRoving<HTMLUListElement>();
  const sorted = bars.filter(({ n }) => n > 0).toSorted((a, b) => b.n - a.n);
  const most = Math.max(1, ...sorted.map(({ n }) => n));
  return sorted.length === 0 ? null : (
    <section>
      <h3>{title}</h3>
      <ul class={`bars for-${tone}`} {...roving}>
        {sorted.map(({ key, text, note, n, only }) => (
          <li key={key}>
            <button
              type="button"
              title={`${key}: list the runs`}
              onClick={() => {
                filterBy(only);
              }}
            >
              <span>
                {text} {note === '' ? null : <span class="muted">{note}</span>}
              </span>
              <meter min={0} max={most} value={n} aria-label={`${text} ${note}`} />
              <span class="number">{count(n)}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
};

const refusalBars = (): ReadonlyArray<Bar> =>
  refusalTags.map((tag) => ({
    key: tag,
    text: reasons[tag],
    note: '',
    n: dataset.value.totals.refused[tag] ?? 0,
    only: { _tag: 'Reason', reason: tag },
  }));

const edgeBars = (): ReadonlyArray<Bar> =>
  runTable.edges.map((edge, i) => ({
    key: keyOf(edge),
    text: edge.event,
    note: edgeEnds(edge),
    n: dataset.value.totals.edges[i] ?? 0,
    only: { _tag: 'Edge', edge: keyOf(edge) },
  }));

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
  const { totals, size } = dataset.value;
  const refused = Object.values(totals.refused).reduce((sum, n) => sum + n, 0);
  const { mostRetried, mostRefused } = shown.value;
  const isPlay = place.value.view === 'play';
  return (
    <section id="panel" class="panel overview" aria-label="Overview">
      <div class="panel-head">
        <h2>{isPlay ? 'Your runs' : 'All runs'}</h2>
        <FoldButton side="panel" name="the overview" />
      </div>
      <div class="intro muted">
        <p>
          {isPlay
            ? 'Create a run, and send it events by its actions or on the picture. A refused event shows the reason.'
            : 'A run is one time that a task is due: it waits, a worker leases and runs it, it may be retried, and it ends. The picture shows every event that a run accepts; any other event is refused.'}
        </p>
        {isPlay ? null : (
          <p>
            Choose a run to read its story, and why its ops were refused. Every number here and on
            the picture lists its runs.
          </p>
        )}
      </div>
      <ul class="figures" aria-label="Totals">
        <Figure name="runs" n={size} />
        <Figure name="accepted" n={totals.accepted} only={{ _tag: 'Accepted' }} />
        <Figure name="refused" n={refused} only={{ _tag: 'Refused' }} />
        <Figure name="redelivered" n={totals.redelivered} only={{ _tag: 'Redelivered' }} />
        {totals.begunAgain === 0 ? null : (
          <Figure name="begun again" n={totals.begunAgain} only={{ _tag: 'BegunAgain' }} />
        )}
      </ul>
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
      <Bars title="Why ops were refused" tone="refused" bars={refusalBars()} />
      <Bars title="How often each edge was taken" tone="taken" bars={edgeBars()} />
      {isPlay ? null : <Sources />}
    </section>
  );
};
