/* eslint-disable functional/immutable-data -- edits copies of machines */
/**
 * Mutants of a machine: copies of it, each with one fault.
 *
 * A mutant is an edit of a copy that has not run yet. What nobody can see of a machine is left alone: descriptions, metadata, and
 * actions that are not XState's own, unless tests see their names.
 */
import type { AnyStateMachine } from 'xstate';
import { not } from 'xstate';
import { isRecord, readField } from '../codec/untrusted.js';
import { statechartOf } from '../statechart/fromMachine.js';
import type { ChartAction, ChartTransition, Statechart } from '../statechart/Statechart.js';
import { nodesOf, transitionsOf } from '../statechart/Statechart.js';
import { transitionText } from './coverage.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The kinds of faults, each with the part of a machine that it is in.
 *
 * @example
 * ```ts
 * import { faultKinds } from 'runchart/explore'
 *
 * assert.strictEqual(faultKinds["actor's end ignored"], 'actors')
 * ```
 * @category Scores
 */
export const faultKinds = {
  'transition dropped': 'transitions',
  'transition redirected': 'transitions',
  'transition without target': 'transitions',
  'reenter turned round': 'transitions',
  'refused event taken': 'refusals',
  'forbidden event passed on': 'refusals',
  'candidates swapped': 'guards',
  'guard negated': 'guards',
  'guard always true': 'guards',
  'guard always false': 'guards',
  'action dropped': 'actions',
  'another initial state': 'states',
  'history forgotten': 'states',
  'history of another depth': 'states',
  'final state not final': 'states',
  'timer ignored': 'timers',
  'timer late': 'timers',
  'actor not started': 'actors',
  "actor's end ignored": 'actors',
} as const;

/**
 * A kind of fault.
 * @category Scores
 */
export type MachineFault = keyof typeof faultKinds;

/**
 * The part of a machine that a fault is in.
 * @category Scores
 */
export type MachinePart = (typeof faultKinds)[MachineFault];

/** A machine with a fault. */
export interface Mutant {
  readonly kind: MachineFault;
  /** Where the fault is: `payment + CARD [isValid] -> review`. */
  readonly name: string;
  /** Makes the fault in a copy of the machine that has not run yet. */
  readonly edit: (copy: AnyStateMachine) => void;
}

type Node = AnyStateMachine['root'];

/** A candidate of a copy, as far as it is changed. */
interface Candidate {
  target?: ReadonlyArray<Node> | undefined;
  guard?: unknown;
  actions: ReadonlyArray<unknown>;
  reenter: boolean;
}

type Candidates = ReadonlyArray<Candidate>;

// ----------------------------------------------------------------------------------------------------------- editing

/** Changes the candidates for an event of a node. */
const editCandidates =
  ({ source, eventType }: ChartTransition, change: (all: Candidates) => Candidates) =>
  (copy: AnyStateMachine): void => {
    const node: Node = copy.getStateNodeById(source);
    // SAFETY: the transitions of a copy are its own, and have these fields.
    const all = (eventType === ''
      ? (node.always ?? [])
      : (node.transitions.get(eventType) ?? [])) as unknown as Candidates;
    const changed = change(all) as never;
    if (eventType === '') set(node, 'always', changed);
    else node.transitions.set(eventType, changed);
  };

const editCandidate =
  (
    transition: ChartTransition,
    change: (candidate: Candidate, copy: AnyStateMachine) => Partial<Candidate>,
  ): Mutant['edit'] =>
  (copy) => {
    editCandidates(transition, (all) =>
      all.map((one, i) => (i === transition.candidate ? { ...one, ...change(one, copy) } : one)),
    )(copy);
  };

/** Tells whether tests see an action. */
type IsSeen = (action: ChartAction) => boolean;

