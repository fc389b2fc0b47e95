/** Finds the states that targets name, by the rules of XState. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { AnyStateMachine } from 'xstate';

/** A node of a machine object. */
export type MachineNode = AnyStateMachine['root'];

/** An id as XState finds it whole: it reads a path at dots, and escapes after a backslash. */
export const escapeId = (id: string): string => id.replace(/[\\.]/g, '\\$&');

/** Finds the node that a path names below another node; `#id`, with or without a path, is below the root. */
export const nodeBelow = (from: MachineNode, path: string): E.Either<Error, MachineNode> =>
  pipe(
    E.tryCatch(
      () =>
        from.machine.getStateNodeById(
          path.startsWith('#') ? path : `#${escapeId(from.id)}.${path}`,
        ),
      E.toError,
    ),
    // XState finds `__proto__` and `constructor` in every state: what every object has.
    E.filterOrElse(
      ({ machine }) => machine === from.machine,
      () => new Error(`there is no state "${path}"`),
    ),
  );

/** Finds the node that is the target of a transition of `source`. */
export const targetOf = (source: MachineNode, target: string): E.Either<Error, MachineNode> => {
  const { parent } = source;
  if (target.startsWith('#')) return nodeBelow(source, target);
  if (target.startsWith('.'))
    return parent === undefined
      ? nodeBelow(source, target.slice(1))
      : nodeBelow(parent, `${source.key}${target}`);
  return parent === undefined
    ? E.left(new Error(`from the root, write ".${target}"`))
    : nodeBelow(parent, target);
};
