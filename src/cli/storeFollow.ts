/** Shows a store on the inspector's page: its whole history, and then each command as it comes. Loaded on demand. */
import * as E from 'fp-ts/lib/Either.js';
import type * as TE from 'fp-ts/lib/TaskEither.js';
import type { Inspector } from '../inspector/server/serve.js';
import type { DatabaseFailed } from '../store/Database.js';
import { findingMessage } from '../store/Finding.js';
import type { ExportOptions } from '../store/Journals.js';
import { storeErrorMessage } from '../store/StoreError.js';
import { stopWhenInterrupted } from './exit.js';
import type { OpenedStore } from './storeOpen.js';
import { isUrl, openStore } from './storeOpen.js';

/** Opens the store that a word names: the address of a server, or a folder. The error is a line. */
export const openNamedStore = (
  word: string,
  schema: string | undefined,
): TE.TaskEither<string, OpenedStore> =>
  openStore({
    ...(isUrl(word) ? { url: word } : { folder: word }),
    ...(schema === undefined ? {} : { schema }),
  });

/** Yields to other work between two pages of a long history. */
const pause = (): Promise<void> =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/** Follows a store until the process is interrupted. */
export const followStore = async (
  inspector: Inspector,
  { store, name, close }: OpenedStore,
): Promise<void> => {
  const source = inspector.intake.open(name, 'reading');
  let cursor = '0';
  let isAway = false;

  /** Adds the lines after the cursor, and moves it. */
  const read = async (options: ExportOptions): Promise<E.Either<DatabaseFailed, void>> => {
    for await (const page of store.export({ ...options, after: cursor })) {
      if (E.isLeft(page)) return page;
      page.right.entries.forEach((entry) => {
        source.add(E.right(entry));
      });
      page.right.broken.forEach((broken) => {
        source.addProblem(findingMessage(broken));
      });
      ({ cursor } = page.right);
      await pause();
    }
    return E.right(undefined);
  };
  const tell = (error: DatabaseFailed): void => {
    isAway = true;
    source.setMessage(storeErrorMessage(error));
  };

  const history = await read({});
  if (E.isLeft(history)) {
    source.fail(storeErrorMessage(history.left));
    return;
  }
  source.caughtUp();
  const watching = await store.watch(
    {
      onEntries: async (_, upTo) => {
        const news = await read({ upTo });
        if (E.isLeft(news)) {
          // What was missed is read with the next commands, because the cursor stays.
          tell(news.left);
          return;
        }
        if (isAway) source.setMessage('the store answers again');
        isAway = false;
      },
      onError: tell,
    },
    cursor,
  )();
  if (E.isLeft(watching)) {
    source.fail(storeErrorMessage(watching.left));
    return;
  }
  stopWhenInterrupted((code) => {
    void watching
      .right()
      .then(close)
      .finally(() => process.exit(code));
  });
};
