/**
 * Mutants of the decoder that accept what it should refuse.
 *
 * Accepting `1.0` for `1`, or a repeated field, is not a fault, since few JSON parsers can tell.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { parseJson } from '../../codec/JsonText.js';
import { decodeJson } from '../../run/decodeJson.js';
import type { RunInstance } from '../../run/RunInstance.js';
import { RunInstanceCodec, RunInstanceStrictCodec } from '../../run/RunInstanceCodec.js';
import { runStates } from '../../run/RunState.js';
import { RunId } from '../../values/RunId.js';
import { Timestamp } from '../../values/Timestamp.js';
import type { WireField } from './decoderInput.js';
import { numericFields, wireOf } from './decoderInput.js';
import type { Mutant } from './Mutant.js';
import { corrupt, mutant, rightOutcome } from './opMutant.js';
import { RUN, TASK } from './steps.js';

/** Makes a decoder that accepts a value of a field, perhaps as another value, for which the right decoder refuses the run. */
const lenient = (
  field: WireField,
  what: string,
  accept: (value: unknown) => unknown,
  stand: unknown,
  own: keyof RunInstance,
  kept: (accepted: unknown) => unknown = (accepted) => accepted,
): Mutant =>
  mutant('decoder too lenient', 'deserialize', what, (step, held) => {
    const outcome = rightOutcome(step, held);
    if (E.isRight(outcome)) return outcome;
    const record = wireOf(step.json);
    const accepted = accept(record[field]);
    if (accepted === undefined) return outcome;
    // The rest of the run must be valid with the stand-in for the field.
    return pipe(
      decodeJson(RunInstanceStrictCodec)(JSON.stringify({ ...record, [field]: stand })),
      E.map(corrupt(() => ({ [own]: kept(accepted) }))),
      E.orElse(() => outcome),
    );
  });

const whenNumber =
  (accept: (n: number) => number | undefined) =>
  (value: unknown): unknown =>
    typeof value === 'number' ? accept(value) : undefined;

/** Lists the mutants of the decoder that accept an invalid run. */
export const lenientDecoderMutants = (): ReadonlyArray<Mutant> => [
  ...numericFields.flatMap(([field, own, max]) => [
    lenient(
      field,
      `any number for ${field}`,
      whenNumber((n) => n),
      0,
      own,
    ),
    // An engine with 64-bit integers may accept larger instants.
    ...(max === Timestamp.max
      ? []
      : [
          lenient(
            field,
            `${field} above its bound`,
            whenNumber((n) => (n > max ? n : undefined)),
            0,
            own,
          ),
          lenient(
            field,
            `${field} one above its bound`,
            whenNumber((n) => (n === max + 1 ? n : undefined)),
            0,
            own,
          ),
        ]),
    lenient(
      field,
      `${field} below its bound`,
      whenNumber((n) => (n < 0 ? n : undefined)),
      0,
      own,
    ),
    lenient(
      field,
      `${field} cut to its bounds`,
      whenNumber((n) => Math.min(max, Math.max(0, Math.trunc(n)))),
      0,
      own,
    ),
    lenient(
      field,
      `${field} cut to an integer`,
      whenNumber((n) => (Number.isInteger(n) ? undefined : Math.trunc(n))),
      0,
      own,
    ),
    lenient(
      field,
      `${field} as 32 bits`,
      whenNumber((n) => (Number.isInteger(n) ? n | 0 : undefined)),
      0,
      own,
    ),
    lenient(
      field,
      `${field} in a string`,
      (u) =>
        typeof u === 'string' && u !== '' && Number.isInteger(Number(u)) ? Number(u) : undefined,
      0,
      own,
    ),
    lenient(field, `null for ${field}`, (u) => (u === null ? 0 : undefined), 0, own),
    lenient(field, `true for ${field}`, (u) => (u === true ? 1 : undefined), 0, own),
    ...(field === 'last_state_change_at'
      ? []
      : [lenient(field, `no ${field}`, (u) => (u === undefined ? 0 : undefined), 0, own)]),
  ]),
  ...(
    [
      ['id', 'id', RUN],
      ['task_id', 'taskId', TASK],
    ] as const
  ).flatMap(([field, own, stand]) => [
    lenient(field, `a nil ${field}`, (u) => (u === RunId.nil ? u : undefined), stand, own),
    lenient(
      field,
      `any text for ${field}`,
      (u) => (typeof u === 'string' ? u : undefined),
      stand,
      own,
    ),
    lenient(field, `no ${field}`, (u) => (u === undefined ? stand : undefined), stand, own),
    lenient(field, `null for ${field}`, (u) => (u === null ? stand : undefined), stand, own),
  ]),
  lenient(
    'state',
    'a state in capitals',
    (u) => runStates.find((state) => state.toUpperCase() === u),
    'Running',
    'state',
  ),
  lenient(
    'state',
    'any text for state',
    (u) => (typeof u === 'string' ? u : undefined),
    'Running',
    'state',
  ),
  lenient(
    'state',
    'no state',
    (u) => (u === undefined ? 'Scheduled' : undefined),
    'Running',
    'state',
  ),
  lenient(
    'state',
    'null for state',
    (u) => (u === null ? 'Scheduled' : undefined),
    'Running',
    'state',
  ),
  ...runStates
    .filter((state) => state !== 'Running')
    .map((state) =>
      mutant('decoder too lenient', 'deserialize', `an attempt in ${state}`, (step, held) => {
        const outcome = rightOutcome(step, held);
        if (E.isRight(outcome)) return outcome;
        const record = wireOf(step.json);
        return pipe(
          record['state'] === state
            ? decodeJson(RunInstanceStrictCodec)(
                JSON.stringify({ ...record, current_attempt_id: null }),
              )
            : E.left(undefined),
          E.map(corrupt(() => ({ currentAttemptId: O.some(record['current_attempt_id']) }))),
          E.orElse(() => outcome),
        );
      }),
    ),
  lenient(
    'current_attempt_id',
    'any text for current_attempt_id',
    (u) => (typeof u === 'string' ? u : undefined),
    null,
    'currentAttemptId',
    (id) => O.some(id),
  ),
  lenient(
    'current_attempt_id',
    'no text in current_attempt_id as none',
    (u) => (u === '' ? null : undefined),
    null,
    'currentAttemptId',
    () => O.none,
  ),
  mutant(
    'decoder too lenient',
    'deserialize',
    'a run in Ready that is scheduled ahead',
    (step, held) => {
      const record = wireOf(step.json);
      return pipe(
        record['state'] === 'Ready'
          ? decodeJson(RunInstanceStrictCodec)(JSON.stringify({ ...record, scheduled_at: 0 }))
          : E.left(undefined),
        E.map(corrupt(() => ({ scheduledAt: record['scheduled_at'] }))),
        E.orElse(() => rightOutcome(step, held)),
      );
    },
  ),
  mutant(
    'decoder too lenient',
    'deserialize',
    'scheduled by its last change, as the default codec',
    (step, held) =>
      pipe(
        decodeJson(RunInstanceCodec)(step.json),
        E.orElse(() => rightOutcome(step, held)),
      ),
  ),
  mutant('decoder too lenient', 'deserialize', 'a list around the run', (step, held) =>
    pipe(
      parseJson(step.json),
      E.chainW((u) => RunInstanceStrictCodec.decode(Array.isArray(u) ? u[0] : {})),
      E.orElse(() => rightOutcome(step, held)),
    ),
  ),
];
