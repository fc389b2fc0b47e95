/** The inputs of the lifecycle picture: counts and edge heat of all runs, or the state and path of the chosen one. */
import { computed } from '@preact/signals';
import * as O from 'fp-ts/lib/Option.js';
import type { RunSvgOptions } from '../../diagram/run.js';
import { keyOf } from '../../element/choices.js';
import type { Counts, Taken } from '../../element/inputs.js';
import { takenPaint } from '../../element/view.js';
import { RunState, runStates } from '../../run/RunState.js';
import { runTable } from '../../run/runTable.js';
import { edgeEnds } from '../Only.js';
import { edgeIndex } from '../Totals.js';
import { count, counted } from './format.js';
import { dataset, place, run, stepIndex, steps } from './state.js';

const byEdge = (edges: ReadonlyArray<number>): Taken =>
  Object.fromEntries(runTable.edges.map((edge, i) => [keyOf(edge), edges[i] ?? 0]));

/** How often each edge was taken: by all runs, or by the chosen one up to the shown step. */
export const taken = computed((): Taken => {
  if (place.value.runId === undefined) return byEdge(dataset.value.totals.edges);
  const edges = runTable.edges.map(() => 0);
  for (const step of steps.value.slice(0, stepIndex.value + 1)) {
    if (step._tag !== 'Accepted') continue;
    const index = edgeIndex(O.toUndefined(step.before)?.state, O.toUndefined(step.event));
    if (index !== -1) edges[index] = (edges[index] ?? 0) + 1;
  }
  return byEdge(edges);
});

/** How many runs are in each state; undefined while one is chosen. */
export const counts = computed((): Counts | undefined =>
  place.value.runId === undefined
    ? Object.fromEntries(
        runStates.flatMap((state, i) => {
          const n = dataset.value.totals.states[i] ?? 0;
          return n === 0 ? [] : [[state, n]];
        }),
      )
    : undefined,
);

const title = (): string => {
  if (place.value.runId === undefined)
    return 'The lifecycle of a run, with the number of runs in each state';
  return run.value === undefined
    ? 'The lifecycle of a run; this one has not started'
    : `The lifecycle of a run; this one is in ${run.value.state}`;
};

/** Options that draw the same picture as an SVG file. */
export const pictureOptions = (): RunSvgOptions => ({
  title: title(),
  highlight: run.value?.state,
  edges: takenPaint(taken.value),
  ...(counts.value === undefined ? {} : { counts: counts.value }),
});

// ------------------------------------------------------------------------------------------------------------ parts

/** A part of the picture: a state, or an edge by its key. */
export type Part =
  | { readonly _tag: 'State'; readonly state: RunState }
  | { readonly _tag: 'Edge'; readonly edge: string };

/** The part of the picture that a pointer is on; the picture is in the shadow tree of its element. */
export const partAt = (event: Event): Part | undefined => {
  for (const target of event.composedPath()) {
    if (!(target instanceof Element)) continue;
    const edge = target.getAttribute('data-edge');
    if (edge !== null) return { _tag: 'Edge', edge };
    const state = target.getAttribute('data-state');
    if (RunState.is(state)) return { _tag: 'State', state };
  }
  return undefined;
};

const times = (n: number): string => (n === 1 ? 'once' : `${count(n)} times`);

const HINT = '; click to list the runs';

/** Describes a part with its number: `complete: Running → Completed, taken 249 times`. */
export const partText = (part: Part): string => {
  const hint = place.value.runId === undefined ? HINT : '';
  if (part._tag === 'State') {
    const runs =
      counts.value === undefined ? '' : `: ${counted(counts.value[part.state] ?? 0, 'run')}`;
    return `${part.state}${runs}${hint}`;
  }
  const edge = runTable.edges.find((other) => keyOf(other) === part.edge);
  if (edge === undefined) return part.edge;
  const n = taken.value[part.edge] ?? 0;
  return `${edge.event}: ${edgeEnds(edge)}, taken ${n === 0 ? 'never' : times(n)}${hint}`;
};
