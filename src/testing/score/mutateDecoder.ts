/**
 * Mutants of the decoder: it takes what it should refuse, refuses what it should take, or makes another run of it.
 *
 * That a reader of JSON cannot tell `1.0` from `1`, or a field that is there twice, is no fault here: few can.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as O from 'fp-ts/lib/Option.js';
import { parseJson } from '../../codec/JsonText.js';
import { isRecord } from '../../codec/untrusted.js';
import type { StepError } from '../../journal/applyStep.js';
import type { RunInstance } from '../../run/RunInstance.js';
import type { RunInstanceWire } from '../../run/RunInstanceCodec.js';
import {
  decodeJson,
  RunInstanceCodec,
  RunInstanceStrictCodec,
} from '../../run/RunInstanceCodec.js';
import { runStates } from '../../run/RunState.js';
import { AttemptId } from '../../values/AttemptId.js';
import { Priority } from '../../values/Priority.js';
import { RunId } from '../../values/RunId.js';
import { Timestamp } from '../../values/Timestamp.js';
import type { Mutant } from './Mutant.js';
import type { Input } from './opMutant.js';
import { rightOutcome, mutant, corrupt, corruptions } from './opMutant.js';
import { RUN, TASK } from './steps.js';

// ---------------------------------------------------------------------------------------------------------- decoder

/** The record in a text, or an empty one. */
const wireOf = (json: string): Input => {
  const wire = parseJson(json);
  // SAFETY: a record of whatever it may hold.
  return E.isRight(wire) && isRecord(wire.right) ? wire.right : {};
};

type Field = keyof RunInstanceWire;

/** A decoder that takes the value of a field for another one, where the right decoder refuses the run for it. */
const lenient = (
  field: Field,
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
    // The rest of the run must be right without the field.
    return pipe(
      decodeJson(RunInstanceStrictCodec)(JSON.stringify({ ...record, [field]: stand })),
      E.map(corrupt(() => ({ [own]: kept(accepted) }))),
      E.orElse(() => outcome),
    );
  });

const numbers: ReadonlyArray<readonly [Field, keyof RunInstance, number]> = [
  ['attempt_count', 'attemptCount', 2 ** 32 - 1],
  ['created_at', 'createdAt', Timestamp.max],
  ['scheduled_at', 'scheduledAt', Timestamp.max],
  ['effective_priority', 'effectivePriority', Priority.max],
  ['last_state_change_at', 'lastStateChangeAt', Timestamp.max],
];

const whenNumber =
  (accept: (n: number) => number | undefined) =>
  (value: unknown): unknown =>
    typeof value === 'number' ? accept(value) : undefined;

