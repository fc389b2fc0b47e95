/**
 * Mutants of the chart: one edge changed, or one added, and the chart compiled again by the project's own compiler.
 *
 * Each fault is planted for one op only, since an engine in another language has separate code for each op.
 */
import { guards, runChart } from '../../../machines/run.chart.js';
import type { ChartConfig } from '../../run/ChartTable.js';
import { compile } from '../../run/ChartTable.js';
import { fieldByField } from '../../run/fieldByField.js';
import type { EventType, RunEvent } from '../../run/RunEvent.js';
import type { RunInstance } from '../../run/RunInstance.js';
import type { RunState } from '../../run/RunState.js';
import { runTable } from '../../run/runTable.js';
import type { Engine } from './Engine.js';
import { engineOn, faultless, siteOfEvent } from './Engine.js';
import {
  allGuards,
  allUpdates,
  corruptingUpdates,
  guardNames,
  negated,
  shifts,
  without,
} from './faultyFunctions.js';
import type { FaultKind, Mutant } from './Mutant.js';
import { enteredBy, opsOf } from './steps.js';

// ------------------------------------------------------------------------------------------------------------ model

/** An edge by the names of its parts, so that one of them can be replaced. */
interface EdgeNames {
  readonly source: RunState;
  readonly event: string;
  readonly target: RunState;
  readonly guards: ReadonlyArray<string>;
  readonly updates: ReadonlyArray<string>;
}

/** A fault in one edge, and the edge with the fault; `undefined` if the edge is missing. */
interface EdgeFault {
  readonly kind: FaultKind;
  readonly what: string;
  readonly edge: EdgeNames | undefined;
}

const edges: ReadonlyArray<EdgeNames> = runTable.edges;

/** What a state of the chart may have. */
interface Entered {
  readonly entry?: string | ReadonlyArray<string>;
  readonly on?: unknown;
  readonly type?: unknown;
}

const states: Readonly<Record<RunState, Entered>> = runChart.states;

/** Lists the entry actions of a state. */
const entryOf = (state: RunState): ReadonlyArray<string> => [states[state].entry ?? []].flat();

/** Lists the updates of an edge without the entry actions of its target. */
const actionsOf = ({ source, target, updates: all }: EdgeNames): ReadonlyArray<string> =>
  source === target ? all : all.slice(0, all.length - entryOf(target).length);

// ------------------------------------------------------------------------------------------------------- operations

/** Compiles an engine from edges. */
const engineOf = (edgeNames: ReadonlyArray<EdgeNames>): Engine => {
  const rows = Object.fromEntries(
    runTable.states.map((state) => [
      state,
      {
        on: Object.fromEntries(
          edgeNames
            .filter(({ source }) => source === state)
            .map(({ event, target, guards: of, updates: actions }) => [
              event,
              { target, guard: { type: 'all', params: { of } }, actions },
            ]),
        ),
      },
    ]),
  );
  const chart = { id: runChart.id, initial: runChart.initial, states: rows };
  return engineOn(
    // SAFETY: it has the states of the run's chart; its unknown events are named after the states that they enter.
    compile<RunInstance, RunEvent, string, string>(
      chart as unknown as ChartConfig<RunState, EventType, string, string>,
      { guards: allGuards, updates: allUpdates, inPlace: fieldByField() },
    ),
    (name) => guardNames.get(name) ?? name,
  );
};

const removed = <A>(items: ReadonlyArray<A>, index: number): ReadonlyArray<A> =>
  items.filter((_, i) => i !== index);

const replaced = <A>(items: ReadonlyArray<A>, index: number, item: A): ReadonlyArray<A> =>
  items.map((own, i) => (i === index ? item : own));