/** XState's own actions are seen, under their own names or under those that the machine gives them; with `named`, all that have one. */
const seenIn =
  (machine: AnyStateMachine, named: boolean): IsSeen =>
  ({ kind, name }) => {
    if (kind !== 'named') return kind === 'builtin';
    if (named) return true;
    const implementation: unknown = Reflect.get(machine.implementations.actions, name);
    return typeof implementation === 'function' && 'resolve' in implementation;
  };

const without = <A>(list: ReadonlyArray<A>, index: number): ReadonlyArray<A> =>
  list.filter((_, i) => i !== index);

/** Whether an action of a node starts or cancels a timer of `after`: the chart does not list it. */
const isTimerAction = (action: unknown): boolean => {
  if (typeof action !== 'function') return false;
  const event: unknown = Reflect.get(action, 'event');
  const name: unknown = isRecord(event) ? readField(event, 'type') : Reflect.get(action, 'sendId');
  return typeof name === 'string' && name.startsWith('xstate.after.');
};

/** Sets a property of a node, also one that XState computes. */
const set = (
  node: Node,
  key: 'always' | 'initial' | 'invoke' | 'type' | 'history' | 'entry' | 'exit',
  value: unknown,
): void => {
  Reflect.defineProperty(node, key, { value, configurable: true, writable: true });
};

// --------------------------------------------------------------------------------------------------------- the faults

/** The most states that a transition is redirected to. */
const MAX_REDIRECTED = 3;

const isEvent = ({ trigger }: ChartTransition): boolean => trigger.kind === 'event';

/** The kind of the fault that a transition is missing. */
const dropKind = ({ trigger, isForbidden }: ChartTransition): MachineFault => {
  switch (trigger.kind) {
    case 'after':
      return 'timer ignored';
    case 'invokeDone':
    case 'invokeError':
    case 'invokeSnapshot':
      return "actor's end ignored";
    case 'event':
    case 'always':
    case 'done':
    case 'route':
      return isForbidden ? 'forbidden event passed on' : 'transition dropped';
  }
};

const transitionMutants = (isSeen: IsSeen, chart: Statechart): ReadonlyArray<Mutant> => {
  const nodes = nodesOf(chart.root);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const historyIds = new Set(nodes.filter(({ kind }) => kind === 'history').map(({ id }) => id));
  return transitionsOf(chart.root)
    .filter(({ source }) => !historyIds.has(source))
    .flatMap((transition): ReadonlyArray<Mutant> => {
      const { targets, guard, actions, candidate, source, eventType, isForbidden } = transition;
      const name = transitionText(transition);
      const [target] = targets;
      const siblings =
        target === undefined || targets.length > 1
          ? []
          : (byId.get(byId.get(target)?.parent ?? '')?.children ?? [])
              .filter(({ id, kind }) => id !== target && kind !== 'history')
              .slice(0, MAX_REDIRECTED);
      const after = transitionsOf(byId.get(source) ?? chart.root).some(
        (other) =>
          other.source === source &&
          other.eventType === eventType &&
          other.candidate === candidate + 1,
      );
      const isInside =
        target !== undefined && (target === source || target.startsWith(`${source}.`));
      return [
        {
          kind: dropKind(transition),
          name,
          edit: editCandidates(transition, (all) => without(all, candidate)),
        },
        ...siblings.map(({ id }): Mutant => ({
          kind: 'transition redirected',
          name: `${name}: to ${id}`,
          edit: editCandidate(transition, (_, copy) => ({ target: [copy.getStateNodeById(id)] })),
        })),
        ...(target === undefined
          ? []
          : [
              {
                kind: 'transition without target',
                name,
                edit: editCandidate(transition, ({ actions: own }) => ({
                  target: undefined,
                  actions: [...own, () => undefined],
                })),
              } as const,
            ]),
        ...(isInside
          ? [
              {
                kind: 'reenter turned round',
                name,
                edit: editCandidate(transition, ({ reenter }) => ({ reenter: !reenter })),
              } as const,
            ]
          : []),
        ...(after
          ? [
              {
                kind: 'candidates swapped',
                name: `${name}: after the next one`,
                edit: editCandidates(transition, (all) =>
                  all.map((one, i) =>
                    i === candidate
                      ? (all[i + 1] ?? one)
                      : i === candidate + 1
                        ? (all[candidate] ?? one)
                        : one,
                  ),
                ),
              } as const,
            ]
          : []),
        ...(guard === undefined
          ? []
          : (
              [
                ['guard negated', (own: unknown) => not(own as never) as unknown],
                ['guard always true', () => undefined],
                ['guard always false', () => () => false],
              ] as const
            ).map(([kind, change]): Mutant => ({
              kind,
              name,
              edit: editCandidate(transition, (own) => ({ guard: change(own.guard) })),
            }))),
        ...actions.flatMap((action, i): ReadonlyArray<Mutant> =>
          isForbidden || !isSeen(action)
            ? []
            : [
                {
                  kind: 'action dropped',
                  name: `${name}: ${action.name}`,
                  // An action that does nothing stays: without any, the transition would forbid its event.
                  edit: editCandidate(transition, ({ actions: own }) => ({
                    actions: own.map((one, j) => (j === i ? () => undefined : one)),
                  })),
                },
              ],
        ),
      ];
    });
};