const lenientDecoders = (): ReadonlyArray<Mutant> => [
  ...numbers.flatMap(([field, own, max]) => [
    lenient(
      field,
      `any number for ${field}`,
      whenNumber((n) => n),
      0,
      own,
    ),
    // An engine with integers of 64 bits rightly holds instants that we do not.
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
      const outcome = rightOutcome(step, held);
      if (E.isRight(outcome)) return outcome;
      const record = wireOf(step.json);
      return pipe(
        record['state'] === 'Ready'
          ? decodeJson(RunInstanceStrictCodec)(JSON.stringify({ ...record, scheduled_at: 0 }))
          : E.left(undefined),
        E.map(corrupt(() => ({ scheduledAt: record['scheduled_at'] }))),
        E.orElse(() => outcome),
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

const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');

const hex = /^[0-9a-f-]*$/;

/** What a decoder may refuse although it is right, in the record that holds it. */
const refusedThough: ReadonlyArray<{
  readonly what: string;
  readonly is: (wire: Input, run: RunInstance) => boolean;
}> = [
  {
    what: 'a key that it does not know',
    is: (wire) => Object.keys(wire).length > 9 || 'extra' in wire,
  },
  { what: 'no current_attempt_id', is: (wire) => !('current_attempt_id' in wire) },
  { what: 'null for current_attempt_id', is: (wire) => wire['current_attempt_id'] === null },
  { what: 'no last_state_change_at', is: (wire) => !('last_state_change_at' in wire) },
  { what: 'the nil attempt', is: (wire) => wire['current_attempt_id'] === AttemptId.nil },
  {
    what: 'Running without an attempt',
    is: (_, run) => run.state === 'Running' && O.isNone(run.currentAttemptId),
  },
  {
    what: 'a count of 0 with an attempt',
    is: (_, run) => run.attemptCount === 0 && O.isSome(run.currentAttemptId),
  },
  {
    what: 'a last change before the creation',
    is: (_, run) => run.lastStateChangeAt < run.createdAt,
  },
  { what: 'a negative priority', is: (_, run) => run.effectivePriority < 0 },
  {
    what: 'scheduled at its creation in Ready',
    is: (_, run) => run.state === 'Ready' && run.scheduledAt === run.createdAt,
  },
  {
    what: 'scheduled ahead in another state than Ready',
    is: (_, run) => run.scheduledAt > run.createdAt,
  },
  ...(['id', 'task_id', 'current_attempt_id'] as const).flatMap((field) => {
    const text = (wire: Input): string => textIn(wire[field]);
    return [
      { what: `capitals in ${field}`, is: (wire: Input) => /[A-F]/.test(text(wire)) },
      { what: `32 digits for ${field}`, is: (wire: Input) => text(wire).length === 32 },
      { what: `braces around ${field}`, is: (wire: Input) => text(wire).startsWith('{') },
      { what: `urn:uuid: before ${field}`, is: (wire: Input) => text(wire).startsWith('urn') },
      {
        what: `${field} that no RFC knows`,
        is: (wire: Input) =>
          hex.test(text(wire)) && !/^.{14}[1-8].{4}[89ab]/.test(text(wire)) && text(wire) !== '',
      },
    ];
  }),
  ...numbers.map(([field, own, max]) => ({
    what: `the greatest ${field}`,
    is: (_: Input, run: RunInstance) => run[own] === max,
  })),
  ...numbers.map(([field, own]) => ({
    what: `${field} 0`,
    is: (_: Input, run: RunInstance) => run[own] === 0,
  })),
  { what: 'the least priority', is: (_, run) => run.effectivePriority === Priority.min },
  ...runStates.map((state) => ({
    what: `a run in ${state}`,
    is: (_: Input, run: RunInstance) => run.state === state,
  })),
];

const strictDecoders = (): ReadonlyArray<Mutant> =>
  refusedThough.map(({ what, is }) =>
    mutant('decoder too strict', 'deserialize', `refuses ${what}`, (step, held) =>
      pipe(
        rightOutcome(step, held),
        E.filterOrElse(
          (run) => !is(wireOf(step.json), run),
          (): StepError => ({ _tag: 'Decode', message: what }),
        ),
      ),
    ),
  );

const wrongDecoders = (): ReadonlyArray<Mutant> => [
  ...corruptions
    .filter(({ what }) => !what.startsWith('always'))
    .map(({ what, change }) =>
      mutant('decoded run wrong', 'deserialize', what, (step, held) =>
        pipe(rightOutcome(step, held), E.map(corrupt(change))),
      ),
    ),
  ...(
    [
      ['id', 'id'],
      ['task_id', 'taskId'],
      ['current_attempt_id', 'currentAttemptId'],
    ] as const
  ).map(([field, own]) =>
    mutant('decoded run wrong', 'deserialize', `${field} as it is written`, (step, held) =>
      pipe(
        rightOutcome(step, held),
        E.map(
          corrupt((run) => {
            const wire = wireOf(step.json);
            const text = wire[field];
            return field !== 'current_attempt_id'
              ? { [own]: text }
              : { [own]: O.isSome(run.currentAttemptId) ? O.some(text) : O.none };
          }),
        ),
      ),
    ),
  ),
  mutant(
    'decoded run wrong',
    'deserialize',
    'created_at for a missing last_state_change_at',
    (step, held) =>
      pipe(
        rightOutcome(step, held),
        E.map(
          corrupt((run) => {
            const wire = wireOf(step.json);
            return 'last_state_change_at' in wire ? {} : { lastStateChangeAt: run.createdAt };
          }),
        ),
      ),
  ),
  mutant('decoded run wrong', 'deserialize', 'the nil attempt as none', (step, held) =>
    pipe(
      rightOutcome(step, held),
      E.map(
        corrupt(({ currentAttemptId: id }) => ({
          currentAttemptId: O.isSome(id) && id.value === AttemptId.nil ? O.none : id,
        })),
      ),
    ),
  ),
  mutant('decoded run wrong', 'deserialize', 'a failure without its code', (step, held) =>
    pipe(
      rightOutcome(step, held),
      E.mapLeft((): StepError => ({ _tag: 'NoRun' })),
    ),
  ),
];

/** The mutants of the decoder. */
export const decoderMutants = (): ReadonlyArray<Mutant> => [
  ...lenientDecoders(),
  ...strictDecoders(),
  ...wrongDecoders(),
];
