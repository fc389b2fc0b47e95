/**
 * Mutants of the chart: its edges, guards and updates, one changed at a time, and compiled anew by the project's own compiler.
 *
 * An engine in another language has a piece of code for each op, so a fault is planted for each op by itself.
 */
import * as E from 'fp-ts/lib/Either.js';
import * as O from 'fp-ts/lib/Option.js';
import type { RunContext, RunGuard, RunUpdate } from '../../../machines/run.chart.js';
import { guards, runChart, updates } from '../../../machines/run.chart.js';
import type { ChartConfig } from '../../run/ChartTable.js';
import { compile } from '../../run/ChartTable.js';
import type { EventType, RunEvent } from '../../run/RunEvent.js';
import type { RunInstance } from '../../run/RunInstance.js';
import type { RunState } from '../../run/RunState.js';
import { runTable } from '../../run/runTable.js';
import { AttemptId } from '../../values/AttemptId.js';
import type { Engine } from './Engine.js';
import { answered, engineOn, faultless, sentBy, siteOf, siteOfEvent } from './Engine.js';
import type { FaultKind, Mutant } from './Mutant.js';
import { enteredBy, exampleIn, opsOf } from './steps.js';

// ------------------------------------------------------------------------------------------------------------ model

/** An edge with all it says, so that one of its words can be changed. */
interface EdgeWords {
  readonly source: RunState;
  readonly event: string;
  readonly target: RunState;
  readonly guards: ReadonlyArray<string>;
  readonly updates: ReadonlyArray<string>;
}

/** A change of one edge: into another one, or into none. */
interface EdgeFault {
  readonly kind: FaultKind;
  readonly what: string;
  readonly edge: EdgeWords | undefined;
}

const edges: ReadonlyArray<EdgeWords> = runTable.edges;

interface Entered {
  readonly entry?: string | ReadonlyArray<string>;
}

const states: Readonly<Record<RunState, Entered | object>> = runChart.states;

/** What is done when a state is entered. */
const entryOf = (state: RunState): ReadonlyArray<string> => {
  const entered = states[state];
  return 'entry' in entered ? [entered.entry ?? []].flat() : [];
};

/** What an edge does beyond what entering its target does. */
const actionsOf = ({ source, target, updates: all }: EdgeWords): ReadonlyArray<string> =>
  source === target ? all : all.slice(0, all.length - entryOf(target).length);

// ---------------------------------------------------------------------------------------------------- more functions

type Numeric = {
  readonly [K in keyof RunInstance]: RunInstance[K] extends number ? K : never;
}[keyof RunInstance];

const example = exampleIn('Running');

const fieldsOf = (type: 'number' | 'string'): ReadonlyArray<keyof RunInstance> =>
  // SAFETY: the fields of a run are those of the example.
  (Object.keys(example) as ReadonlyArray<keyof RunInstance>).filter(
    (field) => field !== 'state' && typeof example[field] === type,
  );

// SAFETY: they hold numbers, as the example shows.
const numericFields = fieldsOf('number') as ReadonlyArray<Numeric>;
const idFields = fieldsOf('string');

/** Does a guard look at a field? */
const reads = (guard: RunGuard, field: keyof RunInstance): boolean => {
  const seen = new Set<string | symbol>();
  const watched = new Proxy(example, {
    get: (run, key) => {
      // eslint-disable-next-line functional/immutable-data -- what was seen cannot be told in any other way
      seen.add(key);
      // SAFETY: a proxy gets what its target has.
      return run[key as keyof RunInstance];
    },
  });
  edges.forEach(({ event }) =>
    // SAFETY: guards are total, whatever else the event lacks.
    guard(watched, { type: event, attemptId: AttemptId.nil } as RunEvent),
  );
  return seen.has(field);
};

const negated = (name: string): string => `not ${name}`;
const shifted = (name: string, field: string, by: number): string =>
  `${name} with ${field} ${by > 0 ? '+' : '-'} 1`;

const shifts = Object.entries(guards).flatMap(([name, guard]) =>
  numericFields
    .filter((field) => reads(guard, field))
    .flatMap((field) =>
      [1, -1].map((by) => ({
        name,
        called: shifted(name, field, by),
        guard: (run: RunContext, event: RunEvent) =>
          guard({ ...run, [field]: run[field] + by }, event),
      })),
    ),
);

