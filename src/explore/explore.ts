/* eslint-disable functional/no-let -- tracks the current step, for the error if the machine throws */
/**
 * `explore`: the labelled transition system of any flat XState machine.
 *
 * Calls XState's pure functions `initialTransition` and `transition`; starts no actor and executes no action. Machines that
 * these cannot represent are rejected with an error: nested and parallel states, history, invoked and spawned actors, delays,
 * eventless transitions, sent events.
 *
 * Laws: `explore` never throws; an event that a guard refuses is a refused input and not a self-transition, although XState
 * returns a snapshot for both; two runs give the same system, which is checked: a machine that reads a clock is refused.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { AnyStateMachine, EventFromLogic, InputFrom, SnapshotFrom } from 'xstate';
import { initialTransition, transition } from 'xstate';
import type { KeyTooCoarse, Lts, TooManyStates } from '../graph/Lts.js';
import { exploreWith } from '../graph/Lts.js';
import type { FakeClock } from './fakeClock.js';
import { farApart, withFakeClock } from './fakeClock.js';
import type { ExecutableAction, UnsupportedMachine } from './unsupportedFeatures.js';
import { firstUnsupported, isDeferred, unsupported } from './unsupportedFeatures.js';
import { valueText } from './valueText.js';

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
   * Names the state of a snapshot; snapshots with the same key are merged. Defaults to the state's name and the whole context,
   * with which a machine with an unbounded counter fails at `limit`. The context may hold what JSON cannot write, such as a Map or
   * NaN; a function or an instance of a class needs a `key`.
   */
  readonly key?: (snapshot: SnapshotFrom<Machine>) => string;
  /** The observable outcome of a step. Defaults to the name of the state after it, or `refused`. */
  readonly outcome?: (snapshot: SnapshotFrom<Machine>, accepted: boolean) => string;
  /** The maximum number of states; 1000 by default. */
  readonly limit?: number;
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
 * An event has data that no text can name, such as a function.
 * @category State spaces
 */
export interface UnsupportedEvent {
  readonly _tag: 'UnsupportedEvent';
  readonly type: string;
  readonly what: string;
}

/**
 * Two explorations of the machine differ, so it depends on something other than its events, such as a clock or a random number.
 * @category State spaces
 */
export interface NotDeterministic {
  readonly _tag: 'NotDeterministic';
  /** The first state or transition that differs, as each exploration found it. */
  readonly found: readonly [string, string];
}

/**
 * The errors of {@link explore}.
 * @category State spaces
 */
export type ExploreError =
  | UnsupportedMachine
  | UnsupportedEvent
  | NotDeterministic
  | MachineThrew
  | SameEvent
  | TooManyStates
  | KeyTooCoarse;

// -------------------------------------------------------------------------------------------------------- operations

/** Labels an event by its type and its payload. */
const labelOf = ({
  type,
  ...payload
}: {
  readonly type: string;
}): E.Either<UnsupportedEvent, string> =>
  Object.keys(payload).length === 0
    ? E.right(type)
    : pipe(
        valueText(payload),
        E.bimap(
          ({ path, what }): UnsupportedEvent => ({
            _tag: 'UnsupportedEvent',
            type,
            what: `its data holds ${what} at ${path}, which no label can name`,
          }),
          (text) => `${type} ${text}`,
        ),
      );

/** Lists what an exploration found, one line each. */
const linesOf = (explored: E.Either<ExploreError, Lts<unknown>>): ReadonlyArray<string> =>
  E.isLeft(explored)
    ? [JSON.stringify(explored.left)]
    : [
        ...explored.right.states,
        ...explored.right.transitions.map(
          ({ source, label, accepted, outcome, target }) =>
            `${source} + ${label} -> ${accepted ? target : 'refused'} (${outcome})`,
        ),
      ];

const DEFAULT_LIMIT = 1000;

interface Snapshot {
  readonly value: unknown;
  readonly context: unknown;
  readonly status: string;
  readonly error?: unknown;
  readonly children: Readonly<Record<string, unknown>>;
  readonly can: (event: { readonly type: string }) => boolean;
}

