/* eslint-disable functional/no-let -- where an exploration is, to tell of it when the machine throws */
/**
 * `explore`: the transition system of any flat XState machine.
 *
 * It asks XState itself, through its pure functions `initialTransition` and `transition`; nothing is run, no actor is started.
 * What it cannot tell the truth about it refuses by name: nested and parallel states, history, invoked and spawned actors,
 * delays, eventless transitions, sent events.
 *
 * Laws: nothing throws; what a guard refuses is a refused input and never a step, although XState answers both with a snapshot;
 * two runs give the same system.
 */
import * as E from 'fp-ts/lib/Either.js';
import type { AnyStateMachine, EventFromLogic, InputFrom, SnapshotFrom } from 'xstate';
import { initialTransition, transition } from 'xstate';
import type { KeyTooCoarse, Lts, TooManyStates } from './Lts.js';
import { exploreWith } from './Lts.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * What to explore a machine with.
 * @category State spaces
 */
export interface ExploreOptions<Machine extends AnyStateMachine> {
  /** The events to send in every state, each with its data. */
  readonly events: ReadonlyArray<EventFromLogic<Machine>>;
  /** What the machine is given when it begins. */
  readonly input?: InputFrom<Machine>;
  /**
   * What makes two snapshots one state, as its name. The state's own name and the whole context as JSON if not given: with a
   * counter in the context that never ends, and `limit` stops it.
   */
  readonly key?: (snapshot: SnapshotFrom<Machine>) => string;
  /** What a tester sees of a step; the name of the state after it, or `refused`, if not given. */
  readonly outcome?: (snapshot: SnapshotFrom<Machine>, accepted: boolean) => string;
  /** The most states to find; 1000 if not given. */
  readonly limit?: number;
}

/**
 * The machine has what cannot be explored.
 * @category State spaces
 */
export interface UnsupportedMachine {
  readonly _tag: 'UnsupportedMachine';
  /** The state, or the whole machine. */
  readonly where: string;
  readonly what: string;
}

/**
 * A guard, an action, the key or the outcome threw, or the machine was in error.
 * @category State spaces
 */
export interface MachineThrew {
  readonly _tag: 'MachineThrew';
  readonly where: string;
  readonly message: string;
}

/**
 * Two events have one name, so that a path of names would be ambiguous.
 * @category State spaces
 */
export interface SameEvent {
  readonly _tag: 'SameEvent';
  readonly label: string;
}

/**
 * Why a machine could not be explored.
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

/** What of one state, or of the machine as a whole, cannot be explored. */
const refusedIn = (where: string, node: Node): ReadonlyArray<UnsupportedMachine> => [
  ...(node.invoke.length > 0 ? [unsupported(where, 'it invokes an actor')] : []),
  ...(node.after.length > 0 ? [unsupported(where, 'it has a delayed transition (after)')] : []),
  ...((node.always ?? []).length > 0
    ? [unsupported(where, 'it has an eventless transition (always)')]
    : []),
];

const refusedBecause = (machine: AnyStateMachine): UnsupportedMachine | undefined => {
  const { root } = machine;
  const whole = `the machine ${machine.id}`;
  if (root.type === 'parallel') return unsupported(whole, 'its states are parallel');
  const states = Object.values(root.states);
  if (states.length === 0) return unsupported(whole, 'it has no states');
  return [
    ...refusedIn(whole, root),
    ...states.flatMap((node) => [
      ...(node.type === 'atomic' || node.type === 'final'
        ? []
        : [
            unsupported(
              `the state ${node.key}`,
              `it is ${node.type}, and only flat machines are explored`,
            ),
          ]),
      ...refusedIn(`the state ${node.key}`, node),
    ]),
  ][0];
};

/** An action, as XState tells of one that is to be executed. */
interface Told {
  readonly type: string;
  readonly params: unknown;
}

/** Built-in actions whose effect comes later or from elsewhere. Logging and a user's own functions change no snapshot. */
const ELSEWHERE = /^xstate\.(sendTo|sendParent|forwardTo|spawnChild|stopChild)$/;

/** What an event raised at once does is in the snapshot already; with a delay it is yet to come. */
const isDeferred = ({ type, params }: Told): boolean =>
  ELSEWHERE.test(type) ||
  (type === 'xstate.raise' &&
    typeof params === 'object' &&
    params !== null &&
    'delay' in params &&
    params.delay !== undefined);

// -------------------------------------------------------------------------------------------------------- operations

/** An event by name: its type, and what it carries beyond it. */
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
 * Explores a flat machine: every event is sent in every state that is found. States with one key are taken for one; the first
 * few of them are compared, and must take the same events to the same keys.
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
  const refused = refusedBecause(machine);
  if (refused !== undefined) return E.left(refused);
  const inputs = options.events.map((input: Event) => ({ label: labelOf(input), input }));
  const labels = inputs.map(({ label }) => label);
  const twice = labels.find((label, i) => labels.indexOf(label) < i);
  if (twice !== undefined) return E.left({ _tag: 'SameEvent', label: twice });

  // SAFETY: the snapshots are the machine's own, and every machine's snapshots have these members.
  const seen = (snapshot: Snapshot) => snapshot as SnapshotFrom<Machine>;
  const key = (snapshot: Snapshot): string =>
    options.key?.(seen(snapshot)) ??
    (Object.keys(snapshot.context ?? {}).length === 0
      ? String(snapshot.value)
      : `${String(snapshot.value)} ${JSON.stringify(snapshot.context)}`);
  const outcome = (snapshot: Snapshot, accepted: boolean): string =>
    options.outcome?.(seen(snapshot), accepted) ?? (accepted ? String(snapshot.value) : 'refused');

  let where = 'its beginning';
  let deferred: UnsupportedMachine | undefined;
  const check = (actions: ReadonlyArray<Told>): void => {
    const action = actions.find(isDeferred);
    if (action !== undefined)
      deferred ??= unsupported(where, `its action ${action.type} takes effect later or elsewhere`);
  };
  const begin = (): Snapshot => {
    // SAFETY: by the type of the options there is an input where the machine wants one.
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
          // A refused event gives a snapshot as well, so the snapshot is asked whether the event can be taken.
          const accepted = snapshot.status === 'active' && snapshot.can(input);
          if (!accepted) return { accepted, outcome: outcome(snapshot, accepted), after: snapshot };
          const [after, actions] = transition(machine, seen(snapshot), input);
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
            ? 'Nothing of the snapshot: the state and the whole context make a key.'
            : 'All of the snapshot that the key does not tell.',
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
