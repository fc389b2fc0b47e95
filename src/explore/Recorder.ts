/* eslint-disable functional/immutable-data -- a recorder collects into its own lists */
/**
 * Records what a machine does inside: the transitions it takes, the guards it evaluates, the nodes it enters.
 *
 * `instrument` copies a machine and puts a mark on each part of the copy: an action before the actions of each transition and before
 * the entry actions of each node, and a guard around each guard. The marks change nothing that the machine shows. So the record is
 * exact, also for transitions that another one preempts, for microsteps, and for all versions of XState 5.
 */
import type { AnyEventObject, AnyStateMachine } from 'xstate';
import { and } from 'xstate';
import type { GuardOutcome } from './Exploration.js';

// ------------------------------------------------------------------------------------------------------------ model

type Node = AnyStateMachine['root'];

/** What has been recorded since the beginning of a step. */
export interface Recorder {
  readonly taken: Array<string>;
  readonly guards: Array<GuardOutcome>;
  readonly entered: Array<string>;
  readonly forbidden: Array<string>;
  readonly emitted: Array<AnyEventObject>;
  readonly executed: Array<string>;
  /** The parents of history nodes that were left: their history is new. */
  readonly left: Set<string>;
  /** Whether functions of the machine ran, beside actions that change no snapshot. */
  ran: boolean;
  /** What is running, to name it if it throws. */
  at: string;
}

/** A snapshot, as far as marks read it. */
interface Marked {
  readonly historyValue: Readonly<Record<string, unknown>>;
}

/** A guard as XState calls its own: with the snapshot. */
type Check = (
  snapshot: unknown,
  args: { readonly context: unknown; readonly event: unknown },
  self: unknown,
) => boolean;

/** A transition of the copy. */
interface Candidate {
  guard?: unknown;
  actions: ReadonlyArray<unknown>;
  readonly target?: ReadonlyArray<Node>;
}

// -------------------------------------------------------------------------------------------------------- operations

/** A machine that raises events without end would never return. */
const MAX_TAKEN = 10_000;

/** The message of the error that ends it. */
export const NEVER_RESTS = 'it never comes to rest';

export const makeRecorder = (): Recorder => ({
  taken: [],
  guards: [],
  entered: [],
  forbidden: [],
  emitted: [],
  executed: [],
  left: new Set(),
  ran: false,
  at: '',
});

const listsOf = ({ taken, guards, entered, forbidden, emitted, executed }: Recorder) =>
  [taken, guards, entered, forbidden, emitted, executed] as const;

export const clearRecorder = (recorder: Recorder): void => {
  listsOf(recorder).forEach((list) => {
    if (list.length > 0) list.length = 0;
  });
  recorder.left.clear();
  recorder.at = '';
  recorder.ran = false;
};

/** How much has been recorded at a moment. */
export interface Moment extends Pick<Recorder, 'ran'> {
  readonly lengths: ReadonlyArray<number>;
  readonly left: ReadonlyArray<string>;
}

export const makeMoment = (recorder: Recorder): Moment => ({
  lengths: listsOf(recorder).map(({ length }) => length),
  left: [...recorder.left],
  ran: recorder.ran,
});

/** Tests whether nothing has been recorded. */
export const isClear = (recorder: Recorder): boolean =>
  !recorder.ran &&
  recorder.left.size === 0 &&
  listsOf(recorder).every(({ length }) => length === 0);

/** Forgets what has been recorded since a moment. */
export const rewind = (recorder: Recorder, { lengths, left, ran }: Moment): void => {
  listsOf(recorder).forEach((list, i) => {
    list.length = lengths[i] ?? 0;
  });
  recorder.left.clear();
  left.forEach((id) => recorder.left.add(id));
  recorder.ran = ran;
};

const isFunctional = (value: unknown): boolean =>
  typeof value === 'function' ||
  (typeof value === 'object' &&
    value !== null &&
    Object.values(value).some((inner) => typeof inner === 'function'));

/** Whether resolving an action runs a function of the machine; executing one does not happen here. */
const runsCode = (machine: AnyStateMachine, action: unknown): boolean => {
  const named: unknown =
    typeof action === 'object' && action !== null ? Reflect.get(action, 'type') : action;
  const params: unknown =
    typeof action === 'object' && action !== null ? Reflect.get(action, 'params') : undefined;
  const found: unknown =
    typeof named === 'string' ? Reflect.get(machine.implementations.actions, named) : named;
  if (typeof found !== 'function' || !('resolve' in found)) return typeof params === 'function';
  // A delay or logic that is named may be a function, too.
  return Object.entries(found).some(
    ([key, value]) =>
      !['resolve', 'execute', 'retryResolve'].includes(key) &&
      (isFunctional(value) || ((key === 'delay' || key === 'src') && typeof value === 'string')),
  );
};

