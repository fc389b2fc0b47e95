/** Makes machines of what was read. */
import * as E from 'fp-ts/lib/Either.js';
import type { AnyStateMachine } from 'xstate';
import { createMachine } from 'xstate';
import { statechartOf } from './fromMachine.js';
import type { ReadError } from './ReadError.js';
import { readError } from './ReadError.js';
import type { Omission, Statechart } from './Statechart.js';
import type { MachineNode } from './targets.js';

/** A machine that was made of a text, and what is known of it. */
export interface MachineReading {
  readonly chart: Statechart;
  readonly machine: AnyStateMachine;
}

/** Reads a machine that was made of a text that had more to say. */
export const readingOf =
  (omissions: ReadonlyArray<Omission>) =>
  (machine: AnyStateMachine): MachineReading => ({
    chart: { ...statechartOf(machine), ...(omissions.length === 0 ? {} : { omissions }) },
    machine,
  });

const nodesIn = (node: MachineNode): ReadonlyArray<MachineNode> => [
  node,
  ...Object.values(node.states).flatMap(nodesIn),
];

/** XState takes two states of one id, and finds only one of them. */
const withUniqueIds = (machine: AnyStateMachine): E.Either<ReadError, AnyStateMachine> => {
  const nodes = nodesIn(machine.root);
  const first = new Map(nodes.toReversed().map((node) => [node.id, node]));
  const second = nodes.find((node) => first.get(node.id) !== node);
  return second === undefined
    ? E.right(machine)
    : E.left(
        readError({
          path: second.path.map((key) => `states.${key}`).join('.'),
          what: `there is another state with the id "${second.id}"`,
        }),
      );
};

/** Makes a machine of a config whose shape is known to be right, with what XState throws as a value. */
export const makeMachine = (
  config: Readonly<Record<string, unknown>>,
): E.Either<ReadError, AnyStateMachine> => {
  try {
    // SAFETY: its shape was checked; for what else is wrong with it, XState throws.
    return withUniqueIds(createMachine(config as Parameters<typeof createMachine>[0]));
  } catch (thrown) {
    return E.left(readError({ path: '', what: E.toError(thrown).message }));
  }
};
