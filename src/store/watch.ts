/**
 * Watches the history: each command once, whatever happens to the connection.
 *
 * A notification only says that it is worth looking; `horizon.ts` says up to which row none is missing.
 */
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { Database, DatabaseFailed } from './Database.js';
import { historyEntryOf } from './history.js';
import { readHistory } from './historyPages.js';
import type { Horizon } from './horizon.js';
import { bigintOf, horizonOf, settled, SETTLES_IN } from './horizon.js';
import type { Watcher } from './RunStore.js';
import type { Names } from './schema.js';

/** How often it looks when nothing tells it to, in milliseconds. */
const LOOKS_EVERY = 500;

/** Hears each command after a cursor; without one, each from now on. */
export const watchRuns =
  (database: Database, names: Names) =>
  (
    { onEntries, onError }: Watcher,
    given?: string,
  ): TE.TaskEither<DatabaseFailed, () => Promise<void>> => {
    const horizon = horizonOf(database, names);
    const page = readHistory(database, names);

    return pipe(
      given === undefined ? settled(database, names) : TE.right(bigintOf(given)),
      TE.chain((start) => async () => {
        /* eslint-disable functional/no-let -- one reader at a time, which is told to look again */
        let cursor = start;
        /** A horizon that is complete when the transactions before its `next` have ended. */
        let waiting: Horizon | undefined;
        let running: Promise<void> | undefined;
        let again = false;
        let stopped = false;
        let soon: ReturnType<typeof setTimeout> | undefined;
        /* eslint-enable functional/no-let */

        const deliver = async (upTo: bigint): Promise<E.Either<DatabaseFailed, void>> => {
          if (stopped || cursor >= upTo) return E.right(undefined);
          const read = await page(cursor, upTo)();
          if (E.isLeft(read)) return read;
          const { rows, next } = read.right;
          if (rows.length > 0) await onEntries(rows.map(historyEntryOf), String(next));
          cursor = next;
          return deliver(upTo);
        };
        const readOn = async (): Promise<E.Either<DatabaseFailed, void>> => {
          const seen = await horizon(cursor)();
          if (E.isLeft(seen)) return seen;
          const at = seen.right;
          const complete =
            at.oldest === at.next
              ? at.last
              : waiting !== undefined && at.oldest >= waiting.next
                ? waiting.last
                : undefined;
          if (complete === undefined) waiting ??= at;
          else waiting = at.last > complete ? at : undefined;
          if (at.last > cursor && at.last !== complete)
            soon ??= setTimeout(() => {
              soon = undefined;
              look();
            }, SETTLES_IN);
          return complete === undefined ? E.right(undefined) : deliver(complete);
        };
        const look = (): void => {
          again = true;
          running ??= (async () => {
            // eslint-disable-next-line functional/no-loop-statements -- until nobody asked again while it was reading
            while (again && !stopped) {
              again = false;
              const read = await readOn();
              if (E.isLeft(read)) onError?.(read.left);
            }
            running = undefined;
          })();
        };

        const listening = await database.listen(names.channel, {
          onNotification: look,
          onGap: look,
        })();
        if (E.isLeft(listening)) return listening;
        const timer = setInterval(look, LOOKS_EVERY);
        look();
        return E.right(async () => {
          stopped = true;
          clearInterval(timer);
          clearTimeout(soon);
          await listening.right();
          await running;
        });
      }),
    );
  };