/**
 * Explores a flat machine by sending every event in every reachable state. Snapshots with the same key are merged into one
 * state; the first few of them are compared, and must accept the same events and move to the same keys.
 *
 * Explores twice and compares, with clocks and random numbers that differ greatly: meanwhile `Date`, `performance.now` and
 * `Math.random` are replaced. A copy of them that the machine's module made earlier, and other sources, are not.
 *
 * Errors: `UnsupportedMachine`, `UnsupportedEvent`, `NotDeterministic`, `MachineThrew`, `SameEvent`, `TooManyStates`, `KeyTooCoarse`.
 *
 * @example
 * ```ts
 * import { explore } from 'runchart/explore'
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
  const explored = (clock: FakeClock) => withFakeClock(clock, () => exploreOnce(machine, options));
  const once = explored(farApart[0]);
  // The other errors tell what is wrong by themselves.
  if (E.isLeft(once) && !['TooManyStates', 'KeyTooCoarse'].includes(once.left._tag)) return once;
  const [lines, others] = [linesOf(once), linesOf(explored(farApart[1]))];
  const at = Array.from({ length: Math.max(lines.length, others.length) }).findIndex(
    (_, i) => lines[i] !== others[i],
  );
  return at === -1
    ? once
    : E.left({
        _tag: 'NotDeterministic',
        found: [lines[at] ?? 'nothing', others[at] ?? 'nothing'],
      });
};

const exploreOnce = <Machine extends AnyStateMachine>(
  machine: Machine,
  options: ExploreOptions<Machine>,
): E.Either<ExploreError, Lts<EventFromLogic<Machine>>> => {
  type Event = EventFromLogic<Machine>;
  const unsupportedFeature = firstUnsupported(machine);
  if (unsupportedFeature !== undefined) return E.left(unsupportedFeature);
  const labelled = pipe(
    E.tryCatch(
      () =>
        options.events.map((input: Event) =>
          pipe(
            labelOf(input),
            E.map((label) => ({ label, input })),
          ),
        ),
      (thrown): MachineThrew => ({
        _tag: 'MachineThrew',
        where: 'the data of an event',
        message: E.toError(thrown).message,
      }),
    ),
    E.chainW(E.sequenceArray),
  );
  if (E.isLeft(labelled)) return labelled;
  const inputs = labelled.right;
  const labels = inputs.map(({ label }) => label);
  const labelFor = new Map(inputs.map(({ label, input }) => [input, label]));
  const twice = labels.find((label, i) => labels.indexOf(label) < i);
  if (twice !== undefined) return E.left({ _tag: 'SameEvent', label: twice });

  let where = 'its beginning';
  /** The first feature found on the way that cannot be explored. */
  let failed: UnsupportedMachine | undefined;
  // SAFETY: all snapshots come from this machine, and `Snapshot` lists members that all snapshots have.
  const ofMachine = (snapshot: Snapshot) => snapshot as SnapshotFrom<Machine>;
  const key = (snapshot: Snapshot): string => {
    const own = options.key?.(ofMachine(snapshot));
    if (own !== undefined) return own;
    if (Object.keys(snapshot.context ?? {}).length === 0) return String(snapshot.value);
    const text = valueText(snapshot.context);
    if (E.isLeft(text)) {
      const { path, what } = text.left;
      failed ??= unsupported(
        where,
        `its context holds ${what} at ${path}, which the default key cannot name: give a key`,
      );
    }
    return `${String(snapshot.value)} ${E.isRight(text) ? text.right : ''}`;
  };
  const outcome = (snapshot: Snapshot, accepted: boolean): string =>
    options.outcome?.(ofMachine(snapshot), accepted) ??
    (accepted ? String(snapshot.value) : 'refused');

  const check = (snapshot: Snapshot, actions: ReadonlyArray<ExecutableAction>): void => {
    // XState catches what the first context throws.
    // eslint-disable-next-line functional/no-throw-statements -- caught below, as what any other part of a machine throws
    if (snapshot.status === 'error') throw E.toError(snapshot.error);
    const action = actions.find(isDeferred);
    if (action !== undefined)
      failed ??= unsupported(where, `its action ${action.type} takes effect later or elsewhere`);
    // An actor that `assign` or the first context spawns is no action of the transition.
    const [child] = Object.keys(snapshot.children);
    if (child !== undefined) failed ??= unsupported(where, `it spawns an actor, ${child}`);
  };
  const begin = (): Snapshot => {
    // SAFETY: the options have the machine's type of input.
    const [snapshot, actions] = initialTransition(machine as AnyStateMachine, options.input);
    check(snapshot as Snapshot, actions);
    return snapshot as Snapshot;
  };
  const explored = E.tryCatch(
    () =>
      exploreWith<Snapshot, Event>({
        initial: begin(),
        inputs,
        step: (snapshot, input) => {
          where = `${key(snapshot)} + ${labelFor.get(input) ?? ''}`;
          // `transition` returns a snapshot for a refused event too; only `can` tells whether the machine takes it.
          const accepted = snapshot.status === 'active' && snapshot.can(input);
          if (!accepted) return { accepted, outcome: outcome(snapshot, accepted), after: snapshot };
          const [after, actions] = transition(machine, ofMachine(snapshot), input);
          check(after, actions);
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
  if (failed !== undefined) return E.left(failed);
  if (E.isLeft(explored)) return explored;
  return explored.right;
};
