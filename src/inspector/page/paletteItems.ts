/** What the palette leads to: views, actions, states, refusals, runs, tasks and actors. */
import * as O from 'fp-ts/lib/Option.js';
import { printable } from '../../codec/printable.js';
import { runStates } from '../../run/RunState.js';
import type { Said } from '../OpFacts.js';
import { writeTerm } from '../Query.js';
import { reasons, refusalTags } from '../reasons.js';
import { shows } from './address.js';
import { actors, hasActors } from './apps/board.js';
import { count, counted, shortId } from './format.js';
import { shortcuts } from './keys.js';
import { labelOf, nameOf } from './labels.js';
import { revealRuns } from './panes.js';
import {
  clearSelection,
  dataset,
  place,
  searchFor,
  showActors,
  showMiddle,
  showOnly,
  showRun,
  showState,
  showSubject,
  showTask,
  showView,
} from './state.js';

// ------------------------------------------------------------------------------------------------------------ model

/** What the palette leads to. */
export interface PaletteItem {
  readonly key: string;
  /** What it is found by. */
  readonly text: string;
  /** The id of a thing, by which it is found too. */
  readonly id?: string;
  /** What kind of thing it is. */
  readonly kind: string;
  readonly note: string;
  readonly run: () => void;
}

// ------------------------------------------------------------------------------------------------------- operations

const showTitles = {
  chart: 'the lifecycle',
  timeline: 'the runs in time',
  times: 'times, what is stuck',
};

const viewItems = (): ReadonlyArray<PaletteItem> => [
  ...shows.map((show) => ({
    key: `show ${show}`,
    text: `${show[0]?.toUpperCase() ?? ''}${show.slice(1)}`,
    kind: 'view',
    note: showTitles[show],
    run: () => {
      showSubject('runs');
      showMiddle(show);
    },
  })),
  {
    key: 'view runs',
    text: 'Runs of the journals',
    kind: 'view',
    note: counted(dataset.value.size, 'run'),
    run: () => {
      showView('journal');
    },
  },
  {
    key: 'view play',
    text: 'Play with runs of your own',
    kind: 'view',
    note: '',
    run: () => {
      showView('play');
    },
  },
  ...(hasActors.value
    ? [
        {
          key: 'view actors',
          text: 'Actors',
          kind: 'view',
          note: counted(actors.value.size, 'actor'),
          run: () => {
            showSubject('actors');
          },
        },
      ]
    : []),
];

/** The actions of the keys; those that move need no palette. */
const isMove = /^(?:Arrow|Home|End|Escape|[jk0-9]$)/u;

const actionItems = (openHelp: () => void): ReadonlyArray<PaletteItem> => [
  ...shortcuts(openHelp)
    .filter(({ keys }) => !isMove.test(keys[0] ?? ''))
    .map(({ keys, label, does, run }) => ({
      key: `action ${does}`,
      text: `${does[0]?.toUpperCase() ?? ''}${does.slice(1)}`,
      kind: 'action',
      note: label ?? keys[0] ?? '',
      run: () => {
        run(keys[0] ?? '');
      },
    })),
  {
    key: 'action clear',
    text: 'Clear search and filters',
    kind: 'action',
    note: '',
    run: clearSelection,
  },
  ...(place.value.runId === undefined
    ? []
    : [
        {
          key: 'action print',
          text: 'Print the story of the run',
          kind: 'action',
          note: 'Ctrl P',
          run: () => {
            window.print();
          },
        },
      ]),
];

const filterItems = (): ReadonlyArray<PaletteItem> => [
  ...runStates.map((state, i) => ({
    key: `state ${state}`,
    text: `Runs in ${state}`,
    kind: 'state',
    note: count(dataset.value.totals.states[i] ?? 0),
    run: () => {
      showSubject('runs');
      showState(state);
      revealRuns();
    },
  })),
  ...refusalTags
    .filter((tag) => (dataset.value.totals.refused[tag] ?? 0) > 0)
    .map((tag) => ({
      key: `error ${tag}`,
      text: `Refused: ${reasons[tag]} (${tag})`,
      kind: 'error',
      note: count(dataset.value.totals.refused[tag] ?? 0),
      run: () => {
        showSubject('runs');
        showOnly({ _tag: 'Reason', reason: tag });
        revealRuns();
      },
    })),
];

/** What does not depend on the number of runs. */
export const fixedItems = (openHelp: () => void): ReadonlyArray<PaletteItem> => [
  ...viewItems(),
  ...filterItems(),
  ...actionItems(openHelp),
];

/** Every run and task, and every actor. */
export const thingItems = (): ReadonlyArray<PaletteItem> => {
  const tasks = new Map<string, PaletteItem>();
  const runs = dataset.value.rows.map(({ id, state, taskId }): PaletteItem => {
    const label = labelOf(id);
    if (O.isSome(taskId) && !tasks.has(taskId.value)) {
      const task = taskId.value;
      tasks.set(task, {
        key: `task ${task}`,
        text: printable(labelOf(task) ?? task),
        id: task,
        kind: 'task',
        note: 'its runs',
        run: () => {
          showSubject('runs');
          showTask(task);
          revealRuns();
        },
      });
    }
    return {
      key: `run ${id}`,
      text: label === undefined ? id : printable(label),
      id,
      kind: 'run',
      note: [
        ...(O.isSome(state) ? [state.value] : ['never began']),
        ...(label === undefined ? [] : [shortId(id)]),
        ...(label === undefined && O.isSome(taskId) && labelOf(taskId.value) !== undefined
          ? [printable(nameOf(taskId.value))]
          : []),
      ].join(', '),
      run: () => {
        showRun(id);
      },
    };
  });
  const others = actors.value.rows.map(({ actor, name, src, status }): PaletteItem => ({
    key: `actor ${String(actor)}`,
    text: printable(src === '' || src === name ? name : `${name} ${src}`),
    kind: 'actor',
    note: status,
    run: () => {
      showActors({ actor, step: undefined });
    },
  }));
  return [...runs, ...tasks.values(), ...others];
};

/** What ops say: their runs. */
export const saidItems = (said: ReadonlyArray<Said>): ReadonlyArray<PaletteItem> =>
  said.map(({ field, text, ops }) => ({
    key: `${field} ${text}`,
    text: printable(text),
    kind: field,
    note: `${counted(ops, 'op')}: their runs`,
    run: () => {
      showSubject('runs');
      clearSelection();
      searchFor(writeTerm(field, text));
      revealRuns();
    },
  }));
