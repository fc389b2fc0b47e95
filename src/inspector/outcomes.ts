/** The outcomes of attempts. */

/** The outcomes that are no failure; any other word may be one, so it is shown as one. */
const fine: ReadonlySet<string> = new Set(['succeeded', 'success', 'ok', 'completed']);

/** Does an outcome say that the attempt failed? */
export const isFailure = (outcome: string): boolean => !fine.has(outcome.toLowerCase());
