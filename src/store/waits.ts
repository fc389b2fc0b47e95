/** Waits of the store's loops. */

/** Waits for some milliseconds. */
export const wait = (ms: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until all that is ready to run has run: handlers that end in one turn are followed by one claim. */
export const nextTurn = (): Promise<void> =>
  new Promise((resolve) => {
    if (typeof setImmediate === 'function') setImmediate(resolve);
    else setTimeout(resolve);
  });

/** How long a loop waits after a statement failed, in milliseconds. */
export const AFTER_ERROR = 500;
