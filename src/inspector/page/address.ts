/** The URL fragment: it holds what the page shows, so that a link opens the same view. */
import * as E from 'fp-ts/lib/Either.js';
import { RunId } from '../../values/RunId.js';
import type { TimeRange } from '../Filter.js';
import { rowStates } from '../Filter.js';
import { readOnly, writeOnly } from '../Only.js';
import type { ActorsPlace } from './apps/place.js';
import { actorsHome, readActorsPlace, readIndex, writeActorsPlace } from './apps/place.js';
import type { Selection, SortKey } from './select.js';
import { beginsDescending, sortKeys } from './select.js';
import type { TimesPlace } from './times/place.js';
import { readTimesPlace, timesHome, writeTimesPlace } from './times/place.js';

/** Which runs are shown: those of the server, or those created in the page. */
export type View = 'journal' | 'play';

/** What the page is about: runs, or the actors of any app. */
export type Subject = 'runs' | 'actors';

/** What the middle of the page shows of the runs: their lifecycle, their bars in time, or how long they take. */
export const shows = ['chart', 'timeline', 'times'] as const;

/** What the middle of the page shows of the runs. */
export type Show = (typeof shows)[number];

/** What the page shows. */
export interface Place {
  /** Whatever there is, if not given. */
  readonly subject: Subject | undefined;
  readonly view: View;
  readonly show: Show;
  readonly runId: RunId | undefined;
  /** The run that the shown one is compared with. */
  readonly compare: RunId | undefined;
  /** The index of the shown op of the run, from 0; the latest if not given. */
  readonly stepIndex: number | undefined;
  readonly selection: Selection;
  readonly times: TimesPlace;
  readonly actors: ActorsPlace;
}

const DEFAULT_SORT: SortKey = 'changed';

/** What the page shows without a fragment. */
export const home: Place = {
  subject: undefined,
  view: 'journal',
  show: 'chart',
  runId: undefined,
  compare: undefined,
  stepIndex: undefined,
  selection: {
    states: new Set(),
    only: undefined,
    query: '',
    range: undefined,
    sort: DEFAULT_SORT,
    descending: true,
  },
  times: timesHome,
  actors: actorsHome,
};

const sortOf = (text: string): Pick<Selection, 'sort' | 'descending'> => {
  const name = text.replace(/^-/, '');
  const sort = sortKeys.find((key) => key === name);
  return sort === undefined ? home.selection : { sort, descending: text.startsWith('-') };
};

const subjectOf = (given: URLSearchParams): Subject | undefined => {
  const view = given.get('view');
  if (view === 'actors' || readIndex(given.get('actor')) !== undefined) return 'actors';
  return view === 'play' || view === 'runs' || RunId.is(given.get('run')) ? 'runs' : undefined;
};

/** Reads a range of time in unix seconds: `1736154000..1736157600`. */
const rangeOf = (text: string): TimeRange | undefined => {
  const [, from, to] = /^(\d{1,16})\.\.(\d{1,16})$/u.exec(text) ?? [];
  const range = { from: Number(from), to: Number(to) };
  return Number.isSafeInteger(range.from) && Number.isSafeInteger(range.to) && range.from < range.to
    ? range
    : undefined;
};

/** Reads a fragment; parts that are invalid count as absent. */
export const readPlace = (hash: string): Place => {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const runId = RunId.decode(given.get('run'));
  const compare = RunId.decode(given.get('with'));
  const subject = subjectOf(given);
  const names = (given.get('state') ?? '').split(',');
  if (subject === 'actors') return { ...home, subject, actors: readActorsPlace(given) };
  return {
    subject,
    view: given.get('view') === 'play' ? 'play' : 'journal',
    show: shows.find((show) => show === given.get('show')) ?? home.show,
    runId: E.isRight(runId) ? runId.right : undefined,
    compare: E.isRight(compare) ? compare.right : undefined,
    // Steps are counted from 1 in addresses.
    stepIndex: readIndex(given.get('step')),
    selection: {
      states: new Set(rowStates.filter((state) => names.includes(state))),
      only: readOnly(given.get('only') ?? ''),
      query: given.get('q') ?? '',
      range: rangeOf(given.get('time') ?? ''),
      ...sortOf(given.get('sort') ?? (home.selection.descending ? '-' : '') + DEFAULT_SORT),
    },
    times: readTimesPlace(given),
    actors: actorsHome,
  };
};

const writeRunsPlace = ({
  subject,
  view,
  show,
  runId,
  compare,
  stepIndex,
  selection,
  times,
}: Place): Readonly<Record<string, string>> => {
  const { states, only, query, range, sort, descending } = selection;
  const isDefault = sort === DEFAULT_SORT && descending === beginsDescending(sort);
  return {
    view: view === 'play' ? view : subject === undefined || runId !== undefined ? '' : subject,
    show: show === home.show ? '' : show,
    run: runId ?? '',
    with: compare ?? '',
    step: runId === undefined || stepIndex === undefined ? '' : String(stepIndex + 1),
    state: rowStates.filter((state) => states.has(state)).join(','),
    only: only === undefined ? '' : writeOnly(only),
    q: query,
    time: range === undefined ? '' : `${String(range.from)}..${String(range.to)}`,
    sort: isDefault ? '' : `${descending ? '-' : ''}${sort}`,
    ...writeTimesPlace(times),
  };
};

/** Writes a fragment; parts with their default are left out. */
export const writePlace = (place: Place): string => {
  const fields = Object.entries(
    place.subject === 'actors'
      ? {
          view: place.actors.actor === undefined ? place.subject : '',
          ...writeActorsPlace(place.actors),
        }
      : writeRunsPlace(place),
  ).filter(([, value]) => value !== '');
  const text = new URLSearchParams(fields).toString().replaceAll('%2C', ',');
  return text === '' ? '' : `#${text}`;
};
