/** `catchUp`: brings a new worker to the state in a recovery log. */
import * as E from 'fp-ts/lib/Either.js';
import type { Connection } from './Connection.js';
import type { ConnectError } from './HostError.js';
import type { RecoveryLog } from './RecoveryLog.js';
import { acknowledged } from './RecoveryLog.js';

const decodeNothing = (): E.Either<string, void> => E.right(undefined);

/** Restores the snapshot, then applies the ops after it. Each op must get the same sequence number as before. */
export const catchUp = async (
  connection: Connection,
  log: RecoveryLog,
): Promise<E.Either<ConnectError, void>> => {
  if (log.base !== undefined) {
    const restored = await connection.ask({
      request: { kind: 'restore', snapshot: log.base },
      decode: decodeNothing,
    })();
    // SAFETY: a restore fails as every request may, or with a `ChartMismatch`.
    if (E.isLeft(restored)) return E.left(restored.left as ConnectError);
  }
  const ops = acknowledged(log);
  const sequences: Array<number | undefined> = [];
  const outcomes = await Promise.all(
    ops.map(({ entry }) =>
      connection.ask(
        {
          request: { kind: 'apply', entry },
          decode: decodeNothing,
          // eslint-disable-next-line functional/immutable-data -- answers come in order, also to ops that are refused
          onAnswer: (sequence) => sequences.push(sequence),
        },
        { timeout: Infinity },
      )(),
    ),
  );
  const isGone = outcomes.some((outcome) => E.isLeft(outcome) && outcome.left._tag === 'HostGone');
  if (isGone)
    return E.left({
      _tag: 'HostGone',
      reason: 'the worker ended while it caught up',
      sent: false,
    });
  return ops.every(({ sequence }, i) => sequence === sequences[i])
    ? E.right(undefined)
    : E.left({ _tag: 'Malformed', message: 'the journal gave other results than before' });
};
