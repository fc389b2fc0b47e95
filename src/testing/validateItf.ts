/**
 * Validates a trace in the Informal Trace Format (ITF), as Apalache and Quint write it from a model of one's own, against the
 * lifecycle: every state of a run is entered by an edge of the chart.
 *
 * One variable of the trace holds the run or its state, or several: a map by any key, a list, or a tuple. A state is its name, as a text or as the
 * tag of a variant; a run is a record with a field `state`; `None` is no run. A run may stay as it is from one state of the trace
 * to the next, and begins in a state in which a run can be created.
 *
 * Law: nothing is guessed: a value that is none of these is an error, and not skipped.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { parseJson } from '../codec/JsonText.js';
import { printable } from '../codec/printable.js';
import { isRecord, isShallow, readField } from '../codec/untrusted.js';
import type { RunState } from '../run/RunState.js';
import { isValidTransition, runStates, validTransitions } from '../run/RunState.js';
import { shorten } from './Failure.js';
import { createdStates } from './inputs.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * A text that is no trace of runs.
 * @category Traces
 */
export interface BadTrace {
  readonly _tag: 'BadTrace';
  readonly message: string;
}

/**
 * A step of a trace that the lifecycle does not have.
 * @category Traces
 */
export interface IllegalStep {
  /** The index of the state of the trace that the step leads to. */
  readonly index: number;
  /** The key of the run in a map, or its place in a list, from 1; empty for a single run. */
  readonly run: string;
  /** Absent if the run begins here. */
  readonly from?: RunState;
  readonly to: RunState;
  /** The states that would have been legal. */
  readonly legal: ReadonlyArray<RunState>;
}

/**
 * What became of a trace.
 * @category Traces
 */
export interface TraceReport {
  readonly variable: string;
  /** The number of states of the trace. */
  readonly states: number;
  readonly runs: number;
  /** The number of steps in which a run changed its state. */
  readonly changes: number;
  readonly illegal: ReadonlyArray<IllegalStep>;
}

type Runs = ReadonlyMap<string, RunState>;

/** A trace nests as deep as the types of its model. */
const MAX_DEPTH = 100;

// ----------------------------------------------------------------------------------------------------------- values

/** The states in which a run can be created. */
const beginnings: ReadonlyArray<RunState> = createdStates;

/** The error of a trace. Its message may quote the trace. */
const bad = (message: string): E.Either<BadTrace, never> =>
  E.left({ _tag: 'BadTrace', message: printable(message) });

const isState = (u: unknown): u is RunState => runStates.some((state) => state === u);

/** Finds the state of a run in a value; undefined if there is no run. */
const stateIn = (value: unknown, where: string): E.Either<BadTrace, RunState | undefined> => {
  if (isState(value)) return E.right(value);
  if (isRecord(value)) {
    const tag = readField(value, 'tag');
    if (tag === 'None') return E.right(undefined);
    if (tag === 'Some') return stateIn(readField(value, 'value'), where);
    if (isState(tag)) return E.right(tag);
    const state = readField(value, 'state');
    if (state !== undefined) return stateIn(state, `${where}.state`);
  }
  return bad(
    `${where}: expected a state (${runStates.join(', ')}), a record with a field state, or None, found ${value === undefined ? 'nothing' : shorten(JSON.stringify(value))}`,
  );
};

/** Writes a key of a map; equal keys get equal texts, whatever the order of a set and the form of an integer. */
const keyText = (key: unknown): string => {
  if (Array.isArray(key)) return `<<${key.map(keyText).join(', ')}>>`;
  if (!isRecord(key)) return key === undefined ? 'nothing' : JSON.stringify(key);
  const [bigint, tup, set, map] = ['#bigint', '#tup', '#set', '#map'].map((name) =>
    readField(key, name),
  );
  if (typeof bigint === 'string') return bigint;
  if (Array.isArray(tup)) return keyText(tup);
  const all = Array.isArray(set)
    ? set.map(keyText)
    : Array.isArray(map)
      ? map.map(keyText)
      : Object.keys(key).map((name) => `${name}: ${keyText(readField(key, name))}`);
  return `{${all.toSorted().join(', ')}}`;
};

/** Finds the runs in the value of a variable: a map of them, a list or a tuple, or one run. */
const runsIn = (value: unknown, where: string): E.Either<BadTrace, Runs> => {
  const map = isRecord(value) ? readField(value, '#map') : undefined;
  const list = isRecord(value) ? readField(value, '#tup') : value;
  const entries: ReadonlyArray<readonly [string, unknown]> = Array.isArray(map)
    ? map.map((entry: unknown) =>
        Array.isArray(entry) ? [keyText(entry[0]), entry[1]] : ['', undefined],
      )
    : Array.isArray(list)
      ? list.map((run: unknown, i) => [String(i + 1), run])
      : [['', value]];
  return pipe(
    entries,
    E.traverseArray(([key, run]) =>
      pipe(
        stateIn(run, key === '' ? where : `${where}[${key}]`),
        E.map((state) => [key, state] as const),
      ),
    ),
    E.map(
      (found) =>
        new Map(
          found.flatMap(([key, state]) => (state === undefined ? [] : [[key, state] as const])),
        ),
    ),
  );
};

