/** `readAnswer`: what a host's answer says to the request that it answers. */
import * as E from 'fp-ts/lib/Either.js';
import type { ClientRequest } from './Connection.js';
import type { AnswerError } from './HostError.js';
import { AnswerErrorCodec } from './HostError.js';
import type { Row } from './OpRow.js';
import { isRow } from './OpRow.js';
import { AnswerCodec, decodeWith, isOp } from './Protocol.js';
import { recordOfRunRow } from './RunRow.js';
import { Sequence } from './Snapshot.js';

// ------------------------------------------------------------------------------------------------------------ model

/** An answer. */
export interface Answer {
  readonly outcome: E.Either<AnswerError, unknown>;
  /** The op's number in the journal, if it was recorded. */
  readonly sequence: number | undefined;
  /** What is wrong with the answer; the outcome is then `Malformed`. */
  readonly fault: string | undefined;
}

// ------------------------------------------------------------------------------------------------------ constructors

const answer = (decoded: E.Either<string, unknown>, sequence?: number): Answer =>
  E.isRight(decoded)
    ? { outcome: decoded, sequence, fault: undefined }
    : {
        outcome: E.left({ _tag: 'Malformed', message: decoded.left }),
        sequence,
        fault: decoded.left,
      };

/** The answer of a host that has answered a later request first. */
export const skippedAnswer: Answer = /* #__PURE__ */ answer(E.left('the host skipped this answer'));

// -------------------------------------------------------------------------------------------------------- operations

const decodeRecord = /* #__PURE__ */ decodeWith(AnswerCodec);
const decodeError = /* #__PURE__ */ decodeWith(AnswerErrorCodec);
const decodeSequence = /* #__PURE__ */ decodeWith(Sequence);

const readRow = ({ request, decode }: ClientRequest<unknown>, row: Row): Answer => {
  if (!isOp(request)) return answer(E.left('an answer to another request'));
  const sequence = row[1];
  return sequence === null || Sequence.is(sequence)
    ? answer(decode(recordOfRunRow(request.entry.runId, row)), sequence ?? undefined)
    : answer(decodeSequence(sequence));
};

const readRecord = ({ decode }: ClientRequest<unknown>, record: unknown): Answer => {
  const read = decodeRecord(record);
  if (E.isLeft(read)) return answer(read);
  const { ok, err, sequence } = read.right;
  if (err === undefined) return answer(decode(ok), sequence);
  const error = decodeError(err);
  return E.isLeft(error)
    ? answer(error, sequence)
    : { outcome: E.left(error.right), sequence, fault: undefined };
};

/** Reads an item of a list of answers. */
export const readAnswer = (asked: ClientRequest<unknown>, item: unknown): Answer =>
  isRow(item) ? readRow(asked, item) : readRecord(asked, item);