/** An event that a leaf state refuses, as far as the chart tells: is taken, and changes nothing, or leads elsewhere. */
const swallowMutants = (chart: Statechart): ReadonlyArray<Mutant> => {
  const nodes = nodesOf(chart.root);
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const sent = transitionsOf(chart.root).filter(
    (transition) => isEvent(transition) && !transition.eventType.includes('*'),
  );
  const types = [...new Set(sent.map(({ eventType }) => eventType))];
  const takes = (id: string | undefined, type: string): boolean => {
    const node = byId.get(id ?? '');
    return (
      node !== undefined &&
      (node.transitions.some(
        (one) => isEvent(one) && (one.eventType === type || one.eventType.includes('*')),
      ) ||
        takes(node.parent, type))
    );
  };
  return nodes
    .filter(({ kind }) => kind === 'atomic')
    .flatMap(({ id }) =>
      types
        .filter((type) => !takes(id, type))
        .flatMap((type): ReadonlyArray<Mutant> => {
          const add =
            (target: string | undefined): Mutant['edit'] =>
            (copy) => {
              const node: Node = copy.getStateNodeById(id);
              const added = {
                source: node,
                eventType: type,
                target: target === undefined ? undefined : [copy.getStateNodeById(target)],
                actions: [() => undefined],
                reenter: false,
                toJSON: () => ({}),
              };
              node.transitions.set(type, [added as never]);
            };
          const elsewhere = sent.find(
            ({ eventType, targets }) => eventType === type && targets.length === 1,
          )?.targets[0];
          const name = `${id} + ${type}`;
          return [
            { kind: 'refused event taken', name, edit: add(undefined) },
            ...(elsewhere === undefined
              ? []
              : [
                  {
                    kind: 'refused event taken',
                    name: `${name} -> ${elsewhere}`,
                    edit: add(elsewhere),
                  } as const,
                ]),
          ];
        }),
    );
};