/** The guards of the chart, and each of them wrong. */
const allGuards: Readonly<Record<string, RunGuard>> = {
  ...guards,
  ...Object.fromEntries(
    Object.entries<RunGuard>(guards).map(([name, guard]) => [
      negated(name),
      (run, event) => !guard(run, event),
    ]),
  ),
  ...Object.fromEntries(shifts.map(({ called, guard }) => [called, guard])),
};

/** The name under which a wrong guard refuses: that of the right one. */
const guardNames: ReadonlyMap<string, string> = new Map([
  ...Object.keys(guards).map((name) => [negated(name), name] as const),
  ...shifts.map(({ called, name }) => [called, name] as const),
]);

/** What may go wrong with a field while an edge is taken, in words, and the update that does it. */
const corruptions: ReadonlyArray<{
  readonly name: string;
  readonly field: keyof RunInstance;
  readonly update: Readonly<Record<string, unknown>>;
}> = [
  ...numericFields.flatMap((field) => [
    { name: `${field} = 0`, field, update: { [field]: 0 } },
    { name: `${field} + 1`, field, update: { [field]: (own: number) => own + 1 } },
    // A priority has 32 bits anyway.
    ...(field === 'effectivePriority'
      ? []
      : [{ name: `${field} as 32 bits`, field, update: { [field]: (own: number) => own | 0 } }]),
  ]),
  ...idFields.map((field) => ({
    name: `${field} = nil`,
    field,
    update: { [field]: AttemptId.nil },
  })),
  { name: 'no attempt', field: 'currentAttemptId', update: updates.clearAttempt },
  {
    name: 'the nil attempt',
    field: 'currentAttemptId',
    update: { currentAttemptId: O.some(AttemptId.nil) },
  },
];

const without = (name: string, field: string): string => `${name} without ${field}`;

/** The updates of the chart, each of them without one of its fields, and what corrupts a field. */
const allUpdates: Readonly<Record<string, RunUpdate>> = {
  ...updates,
  ...Object.fromEntries(
    Object.entries<RunUpdate>(updates).flatMap(([name, update]) =>
      Object.keys(update).map((field) => [
        without(name, field),
        Object.fromEntries(Object.entries(update).filter(([other]) => other !== field)),
      ]),
    ),
  ),
  // SAFETY: a wrong value of a field is the point.
  ...Object.fromEntries(corruptions.map(({ name, update }) => [name, update as RunUpdate])),
};

// ------------------------------------------------------------------------------------------------------- operations

