/**
 * Writes to an embedded store until it is killed, and appends each command to a file once it is acknowledged.
 *
 *   node child.mjs FOLDER ACKNOWLEDGED
 */
import { appendFileSync } from 'node:fs';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { openRunStore, taskNamed } from 'runchart/store';
import { openPGlite } from 'runchart/store/pglite';

const [folder, acknowledged] = process.argv.slice(2);
const right = (either) => {
  if (E.isLeft(either)) throw new Error(JSON.stringify(either.left));
  return either.right;
};
const store = right(await pipe(openPGlite({ folder }), TE.chainW(openRunStore()))());
const keep = (id, version) => appendFileSync(acknowledged, `${JSON.stringify({ id, version })}\n`);

process.send?.('ready');
for (;;) {
  const inserted = right(
    await store.insertMany(
      Array.from({ length: 20 }, (_, n) => ({ taskId: taskNamed('t'), payload: { n } })),
    )(),
  );
  for (const { stored } of inserted) keep(stored.run.id, stored.version);
  const { runs } = right(
    await store.claim({ worker: 'w', limit: 10, leaseSeconds: 60, start: true })(),
  );
  for (const { run, version } of runs) keep(run.id, version);
  const done = right(
    await store.mutateMany(
      runs.map((known) => ({
        id: known.run.id,
        known,
        event: [
          { type: 'attempt.finish', attemptId: known.run.currentAttemptId.value },
          { type: 'complete' },
        ],
      })),
    )(),
  );
  for (const each of done) {
    const { run, version } = right(each);
    keep(run.id, version);
  }
}