/** An action that XState resolves as one of its own, with the snapshot at that moment, and that changes nothing. */
const actionMark = (mark: (snapshot: Marked) => void): unknown =>
  Object.assign(() => undefined, {
    type: 'runchart.mark',
    resolve: (_scope: unknown, snapshot: Marked) => {
      mark(snapshot);
      return [snapshot, undefined, undefined];
    },
  });

/** A guard that evaluates another and records what it said. */
const guardMark = (
  guard: unknown,
  mark: (outcome: boolean) => void,
  before: () => void,
): unknown => {
  const isPlain = typeof guard === 'function' && !('check' in guard);
  // SAFETY: `and` takes every guard, and what it returns has `check`, by which XState calls it.
  const whole = and([guard as never]) as unknown as { readonly check: Check };
  // SAFETY: XState calls a guard that is a function without `check` with these arguments alone.
  const plain = guard as (args: unknown, params: undefined) => unknown;
  const check: Check = (snapshot, args) => {
    before();
    const outcome = isPlain ? Boolean(plain(args, undefined)) : whole.check(snapshot, args, whole);
    mark(outcome);
    return outcome;
  };
  return Object.assign(() => false, { check });
};

const allNodes = (node: Node): ReadonlyArray<Node> => [
  node,
  ...Object.values(node.states).flatMap((child) => allNodes(child)),
];

const isHistory = ({ type }: Node): boolean => type === 'history';

/** Puts marks on the transitions of a node; their ids are those of the statechart. */
const markTransitions = (node: Node, recorder: Recorder): void => {
  // SAFETY: the transitions of a copy are its own, and have these fields.
  const candidates = [
    ...[...node.transitions.values()].flat(),
    ...(node.always ?? []),
  ] as unknown as ReadonlyArray<Candidate>;
  candidates.forEach((candidate, i) => {
    const id = `${node.id}:${String(i)}`;
    const forbids = candidate.target === undefined && candidate.actions.length === 0;
    const guarded = candidate.guard !== undefined;
    if (guarded || forbids)
      candidate.guard = guardMark(
        candidate.guard ?? (() => true),
        (outcome) => {
          if (forbids && outcome) recorder.forbidden.push(id);
          if (guarded) recorder.guards.push({ transition: id, outcome });
        },
        () => {
          recorder.at = `the guard of ${id}`;
          recorder.ran ||= guarded;
        },
      );
    if (forbids) return;
    const runs = candidate.actions.some((action) => runsCode(node.machine, action));
    const histories = (candidate.target ?? []).filter(isHistory);
    candidate.actions = [
      actionMark((snapshot) => {
        recorder.at = `an action of ${id}`;
        recorder.ran ||= runs;
        recorder.taken.push(id);
        // eslint-disable-next-line functional/no-throw-statements -- caught, as what any other part of a machine throws
        if (recorder.taken.length > MAX_TAKEN) throw new Error(NEVER_RESTS);
        histories.forEach((history) => {
          const parent = history.parent?.id ?? '';
          // The default target of a history node is its only transition.
          if (snapshot.historyValue[history.id] === undefined && !recorder.left.has(parent))
            recorder.taken.push(`${history.id}:0`);
        });
      }),
      ...candidate.actions,
    ];
  });
};

const markNode = (node: Node, recorder: Recorder): void => {
  markTransitions(node, recorder);
  const { id } = node;
  const runsAtEntry =
    node.invoke.some((invoke) => typeof Reflect.get(invoke, 'input') === 'function') ||
    typeof node.output === 'function' ||
    node.entry.some((action) => runsCode(node.machine, action));
  const runsAtExit = node.exit.some((action) => runsCode(node.machine, action));
  const whenEntered = actionMark(() => {
    recorder.at = `an entry action of ${id}`;
    recorder.ran ||= runsAtEntry;
    recorder.entered.push(id);
  });
  const whenLeft = actionMark(() => {
    recorder.at = `an exit action of ${id}`;
    recorder.ran ||= runsAtExit;
    recorder.left.add(id);
  });
  // SAFETY: the marks are actions to XState.
  node.entry.unshift(whenEntered as never);
  if (node.exit.length > 0 || Object.values(node.states).some((child) => isHistory(child)))
    node.exit.unshift(whenLeft as never);
};

/** XState computes these at every look, from a cache; on the copy they are plain members. */
const COMPUTED = ['invoke', 'after', 'initial'] as const;

const makePlain = (node: Node): void => {
  COMPUTED.forEach((key) => {
    const value: unknown = node[key];
    Reflect.defineProperty(node, key, { value, configurable: true });
  });
};

/** Marks every part of a machine, which must be a copy of nobody else's. */
export const instrument = (copy: AnyStateMachine, recorder: Recorder): void => {
  allNodes(copy.root).forEach((node) => {
    makePlain(node);
    markNode(node, recorder);
  });
};
