/** The way of one run to the host and back: what `createRunStore` needs to be optimistic, and to take it back. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunId } from 'runchart';
import type { RunTransport } from 'runchart/live';
import type { RunHostClient, RunNotFound } from 'runchart/worker';
import type { Sending } from './sending.js';

/** What the host may say no with, beside what the chart refuses. */
export type HostTransport = RunTransport<RunNotFound>;

/** A transport for one run. */
export const hostTransport = (
  client: RunHostClient,
  { send }: Sending,
  runId: RunId,
): HostTransport => ({
  send: ({ commandId, event }) =>
    pipe(
      send(runId, event, commandId),
      TE.map((run) => ({ run })),
    ),
  // Not gathered by frames: what is told then comes behind the answers, and a store without revisions believes what comes last.
  subscribe: (listener) => {
    const opened = client.subscribe({ runId })(({ runs }) => {
      runs.forEach((run) => {
        listener({ run });
      });
    })();
    return () => {
      void opened.then((subscription) => {
        if (E.isRight(subscription)) subscription.right();
      });
    };
  },
});
