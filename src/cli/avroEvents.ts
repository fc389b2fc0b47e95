/**
 * Reads the events of a job history of Hadoop that is Avro in binary: a line with the schema, then one value after the other, without a
 * container around them. Loaded on demand.
 */
import type { Type } from 'avsc';
import avsc from 'avsc';
import * as E from 'fp-ts/lib/Either.js';
import { parseJson } from '../codec/JsonText.js';
import { limits, mebibytes } from './limits.js';

/** Reads events from bytes. */
export interface EventReader {
  /** Takes the bytes after the first line. Returns the events that they complete, or why there can be no more. */
  readonly push: (bytes: Buffer) => ReadonlyArray<E.Either<string, unknown>>;
  readonly end: () => ReadonlyArray<E.Either<string, unknown>>;
}

const LF = 0x0a;

const schemaType = (text: string): E.Either<string, Type> => {
  const json = parseJson(text);
  if (E.isLeft(json)) return E.left(`the second line is no schema of Avro: ${json.left.message}`);
  return E.tryCatch(
    // SAFETY: `forSchema` checks the schema itself, and throws.
    () => avsc.Type.forSchema(json.right as never, { wrapUnions: true }),
    (error) => `the second line is no schema of Avro: ${E.toError(error).message}`,
  );
};

/** Makes a reader. Unions are read as Avro's JSON writes them: an object with the name of the branch. */
export const makeEventReader = (): EventReader => {
  let type: Type | undefined;
  let pending = Buffer.alloc(0);
  let hasFailed = false;

  const fail = (message: string): ReadonlyArray<E.Either<string, unknown>> => {
    hasFailed = true;
    return [E.left(message)];
  };

  return {
    push: (bytes) => {
      if (hasFailed) return [];
      // A copy, because the bytes of a chunk are overwritten.
      pending = Buffer.concat([pending, bytes]);
      if (type === undefined) {
        const end = pending.indexOf(LF);
        if (end === -1) return pending.length > limits().line ? fail('there is no schema') : [];
        const read = schemaType(pending.toString('utf8', 0, end));
        if (E.isLeft(read)) return fail(read.left);
        type = read.right;
        pending = pending.subarray(end + 1);
      }
      const schema = type;
      const events: Array<E.Either<string, unknown>> = [];
      let at = 0;
      while (at < pending.length) {
        const position = at;
        const decoded = E.tryCatch(
          () => schema.decode(pending, position),
          (error) => E.toError(error).message,
        );
        if (E.isLeft(decoded))
          return [...events, ...fail(`no event of the schema: ${decoded.left}`)];
        const { value, offset } = decoded.right as {
          readonly value: unknown;
          readonly offset: number;
        };
        // The event goes on in the next chunk.
        if (offset <= at) break;
        events.push(E.right(value));
        at = offset;
      }
      pending = pending.subarray(at);
      return pending.length > limits().line
        ? [
            ...events,
            ...fail(`an event is longer than ${mebibytes(limits().line)}, the limit of --max-line`),
          ]
        : events;
    },
    end: () =>
      hasFailed || (type !== undefined && pending.length === 0)
        ? []
        : [E.left('the file ends in the middle of an event')],
  };
};
