/* eslint-disable functional/immutable-data -- counts the forms in local maps */
/**
 * Asks fields that may be left out both ways: written with their default, and left out. An engine often takes the two for
 * different things.
 *
 * Which fields these are follows from the codecs: those that decode without the field to the same value.
 *
 * Laws: a step in either form has the same outcome; every place of a suite (the state of the run, and the op) in which such a step
 * occurs gets both forms.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { parseJson } from '../codec/JsonText.js';
import { isRecord } from '../codec/untrusted.js';
import type { Step } from '../journal/Step.js';
import { StepCodec } from '../journal/Step.js';
import { RunRecordCodec } from '../run/RunInstanceCodec.js';
import { nonZeroRun } from './inputs.js';
import { differencesOf } from './Json.js';
import { stateText } from './pathText.js';
import type { Move } from './scenario.js';
import { runsOf, testOf } from './scenario.js';
import type { StepWire, TestCase } from './TestCase.js';
import { valuesOf } from './Values.js';

// -------------------------------------------------------------------------------------------------------- operations

type Fields = Readonly<Record<string, unknown>>;

const without = (fields: Fields, names: ReadonlyArray<string>): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

/** Lists the fields of a record without which it decodes to the same value. */
const defaultsIn = (
  decode: (fields: Fields) => E.Either<unknown, unknown>,
  fields: Fields,
): ReadonlyArray<string> => {
  const whole = decode(fields);
  return E.isLeft(whole)
    ? []
    : Object.keys(fields).filter((name) => {
        const rest = decode(without(fields, [name]));
        return E.isRight(rest) && differencesOf(whole.right, rest.right).length === 0;
      });
};

// SAFETY: a step is encoded to a record.
const encode = (step: Step): StepWire => StepCodec.encode(step) as StepWire;

/** Lists the wire names of the fields of a step that may be left out. */
const defaultsOf = (step: Step): ReadonlyArray<string> =>
  defaultsIn((fields) => StepCodec.decode(fields), encode(step));

const wireNames: ReadonlyArray<string> = Object.keys(
  RunRecordCodec.encode(nonZeroRun(valuesOf(0))),
);

/** Returns a JSON text without the fields of the run in it that may be left out; none if the text is written in an unusual way. */
const bareJson = (text: string): O.Option<string> =>
  pipe(
    parseJson(text),
    O.fromEither,
    O.filter(isRecord),
    O.filter((run) => JSON.stringify(run) === text),
    O.chain((run) => {
      const names = defaultsIn((fields) => RunRecordCodec.decode(fields), run).filter((name) =>
        wireNames.includes(name),
      );
      return names.length > 0 ? O.some(JSON.stringify(without(run, names))) : O.none;
    }),
  );

/** Returns a step with all its fields left out that may be; none if it is written in another form, or has none. */
export const bare = ({ step, written }: Move): O.Option<Move> => {
  if (written !== undefined) return O.none;
  if (step.op === 'deserialize')
    return pipe(
      bareJson(step.json),
      O.map((json) => ({ step: { ...step, json } })),
    );
  const names = defaultsOf(step);
  return names.length === 0
    ? O.none
    : // SAFETY: a record without some of its fields.
      O.some({ step, written: without(encode(step), names) });
};

/** Replaces the step of a move; fields that it left out stay left out, if they may be. */
export const withStep = ({ step: former, written }: Move, step: Step): Move => {
  if (written === undefined) return { step };
  const left = Object.keys(encode(former)).filter((name) => !(name in written));
  const may = new Set(defaultsOf(step));
  return left.length > 0 && left.every((name) => may.has(name))
    ? // SAFETY: a record without some of its fields.
      { step, written: without(encode(step), left) }
    : { step };
};

/** How often each form occurs in a place. */
interface Counts {
  full: number;
  bare: number;
  /** A test with the place, and the index of its step there. */
  readonly first: readonly [TestCase, number];
}

/** Rewrites the steps of tests, and appends tests, so that every field that may be left out is asked both ways in every place. */
export const bothWays = (tests: ReadonlyArray<TestCase>): ReadonlyArray<TestCase> => {
  const places = new Map<string, Counts>();
  const rewritten = tests.map((test) => {
    const bares = test.steps.map(bare);
    if (!bares.some(O.isSome)) return test;
    const runs = runsOf(test.steps);
    return testOf(
      test.name,
      test.criteria,
      test.steps.map((move, i) => {
        const other = bares[i] ?? O.none;
        if (O.isNone(other)) return move;
        const place = `${stateText(runs[i] ?? O.none)} + ${move.step.op}`;
        const counts = places.get(place) ?? { full: 0, bare: 0, first: [test, i] };
        places.set(place, counts);
        if (counts.full <= counts.bare) {
          counts.full += 1;
          return move;
        }
        counts.bare += 1;
        return other.value;
      }),
    );
  });
  const added = [...places].flatMap(([place, { bare: times, first }]) => {
    const [test, at] = first;
    return times > 0
      ? []
      : [
          testOf(
            `${test.name}, fields left out at ${place}`,
            test.criteria,
            test.steps.map((move, i) =>
              i === at
                ? pipe(
                    bare(move),
                    O.getOrElse((): Move => move),
                  )
                : move,
            ),
          ),
        ];
  });
  return [...rewritten, ...added];
};