/** Lists the faults of one edge. */
const faultsOf = (edge: EdgeNames): ReadonlyArray<EdgeFault> => {
  const ends = (target: RunState): EdgeNames => ({
    ...edge,
    target,
    updates: [...actionsOf(edge), ...(target === edge.source ? [] : entryOf(target))],
  });
  const guarded = (of: ReadonlyArray<string>): EdgeNames => ({ ...edge, guards: of });
  const updated = (of: ReadonlyArray<string>): EdgeNames => ({ ...edge, updates: of });
  const has = (update: string): boolean => edge.updates.includes(update);
  return [
    { kind: 'edge dropped', what: 'is missing', edge: undefined },
    ...runTable.states
      .filter((state) => state !== edge.target)
      .map((state): EdgeFault => ({
        kind: 'edge retargeted',
        what: `leads to ${state}`,
        edge: ends(state),
      })),
    ...edge.guards.flatMap((name, i): ReadonlyArray<EdgeFault> => [
      { kind: 'guard dropped', what: `without ${name}`, edge: guarded(removed(edge.guards, i)) },
      {
        kind: 'guard negated',
        what: `with ${negated(name)}`,
        edge: guarded(replaced(edge.guards, i, negated(name))),
      },
      ...shifts
        .filter((shift) => shift.name === name)
        .map(({ called }): EdgeFault => ({
          kind: 'guard off by one',
          what: called,
          edge: guarded(replaced(edge.guards, i, called)),
        })),
    ]),
    ...(edge.guards.length < 2
      ? []
      : [
          {
            kind: 'guards reordered' as const,
            what: 'asks its guards in reverse order',
            edge: guarded(edge.guards.toReversed()),
          },
        ]),
    ...Object.keys(guards)
      .filter((name) => !edge.guards.includes(name))
      .map((name): EdgeFault => ({
        kind: 'guard added',
        what: `only with ${name}`,
        edge: guarded([...edge.guards, name]),
      })),
    ...edge.updates.flatMap((name, i) =>
      // The faulty update gets its own name, since an edge makes each update once.
      Object.keys(allUpdates[name] ?? {}).map((field): EdgeFault => ({
        kind: 'update dropped',
        what: without(name, field),
        edge: updated(replaced(edge.updates, i, without(name, field))),
      })),
    ),
    ...(has('activateAttempt')
      ? []
      : [
          {
            kind: 'update added' as const,
            what: 'counts an attempt',
            edge: updated([...edge.updates, 'attemptCount + 1']),
          },
        ]),
    ...corruptingUpdates
      .filter(({ name }) => !(name === 'no attempt' && has('clearAttempt')))
      .filter(({ name }) => name !== 'attemptCount + 1')
      .map(({ name }): EdgeFault => ({
        kind: 'field corrupted',
        what: name,
        edge: updated([...edge.updates, name]),
      })),
  ];
};

/** Where a fault is planted. */
type Place = Pick<EdgeNames, 'source' | 'event'>;

/** Plants a fault at an edge for one op. */
const plantedFor = (
  { source, event }: Place,
  op: string,
  { kind, what }: Omit<EdgeFault, 'edge'>,
  wrong: Engine,
): Mutant => ({
  kind,
  name: `${siteOfEvent(source, event, op)}: ${what}`,
  site: siteOfEvent(source, event, op),
  engine: (held, step) => (step.op === op ? wrong(held, step) : faultless(held, step)),
});

const planted = (
  place: Place,
  fault: Omit<EdgeFault, 'edge'>,
  chart: ReadonlyArray<EdgeNames>,
): ReadonlyArray<Mutant> => {
  const wrong = engineOf(chart);
  return opsOf(place.event).map((op) => plantedFor(place, op, fault, wrong));
};

const changedEdges = (): ReadonlyArray<Mutant> =>
  edges.flatMap((edge, i) =>
    faultsOf(edge).flatMap((fault) =>
      planted(
        edge,
        fault,
        fault.edge === undefined ? removed(edges, i) : replaced(edges, i, fault.edge),
      ),
    ),
  );

/** All events, and one named after each state, which an op sends if no event enters the state. */
const allEvents: ReadonlyArray<string> = [...runTable.events, ...runTable.states];

/** Lists the mutants in which a state accepts an undeclared event as another state does, with and without its guards. */
const addedEdges = (): ReadonlyArray<Mutant> =>
  runTable.states.flatMap((source) =>
    allEvents
      .filter((event) => !edges.some((edge) => edge.source === source && edge.event === event))
      .flatMap((event) => {
        const elsewhere = edges.find((edge) => edge.event === event);
        const target = enteredBy(event) ?? source;
        const edge: Omit<EdgeNames, 'guards'> = {
          source,
          event,
          target,
          updates: [
            ...(elsewhere === undefined ? [] : actionsOf(elsewhere)),
            ...(target === source ? [] : entryOf(target)),
          ],
        };
        const what = target === source ? 'is accepted' : `leads to ${target}`;
        const added = (of: ReadonlyArray<string>, how: string): ReadonlyArray<Mutant> =>
          planted(edge, { kind: 'edge added', what: `${what}${how}` }, [
            ...edges,
            { ...edge, guards: of },
          ]);
        const elsewhereGuards = elsewhere?.guards ?? [];
        return [
          ...added([], ''),
          ...(elsewhereGuards.length === 0 ? [] : added(elsewhereGuards, ', guarded')),
        ];
      }),
  );

/** Lists the mutants of the chart. */
export const chartMutants = (): ReadonlyArray<Mutant> => [...changedEdges(), ...addedEdges()];
