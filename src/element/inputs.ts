/**
 * Decodes the inputs of the element, which come from a framework, a server or HTML written by hand.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { summarizeDecodeErrors } from '../codec/DecodeError.js';
import { parseJson } from '../codec/JsonText.js';
import { isRecord } from '../codec/untrusted.js';
import { runDiagram } from '../diagram/Diagram.js';
import type { Direction } from '../diagram/Layout.js';
import { runLayouts } from '../diagram/runLayouts.js';
import { themes } from '../diagram/theme.js';
import { decodeJson } from '../run/decodeJson.js';
import type { RunInstance } from '../run/RunInstance.js';
import { RunInstanceLenientCodec } from '../run/RunInstanceCodec.js';
import { RunState, runStates } from '../run/RunState.js';
import { keyOf } from './choices.js';
import type { RunChartLabels } from './labels.js';
import { decodeLabels } from './labels.js';

/**
 * The number of runs in each state. A state that is left out has no number.
 * @category Element
 */
export type Counts = Readonly<Partial<Record<RunState, number>>>;

/**
 * How often each edge was taken, by source and event: `Running complete`.
 * @category Element
 */
export type Taken = Readonly<Record<string, number>>;

type Decoded<A> = E.Either<string, A | undefined>;

const isNothing = (value: unknown): boolean =>
  value === undefined || value === null || value === '';

/** Decodes a `RunInstance`, its wire form, or the wire form as JSON text. */
const decodeRun = (value: unknown): Decoded<RunInstance> => {
  if (isNothing(value)) return E.right(undefined);
  if (RunInstanceLenientCodec.is(value)) return E.right(value);
  return pipe(
    typeof value === 'string'
      ? decodeJson(RunInstanceLenientCodec)(value)
      : RunInstanceLenientCodec.decode(value),
    E.mapLeft((errors) => `run: ${summarizeDecodeErrors(errors)}`),
  );
};

/** Decodes the name of a state. */
const decodeState = (value: unknown): Decoded<RunState> =>
  isNothing(value)
    ? E.right(undefined)
    : pipe(
        RunState.decode(value),
        E.mapLeft((errors) => `state: ${summarizeDecodeErrors(errors)}`),
      );

const isCount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** Decodes an object of counts, or its JSON text. */
const countsBy =
  <A extends Readonly<Record<string, number | undefined>>>(
    name: string,
    what: string,
    keys: ReadonlyArray<string>,
  ) =>
  (value: unknown): Decoded<A> => {
    const expected = `${name}: expected numbers, 0 or more, by ${what} (${keys.join(', ')})`;
    const decodeObject = (object: unknown): Decoded<A> =>
      !isRecord(object)
        ? E.left(expected)
        : pipe(
            // A getter or a proxy may throw.
            E.tryCatch(
              () => Object.entries(object),
              () => expected,
            ),
            E.chain((entries) => {
              const wrong = entries.find(([key, n]) => !keys.includes(key) || !isCount(n));
              return wrong === undefined
                ? // SAFETY: every key and every number was checked above.
                  E.right(Object.fromEntries(entries) as A)
                : E.left(`${expected}; ${JSON.stringify(wrong[0])} is not`);
            }),
          );
    if (isNothing(value)) return E.right(undefined);
    if (typeof value !== 'string') return decodeObject(value);
    return pipe(
      parseJson(value),
      E.mapLeft(({ message }) => `${name}: expected JSON text (${message})`),
      E.chain(decodeObject),
    );
  };

const oneOf =
  <A extends string>(what: string, all: ReadonlyArray<A>) =>
  (value: unknown): Decoded<A> => {
    const found = all.find((a) => a === value);
    return isNothing(value) || found !== undefined
      ? E.right(found)
      : E.left(`${what}: expected one of ${all.join(', ')}`);
  };

/** Decodes labels, or their JSON text. */
const labelsInput = (value: unknown): Decoded<RunChartLabels> => {
  if (isNothing(value)) return E.right(undefined);
  if (typeof value !== 'string') return decodeLabels(value);
  return pipe(
    parseJson(value),
    E.mapLeft(({ message }) => `labels: expected JSON text (${message})`),
    E.chain(decodeLabels),
  );
};

/** The decoder of each input. */
export const inputs = {
  run: decodeRun,
  state: decodeState,
  counts: countsBy<Counts>('counts', 'state', runStates),
  taken: countsBy<Taken>('taken', 'edge', runDiagram.edges.map(keyOf)),
  labels: labelsInput,
  theme: oneOf('theme', themes),
  // SAFETY: the keys are the record's own.
  direction: oneOf('direction', Object.keys(runLayouts) as ReadonlyArray<Direction>),
} as const;

/** The decoded type of an input; `undefined` if it is not given. */
export type Input<Name extends keyof typeof inputs> =
  ReturnType<(typeof inputs)[Name]> extends Decoded<infer A> ? A : never;
