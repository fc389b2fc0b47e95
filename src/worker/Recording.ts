/* eslint-disable functional/no-let -- the shell of a log that grows with every answer */
/** `Recording`: keeps the recovery log of a supervisor, from the answers of its worker. */
import * as E from 'fp-ts/lib/Either.js';
import type { AnswerListener, Connection } from './Connection.js';
import { decodeWith, isOp } from './Protocol.js';
import type { RecoveryLog } from './RecoveryLog.js';
import { acknowledge, isSnapshotDue, rebaseLog, recoveryLog, snapshotting } from './RecoveryLog.js';
import type { RunHostSnapshot } from './Snapshot.js';
import { RunHostSnapshotCodec } from './Snapshot.js';

/** A recovery log, and what changes it. */
export interface Recording {
  readonly log: () => RecoveryLog;
  /** Called when another worker takes over: a snapshot that was being taken is lost. */
  readonly begin: () => void;
  /** Records an answer, in the host's order, and takes a snapshot if one is due. */
  readonly record: (connection: Connection, ...answer: Parameters<AnswerListener>) => void;
}

const decodeSnapshot = /* #__PURE__ */ decodeWith(RunHostSnapshotCodec);

/** Begins a recording at a snapshot. `snapshotEvery` is how many ops are kept. */
export const makeRecording = (
  snapshot: RunHostSnapshot | undefined,
  snapshotEvery: number | undefined,
): Recording => {
  let log = recoveryLog(snapshot);

  const takeSnapshot = (connection: Connection): void => {
    log = snapshotting(log, true);
    void connection
      .ask({ request: { kind: 'snapshot' }, decode: decodeSnapshot }, { timeout: Infinity })()
      .then(() => {
        log = snapshotting(log, false);
      });
  };

  return {
    log: () => log,
    begin: () => {
      log = snapshotting(log, false);
    },
    record: (connection, request, outcome, sequence) => {
      if (isOp(request)) {
        if (sequence === undefined) return;
        log = acknowledge(log, request.entry, sequence);
        if (isSnapshotDue(log, snapshotEvery)) takeSnapshot(connection);
        return;
      }
      if (E.isLeft(outcome)) return;
      if (request.kind === 'restore') log = rebaseLog(log, request.snapshot);
      if (request.kind === 'snapshot')
        // SAFETY: the result of a snapshot request was decoded as a snapshot.
        log = rebaseLog(log, outcome.right as RunHostSnapshot);
    },
  };
};
