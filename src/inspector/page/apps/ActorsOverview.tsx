/** @jsxImportSource preact */
/** The right column while no actor is chosen: the totals, the actors that stand out, the machines, and what a search found. */
import type { ComponentChildren, VNode } from 'preact';
import { count, counted, preciseClock } from '../format.js';
import { liveDataset } from '../live.js';
import { revealRuns } from '../panes.js';
import { useRoving } from '../roving.js';
import { FoldButton } from '../Splitter.js';
import { dataset, place } from '../state.js';
import { ActorMark } from './ActorMark.js';
import { actors, found } from './board.js';
import { phaseOf } from './sourcesText.js';
import { actorName, clearSelection, machines, select, showActor } from './state.js';
import { eventText, outcomeText, stateText } from './words.js';

const TOP = 5;

const Figure = ({
  name,
  n,
  list,
}: {
  readonly name: string;
  readonly n: number;
  readonly list?: () => void;
}): VNode => (
  <li>
    {list === undefined ? (
      <span class="figure">
        <b>{count(n)}</b> <span class="muted">{name}</span>
      </span>
    ) : (
      <button
        type="button"
        title={`List these actors: ${name}`}
        onClick={() => {
          list();
          revealRuns();
        }}
      >
        <b>{count(n)}</b> <span class="muted">{name}</span>
      </button>
    )}
  </li>
);

interface Entry {
  readonly key: string;
  readonly choose: () => void;
  readonly name: ComponentChildren;
  readonly note: string;
  readonly figure: string;
}

const List = ({
  title,
  entries,
}: {
  readonly title: string;
  readonly entries: ReadonlyArray<Entry>;
}): VNode | null => {
  const roving = useRoving<HTMLOListElement>();
  return entries.length === 0 ? null : (
    <section>
      <h3>{title}</h3>
      <ol class="top" {...roving}>
        {entries.map(({ key, choose, name, note, figure }) => (
          <li key={key}>
            <button type="button" onClick={choose}>
              <span class="top-name">{name}</span>
              <span class="muted top-note">{note}</span>
              <span class="number">{figure}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
};

const foundEntries = (): ReadonlyArray<Entry> => {
  const result = found.value;
  if (result?.text !== place.value.actors.selection.query.trim()) return [];
  return result.steps.slice(0, 50).map(({ actor, step }) => {
    const row = actors.value.row(actor);
    return {
      key: `${String(actor)} ${String(step.step)}`,
      choose: () => {
        showActor(actor, step.step);
      },
      name: <b>{eventText(step.event)}</b>,
      note: `${row === undefined ? '' : actorName(row)}, ${outcomeText(step.outcome)}`,
      figure: preciseClock(step.at),
    };
  });
};

const refusing = (): ReadonlyArray<Entry> =>
  actors.value.rows
    .filter(({ refused }) => refused > 0)
    .toSorted((a, b) => b.refused - a.refused)
    .slice(0, TOP)
    .map((row) => ({
      key: String(row.actor),
      choose: () => {
        showActor(row.actor);
      },
      name: (
        <>
          <ActorMark status={row.status} /> <b>{actorName(row)}</b>
        </>
      ),
      note: stateText(row),
      figure: `${count(row.refused)} refused`,
    }));

const busiest = (): ReadonlyArray<Entry> =>
  actors.value.rows
    .filter(({ steps }) => steps > 1)
    .toSorted((a, b) => b.steps - a.steps)
    .slice(0, TOP)
    .map((row) => ({
      key: String(row.actor),
      choose: () => {
        showActor(row.actor);
      },
      name: (
        <>
          <ActorMark status={row.status} /> <b>{actorName(row)}</b>
        </>
      ),
      note: stateText(row),
      figure: counted(row.steps, 'event'),
    }));

const machineEntries = (): ReadonlyArray<Entry> =>
  machines.value.map(({ hash, name, actors: n }) => ({
    key: hash,
    choose: () => {
      select({ machine: hash });
    },
    name: <b>{name}</b>,
    note: '',
    figure: counted(n, 'actor'),
  }));

const Programs = (): VNode => (
  <section>
    <h3>Sources</h3>
    <ul class="source-list">
      {actors.value.programs.map((its) => {
        const phase = phaseOf(its, liveDataset.value.sources);
        return (
          <li key={its.program}>
            <code>{its.source}</code> <span class={`phase ${phase}`}>{phase}</span>{' '}
            <span class="muted">
              {its.via === 'statelyai' ? 'by @statelyai/inspect' : 'by runchart/inspector'}
              {its.dropped === 0 ? '' : `; its sender dropped ${counted(its.dropped, 'step')}`}
            </span>
          </li>
        );
      })}
    </ul>
  </section>
);

/** The overview of all actors. */
export const ActorsOverview = (): VNode => {
  const { totals, size, rows } = actors.value;
  const active = rows.filter(({ status }) => status === 'active').length;
  return (
    <section id="panel" class="panel overview" aria-label="Overview">
      <div class="panel-head">
        <h2>All actors</h2>
        <FoldButton side="panel" name="the overview" />
      </div>
      <p class="intro muted">
        Choose an actor to see its machine, its events, and why some of them were refused. A click
        on a state lists the actors that are in it.
      </p>
      <ul class="figures" aria-label="Totals">
        <Figure name="actors" n={size} list={clearSelection} />
        <Figure
          name="active"
          n={active}
          list={() => {
            select({ statuses: new Set(['active']) });
          }}
        />
        <Figure name="events" n={totals.steps} />
        <Figure
          name="refused"
          n={totals.refused}
          list={() => {
            select({ refused: true });
          }}
        />
        {totals.unknown === 0 ? null : <Figure name="perhaps refused" n={totals.unknown} />}
        <Figure name="messages" n={totals.messages} />
      </ul>
      {totals.leftOut === 0 ? null : (
        <p class="muted">
          {counted(totals.leftOut, 'event')} of further actors dropped: the limit of actors is
          reached.
        </p>
      )}
      <List title="Found" entries={foundEntries()} />
      <List title="Most refused" entries={refusing()} />
      <List title="Most events" entries={busiest()} />
      <List title="Machines" entries={machineEntries()} />
      {actors.value.programs.length === 0 ? null : <Programs />}
      {dataset.value.size === 0 ? null : (
        <p class="muted">{counted(dataset.value.size, 'run')} are shown under Runs.</p>
      )}
    </section>
  );
};
