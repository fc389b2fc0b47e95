/* eslint-disable functional/no-let -- tracks the current step, for the error if the machine throws */
/**
 * `explore`: the labelled transition system of any flat XState machine.
 *
 * Calls XState's pure functions `initialTransition` and `transition`; starts no actor and executes no action. Machines that
 * these cannot represent are rejected with an error: nested and parallel states, history, invoked and spawned actors, delays,
 * eventless transitions, sent events.
 *
 * Laws: `explore` never throws; an event that a guard refuses is a refused input and not a self-transition, although XState
 * returns a snapshot for both; the result is deterministic.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { AnyStateMachine, EventFromLogic, InputFrom, SnapshotFrom } from 'xstate';
import { initialTransition, transition } from 'xstate';
import type { KeyTooCoarse, Lts, TooManyStates } from './Lts.js';
import { exploreWith } from './Lts.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The options of {@link explore}.
 * @category State spaces
 */
export interface ExploreOptions<Machine extends AnyStateMachine> {
  /** The events to send in every state, with their payloads. */
  readonly events: ReadonlyArray<EventFromLogic<Machine>>;
  /** The input of the machine. */
  readonly input?: InputFrom<Machine>;
  /**
   * Names the state of a snapshot; snapshots with the same key are merged. Defaults to the state's name and the whole context
   * as JSON, with which a machine with an unbounded counter fails at `limit`.
   */
  readonly key?: (snapshot: SnapshotFrom<Machine>) => string;
  /** The observable outcome of a step. Defaults to the name of the state after it, or `refused`. */
  readonly outcome?: (snapshot: SnapshotFrom<Machine>, accepted: boolean) => string;
  /** The maximum number of states; 1000 by default. */
  readonly limit?: number;
}

/**
 * The machine uses a feature that cannot be explored.
 * @category State spaces
 */
export interface UnsupportedMachine {
  readonly _tag: 'UnsupportedMachine';
  /** The state or step that uses it, or the whole machine. */
  readonly where: string;
  readonly what: string;
}

/**
 * A guard, an action, `key` or `outcome` threw, or the machine entered its error status.
 * @category State spaces
 */
export interface MachineThrew {
  readonly _tag: 'MachineThrew';
  readonly where: string;
  readonly message: string;
}

/**
 * Two of the events have the same label, so that paths would be ambiguous.
 * @category State spaces
 */
export interface SameEvent {
  readonly _tag: 'SameEvent';
  readonly label: string;
}

/**
 * The errors of {@link explore}.
 * @category State spaces
 */
export type ExploreError =
  UnsupportedMachine | MachineThrew | SameEvent | TooManyStates | KeyTooCoarse;

// ------------------------------------------------------------------------------------------------------- refinements

type Node = AnyStateMachine['root'];

const unsupported = (where: string, what: string): UnsupportedMachine => ({
  _tag: 'UnsupportedMachine',
  where,
  what,
});

/** Lists the unsupported features of a state, or of the machine's root. */
const unsupportedIn = (where: string, node: Node): ReadonlyArray<UnsupportedMachine> => [
  ...(node.invoke.length > 0 ? [unsupported(where, 'it invokes an actor')] : []),
  ...(node.after.length > 0 ? [unsupported(where, 'it has a delayed transition (after)')] : []),
  ...((node.always ?? []).length > 0
    ? [unsupported(where, 'it has an eventless transition (always)')]
    : []),
];

const firstUnsupported = (machine: AnyStateMachine): UnsupportedMachine | undefined => {
  const { root } = machine;
  const whole = `the machine ${machine.id}`;
  if (root.type === 'parallel') return unsupported(whole, 'its states are parallel');
  const states = Object.values(root.states);
  if (states.length === 0) return unsupported(whole, 'it has no states');
  return [
    ...unsupportedIn(whole, root),
    ...states.flatMap((node) => [
      ...(node.type === 'atomic' || node.type === 'final'
        ? []
        : [
            unsupported(
              `the state ${node.key}`,
              `it is ${node.type}, and only flat machines are explored`,
            ),
          ]),
      ...unsupportedIn(`the state ${node.key}`, node),
    ]),
  ][0];
};

/** An action that XState returns from a transition to be executed. */
interface ExecutableAction {
  readonly type: string;
  readonly params: unknown;
}

/** Built-in actions that affect other actors. Logging and custom actions change no snapshot. */
const ELSEWHERE = /^xstate\.(sendTo|sendParent|forwardTo|spawnChild|stopChild)$/;

/** Tells whether an action takes effect outside of its snapshot. An event raised without a delay is already in the snapshot. */
const isDeferred = ({ type, params }: ExecutableAction): boolean =>
  ELSEWHERE.test(type) ||
  (type === 'xstate.raise' &&
    typeof params === 'object' &&
    params !== null &&
    'delay' in params &&
    params.delay !== undefined);

// -------------------------------------------------------------------------------------------------------- operations

