/**
 * The features of XState machines that its pure functions cannot represent, so that a machine with one is not explored.
 */
import type { AnyStateMachine } from 'xstate';

// ------------------------------------------------------------------------------------------------------------ model

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

// ------------------------------------------------------------------------------------------------------- refinements

type Node = AnyStateMachine['root'];

export const unsupported = (where: string, what: string): UnsupportedMachine => ({
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

/** Finds the first unsupported feature of a machine. */
export const firstUnsupported = (machine: AnyStateMachine): UnsupportedMachine | undefined => {
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
export interface ExecutableAction {
  readonly type: string;
  readonly params: unknown;
}

/** Built-in actions that affect other actors. Logging and custom actions change no snapshot. */
const ELSEWHERE = /^xstate\.(sendTo|sendParent|forwardTo|spawnChild|stopChild)$/;

/** Tells whether an action takes effect outside of its snapshot. An event raised without a delay is already in the snapshot. */
export const isDeferred = ({ type, params }: ExecutableAction): boolean =>
  ELSEWHERE.test(type) ||
  (type === 'xstate.raise' &&
    typeof params === 'object' &&
    params !== null &&
    'delay' in params &&
    params.delay !== undefined);
