/** The URL fragment: it holds what the page shows, so that a link opens the same view. */
import * as E from 'fp-ts/lib/Either.js';
import { RunId } from '../../values/RunId.js';
import { readOnly, writeOnly } from './only.js';
import type { Selection, SortKey } from './select.js';
import { beginsDescending, rowStates, sortKeys } from './select.js';

/** Which runs are shown: those of the server, or those created in the page. */
export type View = 'journal' | 'play';

/** What the page shows. */
export interface Place {
  readonly view: View;
  readonly runId: RunId | undefined;
  /** The index of the shown op of the run, from 0; the latest if not given. */
  readonly stepIndex: number | undefined;
  readonly selection: Selection;
}

const DEFAULT_SORT: SortKey = 'changed';

/** What the page shows without a fragment. */
export const home: Place = {
  view: 'journal',
  runId: undefined,
  stepIndex: undefined,
  selection: {
    states: new Set(),
    only: undefined,
    query: '',
    sort: DEFAULT_SORT,
    descending: true,
  },
};

const sortOf = (text: string): Pick<Selection, 'sort' | 'descending'> => {
  const name = text.replace(/^-/, '');
  const sort = sortKeys.find((key) => key === name);
  return sort === undefined ? home.selection : { sort, descending: text.startsWith('-') };
};

/** Reads a fragment; parts that are invalid count as absent. */
export const readPlace = (hash: string): Place => {
  const given = new URLSearchParams(hash.replace(/^#/, ''));
  const runId = RunId.decode(given.get('run'));
  const step = given.get('step') ?? '';
  const names = (given.get('state') ?? '').split(',');
  return {
    view: given.get('view') === 'play' ? 'play' : 'journal',
    runId: E.isRight(runId) ? runId.right : undefined,
    // Steps are counted from 1 in addresses.
    stepIndex: /^[1-9]\d{0,8}$/.test(step) ? Number(step) - 1 : undefined,
    selection: {
      states: new Set(rowStates.filter((state) => names.includes(state))),
      only: readOnly(given.get('only') ?? ''),
      query: given.get('q') ?? '',
      ...sortOf(given.get('sort') ?? (home.selection.descending ? '-' : '') + DEFAULT_SORT),
    },
  };
};

/** Writes a fragment; parts with their default are left out. */
export const writePlace = ({ view, runId, stepIndex, selection }: Place): string => {
  const { states, only, query, sort, descending } = selection;
  const isDefault = sort === DEFAULT_SORT && descending === beginsDescending(sort);
  const fields = Object.entries({
    view: view === 'journal' ? '' : view,
    run: runId ?? '',
    step: runId === undefined || stepIndex === undefined ? '' : String(stepIndex + 1),
    state: rowStates.filter((state) => states.has(state)).join(','),
    only: only === undefined ? '' : writeOnly(only),
    q: query,
    sort: isDefault ? '' : `${descending ? '-' : ''}${sort}`,
  }).filter(([, value]) => value !== '');
  const text = new URLSearchParams(fields).toString().replaceAll('%2C', ',');
  return text === '' ? '' : `#${text}`;
};
