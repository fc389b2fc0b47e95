/** Waits for what other processes, timers or databases do. */

/** Waits until a condition holds, and fails the test if it does not come to that. Says nothing of how long that takes. */
export const until = async (
  what: string,
  holds: () => boolean | Promise<boolean>,
  patience = 30_000,
): Promise<void> => {
  const last = Date.now() + patience;
  while (!(await holds())) {
    if (Date.now() > last) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
};