/** Labels an event by its type and its payload. */
const labelOf = ({ type, ...payload }: { readonly type: string }): string =>
  Object.keys(payload).length === 0 ? type : `${type} ${JSON.stringify(payload)}`;

const DEFAULT_LIMIT = 1000;

interface Snapshot {
  readonly value: unknown;
  readonly context: unknown;
  readonly status: string;
  readonly error?: unknown;
  readonly can: (event: { readonly type: string }) => boolean;
}

/**
 * Explores a flat machine by sending every event in every reachable state. Snapshots with the same key are merged into one
 * state; the first few of them are compared, and must accept the same events and move to the same keys.
 *
 * Errors: `UnsupportedMachine`, `MachineThrew`, `SameEvent`, `TooManyStates`, `KeyTooCoarse`.
 *
 * @example
 * ```ts
 * import { explore } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 * import { assign, setup } from 'xstate'
 *
 * const doubling = setup({ types: { context: {} as { n: number } } }).createMachine({
 *   context: { n: 1 },
 *   initial: 'On',
 *   states: { On: { on: { double: { actions: assign({ n: ({ context }) => context.n * 2 }) } } } },
 * })
 * const events = [{ type: 'double' }]
 * const endless = explore(doubling, { events, limit: 100 })
 * assert.strictEqual(E.isLeft(endless) && endless.left._tag, 'TooManyStates')
 *
 * const folded = explore(doubling, { events, key: ({ context }) => (context.n > 4 ? 'much' : String(context.n)) })
 * assert.deepStrictEqual(pipe(folded, E.map(({ states }) => states)), E.right(['1', '2', '4', 'much']))
 * ```
 * @category State spaces
 */
export const explore = <Machine extends AnyStateMachine>(
  machine: Machine,
  options: ExploreOptions<Machine>,
): E.Either<ExploreError, Lts<EventFromLogic<Machine>>> => {
  type Event = EventFromLogic<Machine>;
  const unsupportedFeature = firstUnsupported(machine);
  if (unsupportedFeature !== undefined) return E.left(unsupportedFeature);
  const inputs = options.events.map((input: Event) => ({ label: labelOf(input), input }));
  const labels = inputs.map(({ label }) => label);
  const twice = labels.find((label, i) => labels.indexOf(label) < i);
  if (twice !== undefined) return E.left({ _tag: 'SameEvent', label: twice });

  // SAFETY: all snapshots come from this machine, and `Snapshot` lists members that all snapshots have.
  const ofMachine = (snapshot: Snapshot) => snapshot as SnapshotFrom<Machine>;
  const key = (snapshot: Snapshot): string =>
    options.key?.(ofMachine(snapshot)) ??
    (Object.keys(snapshot.context ?? {}).length === 0
      ? String(snapshot.value)
      : `${String(snapshot.value)} ${JSON.stringify(snapshot.context)}`);
  const outcome = (snapshot: Snapshot, accepted: boolean): string =>
    options.outcome?.(ofMachine(snapshot), accepted) ??
    (accepted ? String(snapshot.value) : 'refused');

  let where = 'its beginning';
  let deferred: UnsupportedMachine | undefined;
  const check = (actions: ReadonlyArray<ExecutableAction>): void => {
    const action = actions.find(isDeferred);
    if (action !== undefined)
      deferred ??= unsupported(where, `its action ${action.type} takes effect later or elsewhere`);
  };
  const begin = (): Snapshot => {
    // SAFETY: the options have the machine's type of input.
    const [snapshot, actions] = initialTransition(machine as AnyStateMachine, options.input);
    check(actions);
    return snapshot as Snapshot;
  };
  const explored = E.tryCatch(
    () =>
      exploreWith<Snapshot, Event>({
        initial: begin(),
        inputs,
        step: (snapshot, input) => {
          where = `${key(snapshot)} + ${labelOf(input)}`;
          // `transition` returns a snapshot for a refused event too; only `can` tells whether the machine takes it.
          const accepted = snapshot.status === 'active' && snapshot.can(input);
          if (!accepted) return { accepted, outcome: outcome(snapshot, accepted), after: snapshot };
          const [after, actions] = transition(machine, ofMachine(snapshot), input);
          check(actions);
          return {
            accepted,
            outcome: outcome(after, accepted),
            after,
          };
        },
        key,
        limit: options.limit ?? DEFAULT_LIMIT,
        abstracted: [
          options.key === undefined
            ? 'Nothing in the snapshot: the key is the state with the whole context.'
            : 'Everything in the snapshot that the key leaves out.',
          'Actions other than assign and raise, which change no snapshot.',
          `Events other than ${labels.join(', ')}.`,
        ],
      }),
    (thrown): MachineThrew => ({
      _tag: 'MachineThrew',
      where,
      message: E.toError(thrown).message,
    }),
  );
  if (E.isLeft(explored)) return explored;
  return deferred === undefined ? explored.right : E.left(deferred);
};