const stateMutants = (
  machine: AnyStateMachine,
  isSeen: IsSeen,
  chart: Statechart,
): ReadonlyArray<Mutant> =>
  nodesOf(chart.root).flatMap((node): ReadonlyArray<Mutant> => {
    const { id, kind, initial, children, invokes, history } = node;
    const name = id;
    const others = children.filter(
      (child) => child.kind !== 'history' && !initial?.targets.includes(child.id),
    );
    const actionMutants = (['entry', 'exit'] as const).flatMap((when) =>
      node[when].flatMap((action, i): ReadonlyArray<Mutant> =>
        isSeen(action)
          ? [
              {
                kind: 'action dropped',
                name: `${name}, ${when}: ${action.name}`,
                edit: (copy) => {
                  const own: Node = copy.getStateNodeById(id);
                  const listed = own[when].filter((one) => !isTimerAction(one));
                  set(
                    own,
                    when,
                    own[when].filter((one) => one !== listed[i]),
                  );
                },
              },
            ]
          : [],
      ),
    );
    return [
      ...(kind === 'compound'
        ? others.slice(0, MAX_REDIRECTED).map((child): Mutant => ({
            kind: 'another initial state',
            name: `${name}: ${child.id}`,
            edit: (copy) => {
              const own: Node = copy.getStateNodeById(id);
              set(own, 'initial', {
                ...own.initial,
                target: [copy.getStateNodeById(child.id)],
              });
            },
          }))
        : []),
      ...(kind === 'final'
        ? [
            {
              kind: 'final state not final',
              name,
              edit: (copy: AnyStateMachine) => {
                set(copy.getStateNodeById(id), 'type', 'atomic');
              },
            } as const,
          ]
        : []),
      ...(kind === 'history'
        ? ([
            {
              kind: 'history forgotten',
              name,
              edit: (copy: AnyStateMachine) => {
                const own: Node = copy.getStateNodeById(id);
                const { parent } = own;
                if (parent === undefined) return;
                // Whatever leads to the history leads to the parent, as if there was none.
                allNodesOf(copy.root).forEach((other) => {
                  [...other.transitions.values(), other.always ?? []].flat().forEach((one) => {
                    const target: unknown = Reflect.get(one, 'target');
                    if (Array.isArray(target) && target.includes(own))
                      Reflect.set(one, 'target', [parent]);
                  });
                });
              },
            },
            {
              kind: 'history of another depth',
              name,
              edit: (copy: AnyStateMachine) => {
                set(copy.getStateNodeById(id), 'history', history === 'deep' ? 'shallow' : 'deep');
              },
            },
          ] as const)
        : []),
      ...invokes.map((invoke): Mutant => ({
        kind: 'actor not started',
        name: `${name}: ${invoke.src === '' ? invoke.id : invoke.src}`,
        edit: (copy) => {
          const own: Node = copy.getStateNodeById(id);
          set(
            own,
            'invoke',
            own.invoke.filter((one) => one.id !== invoke.id),
          );
        },
      })),
      ...actionMutants,
      ...timerMutants(machine, node.id, name),
    ];
  });

const allNodesOf = (node: Node): ReadonlyArray<Node> => [
  node,
  ...Object.values(node.states).flatMap((child) => allNodesOf(child)),
];

/** Delays that are numbers are doubled, where the actions that start them are. */
const timerMutants = (
  machine: AnyStateMachine,
  id: string,
  name: string,
): ReadonlyArray<Mutant> => {
  const node: Node = machine.getStateNodeById(id);
  return node.entry.flatMap((action, i): ReadonlyArray<Mutant> => {
    if (typeof action !== 'function' || !isTimerAction(action)) return [];
    const delay: unknown = Reflect.get(action, 'delay');
    if (typeof delay !== 'number') return [];
    return [
      {
        kind: 'timer late',
        name: `${name}, after ${String(delay)} ms`,
        edit: (copy) => {
          const own: Node = copy.getStateNodeById(id);
          set(
            own,
            'entry',
            own.entry.map((one, j): unknown =>
              j === i
                ? Object.assign((): undefined => undefined, action, { delay: delay * 2 + 1 })
                : one,
            ),
          );
        },
      },
    ];
  });
};

/** Lists the mutants of a machine, whose tests see the names of actions or do not. */
export const mutantsOf = (machine: AnyStateMachine, named = false): ReadonlyArray<Mutant> => {
  const chart = statechartOf(machine);
  const isSeen = seenIn(machine, named);
  return [
    ...transitionMutants(isSeen, chart),
    ...swallowMutants(chart),
    ...stateMutants(machine, isSeen, chart),
  ];
};
