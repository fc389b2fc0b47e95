/* eslint-disable functional/immutable-data -- drops the targets that were cut off from the draft of a machine */
/** Reads JSON that describes a machine of XState: a config, a definition, or the definition of an inspection event. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { AnyStateMachine } from 'xstate';
import { parseJson } from '../codec/JsonText.js';
import { isRecord } from '../codec/untrusted.js';
import type { ConfigForm, TargetsToFind } from './ConfigReader.js';
import { readConfigOf } from './ConfigReader.js';
import { describe } from './describe.js';
import type { MachineReading } from './makeMachine.js';
import { makeMachine, readingOf } from './makeMachine.js';
import type { ReadError, ReadProblem } from './ReadError.js';
import { readError } from './ReadError.js';
import type { Statechart } from './Statechart.js';
import { nodeBelow, targetOf } from './targets.js';

type Fields = Readonly<Record<string, unknown>>;

const failed = (path: string, what: string): E.Either<ReadError, never> =>
  E.left(readError({ path, what }));

/** The states of a config, without transitions. */
const statesOf = ({ states, ...config }: Fields): Fields => ({
  ...Object.fromEntries(
    Object.entries(config).filter(
      ([key]) => !['on', 'after', 'always', 'onDone', 'invoke', 'route'].includes(key),
    ),
  ),
  ...(isRecord(states)
    ? {
        states: Object.fromEntries(
          Object.entries(states).map(([key, state]) => [
            key,
            isRecord(state) ? statesOf(state) : {},
          ]),
        ),
      }
    : {}),
});