/** The engine on a chart of these edges. */
const engineOf = (words: ReadonlyArray<EdgeWords>): Engine => {
  const rows = Object.fromEntries(
    runTable.states.map((state) => [
      state,
      {
        on: Object.fromEntries(
          words
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
    // SAFETY: it has the states of the run's chart; an event of no name of its own is called by the state it enters.
    compile<RunInstance, RunEvent, string, string>(
      chart as unknown as ChartConfig<RunState, EventType, string, string>,
      { guards: allGuards, updates: allUpdates },
    ),
    (name) => guardNames.get(name) ?? name,
  );
};

const without1 = <A>(items: ReadonlyArray<A>, index: number): ReadonlyArray<A> =>
  items.filter((_, i) => i !== index);

const replaced = <A>(items: ReadonlyArray<A>, index: number, item: A): ReadonlyArray<A> =>
  items.map((own, i) => (i === index ? item : own));

/** Every way in which one edge may be wrong. */
const faultsOf = (edge: EdgeWords): ReadonlyArray<EdgeFault> => {
  const ends = (target: RunState): EdgeWords => ({
    ...edge,
    target,
    updates: [...actionsOf(edge), ...(target === edge.source ? [] : entryOf(target))],
  });
  const guarded = (of: ReadonlyArray<string>): EdgeWords => ({ ...edge, guards: of });
  const updated = (of: ReadonlyArray<string>): EdgeWords => ({ ...edge, updates: of });
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
      { kind: 'guard dropped', what: `without ${name}`, edge: guarded(without1(edge.guards, i)) },
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
      // Several updates of one name would be one: an edge makes each but once.
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
    ...corruptions
      .filter(({ name }) => !(name === 'no attempt' && has('clearAttempt')))
      .filter(({ name }) => name !== 'attemptCount + 1')
      .map(({ name }): EdgeFault => ({
        kind: 'field corrupted',
        what: name,
        edge: updated([...edge.updates, name]),
      })),
  ];
};

/** A fault for one op, at the place of an edge. */
const plantedFor = (
  { source, event }: EdgeWords,
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
  place: EdgeWords,
  fault: EdgeFault,
  chart: ReadonlyArray<EdgeWords>,
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
        fault.edge === undefined ? without1(edges, i) : replaced(edges, i, fault.edge),
      ),
    ),
  );

/** Every event, also those that would enter the states which none enters. */
const allEvents: ReadonlyArray<string> = [
  ...runTable.events,
  ...runTable.states.filter((state) => opsOf(state).length > 0),
];

/** Each event in each state that does not declare it, doing there what it does elsewhere; with its guards, and without. */
const addedEdges = (): ReadonlyArray<Mutant> =>
  runTable.states.flatMap((source) =>
    allEvents
      .filter((event) => !edges.some((edge) => edge.source === source && edge.event === event))
      .flatMap((event) => {
        const elsewhere = edges.find((edge) => edge.event === event);
        const target = enteredBy(event) ?? source;
        const edge: EdgeWords = {
          source,
          event,
          target,
          guards: [],
          updates: [
            ...(elsewhere === undefined ? [] : actionsOf(elsewhere)),
            ...(target === source ? [] : entryOf(target)),
          ],
        };
        const what = target === source ? 'is accepted' : `leads to ${target}`;
        const added = (of: ReadonlyArray<string>, how: string): ReadonlyArray<Mutant> =>
          planted(edge, { kind: 'edge added', what: `${what}${how}`, edge }, [
            ...edges,
            { ...edge, guards: of },
          ]);
        const asked = elsewhere?.guards ?? [];
        return [...added([], ''), ...(asked.length === 0 ? [] : added(asked, ', guarded'))];
      }),
  );

/** May an edge be taken again, once it has been taken? */
const returns = ({ source, target }: EdgeWords): boolean => {
  const beyond = (from: ReadonlyArray<RunState>): ReadonlyArray<RunState> => {
    const next = edges
      .filter((edge) => from.includes(edge.source) && !from.includes(edge.target))
      .map((edge) => edge.target);
    return next.length === 0 ? from : beyond([...from, ...next]);
  };
  return beyond([target]).includes(source);
};

/** How often an edge is taken before a limit of somebody's ends it: a flag that is left behind, and limits that people like. */
const limits: ReadonlyArray<number> = [1, 2, 3, 5, 10];

const product = <A, B, C>(
  as: ReadonlyArray<A>,
  bs: ReadonlyArray<B>,
  f: (a: A, b: B) => C,
): ReadonlyArray<C> => as.flatMap((a) => bs.map((b) => f(a, b)));

/** An edge that is right for a while and refused after that, as when a counter is compared with the wrong number. */
const laterEdges = (): ReadonlyArray<Mutant> =>
  edges.filter(returns).flatMap((edge) => {
    const { source, event } = edge;
    return product(opsOf(event), limits, (op, limit): Mutant => {
      const site = siteOfEvent(source, event, op);
      return {
        kind: 'wrong later',
        name: `${site}: is refused after ${String(limit)} times`,
        engine: (held, step) => {
          const here = siteOf(held, step) === site;
          const answer = faultless(held, step);
          const [after, outcome] = answer;
          // A new run begins anew.
          if (sentBy(step) === undefined)
            return 'ok' in outcome ? [{ ...after, taken: 0 }, outcome] : answer;
          if (!here || !('ok' in outcome) || O.isNone(held.run)) return answer;
          return held.taken < limit
            ? [{ ...after, taken: held.taken + 1 }, outcome]
            : answered(
                held,
                E.left({
                  _tag: 'InvalidTransition',
                  runId: held.run.value.id,
                  from: source,
                  to: edge.target,
                }),
              );
        },
      };
    });
  });

/** The mutants of the chart. */
export const chartMutants = (): ReadonlyArray<Mutant> => [
  ...changedEdges(),
  ...addedEdges(),
  ...laterEdges(),
];
