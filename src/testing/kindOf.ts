/** Names kinds of outcomes of runs. */
import { isRecord } from '../codec/untrusted.js';

/** Names the kind of an outcome: its keys, and the code of an error. */
export const kindOf = (outcome: unknown): string =>
  isRecord(outcome)
    ? isRecord(outcome['err'])
      ? `err ${JSON.stringify(outcome['err']['code'])}`
      : Object.keys(outcome).join()
    : typeof outcome;
