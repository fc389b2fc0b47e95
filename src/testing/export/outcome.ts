/** Encodes outcomes for exported suites. */
import type { OutcomeWire } from '../../journal/StepOutcome.js';

/** Removes the message of a `Decode`, which is not compared. */
export const encodeOutcomeForExport = (outcome: OutcomeWire): OutcomeWire =>
  'err' in outcome && outcome.err.code === 'Decode' ? { err: { code: 'Decode' } } : outcome;