/** The names among the targets of a transition that name no state of a machine. */
const unknownTargets = (
  machine: AnyStateMachine,
  { source, transition, isDefault }: TargetsToFind,
): ReadonlyArray<{ readonly name: string; readonly why: string }> => {
  const node = source.reduce<AnyStateMachine['root'] | undefined>(
    (from, key) => from?.states[key],
    machine.root,
  );
  if (node === undefined) return [];
  return (transition.target ?? []).flatMap((name) => {
    const found = isDefault ? nodeBelow(node.parent ?? node, name) : targetOf(node, name);
    if (E.isRight(found)) return [];
    const isOfRoot = node.parent === undefined && !/^[#.]/.test(name);
    return [{ name, why: isOfRoot ? `; from the root, write ".${name}"` : '' }];
  });
};

const machineOf = (value: Fields, form: ConfigForm): E.Either<ReadError, MachineReading> => {
  const { config, problems, omissions, targets } = readConfigOf(value, form);
  const [first, ...rest] = problems;
  if (first !== undefined) return E.left(readError(first, ...rest));
  return pipe(
    makeMachine(statesOf(config)),
    E.chain((skeleton) => {
      const unknown = targets.map((each) => ({ each, names: unknownTargets(skeleton, each) }));
      const missing = unknown.flatMap(({ each: { path }, names }) =>
        names.map(({ name, why }): ReadProblem => ({
          path,
          what: `there is no state "${name}"${why}`,
        })),
      );
      // A state may be in what was cut off.
      const [firstMissing, ...others] = missing;
      if (firstMissing !== undefined && omissions.length === 0)
        return E.left(readError(firstMissing, ...others));
      unknown.forEach(({ each: { transition }, names }) => {
        if (names.length > 0)
          transition.target = (transition.target ?? []).filter(
            (name) => !names.some((other) => other.name === name),
          );
      });
      return pipe(
        makeMachine(config),
        E.map(readingOf([...omissions, ...missing.map(({ path, what }) => ({ path, why: what }))])),
      );
    }),
  );
};

/** A definition has each transition in a list, and a key. */
const formOf = (value: Fields): ConfigForm =>
  Array.isArray(value['transitions']) && typeof value['key'] === 'string' ? 'definition' : 'config';

/** Reads JSON, and makes a machine of it. */
export const readMachineOfJson = (value: unknown): E.Either<ReadError, MachineReading> =>
  isRecord(value)
    ? machineOf(value, formOf(value))
    : failed('', `expected the config of a machine, an object, found ${describe(value)}`);

/**
 * Makes a machine of JSON: of a config, or of the definition that `JSON.stringify(machine)` writes.
 *
 * JSON has no functions. Guards and actions that have names keep them, and are to be given with `machine.provide`. Where an inline
 * action was, there is one that does nothing; an inline guard leaves no trace in JSON.
 *
 * @example
 * ```ts
 * import { machineOfJson, readErrorText } from 'runchart/statechart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const machine = machineOfJson({ initial: 'open', states: { open: { on: { close: 'closed' } }, closed: {} } })
 * assert.ok(E.isRight(machine))
 * assert.deepStrictEqual(machine.right.events, ['close'])
 * assert.deepStrictEqual(
 *   pipe(machineOfJson({ states: { open: {} } }), E.mapLeft(readErrorText)),
 *   E.left('its initial state is missing'),
 * )
 * ```
 * @category Readers
 */
export const machineOfJson = (value: unknown): E.Either<ReadError, AnyStateMachine> =>
  pipe(
    readMachineOfJson(value),
    E.map(({ machine }) => machine),
  );

/**
 * Reads JSON: a config of XState, or the definition that `JSON.stringify(machine)` writes. See {@link machineOfJson} for what JSON does
 * not carry.
 *
 * @example
 * ```ts
 * import { readConfig, readErrorText } from 'runchart/statechart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const chart = readConfig({ id: 'door', initial: 'open', states: { open: { on: { close: 'closed' } }, closed: {} } })
 * assert.ok(E.isRight(chart))
 * assert.deepStrictEqual(chart.right.root.children.map(({ id }) => id), ['door.open', 'door.closed'])
 * assert.deepStrictEqual(
 *   pipe(readConfig({ initial: 'open', states: { open: { on: { close: 'shut' } } } }), E.mapLeft(readErrorText)),
 *   E.left('states.open.on.close: there is no state "shut"'),
 * )
 * ```
 * @category Readers
 */
export const readConfig = (value: unknown): E.Either<ReadError, Statechart> =>
  pipe(
    readMachineOfJson(value),
    E.map(({ chart }) => chart),
  );

/**
 * Reads the `definition` of an inspection event of `@statelyai/inspect` (0.7): the JSON text of the machine's config.
 *
 * In it each function is `{ "type": NAME }`, so a named function cannot be told from an action or a guard of that name. Combined guards
 * and XState's own actions have lost what they were made of. What is nested deeper than the inspector's limit, 10 levels by default, is
 * cut off; `omissions` says where.
 *
 * @example
 * ```ts
 * import { readDefinition, readErrorText } from 'runchart/statechart'
 * import * as E from 'fp-ts/lib/Either.js'
 * import { pipe } from 'fp-ts/lib/function.js'
 *
 * const chart = readDefinition('{"id":"lamp","initial":"off","states":{"off":{"entry":{"type":"assign"}},"on":"[Object]"}}')
 * assert.ok(E.isRight(chart))
 * assert.deepStrictEqual(chart.right.root.children[0]?.entry, [{ kind: 'builtin', name: 'assign' }])
 * assert.deepStrictEqual(chart.right.omissions, [
 *   { path: 'states.on', why: 'the inspection event was cut off here' },
 * ])
 * assert.deepStrictEqual(
 *   pipe(readDefinition('{"id":"fetchUser"}'), E.mapLeft(readErrorText)),
 *   E.left('it says no more than an id: the actor is no machine'),
 * )
 * ```
 * @category Readers
 */
export const readDefinition = (text: string): E.Either<ReadError, Statechart> =>
  pipe(
    parseJson(text),
    E.mapLeft(({ message }) => readError({ path: '', what: message })),
    E.chain((value) => {
      if (!isRecord(value)) return failed('', `expected an object, found ${describe(value)}`);
      return Object.keys(value).every((key) => key === 'id')
        ? failed('', 'it says no more than an id: the actor is no machine')
        : machineOf(value, formOf(value) === 'definition' ? 'definition' : 'inspected');
    }),
    E.map(({ chart }) => chart),
  );
