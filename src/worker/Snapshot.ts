/**
 * `RunHostSnapshot`: the state of a host as data: its runs, the answers to their latest commands, and the length of its journal.
 * Restoring a snapshot and applying the journal lines after it gives the same host again.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import type { Option } from 'fp-ts/lib/Option.js';
import * as O from 'fp-ts/lib/Option.js';
import * as t from 'io-ts';
import { INVALID, leafCodec } from '../codec/FastCodec.js';
import { isRecord, readField } from '../codec/untrusted.js';
import { listOf, optionFromNullable, wireRecord } from '../codec/WireRecord.js';
import type { StepError } from '../journal/applyStep.js';
import type { ChartIdentity } from '../run/ChartIdentity.js';
import { ChartIdentityCodec } from '../run/ChartIdentity.js';
import type { RunInstance } from '../run/RunInstance.js';
import { RunRecordCodec } from '../run/RunInstanceCodec.js';
import { CommandId } from '../values/CommandId.js';
import { integerCodec } from '../values/Integer.js';
import { RunId } from '../values/RunId.js';
import { StepErrorCodec } from './HostError.js';

// ------------------------------------------------------------------------------------------------------------ model

/**
 * The first answer to a command.
 * @category Snapshots
 */
export interface CommandAnswer {
  readonly commandId: CommandId;
  /**
   * The command that was answered: its op and fields, such as `transition_to to=Leased`. Absent in snapshots of versions that did
   * not keep it; then any command with this id counts as a redelivery.
   */
  readonly command?: string;
  readonly answer: E.Either<StepError, RunInstance>;
}

/**
 * What a host holds for one id: the run, if there is one, and the answers to its latest commands, oldest first.
 * @category Snapshots
 */
export interface HeldRun {
  readonly runId: RunId;
  readonly run: Option<RunInstance>;
  readonly answers: ReadonlyArray<CommandAnswer>;
}

/**
 * Everything that a host holds.
 * @category Snapshots
 */
export interface RunHostSnapshot {
  readonly chart: ChartIdentity;
  /** The sequence number of the last op in it. */
  readonly sequence: number;
  readonly runs: ReadonlyArray<HeldRun>;
}

// ----------------------------------------------------------------------------------------------------------- codecs

/** The codec of a sequence number. Ops are counted from 1; 0 is before the first. */
export const Sequence = /* #__PURE__ */ integerCodec<number>('a sequence number', {
  min: 0,
  max: Number.MAX_SAFE_INTEGER,
});

const answerFields = { commandId: CommandId };
const optionalFields = { command: t.string };
const okCodec = /* #__PURE__ */ wireRecord(
  'an answer',
  { ...answerFields, ok: RunRecordCodec },
  optionalFields,
);
const errCodec = /* #__PURE__ */ wireRecord(
  'an answer',
  { ...answerFields, err: StepErrorCodec },
  optionalFields,
);

const readAnswer = (u: unknown): CommandAnswer | typeof INVALID => {
  const ok = okCodec.tryDecode(u);
  if (ok !== INVALID) {
    const { ok: run, ...rest } = ok;
    return { ...rest, answer: E.right(run) };
  }
  const err = errCodec.tryDecode(u);
  if (err === INVALID) return INVALID;
  const { err: error, ...rest } = err;
  return { ...rest, answer: E.left(error) };
};

const isAnswer = (u: unknown): u is CommandAnswer =>
  isRecord(u) && CommandId.is(readField(u, 'commandId')) && isRecord(readField(u, 'answer'));

const commandAnswer = /* #__PURE__ */ leafCodec<CommandAnswer, unknown>(
  'an answer to a command',
  isAnswer,
  // An object whose fields throw when read is not an answer.
  (u) =>
    E.toUnion(
      E.tryCatch(
        () => readAnswer(u),
        (): typeof INVALID => INVALID,
      ),
    ),
  ({ answer, ...rest }) =>
    E.isRight(answer)
      ? okCodec.encode({ ...rest, ok: answer.right })
      : errCodec.encode({ ...rest, err: answer.left }),
);

const heldRun = /* #__PURE__ */ wireRecord('a held run', {
  runId: RunId,
  run: optionFromNullable(RunRecordCodec),
  answers: listOf('a list of answers', commandAnswer),
});

const listed = /* #__PURE__ */ listOf('a list of runs', heldRun);

/** Whether it holds a run of another id, or an answer about one. */
const isStray = ({ runId, run, answers }: HeldRun): boolean =>
  (O.isSome(run) && run.value.id !== runId) ||
  answers.some(({ answer }) => E.isRight(answer) && answer.right.id !== runId);

/** The errors in a list of valid runs: an id that occurs twice, or an id with the run of another id. */
const problemsOf = (
  runs: ReadonlyArray<HeldRun>,
): ReadonlyArray<{ readonly index: number; readonly message: string }> => {
  const first = new Map(runs.toReversed().map(({ runId }, i) => [runId, runs.length - 1 - i]));
  return runs.flatMap((held, index) => [
    ...(isStray(held) ? [{ index, message: 'the run of its own id, and answers about that' }] : []),
    ...(first.get(held.runId) === index
      ? []
      : [{ index, message: 'an id that is not held already' }]),
  ]);
};

const heldRuns: t.Type<ReadonlyArray<HeldRun>, unknown> = /* #__PURE__ */ new t.Type(
  listed.name,
  (u): u is ReadonlyArray<HeldRun> => listed.is(u) && problemsOf(u).length === 0,
  (u, context) =>
    pipe(
      listed.validate(u, context),
      E.chain((runs) => {
        const problems = problemsOf(runs);
        return problems.length === 0
          ? t.success(runs)
          : t.failures(
              problems.map(({ index, message }) => ({
                value: runs[index]?.runId,
                context: [
                  ...t.appendContext(context, String(index), heldRun),
                  { key: 'run_id', type: RunId },
                ],
                message,
              })),
            );
      }),
    ),
  (runs) => listed.encode(runs),
);

/**
 * The codec of a snapshot, between JSON and {@link RunHostSnapshot}, for storing it in a file or a database.
 *
 * Each id may occur once, with its own run. The codec checks each field of a run, and not how fields relate, because a host may
 * hold runs that `RunInstanceCodec` refuses, such as one that was promoted before its time without an instant.
 *
 * @example
 * ```ts
 * import { makeRunHost, RunHostSnapshotCodec } from 'runchart/worker'
 * import * as E from 'fp-ts/lib/Either.js'
 *
 * const snapshot = makeRunHost().snapshot()
 * const text = JSON.stringify(RunHostSnapshotCodec.encode(snapshot))
 * assert.deepStrictEqual(RunHostSnapshotCodec.decode(JSON.parse(text)), E.right(snapshot))
 * assert.strictEqual(E.isLeft(RunHostSnapshotCodec.decode({ runs: 7 })), true)
 * ```
 * @category Snapshots
 */
export const RunHostSnapshotCodec: t.Type<RunHostSnapshot, unknown> = /* #__PURE__ */ wireRecord(
  "a host's snapshot",
  {
    chart: ChartIdentityCodec,
    sequence: Sequence,
    runs: heldRuns,
  },
);