const holdsRuns = (value: unknown): boolean => E.isRight(runsIn(value, ''));

/** Chooses the variable with the runs: the one that is asked for, or the only one that holds runs in the last state. */
const variableIn = (
  states: ReadonlyArray<Readonly<Record<string, unknown>>>,
  wanted: string | undefined,
): E.Either<BadTrace, string> => {
  const last = states.at(-1) ?? {};
  const names = Object.keys(last).filter((name) => name !== '#meta');
  if (wanted !== undefined)
    return names.includes(wanted)
      ? E.right(wanted)
      : bad(`there is no variable ${wanted}; there are ${names.join(', ')}`);
  const found = names.filter((name) => holdsRuns(last[name]));
  const [only] = found;
  return only !== undefined && found.length === 1
    ? E.right(only)
    : bad(
        found.length === 0
          ? `no variable holds runs or their states; there are ${names.join(', ')}`
          : `several variables hold runs: ${found.join(', ')}; name one`,
      );
};

// ------------------------------------------------------------------------------------------------------- operations

const illegalIn = (
  before: Runs | undefined,
  after: Runs,
  index: number,
): ReadonlyArray<IllegalStep> =>
  [...after].flatMap(([run, to]): ReadonlyArray<IllegalStep> => {
    const from = before?.get(run);
    if (from === undefined)
      // A trace may begin in the middle of a run.
      return before === undefined || beginnings.includes(to)
        ? []
        : [{ index, run, to, legal: beginnings }];
    return from === to || isValidTransition(from, to)
      ? []
      : [{ index, run, from, to, legal: validTransitions(from) }];
  });

/**
 * Validates the text of an ITF trace against the lifecycle.
 *
 * @param variable - the variable that holds the runs; by default the only one that does
 *
 * Errors: `BadTrace` if the text is no ITF trace, or no variable holds runs.
 *
 * @example
 * ```ts
 * import { validateItf } from 'runchart/testing'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const trace = (...names: ReadonlyArray<string>) => JSON.stringify({ vars: ['job'], states: names.map((job) => ({ job })) })
 * const right = validateItf(trace('Scheduled', 'Ready', 'Leased'))
 * assert.deepStrictEqual(E.isRight(right) && right.right.illegal, [])
 *
 * const wrong = validateItf(trace('Completed', 'Ready'))
 * assert.deepStrictEqual(E.isRight(wrong) && wrong.right.illegal, [
 *   { index: 1, run: '', from: 'Completed', to: 'Ready', legal: [] },
 * ])
 * assert.strictEqual(E.isLeft(validateItf('{}')), true)
 * ```
 * @category Traces
 */
export const validateItf = (text: string, variable?: string): E.Either<BadTrace, TraceReport> =>
  pipe(
    parseJson(text),
    E.mapLeft((): BadTrace => ({ _tag: 'BadTrace', message: 'it is no JSON' })),
    E.filterOrElse(
      (json) => isShallow(json, MAX_DEPTH),
      (): BadTrace => ({
        _tag: 'BadTrace',
        message: `it nests more than ${String(MAX_DEPTH)} levels`,
      }),
    ),
    E.chain((json) => {
      const states = isRecord(json) ? readField(json, 'states') : undefined;
      return Array.isArray(states) && states.length > 0 && states.every(isRecord)
        ? E.right(states)
        : bad('expected an ITF trace: an object with a list of states');
    }),
    E.bindTo('states'),
    E.bind('name', ({ states }) => variableIn(states, variable)),
    E.chain(({ states, name }) =>
      pipe(
        [...states.entries()],
        E.traverseArray(([i, state]) =>
          // A variable may have the name of a member of every object.
          runsIn(
            Object.hasOwn(state, name) ? state[name] : undefined,
            `state ${String(i)}, ${name}`,
          ),
        ),
        E.map((all) => ({
          variable: name,
          states: states.length,
          runs: new Set(all.flatMap((runs) => [...runs.keys()])).size,
          changes: all.reduce(
            (sum, runs, i) =>
              sum + [...runs].filter(([key, to]) => i > 0 && all[i - 1]?.get(key) !== to).length,
            0,
          ),
          illegal: all.flatMap((runs, i) => illegalIn(all[i - 1], runs, i)),
        })),
      ),
    ),
  );
