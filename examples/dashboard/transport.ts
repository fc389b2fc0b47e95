/** The transport of one run to the host, which `createRunStore` needs for optimistic updates and rollbacks. */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RunId } from 'runchart';
import type { RunTransport } from 'runchart/live';
import type { RunHostClient } from 'runchart/worker';
import type { HostRefusal, Sending } from './sending.js';

/** The errors of the host, besides refusals of the chart. */
export type HostTransport = RunTransport<HostRefusal>;

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
  // Not batched by frame: reports would arrive after the answers, and a store without revisions keeps the last message.
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
